//! What a site could get out of a person, or find out about one, without their having seen it.

use axum::http::{Method, Request, StatusCode};
use freedom_id::config::RegistrationMode;
use freedom_id::domain::oauth::vocab::SubjectType;
use serde_json::{Value, json};

use crate::support::app::CHALLENGE;
use crate::support::browser::{Browser, Page};
use crate::support::provider::{CALLBACK, Provider, Site, site_named};
use crate::support::{PASSWORD, TestCore, seconds};

const ANA: &str = "+77011234567";

async fn open() -> Provider {
    let core = TestCore::with(|config| {
        config.registration.mode = RegistrationMode::Open;
        config.registration.per_network_hour = 1_000;
    });
    Provider::on(core.await).await
}

async fn register(at: &Provider, method: Method, path: &str, token: Option<&str>, members: &Value) -> Value {
    let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let reply = at.send(request.body(members.to_string().into()).expect("a request")).await;
    assert!(reply.status.is_success(), "{}", reply.body);
    reply.json()
}

fn request(client: &str, scope: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", scope),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    query.extend_pairs(more);
    format!("/oauth2/authorize?{}", query.finish())
}

async fn sign_in(browser: &mut Browser, path: &str) -> Page {
    let login = browser.get(path).await;
    browser.submit(&login, "login", &[("identifier", ANA), ("password", PASSWORD)]).await
}

