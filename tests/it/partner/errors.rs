//! What is wrong with a call is told in the documented envelope, and changes nothing.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use axum::http::Method;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::GrantType;
use hyper::body::Frame;
use serde_json::{Value, json};

use crate::support::TestCore;
use crate::support::partner::{By, Partner, partner_named};
use crate::support::provider::{CALLBACK, Provider, Reply, Site};

const LINK: &str = "/api/v1/oauth/authorize";
const TOKEN: &str = "/api/v1/oauth/token";
const INFO: &str = "/api/v1/oauth/info";
const JSON: (&str, &str) = ("content-type", "application/json");

const BAD_JSON: (u16, u32, &str) = (400, 900_001, "The body is not valid JSON.");
const BAD_CLIENT: (u16, u32, &str) = (401, 900_002, "Invalid client credentials.");
const BAD_TOKEN: (u16, u32, &str) = (401, 900_003, "The token is invalid, expired or of the wrong kind.");
const NOT_FOUND: (u16, u32, &str) = (404, 900_005, "Not found.");
const TOO_MANY: (u16, u32, &str) = (429, 900_008, "Too many requests.");
const BAD_TYPE: (u16, u32, &str) = (415, 900_009, "The body must be application/json.");
const BAD_METHOD: (u16, u32, &str) = (405, 900_010, "The method is not allowed.");
const TOO_LARGE: (u16, u32, &str) = (413, 900_011, "The body is too large.");
pub const BAD_CODE: (u16, u32, &str) = (400, 100_101, "Invalid authorization_code.");

#[track_caller]
fn is(reply: &Reply, (status, code, message): (u16, u32, &str)) {
    reply.is_business(status, code, message);
    assert_eq!(reply.headers["content-type"], "application/json");
    assert_eq!(reply.headers["cache-control"], "no-store");
}

/// A body that does not tell how long it is.
struct Unannounced(Option<String>);

impl HttpBody for Unannounced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|text| Ok(Frame::data(text.into()))))
    }
}

/// A good link body with one member changed; `Null` takes it out where `null` is not the point.
fn with(name: &str, value: Value) -> Value {
    let mut body = json!({"redirect_uri": CALLBACK, "grants": ["openid"]});
    body[name] = value;
    body
}

fn without(name: &str) -> Value {
    let mut body = with("state", json!("s"));
    body.as_object_mut().expect("an object").remove(name);
    body
}

