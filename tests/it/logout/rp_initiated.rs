//! OIDC RP-Initiated Logout 1.0.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::domain::oauth::options::Options;
use freedom_id::service::keys;

use super::{AFTER, ANA, EVE, Receiver, browser, bye, deliver, live_sessions, sign_in, site, told_at, waiting};
use crate::support::browser::Page;
use crate::support::minutes;
use crate::support::provider::{Provider, site_named};

fn is_error_page(page: &Page) {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{page:?}");
    assert_eq!(page.location(), None);
    assert_eq!(page.attribute("#error-page", "data-error").as_deref(), Some("invalid_request"));
    assert!(!page.body.contains("\"https://shop.example"), "no way there: {}", page.body);
}

#[tokio::test]
async fn a_hint_about_who_is_here_signs_out_at_once_and_leads_back() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    for (state, expected) in [(Some("a&b"), format!("{AFTER}?state=a%26b")), (None, AFTER.to_owned())] {
        let mut browser = browser(&provider);
        let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
        let mut members = vec![("id_token_hint", done.id_token.as_str()), ("post_logout_redirect_uri", AFTER)];
        members.extend(state.map(|state| ("state", state)));
        let answer = browser.get(&bye(&members)).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some(expected)));
        assert_eq!(answer.headers["clear-site-data"], "\"cache\", \"storage\"");
        assert_eq!(live_sessions(&provider).await, 0);
        assert!(!browser.cookies.contains_key("fid_s"));
        let silent = format!("/oauth2/authorize?{}&prompt=none", Provider::request(&shop, "openid"));
        assert_eq!(browser.get(&silent).await.answer("error").as_deref(), Some("login_required"));
        // A second request for the same comes back too: nobody is signed in any more.
        assert!(browser.get(&bye(&members)).await.location().is_some_and(|to| to.starts_with(AFTER)));
    }
}

#[tokio::test]
async fn a_hint_alone_ends_at_our_own_page() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let page = browser.get(&bye(&[("id_token_hint", &done.id_token)])).await;
    assert!(page.has("main#logged-out") && !page.has("#back") && !page.has("meta[http-equiv=refresh]"));
    assert_eq!(live_sessions(&provider).await, 0);
}

#[tokio::test]
async fn without_a_hint_the_person_is_asked_and_only_a_link_leads_back() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let id = shop.id.to_string();
    for members in [&[][..], &[("state", "x")], &[("client_id", &id), ("post_logout_redirect_uri", AFTER)]] {
        let mut browser = browser(&provider);
        sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
        let ask = browser.get(&bye(members)).await;
        assert_eq!(live_sessions(&provider).await, 1, "an address ends nothing");
        let page = browser.submit(&ask, "logout", &[("decision", "logout")]).await;
        assert!(page.has("main#logged-out") && !page.has("meta[http-equiv=refresh]"), "{page:?}");
        assert_eq!(page.attribute("#back", "href").is_some(), members.len() == 2, "a registered address is linked");
        assert_eq!(live_sessions(&provider).await, 0);
    }
    // Nobody is here: nothing to ask.
    assert!(browser(&provider).get(&bye(&[("state", "x")])).await.has("main#logged-out"));
}

#[tokio::test]
async fn a_hint_for_somebody_else_asks_first_and_then_leads_back() {
    let provider = Provider::new().await;
    provider.ana().await;
    provider.person(&[EVE]).await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut eves = browser(&provider);
    let done = sign_in(&provider, &mut eves, &shop, EVE, "openid").await;
    let mut browser = browser(&provider);
    sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let request = bye(&[("id_token_hint", &done.id_token), ("post_logout_redirect_uri", AFTER), ("state", "s")]);
    let ask = browser.get(&request).await;
    assert!(ask.has("form#logout") && ask.body.contains("Shop"), "{ask:?}");
    assert_eq!(live_sessions(&provider).await, 2, "an address ends nothing");
    let stay = browser.submit(&ask, "logout", &[("decision", "stay")]).await;
    assert!(stay.path.starts_with("/account"));
    let page = browser.submit(&ask, "logout", &[("decision", "logout")]).await;
    let onward = page.attribute("meta[http-equiv=refresh]", "content");
    assert_eq!(onward, Some(format!("0; url={AFTER}?state=s")));
    assert_eq!(live_sessions(&provider).await, 1, "Eve's own browser is not concerned");
}

#[tokio::test]
async fn only_the_person_of_the_hint_leaves_a_browser_with_two() {
    let provider = Provider::new().await;
    provider.ana().await;
    provider.person(&[EVE]).await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    let anas = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let login = browser.get("/login?other=1").await;
    let password = [("identifier", EVE), ("password", crate::support::PASSWORD)];
    browser.submit(&login, "login", &password).await;
    assert_eq!(live_sessions(&provider).await, 2);
    let members = [("id_token_hint", anas.id_token.as_str()), ("post_logout_redirect_uri", AFTER)];
    assert_eq!(browser.get(&bye(&members)).await.location().as_deref(), Some(AFTER));
    assert_eq!(live_sessions(&provider).await, 1);
    let account = browser.get("/account").await;
    assert!(account.path.starts_with("/account") && account.body.contains(EVE), "{account:?}");
}