#[tokio::test]
async fn an_app_that_grows_while_a_person_reads_gets_nothing_they_did_not_see() {
    let provider = open().await;
    provider.person(&[ANA, "ana@mail.example"]).await;
    let mut members = json!({"client_name": "Small", "redirect_uris": [CALLBACK], "scope": "openid"});
    let made = register(&provider, Method::POST, "/oauth2/register", None, &members).await;
    let id = made["client_id"].as_str().expect("an id").to_owned();
    let token = made["registration_access_token"].as_str().expect("a token");
    let claims = r#"{"userinfo":{"email":{"essential":true},"phone_number":{"essential":true}}}"#;
    let mut browser = Browser::new(provider.router.clone());
    let page = sign_in(&mut browser, &request(&id, "openid", &[("claims", claims)])).await;
    assert!(page.has("form#consent") && !page.body.contains("ana@mail"), "{}", page.body);
    members["scope"] = "openid email phone".into();
    members["client_id"] = id.as_str().into();
    provider.pass(seconds(2));
    register(&provider, Method::PUT, &format!("/oauth2/register/{id}"), Some(token), &members).await;
    let again = browser.submit(&page, "consent", &[("decision", "allow")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
    assert!(again.has("form#consent") && again.body.contains("mail.example"), "now they see it: {}", again.body);
    assert_eq!(provider.count("SELECT COUNT(*) FROM consents").await, 0);
    let done = browser.submit(&again, "consent", &[("decision", "allow")]).await;
    assert!(done.answer("code").is_some());
}

#[tokio::test]
async fn a_site_with_subjects_of_its_own_cannot_ask_about_those_of_others() {
    let provider = Provider::new().await;
    let ana = provider.person(&[ANA]).await;
    let mut add = site_named("Apart");
    add.options.subject_type = SubjectType::Pairwise;
    let apart = provider.site(add).await;
    let mut browser = Browser::new(provider.router.clone());
    let page = sign_in(&mut browser, &request(apart.id.as_str(), "openid", &[])).await;
    let done = browser.submit(&page, "consent", &[("decision", "allow")]).await;
    assert!(done.answer("code").is_some());
    let mut answers = Vec::new();
    for sub in [ana.text(), uuid::Uuid::new_v4().to_string(), "nobody".to_owned()] {
        let claims = json!({"id_token": {"sub": {"value": sub}}}).to_string();
        let silent = [("prompt", "none"), ("claims", &*claims)];
        let page = browser.get(&request(apart.id.as_str(), "openid", &silent)).await;
        answers.push((page.answer("error"), page.answer("code").is_some()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn a_claim_that_is_voluntary_or_not_the_sites_to_ask_is_never_taken_along() {
    let provider = Provider::new().await;
    let ana = provider.person(&[ANA, "ana@mail.example"]).await;
    let mut add = site_named("Shop");
    add.scopes = "openid read.email".parse().expect("scopes");
    add.optional_scopes = freedom_id::domain::oauth::scope::Scopes::default();
    let shop = provider.site(add).await;
    let claims = json!({
        "userinfo": {"email": null, "identifier": {"essential": true}, "phone_number": {"essential": true}},
        "id_token": {"email": null, "birthdate": {"essential": true}},
    });
    let mut browser = Browser::new(provider.router.clone());
    let page = sign_in(&mut browser, &request(shop.id.as_str(), "openid", &[("claims", &claims.to_string())])).await;
    assert!(page.has("input[name=grant][value='read.email']:not([checked])"), "{}", page.body);
    // Whatever the form says: only what was asked.
    let forged = [("decision", "allow"), ("grant", "read.identifier"), ("grant", "phone"), ("grant", "openid profile")];
    let done = browser.submit(&page, "consent", &forged).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*done.answer("code").expect("a code")),
        ("redirect_uri", CALLBACK),
        ("code_verifier", crate::support::provider::VERIFIER),
    ];
    let set = provider.form("/oauth2/token", &shop, &form).await.ok();
    assert_eq!(set.member("scope"), "openid");
    let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
    let told = provider.userinfo(&set.member("access_token")).await.ok().json();
    for (place, all) in [("id token", &id_token), ("user info", &told)] {
        for name in ["email", "phone_number", "identifier", "birthdate"] {
            assert!(all.get(name).is_none(), "{name} in the {place}");
        }
    }
    assert_eq!(told["sub"], ana.text());
}

#[tokio::test]
async fn deep_huge_and_odd_claims_are_refused_wherever_they_come_from() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let deep = |open: &str, shut: &str, n: usize| format!("{}{}", open.repeat(n), shut.repeat(n));
    let many: Vec<String> = (0..60).map(|n| format!(r#""c{n}":null"#)).collect();
    for claims in [
        deep("[", "]", 2_000),
        deep(r#"{"userinfo":"#, "}", 150),
        format!(r#"{{"userinfo":{{"x":{{"value":{}}}}}}}"#, deep("[", "]", 1_000)),
        format!(r#"{{"userinfo":{{{}}}}}"#, many.join(",")),
        format!(r#"{{"userinfo":{{"{}":null}}}}"#, "x".repeat(5_000)),
        r#"{"userinfo":{"email":{"essential":"yes"}}}"#.into(),
        r#"{"id_token":"#.into(),
        "null null".into(),
    ] {
        let reply = provider.get(&request(shop.id.as_str(), "openid", &[("claims", &claims)]), None).await;
        let to = reply.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
        assert!(to.contains("error=invalid_request"), "{} {to}: {claims:.60}", reply.status);
        let form = [
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
            ("claims", &*claims),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let site = Site { id: shop.id.clone(), secret: shop.secret.clone() };
        provider.form("/oauth2/par", &site, &form).await.is_error(400, "invalid_request");
    }
    assert_eq!(provider.count("SELECT COUNT(*) FROM tracks").await, 0);
    assert_eq!(provider.count("SELECT COUNT(*) FROM pushed_requests").await, 0);
}

#[tokio::test]
async fn a_request_that_is_kept_is_not_a_store_for_everybody() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let long = "x".repeat(30_000);
    let form = [
        ("client_id", shop.id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("made_up", &*long),
    ];
    provider.form("/oauth2/par", &shop, &form).await.is_error(413, "invalid_request");
    let reply = provider.form("/oauth2/authorize", &shop, &form).await;
    let to = reply.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
    assert!(to.contains("error=invalid_request"), "{} {to} {}", reply.status, reply.body);
    assert_eq!(provider.count("SELECT COUNT(*) FROM tracks").await, 0);
    assert_eq!(provider.count("SELECT COUNT(*) FROM pushed_requests").await, 0);
}

#[tokio::test]
async fn nobody_registers_an_address_that_runs_or_a_name_that_is_not_what_it_seems() {
    let provider = open().await;
    let ask = async |members: Value| {
        let mut all = json!({"client_name": "Fine", "redirect_uris": [CALLBACK]});
        all.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
        let request = Request::post("/oauth2/register").header("content-type", "application/json");
        let reply = provider.send(request.body(all.to_string().into()).expect("a request")).await;
        (reply.status.as_u16(), reply.body)
    };
    let run = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "blob:x",
    ];
    for address in run.into_iter().chain(["https://u:p@shop.example/", "https://shop.example/\n", "//shop.example/"]) {
        for one in ["client_uri", "policy_uri", "tos_uri", "logo_uri", "jwks_uri", "initiate_login_uri"] {
            let (status, body) = ask(json!({one: address})).await;
            assert_eq!(status, 400, "{one} {address}: {body}");
        }
        for list in ["redirect_uris", "post_logout_redirect_uris", "request_uris"] {
            let native = if list == "request_uris" { "web" } else { "native" };
            let (status, body) = ask(json!({list: [address], "application_type": native})).await;
            assert_eq!(status, 400, "{list} {address}: {body}");
        }
        for called in ["backchannel_logout_uri", "frontchannel_logout_uri", "sector_identifier_uri"] {
            let (status, body) = ask(json!({called: address})).await;
            assert_eq!(status, 400, "{called} {address}: {body}");
        }
    }
    for name in [
        "Freedom ID",
        "FREEDOM-ID",
        "Frеedоm ID",
        "Freed\u{200b}om ID",
        "Freedorn ID Support",
        "\u{202e}DI modeerF",
        "F r e e d o m I D",
        "  ",
        "\u{3164}",
        "Shop\nAllow",
        &"x".repeat(61),
    ] {
        let (status, body) = ask(json!({"client_name": name})).await;
        assert_eq!(status, 400, "{name:?}: {body}");
    }
    let markup = ask(json!({"client_name": "<script>alert(1)</script>", "grant_types": ["authorization_code"]})).await;
    if markup.0 == 201 {
        let made: Value = serde_json::from_str(&markup.1).expect("JSON");
        let mut browser = Browser::new(provider.router.clone());
        let page = browser.get(&request(made["client_id"].as_str().expect("an id"), "openid", &[])).await;
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
    }
    let deep = format!(r#"{{"redirect_uris":["{CALLBACK}"],"x":{}{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
    let request = Request::post("/oauth2/register").header("content-type", "application/json");
    let reply = provider.send(request.body(deep.into()).expect("a request")).await;
    assert_eq!(reply.status, 400, "{}", reply.body);
}

#[tokio::test]
async fn pages_of_apps_in_frames_cannot_lead_the_window_away() {
    let provider = Provider::new().await;
    provider.person(&[ANA]).await;
    let mut add = site_named("Shop");
    add.options.frontchannel_logout_uri = Some("https://shop.example/out".into());
    let shop = provider.site(add).await;
    let mut browser = Browser::new(provider.router.clone());
    let page = sign_in(&mut browser, &request(shop.id.as_str(), "openid offline_access", &[])).await;
    browser.submit(&page, "consent", &[("decision", "allow")]).await;
    let account = browser.get("/account").await;
    let end = browser.submit(&account, "logout", &[("decision", "logout")]).await;
    let may = end.attribute("iframe", "sandbox").expect("a fence");
    assert!(!may.contains("top-navigation") && !may.contains("popups") && !may.contains("modals"), "{may}");
}
