//! OIDC Discovery 1.0, RFC 8414: whatever is announced works, and what is switched off is not announced.
//! A member or a value that is announced and not tried here fails the test.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, header};
use freedom_id::base::Secret;
use freedom_id::config::RegistrationMode;
use freedom_id::domain::oauth::options::TlsSubject;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType, ResponseType, SubjectType};
use freedom_id::domain::session::Amr;
use freedom_id::domain::user::UserId;
use freedom_id::protocol::acr;
use freedom_id::service::clients::{self, Add};
use freedom_id::store::contacts;
use serde_json::{Value, json};

use super::rfc8705_mtls::{DN, PROXY, params, post, signed, written};
use crate::support::browser::{Browser, Page};
use crate::support::outside::Outside;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, fields, lent, site_named};
use crate::support::signer::{JWT_BEARER, Signer, TOKEN, assertion_claims, hs256, jwks};
use crate::support::{TestCore, address, seconds};

const DOCUMENT: &str = "/.well-known/openid-configuration";

/// Whose data all of this is about.
async fn ana(provider: &Provider) -> UserId {
    let mut reader = provider.db.read().await.expect("a reader");
    let found = contacts::find_user(&mut reader, &address("ana@mail.example")).await.expect("read");
    found.expect("a person")
}

async fn announced(provider: &Provider) -> Value {
    let document = provider.get(DOCUMENT, None).await.ok().json();
    let other = provider.get("/.well-known/oauth-authorization-server", None).await.ok().json();
    assert_eq!(document, other);
    document
}

fn words(value: &Value) -> Vec<String> {
    let all = value.as_array().expect("a list").iter();
    let all: Vec<_> = all.map(|word| word.as_str().expect("a word").to_owned()).collect();
    assert!(!all.is_empty() && all.iter().collect::<BTreeSet<_>>().len() == all.len(), "{all:?}");
    all
}

/// A site that may do anything that this provider lets sites do.
fn able(document: &Value) -> Add {
    let mut add = site_named("Able");
    let grants = words(&document["grant_types_supported"]);
    add.grant_types = grants.iter().map(|grant| grant.parse().expect("a grant type")).collect();
    let types = words(&document["response_types_supported"]);
    add.options.response_types = types.iter().map(|word| word.parse::<ResponseType>().expect("a type")).collect();
    add.pkce_required = false;
    add
}

/// Whoever knows how a request is proved by a method.
struct Prover {
    site: Site,
    key: Signer,
    method: AuthMethod,
}

impl Prover {
    async fn by(provider: &Provider, method: &str, alg: &'static str) -> Self {
        let method: AuthMethod = method.parse().expect("a method");
        let key = Signer::with("k1", if alg == "HS256" { "ES256" } else { alg });
        let mut add = site_named("Proved");
        add.auth_method = method;
        match method {
            AuthMethod::PrivateKeyJwt | AuthMethod::SelfSignedTlsClientAuth => add.options.jwks = Some(jwks(&[&key])),
            AuthMethod::TlsClientAuth => add.options.tls_subject = Some(TlsSubject::Dn(DN.into())),
            AuthMethod::ClientSecretBasic
            | AuthMethod::ClientSecretPost
            | AuthMethod::ClientSecretJwt
            | AuthMethod::None => {}
        }
        Self { site: provider.site(add).await, key, method }
    }

    async fn send(&self, provider: &Provider, path: &str, form: &[(&str, &str)]) -> Reply {
        let id = ("client_id", self.site.id.as_str());
        let secret = self.site.secret.as_ref().map(Secret::expose).unwrap_or_default();
        let assertion = match self.method {
            AuthMethod::PrivateKeyJwt => self.key.assertion(provider, &self.site, json!({})),
            _ => hs256(secret.as_bytes(), &json!({"alg": "HS256"}), &assertion_claims(provider, &self.site)),
        };
        let asserted = [("client_assertion", &*assertion), ("client_assertion_type", JWT_BEARER)];
        match self.method {
            AuthMethod::ClientSecretBasic => provider.form(path, &self.site, form).await,
            AuthMethod::ClientSecretPost => {
                provider.post(path, &[], &[form, &[id, ("client_secret", secret)]].concat()).await
            }
            AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt => {
                provider.post(path, &[], &[form, &asserted].concat()).await
            }
            AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => {
                let certificate = written(&signed(&params(), &self.key));
                post(provider, PROXY, &[&certificate], path, &[form, &[id]].concat()).await
            }
            AuthMethod::None => provider.post(path, &[], &[form, &[id]].concat()).await,
        }
    }

