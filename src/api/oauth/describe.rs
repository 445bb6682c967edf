//! The standard door in words, for the document that programs read.

use serde_json::{Value, json};

use crate::domain::oauth::vocab::GrantType;
use crate::protocol::dress::Dress;
use crate::protocol::openapi::{By, FORM, Operation, Schema, Tag};
use crate::protocol::protected_resource;

use super::ENDPOINTS;

const OAUTH: &str = "OAuth 2.0 and OpenID Connect";
const OIDC: &str = "OpenID Connect for partners";
const REGISTRATION: &str = "Client registration";
const METADATA: &str = "Metadata";
/// The address of one registration.
const REGISTERED: &str = "/oauth2/register/{client_id}";

/// The groups.
pub fn tags() -> Vec<Tag> {
    vec![
        Tag {
            name: OIDC,
            description: "Tokens for codes of `/openid`, in the partner API's lengths and lives. Errors are the \
                          standard ones.",
        },
        Tag {
            name: OAUTH,
            description: "The standard endpoints. Clients prove themselves by HTTP Basic, by members of the form, by \
                          a signed assertion or by a certificate, as they are registered.",
        },
        Tag { name: REGISTRATION, description: "RFC 7591 and RFC 7592, where the operator allows it." },
        Tag { name: METADATA, description: "What libraries read first. Public, cached for 15 minutes." },
    ]
}

/// The shapes that several operations share.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let error = Schema::object("RFC 6749 §5.2.")
        .with("error", Schema::text("The code.").pattern("^[a-z_]+$"))
        .with("error_description", Schema::text("A sentence for developers."))
        .and_nothing_else();
    let key = Schema::object("RFC 7517 §4.")
        .with("kty", Schema::text("").among(["EC", "RSA", "OKP"]))
        .with("kid", Schema::text("Named in the header of what it signs."))
        .with("alg", Schema::text("What it signs with."))
        .with("use", Schema::text("").among(["sig"]));
    vec![
        ("OAuthError", error),
        ("TokenAnswer", token_answer()),
        ("Introspection", introspection()),
        ("Claims", claims()),
        ("ClientMetadata", client_metadata()),
        ("RegisteredClient", registered()),
        ("Jwks", Schema::object("RFC 7517 §5.").with("keys", Schema::list("The public keys.", key))),
    ]
}

/// The operations.
pub fn operations() -> Vec<Operation> {
    let mut all = vec![oidc_token(), oidc_userinfo("get", "oidcUserInfo"), oidc_userinfo("post", "oidcUserInfoByPost")];
    all.extend([token(), introspect(), revoke(), par(), device()]);
    all.extend([userinfo("get", "userInfo"), userinfo("post", "userInfoByPost")]);
    all.extend([register(), read_registration(), replace_registration(), remove_registration()]);
    all.extend(metadata());
    all
}

fn oidc_token() -> Operation {
    let example = json!({
        "grant_type": "authorization_code", "code": "SplxlOBeZQQYbYS6WxSbIA", "redirect_uri": "https://shop.example/callback",
    });
    let operation = Operation::new("post", Dress::Oidc.endpoint(), OIDC, "oidcToken")
        .about(
            "Exchange a code of /openid, or refresh",
            "The body is JSON or a form with the same members. Tokens have 128 letters and digits and the partner \
             API's lives; the ID token has exactly iss, sub, aud, exp, iat and nonce.",
        )
        .by_or_nobody(&[By::Basic])
        .aliases(&["/api/v1oidc//token"])
        .takes("application/json", token_request(), example.clone())
        .takes(FORM, token_request(), example)
        .answers(200, "The tokens.", Schema::shared("TokenAnswer"), oidc_token_example());
    failing(operation, "invalid_grant")
}

fn oidc_token_example() -> Value {
    json!({
        "access_token": "q7WmZ4kTn0RxYc2VbLs9HdJf6GpA1eUo".repeat(4),
        "refresh_token": "B3nKx8QvT5yMrC7wPz2LhD9fSg4JaE6u".repeat(4),
        "id_token": "eyJ0 … .eyJp … .Qm9n …", "token_type": "Bearer", "expires_in": 604_800,
        "scope": "openid read.phone",
    })
}

fn oidc_userinfo(method: &'static str, id: &'static str) -> Operation {
    read_claims(Operation::new(method, "/api/v1/oidc/userinfo", OIDC, id))
}