#[tokio::test]
async fn each_field_of_a_link_is_judged_and_named() {
    let partner = Partner::new().await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let (uri, state) = ("The selected redirect uri is invalid.", "The State may not be greater than 1024 characters.");
    let no_uri = json!({"redirect_uri": ["The Redirect uri field is required."]});
    let method = json!({"code_challenge_method": ["The selected code challenge method is invalid."]});
    let no_method = json!({"code_challenge_method": ["The Code challenge method field is required."]});
    let locale = json!({"locale": ["The selected locale is invalid."]});
    let mut cases = vec![
        ("redirect_uri missing", without("redirect_uri"), no_uri.clone()),
        ("redirect_uri null", with("redirect_uri", Value::Null), no_uri.clone()),
        ("redirect_uri empty", with("redirect_uri", json!("")), no_uri.clone()),
        ("redirect_uri an empty array", with("redirect_uri", json!([])), no_uri.clone()),
        (
            "redirect_uri a number",
            with("redirect_uri", json!(5)),
            json!({"redirect_uri": ["The Redirect uri must be a string."]}),
        ),
        (
            "redirect_uri not registered",
            with("redirect_uri", json!("https://evil.example/")),
            json!({"redirect_uri": [uri]}),
        ),
        ("redirect_uri almost", with("redirect_uri", json!(format!("{CALLBACK}/"))), json!({"redirect_uri": [uri]})),
        (
            "redirect_uri with a fragment",
            with("redirect_uri", json!(format!("{CALLBACK}#x"))),
            json!({"redirect_uri": [uri]}),
        ),
        (
            "redirect_uri with NUL",
            with("redirect_uri", json!(format!("{CALLBACK}\0"))),
            json!({"redirect_uri": ["The Redirect uri format is invalid."]}),
        ),
        (
            "redirect_uri too long",
            with("redirect_uri", json!(format!("{CALLBACK}?{}", "x".repeat(2_000)))),
            json!({"redirect_uri": ["The Redirect uri may not be greater than 2000 characters."]}),
        ),
        ("state a number", with("state", json!(1)), json!({"state": ["The State must be a string."]})),
        ("state too long", with("state", json!("s".repeat(1_025))), json!({"state": [state]})),
        ("state too long in bytes", with("state", json!("ж".repeat(513))), json!({"state": [state]})),
        ("state with NUL", with("state", json!("a\0b")), json!({"state": ["The State format is invalid."]})),
        ("state with a line end", with("state", json!("a\r\nb")), json!({"state": ["The State format is invalid."]})),
        ("locale unknown", with("locale", json!("de")), locale.clone()),
        ("locale of a region", with("locale", json!("xx-YY")), locale),
        ("locale an array", with("locale", json!(["en"])), json!({"locale": ["The Locale must be a string."]})),
        ("code_challenge without method", with("code_challenge", json!(challenge)), no_method),
        (
            "code_challenge_method alone",
            with("code_challenge_method", json!("S256")),
            json!({"code_challenge": ["The Code challenge field is required."]}),
        ),
        (
            "nothing",
            json!({}),
            json!({
                "redirect_uri": ["The Redirect uri field is required."],
                "grants": ["The Grants field is required."],
            }),
        ),
    ];
    for wrong in ["plain", "s256", "S512"] {
        let mut body = with("code_challenge", json!(challenge));
        body["code_challenge_method"] = json!(wrong);
        cases.push(("code_challenge_method unknown", body, method.clone()));
    }
    for wrong in ["short", &challenge.replace('E', "="), &"E".repeat(128)] {
        let mut body = with("code_challenge_method", json!("S256"));
        body["code_challenge"] = json!(wrong);
        cases.push(("code_challenge", body, json!({"code_challenge": ["The Code challenge format is invalid."]})));
    }
    are_refused(&partner, &partner.site, cases).await;
}

#[tokio::test]
async fn each_grant_of_a_link_is_judged_and_named_by_its_place() {
    let partner = Partner::new().await;
    let few = {
        let mut add = partner_named("Few");
        add.scopes = Scopes::parse("openid read.phone").expect("scopes");
        add.optional_scopes = Scopes::default();
        partner.site(add).await
    };
    let no_grants = json!({"grants": ["The Grants field is required."]});
    let second = json!({"grants.1": ["The selected grants.1 is invalid."]});
    let cases = vec![
        ("grants missing", without("grants"), no_grants.clone()),
        ("grants null", with("grants", Value::Null), no_grants.clone()),
        ("grants empty", with("grants", json!([])), no_grants.clone()),
        ("grants an empty text", with("grants", json!("")), no_grants),
        ("grants a text", with("grants", json!("openid")), json!({"grants": ["The Grants must be an array."]})),
        (
            "grants an object",
            with("grants", json!({"0": "openid"})),
            json!({"grants": ["The Grants must be an array."]}),
        ),
        ("grants unknown", with("grants", json!(["openid", "read.everything"])), second.clone()),
        ("grants not this client's", with("grants", json!(["openid", "read.address"])), second.clone()),
        ("grants a number", with("grants", json!(["openid", 7])), second.clone()),
        ("grants null inside", with("grants", json!(["openid", null])), second.clone()),
        ("grants nested", with("grants", json!(["openid", ["openid"]])), second.clone()),
        ("grants of other case", with("grants", json!(["openid", "OpenID"])), second.clone()),
        ("grants two in one", with("grants", json!(["openid", "read.phone read.email"])), second.clone()),
        ("grants empty inside", with("grants", json!(["openid", ""])), second.clone()),
        ("grants with NUL", with("grants", json!(["openid", "read.phone\0"])), second),
        (
            "grants wrong in three places",
            with("grants", json!(["a", "openid", "b", "read.phone", "c"])),
            json!({
                "grants.0": ["The selected grants.0 is invalid."],
                "grants.2": ["The selected grants.2 is invalid."],
                "grants.4": ["The selected grants.4 is invalid."],
            }),
        ),
        (
            "grants by the thousands",
            with("grants", json!(vec!["x"; 10_000])),
            json!({"grants": ["The Grants may not have more than 100 items."]}),
        ),
    ];
    are_refused(&partner, &few, cases).await;
    // The same grant twice is the grant once; members that nobody knows mean nothing.
    let mut twice = with("grants", json!(["openid", "read.phone"].repeat(50)));
    twice["CLIENT_ID"] = json!("somebody");
    twice["CLIENT_SECRET"] = json!({"any": "thing"});
    partner.post(LINK, By::Site(&few), twice).await.ok();
}