    /// Lets the client in, whatever becomes of what it asks.
    async fn passes(&self, provider: &Provider, member: &str) {
        if member.starts_with("token_endpoint") {
            let form = [("grant_type", "refresh_token"), ("refresh_token", "unknown")];
            self.send(provider, TOKEN, &form).await.is_error(400, "invalid_grant");
        } else if member.starts_with("introspection_endpoint") {
            self.send(provider, "/oauth2/introspect", &[("token", "x")]).await.ok();
        } else {
            self.send(provider, "/oauth2/revoke", &[("token", "x")]).await.ok();
        }
    }
}

/// An endpoint answers these methods and no other.
async fn answers(provider: &Provider, address: &str, methods: &[Method]) {
    let path = address.strip_prefix(provider.issuer()).expect("an address of ours");
    for method in [Method::GET, Method::POST, Method::DELETE] {
        let form = "application/x-www-form-urlencoded";
        let request = Request::builder().method(method.clone()).uri(path).header(header::CONTENT_TYPE, form);
        let status = provider.send(request.body(Body::empty()).expect("a request")).await.status.as_u16();
        assert_ne!(status, 404, "{method} {path}");
        assert_eq!(status != 405, methods.contains(&method), "{method} {path}");
    }
}

/// The page, or the way back, of a request in a browser of somebody who allows everything.
async fn answer(provider: &Provider, site: &Site, more: &[(&str, &str)]) -> Page {
    let request = request(site, more);
    let mut browser = provider.signed_in(&Provider::request(site, "openid phone")).await;
    browser.get(&format!("/oauth2/authorize?{request}")).await
}

/// A good request in which some parameters are others.
fn request(site: &Site, more: &[(&str, &str)]) -> String {
    let plain = Provider::request(site, "openid phone");
    let pairs = fields(&plain);
    let mut all = lent(&pairs);
    all.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(all).extend_pairs(more).finish()
}

async fn set_of(provider: &Provider, site: &Site, scope: &str) -> Reply {
    let ana = ana(provider).await;
    let code = provider.code(site, ana, scope).await;
    provider.redeem(site, &code).await.ok()
}

async fn grant(provider: &Provider, document: &Value, word: &str) {
    let site = provider.site(able(document)).await;
    let grant: GrantType = word.parse().expect("a grant type");
    let set = match grant {
        GrantType::AuthorizationCode => set_of(provider, &site, "openid").await,
        GrantType::RefreshToken => {
            let first = set_of(provider, &site, "openid").await;
            provider.refresh(&site, &first.member("refresh_token")).await
        }
        GrantType::ClientCredentials => provider.form(TOKEN, &site, &[("grant_type", word)]).await,
        GrantType::TokenExchange => {
            let first = set_of(provider, &site, "openid phone").await.member("access_token");
            let kind = "urn:ietf:params:oauth:token-type:access_token";
            let form = [("grant_type", word), ("subject_token", &*first), ("subject_token_type", kind)];
            provider.form(TOKEN, &site, &form).await
        }
        GrantType::DeviceCode => {
            let codes = provider.form("/oauth2/device_authorization", &site, &[("scope", "openid")]).await.ok();
            let form = [("grant_type", word), ("device_code", &*codes.member("device_code"))];
            let reply = provider.form(TOKEN, &site, &form).await;
            return reply.is_error(400, "authorization_pending");
        }
        // Not a word of the token endpoint: tried with the response types.
        GrantType::Implicit => {
            let reply = provider.form(TOKEN, &site, &[("grant_type", word)]).await;
            return reply.is_error(400, "unsupported_grant_type");
        }
    };
    assert!(set.ok().json()["access_token"].is_string(), "{word}");
}

