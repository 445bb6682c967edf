//! The OIDC generation: `/openid` and its token and user-info endpoints.

use axum::http::Method;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::AuthMethod;
use serde_json::{Value, json};

use crate::support::partner::{By, OIDC_TOKEN, Partner, openid_of, partner_named, sign_in};
use crate::support::provider::{CALLBACK, Reply, VERIFIER, part_of};
use crate::support::signer::Signer;
use crate::support::{TestCore, seconds};

/// A good request with a parameter changed, or taken out.
fn changed(partner: &Partner, name: &str, value: Option<&str>) -> String {
    let address = partner.openid(&[]);
    let query = address.split_once('?').expect("a query").1;
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (own, is) in form_urlencoded::parse(query.as_bytes()) {
        match value {
            _ if own != name => out.append_pair(&own, &is),
            Some(value) => out.append_pair(name, value),
            None => &mut out,
        };
    }
    format!("/openid?{}", out.finish())
}

#[tokio::test]
async fn d_everything_that_is_documented_is_required() {
    let partner = Partner::new().await;
    let issuer = "http://localhost:8080";
    let before = partner.ledger().await;
    // Whoever cannot be told safely is told nothing: a page, never a redirect.
    for (name, value, error) in [
        ("client_id", None, "invalid_request"),
        ("client_id", Some(""), "invalid_request"),
        ("client_id", Some("nobody"), "invalid_client"),
        ("client_id", Some("a\0b"), "invalid_request"),
        ("redirect_uri", None, "invalid_request"),
        ("redirect_uri", Some(""), "invalid_request"),
        ("redirect_uri", Some("https://evil.example/"), "invalid_request"),
        ("redirect_uri", Some("https://shop.example/callback/"), "invalid_request"),
        ("redirect_uri", Some("https://shop.example/callback?x=1"), "invalid_request"),
    ] {
        for prompt in ["", "&prompt=none"] {
            let address = format!("{}{prompt}", changed(&partner, name, value));
            let page = partner.browser().send(Method::GET, &address, None).await;
            assert_eq!((page.status.as_u16(), page.location()), (400, None), "{name} {value:?}");
            assert_eq!(page.attribute("#error-page", "data-error").as_deref(), Some(error), "{name} {value:?}");
        }
    }
    for name in ["client_id", "redirect_uri"] {
        let value = if name == "client_id" { partner.site.id.as_str() } else { CALLBACK };
        let page = partner.browser().send(Method::GET, &partner.openid(&[(name, value)]), None).await;
        assert_eq!((page.status.as_u16(), page.location()), (400, None), "{name} twice");
    }
    for (name, value, error, number) in [
        ("scope", None, "invalid_scope", "900004"),
        ("scope", Some(""), "invalid_scope", "900004"),
        ("scope", Some("profile phone"), "invalid_scope", "900004"),
        ("scope", Some("openidx"), "invalid_scope", "900004"),
        ("scope", Some("openid address"), "invalid_scope", "900004"),
        ("response_type", None, "invalid_request", "900012"),
        ("response_type", Some("token"), "unsupported_response_type", "900012"),
        ("response_type", Some("code id_token"), "unsupported_response_type", "900012"),
        ("nonce", None, "invalid_request", "900012"),
        ("nonce", Some(""), "invalid_request", "900012"),
        ("nonce", Some(&"n".repeat(257)), "invalid_request", "900012"),
        ("state", None, "invalid_request", "900012"),
        ("state", Some(""), "invalid_request", "900012"),
        ("state", Some(&"s".repeat(1_025)), "invalid_request", "900012"),
    ] {
        let page = partner.browser().send(Method::GET, &changed(&partner, name, value), None).await;
        let to = page.location().unwrap_or_else(|| panic!("{name} {value:?}: {}", page.body)).replace('#', "?");
        assert!(to.starts_with(&format!("{CALLBACK}?")), "{name} {value:?}: {to}");
        assert_eq!(part_of(&to, "error").as_deref(), Some(error), "{name} {value:?}");
        assert!(part_of(&to, "error_description").is_some_and(|text| !text.is_empty()), "{name} {value:?}");
        assert_eq!(part_of(&to, "error_code").as_deref(), Some(number), "{name} {value:?}");
        assert_eq!(part_of(&to, "iss").as_deref(), Some(issuer), "{name} {value:?}");
        let state = (name != "state").then_some("s-2");
        assert_eq!(part_of(&to, "state").as_deref(), state, "{name} {value:?}");
    }
    for name in ["scope", "nonce", "state", "response_type"] {
        let page = partner.browser().send(Method::GET, &partner.openid(&[(name, "code")]), None).await;
        assert_eq!(page.answer("error").as_deref(), Some("invalid_request"), "{name} twice");
    }
    assert_eq!(partner.ledger().await, before);
    assert_eq!(partner.browser().send(Method::POST, "/openid", Some(&[])).await.status, 405);
}