fn userinfo(method: &'static str, id: &'static str) -> Operation {
    read_claims(Operation::new(method, ENDPOINTS.userinfo, OAUTH, id))
}

fn read_claims(operation: Operation) -> Operation {
    let operation = if operation.method == "post" {
        let body = Schema::object("").may_have("access_token", Schema::text("In place of the header."));
        operation.takes(FORM, body, json!({"access_token": "mF_9.B5f-4.1JqM"})).body_is_optional()
    } else {
        operation
    };
    let operation = operation
        .about("Read the claims that were granted", "The same as JSON, or signed for clients that are registered so.")
        .by_or_nobody(&[By::Bearer])
        .answers(
            200,
            "The claims.",
            Schema::shared("Claims"),
            json!({"sub": "eeca9287-d824-4f50-928b-450d2e46f874", "given_name": "Aigerim"}),
        )
        .answers_with(200, "", "application/jwt", Schema::text("A signed JWT."), None)
        .answers(403, "The token opens nothing.", Schema::shared("OAuthError"), error_example("insufficient_scope"));
    failing(operation, "invalid_request")
}

fn token() -> Operation {
    let operation = Operation::new("post", ENDPOINTS.token, OAUTH, "token")
        .about("Get tokens", "RFC 6749 §3.2. The grant types that a client may use are those it is registered with.")
        .by_or_nobody(&[By::Basic])
        .takes(FORM, token_request(), json!({"grant_type": "client_credentials", "scope": "users.write"}))
        .answers(200, "The tokens.", Schema::shared("TokenAnswer"), token_example());
    failing(operation, "invalid_grant")
}

fn introspect() -> Operation {
    let operation = Operation::new("post", ENDPOINTS.introspection, OAUTH, "introspect")
        .about("Ask about a token", "RFC 7662; signed (RFC 9701) for who accepts that media type only.")
        .by_or_nobody(&[By::Basic])
        .takes(FORM, token_form(), json!({"token": "mF_9.B5f-4.1JqM"}))
        .answers(200, "What the token is.", Schema::shared("Introspection"), json!({"active": false}))
        .answers_with(200, "", "application/token-introspection+jwt", Schema::text("A signed JWT."), None);
    failing(operation, "invalid_request")
}

fn revoke() -> Operation {
    let operation = Operation::new("post", ENDPOINTS.revocation, OAUTH, "revoke")
        .about("End a token", "RFC 7009. A token that is not known is answered like one that was ended.")
        .by_or_nobody(&[By::Basic])
        .takes(FORM, token_form(), json!({"token": "mF_9.B5f-4.1JqM"}))
        .answers_nothing(200, "It is over.");
    failing(operation, "invalid_request")
}

fn par() -> Operation {
    let body = Schema::object("The parameters of the authorization request, `request_uri` excepted.")
        .may_have("client_id", Schema::text("The client."))
        .may_have("redirect_uri", Schema::text("One of the registered addresses."))
        .may_have("response_type", Schema::text("As registered."))
        .may_have("scope", Schema::text("Separated by spaces."))
        .may_have("state", Schema::text("Comes back unchanged."))
        .may_have("nonce", Schema::text("Comes back in the ID token."))
        .may_have("code_challenge", Schema::text("RFC 7636."))
        .may_have("code_challenge_method", Schema::text(""))
        .may_have("request", Schema::text("A signed request object (RFC 9101)."));
    let made = Schema::object("")
        .with("request_uri", Schema::text("For the authorization endpoint, once.").format("uri"))
        .with("expires_in", Schema::number("Seconds."));
    let sent = json!({
        "response_type": "code", "redirect_uri": "https://shop.example/callback", "scope": "openid", "state": "af0ifjsldkj",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    });
    let operation = Operation::new("post", ENDPOINTS.pushed_authorization_request, OAUTH, "pushRequest")
        .about("Push an authorization request", "RFC 9126.")
        .by_or_nobody(&[By::Basic])
        .takes(FORM, body, sent)
        .answers(
            201,
            "The reference.",
            made,
            json!({"request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c", "expires_in": 60}),
        );
    failing(operation, "invalid_request")
}

