//! The login button on other sites: answers by message between windows, the policy that windows need for it, and
//! the files that other sites load.

use axum::body::Body;
use axum::http::{Method, Request, header};
use freedom_id::domain::oauth::vocab::{ApplicationType, GrantType, Profile, ResponseType};
use serde_json::{Value, json};

use crate::support::browser::{Browser, Page};
use crate::support::partner::{By, Partner, partner_named};
use crate::support::provider::{CALLBACK, Provider, Site, fields, lent, part_of, site_named};
use crate::support::signer::{JWT_BEARER, Signer, keyed};
use crate::support::{PASSWORD, TestCore, seconds};

const ANA: [(&str, &str); 2] = [("identifier", "ana@mail.example"), ("password", PASSWORD)];

fn asked(site: &Site, scope: &str) -> String {
    format!("/oauth2/authorize?{}&response_mode=web_message", Provider::request(site, scope))
}

/// Whether browsers leave the page together with the one that opened it.
#[track_caller]
fn keeps_its_opener(page: &Page) -> bool {
    match page.headers["cross-origin-opener-policy"].to_str().expect("text") {
        "unsafe-none" => true,
        "same-origin" => false,
        other => panic!("{other}"),
    }
}

fn message(page: &Page) -> Value {
    let text = page.attribute("#hand-off", "data-message").unwrap_or_else(|| panic!("a message in {}", page.body));
    serde_json::from_str(&text).expect("JSON")
}

/// Every step, redirects too.
async fn steps(browser: &mut Browser, method: Method, path: &str, form: Option<&[(String, String)]>) -> Page {
    let mut page = browser.send(method, path, form).await;
    assert!(keeps_its_opener(&page), "{path}");
    while let Some(to) = page.location().filter(|to| to.starts_with('/')) {
        page = browser.send(Method::GET, &to, None).await;
        assert!(keeps_its_opener(&page), "{to}");
    }
    page
}

#[tokio::test]
async fn every_page_of_such_an_authorization_keeps_its_opener_and_no_other_does() {
    let provider = Provider::new().await;
    provider.ana().await;
    let mut add = site_named("Shop");
    add.scopes = add.scopes.union(&["read.date_of_birth"].into_iter().collect());
    let site = provider.site(add).await;
    let mut browser = Browser::new(provider.router.clone());
    let request = asked(&site, "openid phone read.date_of_birth");
    let login = steps(&mut browser, Method::GET, &request, None).await;
    let form = login.form("login").with(&[("identifier", "ana@mail.example"), ("password", "no")]);
    let wrong = steps(&mut browser, Method::POST, &form.action, Some(&form.fields)).await;
    assert!(wrong.has("#errors"));
    let form = login.form("login").with(&[("identifier", "ana@mail.example"), ("action", "code")]);
    assert!(steps(&mut browser, Method::POST, &form.action, Some(&form.fields)).await.has("form#otp"));
    let track = login.attribute("[name=track_id]", "value").expect("a track");
    assert!(steps(&mut browser, Method::GET, &format!("/register?track_id={track}"), None).await.has("form#register"));
    let form = login.form("login").with(&ANA);
    let consent = steps(&mut browser, Method::POST, &form.action, Some(&form.fields)).await;
    let csp = consent.headers["content-security-policy"].to_str().expect("text");
    assert!(csp.contains("frame-ancestors 'none'"), "{csp}");
    let form = consent.form("consent").with(&[("decision", "allow")]);
    let missing = steps(&mut browser, Method::POST, &form.action, Some(&form.fields)).await;
    assert!(missing.path.starts_with("/consent/missing"), "{}", missing.path);
    let accounts = format!("{request}&prompt=select_account");
    assert!(steps(&mut browser, Method::GET, &accounts, None).await.has("form#accounts"));

    let form = consent.form("consent").with(&[("decision", "deny")]);
    let end = steps(&mut browser, Method::POST, &form.action, Some(&form.fields)).await;
    assert_eq!(message(&end)["error"], "access_denied");
    let over = browser.get(&consent.path).await;
    assert!(over.status == 409 && keeps_its_opener(&over));
    let late = steps(&mut browser, Method::GET, &format!("{request}&prompt=consent"), None).await;
    provider.pass(seconds(601));
    let late = browser.get(&late.path).await;
    assert!(late.status == 410 && keeps_its_opener(&late), "{}", late.status);

    for path in ["/", "/login", "/register", "/account", "/developers/button", "/oauth2/authorize?client_id=nobody"] {
        assert!(!keeps_its_opener(&browser.get(path).await), "{path}");
    }
    let plain = format!("/oauth2/authorize?{}", Provider::request(&site, "openid"));
    let page = browser.send(Method::GET, &plain, None).await;
    assert!(!keeps_its_opener(&page) && !keeps_its_opener(&browser.get(&plain).await));
}