#[tokio::test]
async fn o_it_works_like_the_standard_endpoint_otherwise() {
    let partner = Partner::new().await;
    let mut browser = partner.browser();
    let none = browser.get(&partner.openid(&[("prompt", "none")])).await;
    assert_eq!(none.answer("error").as_deref(), Some("login_required"));
    assert_eq!(none.answer("error_code").as_deref(), Some("900013"));
    let page = browser.get(&partner.openid(&[("ui_locales", "kk"), ("login_hint", "ana@mail.example")])).await;
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("kk"));
    assert_eq!(page.attribute("#identifier", "value").as_deref(), Some("ana@mail.example"));
    let consent = sign_in(&mut browser, &page).await;
    let denied = browser.submit(&consent, "consent", &[("decision", "deny")]).await;
    assert_eq!(denied.answer("error").as_deref(), Some("access_denied"));
    assert_eq!(denied.answer("error_code").as_deref(), Some("100102"));
    assert_eq!(denied.answer("state").as_deref(), Some("s-2"));
    let none = browser.get(&partner.openid(&[("prompt", "none")])).await;
    assert_eq!(none.answer("error").as_deref(), Some("consent_required"));
    let consent = browser.get(&partner.openid(&[])).await;
    let allowed = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    for (name, value) in [("state", "s-2"), ("iss", "http://localhost:8080")] {
        assert_eq!(allowed.answer(name).as_deref(), Some(value));
    }
    assert!(allowed.answer("code").is_some() && allowed.answer("authorization_code").is_none());
    let silent = browser.send(Method::GET, &partner.openid(&[("prompt", "none")]), None).await;
    assert!(silent.answer("code").is_some());
    partner.pass(seconds(1));
    assert!(browser.get(&partner.openid(&[("prompt", "login")])).await.has("form#login"));
    assert!(browser.get(&partner.openid(&[("prompt", "consent")])).await.has("form#consent"));
    assert!(browser.get(&partner.openid(&[("prompt", "select_account")])).await.has("form#accounts"));
    assert!(browser.get(&partner.openid(&[("max_age", "100")])).await.answer("code").is_some());
    partner.pass(seconds(101));
    assert!(browser.get(&partner.openid(&[("max_age", "100")])).await.has("form#login"));
    let claims = r#"{"userinfo":{"gender":null}}"#;
    let page = browser.get(&partner.openid(&[("claims", claims)])).await;
    assert!(page.answer("code").is_some() || page.has("form#consent"), "{}", page.body);
    let page = browser.get(&partner.openid(&[("claims", "{")])).await;
    assert_eq!(page.answer("error").as_deref(), Some("invalid_request"));
    let by_form = browser.get(&partner.openid(&[("response_mode", "form_post")])).await;
    assert!(by_form.body.contains("name=\"code\"") && by_form.body.contains("name=\"state\""), "{}", by_form.body);
}

fn is_documented(tokens: &Reply) {
    assert_eq!(tokens.json()["token_type"], "Bearer");
    assert_eq!(tokens.json()["expires_in"], 604_800);
    for name in ["access_token", "refresh_token"] {
        let token = tokens.member(name);
        assert!(token.len() == 128 && token.bytes().all(|b| b.is_ascii_alphanumeric()), "{name}");
    }
}