fn device() -> Operation {
    let body = Schema::object("")
        .may_have("client_id", Schema::text("A client without a secret names itself."))
        .may_have("scope", Schema::text("Separated by spaces."));
    let made = Schema::object("")
        .with("device_code", Schema::text("For the token endpoint."))
        .with("user_code", Schema::text("For the person.").pattern("^[B-Z]{4}-[B-Z]{4}$"))
        .with("verification_uri", Schema::text("Where the person types it.").format("uri"))
        .with("verification_uri_complete", Schema::text("The same with the code in it.").format("uri"))
        .with("expires_in", Schema::number("Seconds."))
        .with("interval", Schema::number("Seconds between polls."));
    let answer = json!({
        "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS", "user_code": "BDWP-HQKT",
        "verification_uri": "https://id.example/device", "expires_in": 900, "interval": 5,
        "verification_uri_complete": "https://id.example/device?user_code=BDWP-HQKT",
    });
    let operation = Operation::new("post", ENDPOINTS.device_authorization, OAUTH, "authorizeDevice")
        .about("Begin the sign-in of a device", "RFC 8628 §3.1.")
        .by_or_nobody(&[By::Basic])
        .takes(FORM, body, json!({"client_id": "tv", "scope": "openid"}))
        .answers(200, "The codes.", made, answer);
    failing(operation, "unauthorized_client")
}

fn register() -> Operation {
    let operation = Operation::new("post", ENDPOINTS.registration, REGISTRATION, "registerClient")
        .about("Register a client", "RFC 7591. Where a token is demanded it is the operator's initial access token.")
        .by_or_nobody(&[By::Bearer])
        .takes("application/json", Schema::shared("ClientMetadata"), metadata_example())
        .answers(201, "The client.", Schema::shared("RegisteredClient"), registered_example());
    managing(operation)
}

fn read_registration() -> Operation {
    let operation = management("get", "readRegistration", "Read a registration").answers(
        200,
        "The client.",
        Schema::shared("RegisteredClient"),
        registered_example(),
    );
    managing(operation)
}

fn replace_registration() -> Operation {
    let operation = management("put", "replaceRegistration", "Replace a registration")
        .takes("application/json", Schema::shared("ClientMetadata"), metadata_example())
        .answers(200, "The client.", Schema::shared("RegisteredClient"), registered_example());
    managing(operation)
}

fn remove_registration() -> Operation {
    managing(management("delete", "removeRegistration", "Remove a registration").answers_nothing(204, "It is gone."))
}

fn management(method: &'static str, id: &'static str, summary: &'static str) -> Operation {
    Operation::new(method, REGISTERED, REGISTRATION, id)
        .about(summary, "RFC 7592. The bearer token is the `registration_access_token`.")
        .by(&[By::Bearer])
        .parameter("path", "client_id", "The client.", Schema::text(""))
}

fn managing(operation: Operation) -> Operation {
    let off = "Clients cannot be registered here.";
    let operation = operation.answers(404, off, Schema::shared("OAuthError"), error_example("invalid_request"));
    failing(operation, "invalid_client_metadata")
}

fn metadata() -> Vec<Operation> {
    let issuer = || Schema::text("This server.").format("uri");
    let url = |description| Schema::text(description).format("uri");
    let provider = Schema::object("RFC 8414, OpenID Connect Discovery 1.0.")
        .with("issuer", issuer())
        .with("authorization_endpoint", url("For browsers."))
        .with("token_endpoint", url(""))
        .with("userinfo_endpoint", url(""))
        .with("jwks_uri", url("The public keys."));
    let resource = Schema::object("RFC 9728.").with("resource", issuer());
    let read = |path, id, what: &'static str, schema: Schema, example: Value| {
        let operation =
            Operation::new("get", path, METADATA, id).about(what, "").answers(200, "The document.", schema, example);
        at_the_door(operation)
    };
    let example = json!({
        "issuer": "https://id.example", "authorization_endpoint": "https://id.example/oauth2/authorize",
        "token_endpoint": "https://id.example/oauth2/token", "userinfo_endpoint": "https://id.example/oauth2/userinfo",
        "jwks_uri": "https://id.example/oauth2/jwks",
    });
    vec![
        read(
            "/.well-known/openid-configuration",
            "openidConfiguration",
            "Provider metadata",
            provider.clone(),
            example.clone(),
        ),
        read(
            "/.well-known/oauth-authorization-server",
            "authorizationServer",
            "Provider metadata under its OAuth name",
            provider,
            example,
        ),
        read(
            protected_resource::PATH,
            "protectedResource",
            "Metadata of user info as a resource",
            resource,
            json!({"resource": "https://id.example"}),
        ),
        read(
            "/.well-known/assetlinks.json",
            "androidApps",
            "Android apps that may open our links",
            Schema::list("Statements of Digital Asset Links.", Schema::object("")),
            json!([{
                "relation": ["delegate_permission/common.handle_all_urls"],
                "target": {"namespace": "android_app", "package_name": "com.example.shop", "sha256_cert_fingerprints": []},
            }]),
        ),
        read(
            "/.well-known/apple-app-site-association",
            "appleApps",
            "Apple apps that may open our links",
            Schema::object("Associated domains."),
            json!({"applinks": {"details": []}}),
        ),
        read(
            ENDPOINTS.jwks,
            "jwks",
            "Public keys",
            Schema::shared("Jwks"),
            json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "use": "sig"}]}),
        ),
    ]
}

