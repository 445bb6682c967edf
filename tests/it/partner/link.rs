//! A login link, from its making to the return to the partner.

use freedom_id::domain::oauth::options::Options;
use freedom_id::domain::oauth::vocab::{ApplicationType, AuthMethod};
use serde_json::json;

use crate::support::TestCore;
use crate::support::partner::{By, Partner, partner_named, sign_in};
use crate::support::provider::{CALLBACK, VERIFIER, part_of};

const LINK: &str = "/api/v1/oauth/authorize";

#[tokio::test]
async fn de_the_answer_is_an_address_of_ours_with_an_id_and_an_end() {
    let partner = Partner::new().await;
    for path in [LINK, "/v1/oauth/authorize"] {
        let body = json!({"redirect_uri": CALLBACK, "grants": ["openid"]});
        let made = partner.post(path, By::Site(&partner.site), body).await.ok();
        assert_eq!(made.json().as_object().expect("an object").len(), 1);
        let url = made.member("redirect_uri");
        let query: Vec<_> = url.strip_prefix("http://localhost:8080/login?").expect("ours").split('&').collect();
        let track = query[0].strip_prefix("track_id=").expect("an id");
        assert_eq!(uuid::Uuid::parse_str(track).expect("a UUID").get_version_num(), 4);
        let ends = partner.clock.now().seconds() + 600;
        assert_eq!(query[1..], [format!("expire_at={ends}")]);
    }
    let stored =
        "SELECT COUNT(*) FROM tracks WHERE browser IS NULL AND entrance = 'link' AND request NOT LIKE '%shop%'";
    assert_eq!(partner.count(stored).await, 2, "nobody has it yet, and what it asks is sealed");
    let core = TestCore::with(|config| config.freedom_id.link_seconds = 5).await;
    let brief = Partner::with(core, partner_named("Shop")).await;
    let link = brief.link(&["openid"]).await;
    assert!(link.ends_with(&format!("expire_at={}", brief.clock.now().seconds() + 5)), "{link}");
    brief.pass(crate::support::seconds(5));
    assert_eq!(brief.browser().get(&link).await.status, 410);
}

#[tokio::test]
async fn do_the_code_is_appended_and_what_was_in_the_address_stays() {
    let web = |uri: &str| vec![uri.to_owned()];
    let native = Options { application_type: ApplicationType::Native, ..Options::default() };
    let cases = [
        ("plain", web(CALLBACK), CALLBACK, Options::default()),
        (
            "own query",
            web("https://shop.example/cb?shop=7&code=old&state=own"),
            "https://shop.example/cb?shop=7&code=old&state=own",
            Options::default(),
        ),
        ("own scheme", web("kz.shop.app:/signed-in"), "kz.shop.app:/signed-in", native.clone()),
        ("loopback with a port of its own", web("http://127.0.0.1/cb"), "http://127.0.0.1:49152/cb", native),
    ];
    for (case, registered, sent, options) in cases {
        let mut add = partner_named("Shop");
        add.redirect_uris = registered;
        add.options = options;
        let partner = Partner::with(TestCore::new().await, add).await;
        for state in ["s-1", "a b&c=d+e?#%/ж\"'<>", &"s".repeat(1_024)] {
            let body = json!({"redirect_uri": sent, "grants": ["openid"], "state": state});
            let to = partner.follow(&partner.link_of(body).await).await;
            let join = if sent.contains('?') { '&' } else { '?' };
            let rest = to.strip_prefix(sent).unwrap_or_else(|| panic!("{case}: {to}"));
            assert!(rest.starts_with(&format!("{join}authorization_code=")), "{case}: {to}");
            let names: Vec<String> =
                form_urlencoded::parse(&rest.as_bytes()[1..]).map(|(n, _)| n.into_owned()).collect();
            assert_eq!(names, ["authorization_code", "state"], "{case}");
            let last = form_urlencoded::parse(rest.as_bytes()).last().expect("a state").1.into_owned();
            assert_eq!(last, state, "{case}");
        }
        let to = partner.follow(&partner.link_of(json!({"redirect_uri": sent, "grants": ["openid"]})).await).await;
        let code = form_urlencoded::parse(to.split('?').next_back().expect("a query").as_bytes())
            .find(|(name, _)| name == "authorization_code")
            .expect("a code");
        partner.exchange(&code.1).await.ok();
        assert!(!to.contains("state=s") && !to.contains("iss="), "{case}: no state was sent: {to}");
    }
}