#[tokio::test]
async fn de_the_tokens_and_the_id_token_look_as_documented() {
    let partner = Partner::new().await;
    for (path, form) in
        [(OIDC_TOKEN, true), (OIDC_TOKEN, false), ("/api/v1oidc//token", true), ("/api/v1oidc//token", false)]
    {
        let code = partner.openid_code().await;
        let fields = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK)];
        let tokens = if form {
            partner.form(path, &partner.site, &fields).await.ok()
        } else {
            let body: Value =
                fields.into_iter().map(|(n, v)| (n.to_owned(), json!(v))).collect::<serde_json::Map<_, _>>().into();
            partner.post(path, By::Site(&partner.site), body).await.ok()
        };
        is_documented(&tokens);
        assert_eq!(tokens.headers["cache-control"], "no-store");
        let now = partner.clock.now().seconds();
        let expected = json!({
            "iss": "http://localhost:8080", "sub": partner.ana.text(), "aud": partner.site.id.as_str(),
            "iat": now, "exp": now + 604_800, "nonce": "n-2",
        });
        assert_eq!(partner.read_jwt(&tokens.member("id_token")).await.1, expected);
        // A second use ends the first one's tokens.
        partner.oidc(&partner.site, &code).await.is_error(400, "invalid_grant");
        partner.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    }
}