fn token_request() -> Schema {
    Schema::object("")
        .with(
            "grant_type",
            Schema::text("").among(GrantType::ALL.iter().filter(|g| **g != GrantType::Implicit).map(|g| g.as_str())),
        )
        .may_have("code", Schema::text("authorization_code: the code."))
        .may_have("redirect_uri", Schema::text("authorization_code: as in the request."))
        .may_have("code_verifier", Schema::text("authorization_code: PKCE (RFC 7636)."))
        .may_have("refresh_token", Schema::text("refresh_token: the token."))
        .may_have("scope", Schema::text("Separated by spaces."))
        .may_have("device_code", Schema::text("Device code: the code of the device."))
        .may_have("subject_token", Schema::text("Token exchange: the token."))
        .may_have("subject_token_type", Schema::text("Token exchange: what it is."))
        .may_have("client_id", Schema::text("In place of HTTP Basic."))
        .may_have("client_secret", Schema::text("In place of HTTP Basic."))
}

fn token_form() -> Schema {
    Schema::object("")
        .with("token", Schema::text("The token.").at_least(1))
        .may_have("token_type_hint", Schema::text("Helps nobody here."))
        .may_have("client_id", Schema::text("In place of HTTP Basic."))
        .may_have("client_secret", Schema::text("In place of HTTP Basic."))
}

fn token_answer() -> Schema {
    Schema::object("RFC 6749 §5.1.")
        .with("access_token", Schema::text("The token."))
        .with("token_type", Schema::text("How it is used.").among(["Bearer", "DPoP", "N_A"]))
        .with("expires_in", Schema::number("Seconds."))
        .with("scope", Schema::text("What was granted."))
        .may_have("refresh_token", Schema::text("For the next ones."))
        .may_have("id_token", Schema::text("A signed JWT, with the scope openid."))
        .may_have("issued_token_type", Schema::text("RFC 8693 §2.2.1."))
}

fn introspection() -> Schema {
    Schema::object("RFC 7662 §2.2.")
        .with("active", Schema::flag("Whether it is good, and the caller's to know about."))
        .may_have("scope", Schema::text("What it opens."))
        .may_have("client_id", Schema::text("Whose it is."))
        .may_have("sub", Schema::text("The person, or the client itself."))
        .may_have("token_type", Schema::text("For access tokens."))
        .may_have("iss", Schema::text("This server."))
        .may_have("exp", Schema::number("Unix seconds."))
        .may_have("iat", Schema::number("Unix seconds."))
        .may_have("auth_time", Schema::number("Unix seconds."))
        .may_have("acr", Schema::text("How the person proved who they are."))
}