#[tokio::test]
async fn o_a_refusal_comes_back_with_both_errors_and_the_state() {
    let partner = Partner::new().await;
    let link = partner.link(&["read.phone"]).await;
    let mut browser = partner.browser();
    let login = browser.get(&link).await;
    let consent = sign_in(&mut browser, &login).await;
    let done = browser.submit(&consent, "consent", &[("decision", "deny")]).await;
    for (name, value) in [("error_code", "100102"), ("error", "access_denied"), ("state", "s-1")] {
        assert_eq!(done.answer(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!((done.answer("authorization_code"), done.answer("code")), (None, None));
    let again = browser.submit(&consent, "consent", &[("decision", "deny")]).await;
    assert_eq!(again.destination(), done.destination(), "a double click");
    let changed = browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    assert_eq!(changed.destination(), done.destination(), "the first answer stands");
    assert_eq!(partner.count("SELECT COUNT(*) FROM codes").await, 0);
    assert_eq!(browser.get(&link).await.status, 409);
}

#[tokio::test]
async fn o_pkce_is_honoured_where_it_was_used() {
    let partner = Partner::new().await;
    let challenge = freedom_id::protocol::pkce::s256(VERIFIER);
    let body = json!({
        "redirect_uri": CALLBACK, "grants": ["openid"], "code_challenge": challenge, "code_challenge_method": "S256",
    });
    let to = partner.follow(&partner.link_of(body.clone()).await).await;
    let code = part_of(&to, "authorization_code").expect("a code");
    let before = partner.ledger().await;
    let with = |verifier: serde_json::Value| json!({"authorization_code": code, "code_verifier": verifier});
    for bad in [json!(null), json!(""), json!("short"), json!("x".repeat(43)), json!(challenge)] {
        let reply = partner.post("/api/v1/oauth/token", By::Site(&partner.site), with(bad.clone())).await;
        reply.is_business(400, 100_101, "Invalid authorization_code.");
    }
    assert_eq!(partner.ledger().await, before, "a wrong verifier uses nothing up");
    partner.post("/api/v1/oauth/token", By::Site(&partner.site), with(json!(VERIFIER))).await.ok();
    // A verifier where no challenge was: somebody took it out of the request.
    let code = partner.code(&["openid"]).await;
    let body = json!({"authorization_code": code, "code_verifier": VERIFIER});
    let reply = partner.post("/api/v1/oauth/token", By::Site(&partner.site), body).await;
    reply.is_business(400, 100_101, "Invalid authorization_code.");
    partner.exchange(&code).await.ok();
}

#[tokio::test]
async fn a_client_without_a_secret_must_use_pkce() {
    let mut add = partner_named("App");
    add.auth_method = AuthMethod::None;
    add.options.revoke_hosts = Vec::new();
    let partner = Partner::with(TestCore::new().await, add).await;
    let mut body = json!({"redirect_uri": CALLBACK, "grants": ["openid"], "state": "s-1"});
    let refused = partner.post(LINK, By::Site(&partner.site), body.clone()).await;
    refused.is_invalid(&json!({"code_challenge": ["The Code challenge field is required."]}));
    body["code_challenge"] = json!(freedom_id::protocol::pkce::s256(VERIFIER));
    body["code_challenge_method"] = json!("S256");
    let to = partner.follow(&partner.link_of(body).await).await;
    let code = part_of(&to, "authorization_code").expect("a code");
    partner.exchange(&code).await.is_business(400, 100_101, "Invalid authorization_code.");
    let body = json!({"authorization_code": code, "code_verifier": VERIFIER});
    let tokens = partner.post("/api/v1/oauth/token", By::Site(&partner.site), body).await.ok();
    partner.renew(&tokens.member("refresh_token")).await.ok();
    // `/openid` is held to the same.
    let page = partner.browser().get(&partner.openid(&[])).await;
    assert_eq!((page.answer("error").as_deref(), page.answer("code")), (Some("invalid_request"), None));
}

#[tokio::test]
async fn o_the_locale_of_a_link_is_the_language_of_its_pages() {
    let partner = Partner::new().await;
    for (locale, title) in [("en", "Freedom ID"), ("ru", "Freedom ID"), ("kk", "Freedom ID"), ("uz", "Freedom ID")] {
        let body = json!({"redirect_uri": CALLBACK, "grants": ["openid"], "locale": locale});
        let link = partner.link_of(body).await;
        let mut browser = partner.browser();
        browser.headers.push(("accept-language", "en-GB,ru;q=0.5".into()));
        let page = browser.get(&link).await;
        assert_eq!(page.attribute("html", "lang").as_deref(), Some(locale));
        assert!(page.text("title").contains(title) && page.has("form#login"));
        partner.pass(crate::support::minutes(11));
        let mut late = partner.browser();
        late.headers.push(("accept-language", locale.into()));
        let page = late.get(&link).await;
        assert_eq!((page.status.as_u16(), page.attribute("html", "lang").as_deref()), (410, Some(locale)));
    }
}