async fn response_type(provider: &Provider, document: &Value, word: &str) {
    let site = provider.site(able(document)).await;
    let kind: ResponseType = word.parse().expect("a response type");
    let to = answer(provider, &site, &[("response_type", word)]).await.destination();
    let url = url::Url::parse(&to).expect("an address");
    let told = if kind == ResponseType::Code { url.query() } else { url.fragment() };
    let told: Vec<_> = form_urlencoded::parse(told.unwrap_or_default().as_bytes()).into_owned().collect();
    let has = |name: &str| told.iter().any(|(own, _)| own == name);
    assert_eq!(has("code"), kind.has_code(), "{word}: {to}");
    assert_eq!(has("id_token"), kind.has_id_token(), "{word}: {to}");
    assert_eq!(has("access_token"), kind.has_token(), "{word}: {to}");
}

async fn response_mode(provider: &Provider, site: &Site, word: &str) {
    let page = answer(provider, site, &[("response_mode", word)]).await;
    match word {
        "query" => assert!(page.destination().starts_with(&format!("{CALLBACK}?")) && page.answer("code").is_some()),
        "fragment" => {
            let to = page.destination();
            assert!(to.starts_with(&format!("{CALLBACK}#")) && to.contains("code="), "{to}");
        }
        "form_post" => {
            let form = page.form("form-post");
            assert!(form.action == CALLBACK && form.fields.iter().any(|(name, _)| name == "code"));
        }
        "web_message" => {
            let message = page.attribute("#hand-off", "data-message").expect("a message");
            let message: Value = serde_json::from_str(&message).expect("JSON");
            assert_eq!(message["code"].as_str().map(str::to_owned), page.answer("code"));
            assert_eq!(page.attribute("#hand-off", "data-origin").as_deref(), Some("https://shop.example"));
        }
        other => panic!("{other} is announced and nothing here tries it"),
    }
}

async fn prompt(provider: &Provider, site: &Site, word: &str) {
    let asked = request(site, &[("prompt", word)]);
    let mut browser = provider.signed_in(&Provider::request(site, "openid phone")).await;
    // A proof of this very moment would be as good as a new one.
    provider.pass(seconds(1));
    let outcome = provider.outcome_in(&mut browser, &asked).await;
    let wanted = match word {
        "none" => {
            assert_eq!(provider.outcome(&asked).await, "login_required");
            "code"
        }
        "login" => "login",
        "consent" => "consent",
        "select_account" => "accounts",
        "create" => "register",
        other => panic!("{other} is announced and nothing here tries it"),
    };
    assert_eq!(outcome, wanted, "{word}");
}

async fn subject_type(provider: &Provider, word: &str) {
    let mut add = site_named("Subject");
    add.options.subject_type = word.parse().expect("a subject type");
    let pairwise = add.options.subject_type == SubjectType::Pairwise;
    let site = provider.site(add).await;
    let set = set_of(provider, &site, "openid").await;
    let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
    assert_eq!(id_token["sub"] != ana(provider).await.text(), pairwise, "{word}");
}

/// The algorithm in the header of what we sign.
async fn own_algorithm(provider: &Provider, member: &str, word: &str) {
    let alg = word.parse().expect("an algorithm of ours");
    let mut add = site_named("Signed");
    match member {
        "id_token_signing_alg_values_supported" => add.id_token_alg = alg,
        "userinfo_signing_alg_values_supported" => add.options.userinfo_alg = Some(alg),
        _ => add.options.introspection_alg = Some(alg),
    }
    let site = provider.site(add).await;
    let set = set_of(provider, &site, "openid").await;
    let token = set.member("access_token");
    let signed = match member {
        "id_token_signing_alg_values_supported" => set.member("id_token"),
        "userinfo_signing_alg_values_supported" => provider.userinfo(&token).await.ok().body,
        _ => {
            let (basic, accept) = (site.basic(), "application/token-introspection+jwt");
            let headers = [("authorization", &*basic), ("accept", accept)];
            provider.post("/oauth2/introspect", &headers, &[("token", &token)]).await.ok().body
        }
    };
    assert_eq!(provider.read_jwt(&signed).await.0["alg"], word, "{member}");
}