/// Each of these links is refused with these sentences, and none of them leaves anything behind.
async fn are_refused(partner: &Partner, by: &Site, cases: Vec<(&str, Value, Value)>) {
    let before = partner.ledger().await;
    for (case, body, errors) in cases {
        for path in [LINK, "/v1/oauth/authorize"] {
            let reply = partner.post(path, By::Site(by), body.clone()).await;
            assert_eq!(reply.json()["error"]["errors"], errors, "{case}");
            reply.is_invalid(&errors);
        }
        assert_eq!(partner.ledger().await, before, "{case}");
    }
}

#[tokio::test]
async fn each_field_of_an_exchange_is_judged_and_named() {
    let partner = Partner::new().await;
    let code = partner.code(&["openid"]).await;
    let required = json!({"authorization_code": ["The Authorization code field is required."]});
    let of_uri = |why: &str| json!({"revoke_uri": [why]});
    let wrong_uri = of_uri("The selected revoke uri is invalid.");
    let mut cases = vec![
        ("nothing", json!({}), required.clone()),
        ("null", json!({"authorization_code": null}), required.clone()),
        ("empty", json!({"authorization_code": ""}), required.clone()),
        ("of another name", json!({"code": code}), required),
        (
            "a number",
            json!({"authorization_code": 1}),
            json!({"authorization_code": ["The Authorization code must be a string."]}),
        ),
        (
            "an array",
            json!({"authorization_code": [code]}),
            json!({"authorization_code": ["The Authorization code must be a string."]}),
        ),
        (
            "too long",
            json!({"authorization_code": "x".repeat(513)}),
            json!({"authorization_code": ["The Authorization code may not be greater than 512 characters."]}),
        ),
        (
            "with NUL",
            json!({"authorization_code": format!("{code}\0")}),
            json!({"authorization_code": ["The Authorization code format is invalid."]}),
        ),
        (
            "verifier a number",
            json!({"authorization_code": code, "code_verifier": 3}),
            json!({"code_verifier": ["The Code verifier must be a string."]}),
        ),
        (
            "verifier too long",
            json!({"authorization_code": code, "code_verifier": "v".repeat(129)}),
            json!({"code_verifier": ["The Code verifier may not be greater than 128 characters."]}),
        ),
        (
            "revoke_uri a number",
            json!({"authorization_code": code, "revoke_uri": 3}),
            of_uri("The Revoke uri must be a string."),
        ),
        (
            "revoke_uri with NUL",
            json!({"authorization_code": code, "revoke_uri": "https://partner.example/\0"}),
            of_uri("The Revoke uri format is invalid."),
        ),
    ];
    for uri in [
        "partner.example",
        "http://partner.example/",
        "https://evil.example/",
        "https://partner.example.evil.example/",
        "https://partner.example@evil.example/",
        "https://user:word@partner.example/",
        "https://partner.example:8443/",
        "https://partner.example/#x",
        "https://partner.example./",
        " https://partner.example/",
        "https://partner.example/ x",
        "ftp://partner.example/",
        "javascript:alert(1)",
        "//partner.example/",
        "http://127.0.0.1/",
        "https://169.254.169.254/",
        "https://[::1]/",
    ] {
        cases.push((uri, json!({"authorization_code": code, "revoke_uri": uri}), wrong_uri.clone()));
    }
    let before = partner.ledger().await;
    for (case, body, errors) in cases {
        let reply = partner.post(TOKEN, By::Site(&partner.site), body).await;
        assert_eq!(reply.json()["error"]["errors"], errors, "{case}");
        reply.is_invalid(&errors);
        assert_eq!(partner.ledger().await, before, "{case}");
    }
    let good = json!({"authorization_code": code, "revoke_uri": "https://PARTNER.example/end?of=session"});
    partner.post("/v1/oauth/token", By::Site(&partner.site), good).await.ok();
}