fn claims() -> Schema {
    Schema::object("OpenID Connect Core §5.1; under partner names what it has no word for.")
        .with("sub", Schema::text("The Freedom ID, or what stands for it at a client with pairwise ids."))
        .may_have("name", Schema::text("With profile."))
        .may_have("given_name", Schema::text("With profile or read.firstname."))
        .may_have("family_name", Schema::text("With profile or read.lastname."))
        .may_have("middle_name", Schema::text("With profile or read.patronymic."))
        .may_have("gender", Schema::text("With profile or read.gender.").among(["male", "female"]))
        .may_have("birthdate", Schema::text("With profile or read.date_of_birth.").format("date"))
        .may_have("locale", Schema::text("With profile."))
        .may_have("updated_at", Schema::number("With profile; Unix seconds."))
        .may_have("email", Schema::text("With email or read.email.").format("email"))
        .may_have("email_verified", Schema::flag(""))
        .may_have("phone_number", Schema::text("With phone or read.phone."))
        .may_have("phone_number_verified", Schema::flag(""))
        .may_have("address", Schema::object("With address or read.address."))
        .may_have("phones", Schema::list("With read.phones.", Schema::text("")))
        .may_have("emails", Schema::list("With read.emails.", Schema::text("")))
        .may_have("country", Schema::text("With read.country.").pattern("^[A-Z]{3}$"))
        .may_have("nationality", Schema::text("With read.nationality."))
        .may_have("identifier", Schema::text("With read.identifier."))
}

fn client_metadata() -> Schema {
    let urls = |description| Schema::list(description, Schema::text("").format("uri"));
    Schema::object("RFC 7591 §2; members that are not known are ignored.")
        .may_have("redirect_uris", urls("Where answers may go."))
        .may_have("client_name", Schema::text("The name that people see."))
        .may_have("grant_types", Schema::list("What it uses at the token endpoint.", Schema::text("")))
        .may_have("response_types", Schema::list("What it asks for.", Schema::text("")))
        .may_have("token_endpoint_auth_method", Schema::text("How it proves itself."))
        .may_have("scope", Schema::text("Separated by spaces."))
        .may_have("client_uri", Schema::text("Its home page.").format("uri"))
        .may_have("jwks_uri", Schema::text("Its public keys.").format("uri"))
}

fn registered() -> Schema {
    client_metadata()
        .with("client_id", Schema::text("Its id."))
        .with("client_id_issued_at", Schema::number("Unix seconds."))
        .with("registration_access_token", Schema::text("For reading and changing the registration."))
        .with("registration_client_uri", Schema::text("Where.").format("uri"))
        .may_have("client_secret", Schema::text("Told once."))
        .may_have("client_secret_expires_at", Schema::number("0: never."))
}

fn metadata_example() -> Value {
    json!({"client_name": "Shop", "redirect_uris": ["https://shop.example/callback"], "scope": "openid profile"})
}

fn registered_example() -> Value {
    json!({
        "client_id": "s6BhdRkqt3", "client_name": "Shop", "redirect_uris": ["https://shop.example/callback"],
        "client_id_issued_at": 1_741_069_550, "client_secret": "told-once", "client_secret_expires_at": 0,
        "registration_access_token": "this.is.an.access.token",
        "registration_client_uri": "https://id.example/oauth2/register/s6BhdRkqt3",
    })
}

fn token_example() -> Value {
    json!({
        "access_token": "2YotnFZFEjr1zCsicMWpAA", "token_type": "Bearer", "expires_in": 600,
        "scope": "openid", "refresh_token": "tGzv3JOkF0XG5Qx2TlKWIA", "id_token": "eyJ0 … .eyJp … .Qm9n …",
    })
}

fn error_example(code: &str) -> Value {
    json!({"error": code, "error_description": "a sentence for developers"})
}

/// Adds what every operation that looks at its caller may fail with.
fn failing(operation: Operation, usual: &str) -> Operation {
    let error = || Schema::shared("OAuthError");
    let operation = operation
        .answers(400, "The request is wrong; `error` says how.", error(), error_example(usual))
        .answers(401, "The client or the token is not known or not good.", error(), error_example("invalid_client"))
        .header(401, "WWW-Authenticate", "How to prove who you are.", Schema::text(""))
        .answers(413, "The body is too large.", error(), error_example("invalid_request"))
        .answers(415, "The body is compressed.", error(), error_example("invalid_request"));
    at_the_door(operation)
}

/// Adds what the door says for itself.
fn at_the_door(operation: Operation) -> Operation {
    let error = || Schema::shared("OAuthError");
    operation
        .answers(429, "Too many requests.", error(), error_example("temporarily_unavailable"))
        .header(429, "Retry-After", "Seconds to wait.", Schema::number(""))
        .answers(500, "Our side failed.", error(), error_example("server_error"))
        .answers(503, "Our side is busy.", error(), error_example("temporarily_unavailable"))
}