/// An essential class is reached, and the ID token says so.
async fn class(provider: &Provider, site: &Site, word: &str) {
    // Begun as its proofs begin it; how each is given has tests of its own.
    let amr = match word {
        acr::SINGLE => vec![Amr::Pwd],
        acr::TWO_FACTOR => vec![Amr::Pwd, Amr::Totp],
        acr::PHISHING_RESISTANT => vec![Amr::Passkey],
        other => panic!("{other} is announced and nothing here tries it"),
    };
    let claims = json!({"id_token": {"acr": {"essential": true, "value": word}}}).to_string();
    let asked = request(site, &[("scope", "openid"), ("claims", &claims)]);
    let session = provider.session_by(ana(provider).await, amr).await;
    let code = provider.code_in(&session, &asked).await;
    let set = provider.redeem(site, &code).await.ok();
    assert_eq!(provider.read_jwt(&set.member("id_token")).await.1["acr"], word);
}

fn known(word: &str) -> &'static str {
    let all = ["RS256", "PS256", "ES256", "EdDSA", "HS256"];
    all.into_iter().find(|own| *own == word).unwrap_or_else(|| panic!("{word} is announced and nothing here tries it"))
}

async fn request_object(provider: &Provider, word: &str) {
    let key = Signer::with("k1", known(word));
    let mut add = site_named("Objects");
    add.options.jwks = Some(jwks(&[&key]));
    let outside = Outside::open().await;
    add.options.request_uris = vec![outside.address("/object")];
    let site = provider.site(add).await;
    let plain = Provider::request(&site, "openid");
    let object = key.object(provider, &site, &plain, json!({}));
    assert_eq!(provider.outcome(&format!("{plain}&request={object}")).await, "login", "{word}");
    let uri = outside.serve("/object", object.into_bytes());
    let uri: String = form_urlencoded::byte_serialize(uri.as_bytes()).collect();
    assert_eq!(provider.outcome(&format!("{plain}&request_uri={uri}")).await, "login", "{word}");
}

async fn dpop(provider: &Provider, document: &Value, word: &str) {
    let site = provider.site(able(document)).await;
    let proof = Signer::with("k1", known(word)).proof(provider, "POST", TOKEN, json!({}));
    let headers = [("authorization", &*site.basic()), ("dpop", &*proof)];
    let reply = provider.post(TOKEN, &headers, &[("grant_type", "client_credentials")]).await.ok();
    assert_eq!(reply.json()["token_type"], "DPoP", "{word}");
}