#[tokio::test]
async fn its_refresh_ends_the_old_pair_and_lasts_a_calendar_month_each_time() {
    let partner = Partner::new().await;
    partner.go_to("2026-01-31T10:00:00Z");
    let mut tokens = partner.oidc(&partner.site, &partner.openid_code().await).await.ok();
    for at in ["2026-02-28T09:59:59Z", "2026-03-28T09:59:58Z", "2026-04-28T09:59:57Z", "2026-05-28T09:59:56Z"] {
        partner.go_to(at);
        freedom_id::service::jobs::purge::run(&partner).await.expect("the clean-up runs");
        let next = partner.oidc_refresh(&tokens.member("refresh_token")).await.ok();
        is_documented(&next);
        let claims = partner.read_jwt(&next.member("id_token")).await.1;
        let mut names: Vec<_> = claims.as_object().expect("claims").keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["aud", "exp", "iat", "iss", "nonce", "sub"]);
        let again = partner.oidc_refresh(&tokens.member("refresh_token")).await.ok();
        assert_eq!(again.member("access_token"), next.member("access_token"), "a lost answer");
        tokens = next;
    }
    let next = partner.oidc_refresh(&tokens.member("refresh_token")).await.ok();
    partner.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    partner.userinfo(&next.member("access_token")).await.ok();
    partner.pass(seconds(10));
    partner.oidc_refresh(&tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
    partner.userinfo(&next.member("access_token")).await.is_error(401, "invalid_token");
    partner.go_to("2028-01-31T10:00:00Z");
    let tokens = partner.oidc(&partner.site, &partner.openid_code().await).await.ok();
    partner.go_to("2028-02-29T10:00:00Z");
    partner.oidc_refresh(&tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn its_errors_are_those_of_the_standard_and_change_nothing() {
    let partner = Partner::new().await;
    let code = partner.openid_code().await;
    let basic = partner.site.basic();
    let by = ("authorization", basic.as_str());
    let json_type = ("content-type", "application/json");
    let body = |name: &str, value: Value| {
        let mut body = json!({"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK});
        body[name] = value;
        body.to_string()
    };
    let before = partner.ledger().await;
    let twice =
        format!(r#"{{"grant_type":"authorization_code","code":"x","code":"{code}","redirect_uri":"{CALLBACK}"}}"#);
    let deep = format!(r#"{{"code":{}{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
    for (case, text, status, error) in [
        ("nothing", String::new(), 400, "invalid_request"),
        ("an empty object", "{}".into(), 400, "invalid_request"),
        ("an array", "[]".into(), 400, "invalid_request"),
        ("half of one", r#"{"code":"#.into(), 400, "invalid_request"),
        ("a member twice", twice, 400, "invalid_request"),
        ("deep", deep, 400, "invalid_request"),
        ("no code", body("code", Value::Null), 400, "invalid_request"),
        ("an empty code", body("code", json!("")), 400, "invalid_request"),
        ("a code that is a number", body("code", json!(1)), 400, "invalid_request"),
        ("a code that is an array", body("code", json!([code])), 400, "invalid_request"),
        ("a code with NUL", body("code", json!(format!("{code}\0"))), 400, "invalid_request"),
        ("an unknown code", body("code", json!("x".repeat(43))), 400, "invalid_grant"),
        ("no grant_type", body("grant_type", Value::Null), 400, "invalid_request"),
        ("an unknown grant_type", body("grant_type", json!("password")), 400, "unsupported_grant_type"),
        ("one that is not here", body("grant_type", json!("client_credentials")), 400, "unsupported_grant_type"),
        ("another address", body("redirect_uri", json!("https://evil.example/")), 400, "invalid_grant"),
        ("a verifier too many", body("code_verifier", json!(VERIFIER)), 400, "invalid_grant"),
        ("another client", body("client_id", json!("somebody")), 400, "invalid_request"),
        ("a second credential", body("client_secret", json!("x")), 400, "invalid_request"),
    ] {
        let reply = partner.raw(Method::POST, OIDC_TOKEN, &[by, json_type], text).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (status, &json!(error)), "{case}: {}", reply.body);
        assert!(reply.json()["error_description"].is_string(), "{case}");
    }
    let good = body("x", json!("y"));
    for kind in ["text/plain", "multipart/form-data", "application/xml"] {
        let reply = partner.raw(Method::POST, OIDC_TOKEN, &[by, ("content-type", kind)], good.clone()).await;
        reply.is_error(400, "invalid_request");
    }
    partner.raw(Method::POST, OIDC_TOKEN, &[by, by, json_type], good.clone()).await.is_error(400, "invalid_request");
    let nobody = partner.raw(Method::POST, OIDC_TOKEN, &[json_type], good.clone()).await;
    nobody.is_error(401, "invalid_client");
    let wrong = partner.raw(Method::POST, OIDC_TOKEN, &[("authorization", "Basic !!!"), json_type], good.clone()).await;
    wrong.is_error(401, "invalid_client");
    assert!(wrong.headers["www-authenticate"].to_str().expect("text").starts_with("Basic"));
    let huge = body("x", json!("y".repeat(20_000)));
    assert_eq!(partner.raw(Method::POST, OIDC_TOKEN, &[by, json_type], huge).await.status, 413);
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
        for path in [OIDC_TOKEN, "/api/v1oidc//token"] {
            let reply = partner.raw(method.clone(), path, &[by], "").await;
            assert_eq!((reply.status.as_u16(), reply.headers["allow"].to_str().expect("text")), (405, "POST"));
        }
    }
    for path in ["/api/v1/oidc/nothing", "/api/v1oidc/nothing", "/api/v1oidc/token"] {
        partner.raw(Method::POST, path, &[by], "").await.is_error(404, "invalid_request");
    }
    for header in [None, Some("x"), Some(&*code)] {
        partner.get("/api/v1/oidc/userinfo", header).await.is_error(401, "invalid_token");
    }
    assert_eq!(partner.ledger().await, before);
    partner.raw(Method::POST, OIDC_TOKEN, &[by, json_type], good).await.ok();
}

#[tokio::test]
async fn pkce_is_honoured_where_it_was_used_and_a_secret_may_be_in_the_body() {
    let partner = Partner::new().await;
    let challenge = freedom_id::protocol::pkce::s256(VERIFIER);
    let more = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let code = part_of(&partner.follow(&partner.openid(&more)).await, "code").expect("a code");
    partner.oidc(&partner.site, &code).await.is_error(400, "invalid_grant");
    let body =
        json!({"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER});
    partner.post(OIDC_TOKEN, By::Site(&partner.site), body).await.ok();
    for more in
        [&[("code_challenge", "short"), ("code_challenge_method", "S256")][..], &[("code_challenge", &*challenge)]]
    {
        let page = partner.browser().get(&partner.openid(more)).await;
        assert_eq!(page.answer("error").as_deref(), Some("invalid_request"));
    }
    let mut add = partner_named("Post");
    add.auth_method = AuthMethod::ClientSecretPost;
    let site = partner.site(add).await;
    let code = part_of(&partner.follow(&openid_of(&site, "openid", &[])).await, "code").expect("a code");
    let body = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK,
        "client_id": site.id.as_str(), "client_secret": site.secret.as_ref().expect("a secret").expose(),
    });
    partner.post(OIDC_TOKEN, By::Nobody, body).await.ok();
    // An app without a secret proves itself by the challenge.
    let mut add = partner_named("App");
    add.auth_method = AuthMethod::None;
    add.options.revoke_hosts = Vec::new();
    let app = partner.site(add).await;
    let code = part_of(&partner.follow(&openid_of(&app, "openid", &more)).await, "code").expect("a code");
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    partner.form(OIDC_TOKEN, &app, &form).await.ok();
}

#[tokio::test]
async fn partner_grants_are_claims_at_user_info_and_keys_are_proved_at_each_address() {
    let mut add = partner_named("Shop");
    add.optional_scopes = Scopes::default();
    let partner = Partner::with(TestCore::new().await, add).await;
    let scope = "openid read.firstname read.phone read.email";
    let address = openid_of(&partner.site, scope, &[]);
    let code = part_of(&partner.follow(&address).await, "code").expect("a code");
    let tokens = partner.oidc(&partner.site, &code).await.ok();
    let access = tokens.member("access_token");
    for path in ["/oauth2/userinfo", "/api/v1/oidc/userinfo"] {
        for method in [Method::GET, Method::POST] {
            let told = partner.call(method, path, By::Token(&access), &Value::Null).await.ok().json();
            assert_eq!(told["given_name"], "Aigerim");
            assert_eq!((&told["phone_number"], &told["phone_number_verified"]), (&json!("+77011234567"), &json!(true)));
            assert_eq!((&told["email"], &told["email_verified"]), (&json!("ana@mail.example"), &json!(true)));
            assert!(told.get("family_name").is_none());
        }
    }
    // A token that is bound to a key.
    let key = Signer::new("k");
    let code = part_of(&partner.follow(&address).await, "code").expect("a code");
    let proof = key.proof(&partner, "POST", OIDC_TOKEN, json!({}));
    let basic = partner.site.basic();
    let fields = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK)];
    let tokens = partner.provider.post(OIDC_TOKEN, &[("authorization", &basic), ("dpop", &proof)], &fields).await.ok();
    assert_eq!(tokens.json()["token_type"], "DPoP");
    let access = tokens.member("access_token");
    let header = format!("DPoP {access}");
    for path in ["/oauth2/userinfo", "/api/v1/oidc/userinfo"] {
        let proof = key.proof_for(&partner, "GET", path, &access);
        partner.raw(Method::GET, path, &[("authorization", &header), ("dpop", &proof)], "").await.ok();
    }
    assert_eq!(partner.info(&access).await.status, 401, "info knows bearers only");
}

#[tokio::test]
async fn discovery_and_the_standard_doors_are_as_they_were() {
    let partner = Partner::new().await;
    let told = partner.get("/.well-known/openid-configuration", None).await.ok().json();
    let at = |path: &str| json!(format!("http://localhost:8080{path}"));
    assert_eq!(told["authorization_endpoint"], at("/oauth2/authorize"));
    assert_eq!(told["token_endpoint"], at("/oauth2/token"));
    assert_eq!(told["userinfo_endpoint"], at("/oauth2/userinfo"));
    // The standard endpoint demands what it always did.
    let page = partner.browser().get(&partner.openid(&[]).replace("/openid?", "/oauth2/authorize?")).await;
    assert_eq!(page.answer("error").as_deref(), Some("invalid_request"), "no challenge there is an error");
    assert_eq!(page.answer("error_code"), None, "numbers are the partner API's");
}