#[tokio::test]
async fn the_answer_is_for_one_origin_and_works_once() {
    let provider = Provider::new().await;
    provider.ana().await;
    let mut add = site_named("Shop");
    add.redirect_uris = vec!["https://shop.example:8443/back?a=1".into(), CALLBACK.into()];
    let site = provider.site(add).await;
    let mut browser = Browser::new(provider.router.clone());
    let login = browser.get(&asked(&site, "openid phone")).await;
    let consent = browser.submit(&login, "login", &ANA).await;
    let allow = consent.form("consent").with(&[("decision", "allow")]);
    let end = browser.send(Method::POST, &allow.action, Some(&allow.fields)).await;
    assert_eq!(end.attribute("#hand-off", "data-origin").as_deref(), Some("https://shop.example"));
    let told = message(&end);
    assert_eq!((&told["type"], &told["state"]), (&json!("freedom-id:response"), &json!("xyz")));
    assert_eq!(told["iss"], provider.issuer());
    for name in ["code", "state", "iss", "session_state"] {
        assert_eq!(told[name].as_str().map(str::to_owned), end.answer(name), "{name}");
    }
    // Without scripts the window goes there itself.
    assert!(
        end.body.contains("<noscript><meta http-equiv=\"refresh\" content=\"0; url=https://shop.example/callback?")
    );
    assert!(!end.body.contains("<script>") && end.headers["cache-control"] == "no-store");
    let csp = end.headers["content-security-policy"].to_str().expect("text");
    assert!(csp.contains("script-src 'self'") && csp.contains("frame-ancestors 'none'"), "{csp}");
    // A second click gets the same page, a later one none.
    let again = browser.send(Method::POST, &allow.action, Some(&allow.fields)).await;
    assert!(message(&again) == told && keeps_its_opener(&again));
    provider.pass(seconds(11));
    let late = browser.send(Method::POST, &allow.action, Some(&allow.fields)).await;
    assert!(late.status == 409 && !late.body.contains(told["code"].as_str().expect("a code")));
    let code = told["code"].as_str().expect("a code");
    provider.redeem(&site, code).await.ok();
    provider.redeem(&site, code).await.is_error(400, "invalid_grant");

    let other = asked(&site, "openid")
        .replace("https%3A%2F%2Fshop.example%2Fcallback", "https%3A%2F%2Fshop.example%3A8443%2Fback%3Fa%3D1");
    let page = browser.get(&other).await;
    assert_eq!(page.attribute("#hand-off", "data-origin").as_deref(), Some("https://shop.example:8443"));
    assert!(page.destination().starts_with("https://shop.example:8443/back?a=1&code="), "{}", page.destination());
    // An error for which nobody is asked goes the same way.
    let silent = Browser::new(provider.router.clone()).get(&format!("{}&prompt=none", asked(&site, "openid"))).await;
    assert!(message(&silent)["error"] == "login_required" && keeps_its_opener(&silent));
    let openid = asked(&site, "openid").replace("/oauth2/authorize", "/openid");
    assert!(message(&browser.get(&openid).await)["code"].is_string());
}

#[tokio::test]
async fn a_login_link_for_a_pop_up_window_answers_by_message() {
    let partner = Partner::new().await;
    let link = |display: Value| json!({"redirect_uri": CALLBACK, "grants": ["read.phone"], "state": "s-1", "display": display});
    let mut browser = Browser::new(partner.router.clone());
    let login = browser.get(&partner.link_of(link(json!("popup"))).await).await;
    assert!(keeps_its_opener(&login) && login.has("form#login"));
    let consent = browser.submit(&login, "login", &ANA).await;
    let end = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let told = message(&end);
    assert_eq!((&told["state"], told.get("iss")), (&json!("s-1"), None));
    let code = told["authorization_code"].as_str().expect("a code");
    assert_eq!(end.answer("authorization_code").as_deref(), Some(code));
    partner.exchange(code).await.ok();

    let refused =
        partner.link_of(json!({"redirect_uri": CALLBACK, "grants": ["read.email"], "display": "popup"})).await;
    let consent = browser.get(&refused).await;
    let end = browser.submit(&consent, "consent", &[("decision", "deny")]).await;
    assert_eq!((&message(&end)["error_code"], &message(&end)["error"]), (&json!("100102"), &json!("access_denied")));

    for usual in [json!("page"), json!(null), json!("")] {
        let page = Browser::new(partner.router.clone()).get(&partner.link_of(link(usual)).await).await;
        assert!(!keeps_its_opener(&page));
    }
    partner.tokens(&["read.phone"]).await;
    let nobody = partner.post("/api/v1/oauth/authorize", By::Nobody, link(json!("popup"))).await;
    assert_eq!(nobody.status, 401);
    let make = |body| partner.post("/api/v1/oauth/authorize", By::Site(&partner.site), body);
    make(link(json!("window"))).await.is_invalid(&json!({"display": ["The selected display is invalid."]}));
    make(link(json!(1))).await.is_invalid(&json!({"display": ["The Display must be a string."]}));
}