/// Tries every member of the document.
#[expect(clippy::too_many_lines, reason = "one line or two for each member")]
async fn try_all(provider: &Provider) {
    provider.ana().await;
    let document = announced(provider).await;
    let shop = provider.site(able(&document)).await;
    let (get, post) = (Method::GET, Method::POST);
    for (member, value) in document.as_object().expect("a document") {
        let text = value.as_str().unwrap_or_default();
        match member.as_str() {
            "issuer" => assert_eq!(text, provider.issuer()),
            "authorization_endpoint" | "userinfo_endpoint" | "end_session_endpoint" => {
                answers(provider, text, &[get.clone(), post.clone()]).await;
            }
            "token_endpoint"
            | "introspection_endpoint"
            | "revocation_endpoint"
            | "pushed_authorization_request_endpoint"
            | "device_authorization_endpoint"
            | "registration_endpoint" => answers(provider, text, std::slice::from_ref(&post)).await,
            "jwks_uri" | "check_session_iframe" => answers(provider, text, std::slice::from_ref(&get)).await,
            "frontchannel_logout_supported"
            | "frontchannel_logout_session_supported"
            | "backchannel_logout_supported"
            | "backchannel_logout_session_supported" => {
                assert_eq!(value, true);
                let mut add = site_named("Told");
                add.options.frontchannel_logout_uri = Some("https://shop.example/out".into());
                add.options.backchannel_logout_uri = Some("https://shop.example/out".into());
                provider.site(add).await;
            }
            "response_types_supported" => {
                for word in words(value) {
                    response_type(provider, &document, &word).await;
                }
            }
            "response_modes_supported" => {
                for word in words(value) {
                    response_mode(provider, &shop, &word).await;
                }
            }
            "grant_types_supported" => {
                for word in words(value) {
                    grant(provider, &document, &word).await;
                }
            }
            "subject_types_supported" => {
                for word in words(value) {
                    subject_type(provider, &word).await;
                }
            }
            "scopes_supported" => {
                let all = words(value).join(" ");
                let mut add = site_named("Curious");
                add.scopes = Scopes::parse(&all).expect("scopes");
                add.optional_scopes = add.scopes.without(&Scopes::parse("openid").expect("a scope"));
                let site = provider.site(add).await;
                let set = set_of(provider, &site, &all).await;
                assert_eq!(Scopes::parse(&set.member("scope")), Scopes::parse(&all));
            }
            "claims_supported" => {
                let all = words(value);
                let set = set_of(provider, &shop, "openid profile phone email").await;
                let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
                let userinfo = provider.userinfo(&set.member("access_token")).await.ok().json();
                for claim in id_token.as_object().into_iter().chain(userinfo.as_object()).flat_map(|all| all.keys()) {
                    assert!(all.contains(claim), "{claim} is told and not announced");
                }
            }
            "claim_types_supported" => assert_eq!(words(value), ["normal"]),
            "claims_parameter_supported" => {
                let claims = json!({"id_token": {"phone_number": null}}).to_string();
                let asked = request(&shop, &[("scope", "openid"), ("claims", &claims)]);
                let code = provider.code_of(ana(provider).await, &asked).await;
                let set = provider.redeem(&shop, &code).await.ok();
                assert!(provider.read_jwt(&set.member("id_token")).await.1["phone_number"].is_string());
            }
            "acr_values_supported" => {
                for word in words(value) {
                    class(provider, &shop, &word).await;
                }
            }
            "prompt_values_supported" => {
                for word in words(value) {
                    prompt(provider, &shop, &word).await;
                }
            }
            "display_values_supported" => {
                for word in words(value) {
                    assert_eq!(provider.outcome(&request(&shop, &[("display", &word)])).await, "login");
                }
            }
            "ui_locales_supported" => {
                for word in words(value) {
                    let asked = request(&shop, &[("ui_locales", &word)]);
                    let page = Browser::new(provider.router.clone()).get(&format!("/oauth2/authorize?{asked}")).await;
                    assert_eq!(page.attribute("html", "lang"), Some(word));
                }
            }
            "code_challenge_methods_supported" => {
                assert_eq!(words(value), ["S256"]);
                let set = set_of(provider, &shop, "openid").await;
                assert!(set.json()["access_token"].is_string());
                let plain = request(&shop, &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")]);
                assert_eq!(provider.outcome(&plain).await, "invalid_request");
            }
            "authorization_response_iss_parameter_supported" => {
                assert_eq!(answer(provider, &shop, &[]).await.answer("iss").as_deref(), Some(provider.issuer()));
            }
            "token_endpoint_auth_methods_supported"
            | "introspection_endpoint_auth_methods_supported"
            | "revocation_endpoint_auth_methods_supported" => {
                for word in words(value) {
                    Prover::by(provider, &word, "ES256").await.passes(provider, member).await;
                }
            }
            "token_endpoint_auth_signing_alg_values_supported"
            | "introspection_endpoint_auth_signing_alg_values_supported"
            | "revocation_endpoint_auth_signing_alg_values_supported" => {
                for word in words(value) {
                    let method = if word == "HS256" { "client_secret_jwt" } else { "private_key_jwt" };
                    Prover::by(provider, method, known(&word)).await.passes(provider, member).await;
                }
            }
            // Tried with each algorithm.
            "request_parameter_supported" | "request_uri_parameter_supported" => assert_eq!(value, true),
            "request_object_signing_alg_values_supported" => {
                for word in words(value) {
                    request_object(provider, &word).await;
                }
            }
            "require_request_uri_registration" => {
                assert_eq!(value, true);
                let asked = request(&shop, &[("request_uri", "https://shop.example/object")]);
                assert_eq!(provider.outcome(&asked).await, "invalid_request_uri");
            }
            "require_signed_request_object" | "require_pushed_authorization_requests" => {
                assert_eq!(value, false);
                assert_eq!(provider.outcome(&Provider::request(&shop, "openid")).await, "login");
            }
            "id_token_signing_alg_values_supported"
            | "userinfo_signing_alg_values_supported"
            | "introspection_signing_alg_values_supported" => {
                for word in words(value) {
                    own_algorithm(provider, member, &word).await;
                }
            }
            "dpop_signing_alg_values_supported" => {
                for word in words(value) {
                    dpop(provider, &document, &word).await;
                }
            }
            "protected_resources" => {
                assert_eq!(words(value), [provider.issuer()]);
                let resource = provider.get("/.well-known/oauth-protected-resource", None).await.ok().json();
                assert_eq!(resource["resource"], provider.issuer());
            }
            "tls_client_certificate_bound_access_tokens" => {
                assert_eq!(value, true);
                let mut add = site_named("Bound");
                add.options.tls_bound = true;
                provider.site(add).await;
            }
            other => panic!("{other} is announced and nothing here tries it"),
        }
    }
}

#[tokio::test]
async fn everything_that_is_announced_works_with_every_switch_on() {
    let core = TestCore::with(|config| {
        config.registration.mode = RegistrationMode::Open;
        config.registration.per_network_hour = 1_000;
        config.profiles.front_channel_tokens = true;
        config.tokens.eddsa = true;
        config.server.client_certificate_header = Some("Client-Cert".into());
        config.server.client_certificate_verified = true;
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
    });
    let provider = Provider::on(core.await).await;
    let document = announced(&provider).await;
    for member in ["registration_endpoint", "tls_client_certificate_bound_access_tokens"] {
        assert!(document.get(member).is_some(), "{member}");
    }
    assert!(words(&document["response_types_supported"]).len() == ResponseType::ALL.len());
    assert!(words(&document["grant_types_supported"]).contains(&"implicit".to_owned()));
    assert!(words(&document["token_endpoint_auth_methods_supported"]).len() == AuthMethod::ALL.len());
    assert_eq!(document["id_token_signing_alg_values_supported"].as_array().map(Vec::len), Some(3));
    try_all(&provider).await;
}

#[tokio::test]
async fn what_is_switched_off_is_neither_announced_nor_there() {
    let provider = Provider::new().await;
    let document = announced(&provider).await;
    for member in ["registration_endpoint", "tls_client_certificate_bound_access_tokens"] {
        assert!(document.get(member).is_none(), "{member}");
    }
    assert_eq!(document["response_types_supported"], json!(["code"]));
    assert!(!words(&document["grant_types_supported"]).contains(&"implicit".to_owned()));
    for endpoint in ["token", "introspection", "revocation"] {
        let methods = words(&document[format!("{endpoint}_endpoint_auth_methods_supported")]);
        assert!(methods.iter().all(|method| !method.contains("tls")), "{methods:?}");
    }
    for kind in ["id_token", "userinfo", "introspection"] {
        let algorithms = words(&document[format!("{kind}_signing_alg_values_supported")]);
        assert!(!algorithms.contains(&"EdDSA".to_owned()), "{algorithms:?}");
    }
    let register = Request::post("/oauth2/register").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(provider.send(register.body(Body::from("{}")).expect("a request")).await.status, 404);
    let changes: [&dyn Fn(&mut Add); 4] = [
        &|add| add.grant_types.push(GrantType::Implicit),
        &|add| add.options.response_types = vec![ResponseType::CodeIdToken],
        &|add| add.options.tls_bound = true,
        &|add| add.id_token_alg = "EdDSA".parse().expect("an algorithm"),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut add = site_named("Off");
        change(&mut add);
        assert!(clients::add(&provider, add).await.is_err(), "change {at}");
    }
    let shop = provider.shop().await;
    for word in ResponseType::ALL.iter().filter(|kind| **kind != ResponseType::Code) {
        let asked = request(&shop, &[("response_type", word.as_str())]);
        let page = Browser::new(provider.router.clone()).get(&format!("/oauth2/authorize?{asked}")).await;
        assert!(page.destination().contains("error=un"), "{word}: {}", page.destination());
    }
    try_all(&provider).await;
}