#[tokio::test]
async fn bodies_that_are_no_json_object_are_told_so() {
    let partner = Partner::new().await;
    let basic = partner.site.basic();
    let by = ("authorization", basic.as_str());
    let before = partner.ledger().await;
    let deep = format!(r#"{{"grants":{}{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
    let twice = format!(r#"{{"redirect_uri":"{CALLBACK}","grants":["openid"],"redirect_uri":"{CALLBACK}"}}"#);
    let bad: [&[u8]; 12] = [
        b"{",
        b"nonsense",
        b"[]",
        b"[{}]",
        b"null",
        b"\"text\"",
        b"7",
        b"{} {}",
        b"{\"grants\":[\"openid\",]}",
        b"{\"state\":\"\xff\xfe\"}",
        deep.as_bytes(),
        twice.as_bytes(),
    ];
    for path in [LINK, TOKEN] {
        for body in bad {
            let reply = partner.raw(Method::POST, path, &[by, JSON], body.to_vec()).await;
            is(&reply, BAD_JSON);
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data", ""]
        {
            let reply = partner.raw(Method::POST, path, &[by, ("content-type", kind)], "{}").await;
            is(&reply, BAD_TYPE);
        }
        is(&partner.raw(Method::POST, path, &[by], "{}").await, BAD_TYPE);
        // Without a body there is nothing to read, whatever the header says.
        for headers in [&[by][..], &[by, JSON], &[by, ("content-type", "text/plain")]] {
            for body in ["", "  \r\n"] {
                let reply = partner.raw(Method::POST, path, headers, body).await;
                assert_eq!(reply.status, 422, "{}", reply.body);
            }
        }
        let huge = format!(r#"{{"state":"{}"}}"#, "x".repeat(70_000));
        is(&partner.raw(Method::POST, path, &[by, JSON], huge.clone()).await, TOO_LARGE);
        let packed = partner.raw(Method::POST, path, &[by, JSON, ("content-encoding", "gzip")], "{}").await;
        is(&packed, BAD_TYPE);
        assert_eq!(packed.headers["accept-encoding"], "identity");
        // A body of a length that nobody announced.
        let unannounced = axum::body::Body::new(Unannounced(Some(huge)));
        is(&partner.raw(Method::POST, path, &[by, JSON], unannounced).await, TOO_LARGE);
    }
    let charset = [by, ("content-type", "Application/JSON; charset=utf-8")];
    assert_eq!(partner.raw(Method::POST, LINK, &charset, "{}").await.status, 422);
    assert_eq!(partner.ledger().await, before);
}

#[tokio::test]
async fn whoever_is_no_client_is_told_the_same_whatever_is_wrong() {
    let partner = Partner::new().await;
    let by_post = {
        let mut add = partner_named("Post");
        add.auth_method = freedom_id::domain::oauth::vocab::AuthMethod::ClientSecretPost;
        partner.site(add).await
    };
    let code = partner.code(&["openid"]).await;
    let good = partner.site.basic();
    let encoded = |text: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
    };
    let id = &partner.site.id;
    let before = partner.ledger().await;
    let mut all: Vec<Vec<String>> = vec![vec![], vec![good.clone(), good.clone()], vec![by_post.basic()]];
    for one in [
        "Basic".to_owned(),
        "Basic ".into(),
        "Basic !!!".into(),
        "Basic YQ".into(),
        format!("Bearer {}", good.trim_start_matches("Basic ")),
        "Digest x".into(),
        encoded(""),
        encoded(":"),
        encoded(&format!("{id}:")),
        encoded(&format!("{id}:wrong")),
        encoded(&format!("{id}:%00")),
        encoded("nobody:secret"),
        encoded(&format!("{}:x", "i".repeat(9_000))),
        encoded("\u{fffd}:\u{fffd}"),
        encoded(&good),
    ] {
        all.push(vec![one]);
    }
    for headers in all {
        let mut headers: Vec<_> = headers.iter().map(|value| ("authorization", value.as_str())).collect();
        headers.push(JSON);
        for (path, body) in [
            (LINK, with("state", json!("s"))),
            (TOKEN, json!({"authorization_code": code})),
            (TOKEN, json!({"authorization_code": 7})),
        ] {
            let reply = partner.raw(Method::POST, path, &headers, body.to_string()).await;
            is(&reply, BAD_CLIENT);
            assert_eq!(reply.headers["www-authenticate"], r#"Basic realm="freedom-id", charset="UTF-8""#);
        }
    }
    // Credentials in the body are no credentials.
    let mut body = with("CLIENT_ID", json!(id.as_str()));
    body["CLIENT_SECRET"] = json!(partner.site.secret.as_ref().expect("a secret").expose());
    is(&partner.post(LINK, By::Nobody, body).await, BAD_CLIENT);
    assert_eq!(partner.ledger().await, before);
    partner.exchange(&code).await.ok();
}

#[tokio::test]
async fn a_token_of_the_wrong_kind_is_none_and_stays_what_it_was() {
    let mut add = partner_named("Shop");
    add.grant_types.push(GrantType::ClientCredentials);
    add.scopes = add.scopes.union(&Scopes::parse("reports.read").expect("scopes"));
    let partner = Partner::with(TestCore::new().await, add).await;
    let own = partner.form("/oauth2/token", &partner.site, &[("grant_type", "client_credentials")]).await;
    let own = own.ok().member("access_token");
    let pair = partner.tokens(&["openid", "read.phone"]).await;
    let code = Provider::code(&partner, &partner.site, partner.ana, "openid phone offline_access").await;
    let standard = partner.redeem(&partner.site, &code).await.ok();
    let generation = partner.oidc(&partner.site, &partner.openid_code().await).await.ok();
    let link = partner.code(&["openid"]).await;
    let (access, refresh) = (pair.member("access_token"), pair.member("refresh_token"));
    let before = partner.ledger().await;
    let id_token = generation.member("id_token");
    for token in [
        "x",
        "\u{7f}",
        &"x".repeat(128),
        &"x".repeat(7_000),
        &access,
        &own,
        &link,
        &standard.member("access_token"),
        &standard.member("refresh_token"),
        &generation.member("access_token"),
        &generation.member("refresh_token"),
        &id_token,
        &format!("{refresh} x"),
        &format!("{refresh},{refresh}"),
        &refresh.to_uppercase(),
        &refresh[..127],
    ] {
        let Ok(reply) = axum::http::HeaderValue::from_str(token).map(|_| partner.renew(token)) else { continue };
        let reply = reply.await;
        is(&reply, BAD_TOKEN);
        assert_eq!(reply.headers["www-authenticate"], "Bearer");
    }
    let refresh_of = [&refresh, &standard.member("refresh_token"), &generation.member("refresh_token")];
    for token in refresh_of.into_iter().chain([&own, &link, &id_token]) {
        is(&partner.info(token).await, BAD_TOKEN);
    }
    let basic = partner.site.basic();
    let bearer = format!("Bearer {access}");
    for headers in [
        &[][..],
        &[("authorization", basic.as_str())],
        &[("authorization", "Bearer")],
        &[("authorization", "Bearer ")],
        &[("authorization", &access)],
        &[("authorization", &bearer), ("authorization", &bearer)],
        &[("authorization", &bearer.replace("Bearer", "DPoP"))],
    ] {
        is(&partner.raw(Method::GET, INFO, headers, "").await, BAD_TOKEN);
        is(&partner.raw(Method::PATCH, TOKEN, headers, "").await, BAD_TOKEN);
    }
    // Neither in the query nor in a body.
    is(&partner.raw(Method::GET, &format!("{INFO}?access_token={access}"), &[], "").await, BAD_TOKEN);
    is(&partner.call(Method::PATCH, TOKEN, By::Nobody, &json!({"refresh_token": refresh})).await, BAD_TOKEN);
    // Nor is it one at the doors of the other generation.
    partner.refresh(&partner.site, &refresh).await.is_error(400, "invalid_grant");
    partner.oidc_refresh(&refresh).await.is_error(400, "invalid_grant");
    assert_eq!(partner.ledger().await, before);
    // All of it still works, a body beside a refresh token means nothing, and names of schemes have no case.
    partner.info(&access).await.ok();
    let headers = [("authorization", &*format!("bEaReR {refresh}")), JSON];
    partner.raw(Method::PATCH, "/v1/oauth/token", &headers, "{").await.ok();
    partner.refresh(&partner.site, &standard.member("refresh_token")).await.ok();
    partner.oidc_refresh(&generation.member("refresh_token")).await.ok();
    partner.exchange(&link).await.ok();
}

#[tokio::test]
async fn methods_and_paths_that_do_not_exist_are_told_in_the_envelope() {
    let partner = Partner::new().await;
    for prefix in ["/api/v1/oauth", "/v1/oauth"] {
        for (path, wrong, allowed) in [
            ("authorize", &["GET", "PUT", "PATCH", "DELETE", "OPTIONS"][..], &["POST"][..]),
            ("token", &["GET", "PUT", "DELETE"], &["POST", "PATCH"]),
            ("info", &["POST", "PUT", "PATCH", "DELETE"], &["GET", "HEAD"]),
        ] {
            for method in wrong {
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                let reply = partner.raw(method, &format!("{prefix}/{path}"), &[], "").await;
                is(&reply, BAD_METHOD);
                let allow = reply.headers["allow"].to_str().expect("text");
                assert!(allowed.iter().all(|one| allow.split(',').any(|a| a.trim() == *one)), "{path}: {allow}");
            }
        }
        for path in ["", "/", "/nothing", "/authorize/", "//token", "/token/x", "/..%2fusers", "/%00"] {
            for method in [Method::GET, Method::POST] {
                is(&partner.raw(method, &format!("{prefix}{path}"), &[], "").await, NOT_FOUND);
            }
        }
    }
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let core = TestCore::with(|config| {
        config.limits.requests_per_second = 1;
        config.limits.request_burst = 2;
    });
    let partner = Partner::with(core.await, partner_named("Shop")).await;
    for _ in 0..2 {
        is(&partner.post(LINK, By::Nobody, json!({})).await, BAD_CLIENT);
    }
    let replies = [partner.post(LINK, By::Nobody, json!({})).await, partner.info("x").await];
    let refused = replies.iter().find(|reply| reply.status == 429).expect("one is too many");
    is(refused, TOO_MANY);
    assert!(refused.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn old_pages_show_errors_with_status_200() {
    let core = TestCore::with(|config| config.freedom_id.legacy_error_status = true);
    let partner = Partner::with(core.await, partner_named("Shop")).await;
    let ok = |(_, code, message)| (200, code, message);
    let site = By::Site(&partner.site);
    is(&partner.exchange("unknown").await, ok(BAD_CODE));
    is(&partner.post(LINK, By::Nobody, json!({})).await, ok(BAD_CLIENT));
    is(&partner.post(LINK, site, json!([])).await, ok(BAD_JSON));
    is(&partner.info("x").await, ok(BAD_TOKEN));
    is(&partner.renew("x").await, ok(BAD_TOKEN));
    is(&partner.get("/api/v1/oauth/nothing", None).await, ok(NOT_FOUND));
    is(&partner.get(LINK, None).await, ok(BAD_METHOD));
    is(&partner.post(LINK, site, json!({"state": "x".repeat(70_000)})).await, ok(TOO_LARGE));
    let invalid = partner.post(LINK, site, json!({})).await.ok();
    assert_eq!(invalid.json()["error"]["message"], "Error validating transmitted data.");
    // The standard doors, the OIDC generation among them, keep the statuses of their standards.
    partner.oidc(&partner.site, "unknown").await.is_error(400, "invalid_grant");
    assert_eq!(partner.get("/api/v1/oidc/nothing", None).await.status, 404);
    // What is well stays well.
    let tokens = partner.tokens(&["openid"]).await;
    partner.info(&tokens.member("access_token")).await.ok();
}

#[tokio::test]
async fn whatever_comes_in_the_fault_is_not_ours() {
    let partner = Partner::new().await;
    let site = By::Site(&partner.site);
    let mut odd: Vec<Value> = [
        " ",
        "\u{0}",
        "\r\n",
        "\u{202e}",
        "\u{fffd}",
        "\u{10ffff}",
        "٣٣٣",
        "İ",
        "🙂",
        "%",
        "%00",
        "'",
        "' OR 1=1 --",
        "${7*7}",
        "{{7*7}}",
        "..",
        "@",
        "[]",
        "{}",
        "https://",
        "https://[",
        "https://[::1",
        "http://%00/",
        "//",
        "https://xn--/",
        "https://partner.example:99999/",
        "https://partner.example/\u{7f}",
        "\\\\",
        "S256",
        "en",
    ]
    .into_iter()
    .map(Value::from)
    .collect();
    odd.extend([json!(true), json!(-1), json!(1e300), json!(u64::MAX), json!({}), json!([[]]), json!({"a": [null]})]);
    odd.push(json!("🙂".repeat(3_000)));
    for value in odd {
        for name in
            ["redirect_uri", "grants", "state", "locale", "code_challenge", "code_challenge_method", "CLIENT_ID"]
        {
            let array = with("grants", json!(["openid", value]));
            for body in [with(name, value.clone()), array] {
                let reply = partner.post(LINK, site, body).await;
                assert!([200, 422].contains(&reply.status.as_u16()), "{name} {value}: {}", reply.body);
            }
        }
        for name in ["authorization_code", "code_verifier", "revoke_uri", "state"] {
            let mut body = json!({"authorization_code": "unknown"});
            body[name] = value.clone();
            let reply = partner.post(TOKEN, site, body).await;
            assert!([400, 422].contains(&reply.status.as_u16()), "{name} {value}: {}", reply.body);
        }
        for name in ["code", "redirect_uri", "grant_type", "code_verifier", "refresh_token", "resource", "scope"] {
            let mut body = json!({"grant_type": "authorization_code", "code": "unknown", "redirect_uri": CALLBACK});
            body[name] = value.clone();
            let reply = partner.post("/api/v1/oidc/token", site, body).await;
            assert_eq!(reply.status, 400, "{name} {value}: {}", reply.body);
        }
    }
    let untouched = "SELECT COUNT(*) FROM codes";
    assert_eq!(partner.count(untouched).await, 0);
}