#[tokio::test]
async fn what_has_no_origin_and_fapi2_get_no_messages() {
    const SCHEME: &str = "kz.shop.app:/back";
    let mut add = partner_named("App");
    add.redirect_uris = vec![SCHEME.into()];
    add.options.application_type = ApplicationType::Native;
    let partner = Partner::with(TestCore::new().await, add).await;
    let body = json!({"redirect_uri": SCHEME, "grants": ["openid"], "display": "popup"});
    let made = partner.post("/api/v1/oauth/authorize", By::Site(&partner.site), body).await;
    made.is_invalid(&json!({"display": ["The selected display is invalid."]}));
    let request =
        asked(&partner.site, "openid").replace("https%3A%2F%2Fshop.example%2Fcallback", "kz.shop.app%3A%2Fback");
    let page = Browser::new(partner.router.clone()).get(&request).await;
    let to = page.destination();
    assert!(to.starts_with("kz.shop.app:/back?error=invalid_request"), "{to}");
    assert!(!keeps_its_opener(&page));

    let key = Signer::new("k1");
    let mut bank = keyed("Bank", &key);
    bank.options.profile = Profile::Fapi2;
    (bank.options.par_required, bank.options.dpop_bound) = (true, true);
    let bank = partner.site(bank).await;
    let page = Browser::new(partner.router.clone()).get(&asked(&bank, "openid")).await;
    assert_eq!(part_of(&page.destination(), "error").as_deref(), Some("invalid_request"));
    let request = Provider::request(&bank, "openid");
    let mut form = fields(&request);
    form.push(("response_mode", "web_message".into()));
    form.push(("client_assertion_type", JWT_BEARER.into()));
    form.push(("client_assertion", key.assertion(&partner, &bank, json!({}))));
    let pushed = partner.provider.post("/oauth2/par", &[], &lent(&form)).await;
    pushed.is_error(400, "invalid_request");
    assert!(pushed.body.contains("web_message"), "{}", pushed.body);
}

#[tokio::test]
async fn tokens_from_the_authorization_endpoint_are_not_told() {
    let core = TestCore::with(|config| config.profiles.front_channel_tokens = true);
    let provider = Provider::on(core.await).await;
    let mut add = site_named("Front");
    add.grant_types.push(GrantType::Implicit);
    add.options.response_types.push(ResponseType::CodeIdToken);
    let site = provider.site(add).await;
    let request = asked(&site, "openid").replace("response_type=code", "response_type=code+id_token");
    let page = Browser::new(provider.router.clone()).get(&request).await;
    let to = page.destination();
    assert!(to.starts_with("https://shop.example/callback#error=invalid_request"), "{to}");
}

#[tokio::test]
async fn the_files_of_the_button_are_for_every_site() {
    let provider = Provider::new().await;
    let page =
        Browser::new(provider.router.clone()).get("/developers/button?mode=popup&tongue=kk&look=dark&size=40").await;
    let markup = page.text("#markup");
    for part in [
        "Freedom ID арқылы кіру",
        "(жаңа терезеде ашылады)",
        "data-theme=\"dark\"",
        "data-size=\"40\"",
        "data-callback=",
    ] {
        assert!(markup.contains(part), "{part} in {markup}");
    }
    for (name, kind) in [("freedom-id.js", "text/javascript"), ("freedom-id.css", "text/css")] {
        let newest = provider.get(&format!("/widget/{name}"), None).await.ok();
        let first = provider.get(&format!("/widget/v1/{name}"), None).await.ok();
        assert_eq!(newest.body, first.body);
        for (header, value) in [
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", "*"),
            ("cache-control", "public, max-age=3600"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(first.headers[header], value, "{name}");
        }
        assert!(first.headers["content-type"].to_str().expect("text").starts_with(kind));
        assert!(!first.headers.contains_key("set-cookie"));
        let tag = first.headers["etag"].to_str().expect("text").to_owned();
        let digest = tag.trim_matches('"');
        assert!(markup.contains(&format!("integrity=\"sha256-{digest}\"")), "{markup}");
        let again = Request::get(format!("/widget/{name}")).header(header::IF_NONE_MATCH, format!("\"x\", W/{tag}"));
        let again = provider.send(again.body(Body::empty()).expect("a request")).await;
        assert!(again.status == 304 && again.body.is_empty() && again.headers["access-control-allow-origin"] == "*");
    }
    assert_eq!(provider.get("/widget/v2/freedom-id.js", None).await.status, 404);
    // Nothing of the query is drawn but what is known.
    let odd = Browser::new(provider.router.clone()).get("/developers/button?look=%22%3E%3Cscript%3E&lang=ru").await;
    assert!(!odd.body.contains("\"><script>") && odd.text("#markup").contains("data-theme=\"green\""));
    assert_eq!(odd.attribute("html", "lang").as_deref(), Some("ru"));
}

/// Whoever opens a window of ours may send messages into it: no page of an authorization may listen.
#[tokio::test]
async fn pages_in_a_window_hear_nothing() {
    let provider = Provider::new().await;
    provider.ana().await;
    let site = provider.shop().await;
    let mut browser = Browser::new(provider.router.clone());
    let login = browser.get(&asked(&site, "openid")).await;
    let consent = browser.submit(&login, "login", &ANA).await;
    let end = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    for page in [&login, &consent, &end] {
        let scripts = page.body.split("<script src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for script in scripts {
            let text = browser.get(script).await.body;
            assert!(!text.contains("\"message\""), "{script}");
        }
    }
}