#[tokio::test]
async fn what_is_no_id_token_of_ours_for_this_client_is_refused() {
    let provider = Provider::new().await;
    provider.ana().await;
    let receiver = Receiver::open(200).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    let other = provider.site(site_named("Other")).await;
    let mut browser = browser(&provider);
    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let end = browser.get(&bye(&[("id_token_hint", &done.id_token)])).await;
    assert!(end.has("main#logged-out"));
    deliver(&provider).await.expect("told");
    let logout_token = receiver.tokens()[0].clone();

    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let mut parts = done.id_token.split('.');
    let (_, body) = (parts.next(), parts.next().expect("claims"));
    let unsigned = format!("{}.{body}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#));
    let mut cut = done.id_token.clone();
    cut.truncate(cut.len() - 4);
    let id = shop.id.to_string();
    for hint in [&unsigned, &cut, &logout_token, "x"] {
        let members = [("id_token_hint", hint), ("post_logout_redirect_uri", AFTER), ("client_id", &id)];
        is_error_page(&browser.get(&bye(&members)).await);
    }
    let good = ("id_token_hint", done.id_token.as_str());
    for uri in [format!("{AFTER}?foo=bar"), format!("{AFTER}/x"), "https://evil.example/".into()] {
        is_error_page(&browser.get(&bye(&[good, ("post_logout_redirect_uri", &uri)])).await);
    }
    let theirs = other.id.to_string();
    is_error_page(&browser.get(&bye(&[good, ("client_id", &theirs), ("post_logout_redirect_uri", AFTER)])).await);
    is_error_page(&browser.get(&bye(&[good, ("state", "1"), ("state", "2")])).await);
    assert_eq!(live_sessions(&provider).await, 1, "nothing of this ended anything");
}

#[tokio::test]
async fn an_old_hint_counts_even_if_its_key_is_gone_but_not_if_it_was_withdrawn() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let members = [("id_token_hint", done.id_token.as_str()), ("post_logout_redirect_uri", AFTER)];
    keys::rotate(&provider.core, None).await.expect("rotated");
    provider.pass(minutes(60 * 24 * 10));
    let kid = freedom_id::base::jws::peek(&done.id_token).and_then(|(kid, _)| kid).expect("a kid");
    let published = keys::current(&provider.core).await.expect("keys");
    assert!(published.keys().iter().all(|key| key.id != kid), "published no more");
    assert_eq!(browser.get(&bye(&members)).await.location().as_deref(), Some(AFTER));

    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let kid = freedom_id::base::jws::peek(&done.id_token).and_then(|(kid, _)| kid).expect("a kid");
    keys::revoke(&provider.core, &kid).await.expect("withdrawn");
    provider.pass(minutes(1));
    is_error_page(&browser.get(&bye(&[("id_token_hint", &done.id_token)])).await);
}

#[tokio::test]
async fn a_form_of_another_site_is_opened_by_an_address_of_our_own() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let fields = [("id_token_hint", &*done.id_token), ("post_logout_redirect_uri", AFTER), ("foo", "bar")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    // Browsers send no cookies with it.
    let mut stranger = super::browser(&provider);
    let answer = stranger.send(Method::POST, "/oauth2/logout", Some(&fields)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(!answer.headers.contains_key("set-cookie"));
    assert_eq!(live_sessions(&provider).await, 1);
    let own = answer.location().expect("an address");
    assert!(own.starts_with("/oauth2/logout?id_token_hint=") && !own.contains("foo"), "{own}");
    assert_eq!(browser.get(&own).await.location().as_deref(), Some(AFTER));
    assert_eq!(live_sessions(&provider).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_requests_at_once_both_lead_back_and_tell_once() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", told_at("https://shop.example/logged-out")).await;
    let mut browser = browser(&provider);
    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let path = bye(&[("id_token_hint", &done.id_token), ("post_logout_redirect_uri", AFTER)]);
    let twins = (0..4).map(|_| {
        let (mut browser, path) = (browser.clone(), path.clone());
        async move { browser.get(&path).await.location() }
    });
    let answers = twins.collect::<tokio::task::JoinSet<_>>().join_all().await;
    assert!(answers.iter().all(|to| to.as_deref() == Some(AFTER)), "{answers:?}");
    assert_eq!(waiting(&provider).await, 1);
    assert_eq!(provider.count("SELECT COUNT(*) FROM activities WHERE action = 'sign_out'").await, 1);
}

#[tokio::test]
async fn the_page_speaks_the_language_and_shows_the_person_that_the_client_names() {
    let provider = Provider::new().await;
    provider.ana().await;
    provider.person(&[EVE]).await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let login = browser.get("/login?other=1").await;
    let password = [("identifier", EVE), ("password", crate::support::PASSWORD)];
    browser.submit(&login, "login", &password).await;
    let shown = |page: &Page| page.text(".c-as");
    let (eve, ana) = (browser.get(&bye(&[])).await, browser.get(&bye(&[("logout_hint", ANA)])).await);
    assert_ne!(shown(&eve), shown(&ana));
    assert_eq!(shown(&browser.get(&bye(&[("logout_hint", "nobody@mail.example")])).await), shown(&eve));
    let page = browser.get(&bye(&[("ui_locales", "fr kk")])).await;
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("kk"));
    let chosen = browser.submit(&page, "logout", &[("_lang", "ru")]).await;
    assert_eq!(chosen.attribute("html", "lang").as_deref(), Some("ru"));
    assert_eq!(live_sessions(&provider).await, 2);
}
