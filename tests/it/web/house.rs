//! The pages around: account, sign-out, languages, errors, files.

use axum::http::{Method, StatusCode};

use super::{SCOPES, at_consent, sign_in, with_ana};
use crate::support::app::{TestApp, authorize};

#[tokio::test]
async fn sign_out_asks_ends_everything_and_links_back_only_where_registered() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    sign_in(&mut browser, &login).await;
    let binding = browser.cookies["fid_p"].clone();
    let bye = format!(
        "/oauth2/logout?client_id={}&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye&state=s",
        client.id
    );
    let ask = browser.get(&bye).await;
    assert_eq!(ask.status, StatusCode::OK);
    assert!(ask.has("form#logout") && ask.body.contains("Demo Shop"), "{}", ask.path);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 1, "an address ends nothing");
    let forged =
        ask.form("logout").with(&[("decision", "logout"), ("post_logout_redirect_uri", "https://evil.example/")]);
    let refused = browser.send(Method::POST, "/logout", Some(&forged.fields)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let stay = browser.submit(&ask, "logout", &[("decision", "stay")]).await;
    assert!(stay.path.starts_with("/account"));
    let done = browser.submit(&ask, "logout", &[("decision", "logout")]).await;
    assert!(done.has("main#logged-out"));
    assert_eq!(done.headers["clear-site-data"], "\"cache\", \"storage\"");
    assert_eq!(done.attribute("#back", "href").as_deref(), Some("https://shop.example/bye?state=s"));
    assert!(!done.has("meta[http-equiv=refresh]"), "without a hint the way back is the person's to take");
    assert!(!browser.cookies.contains_key("fid_s"));
    assert_ne!(browser.cookies["fid_p"], binding);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM web_sessions").await, 0);
    assert!(browser.get("/account").await.path.starts_with("/login"));
    let foreign = browser.get(&bye.replace("%2Fbye", "%2Fother")).await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
    assert_eq!(foreign.attribute("#error-page", "data-error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn an_app_can_be_removed_from_the_account() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, "openid read.phone", "").await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    let account = browser.get("/account").await;
    assert!(account.body.contains("Demo Shop") && account.body.contains("+7 701 234 56 78"));
    let client = account.attribute("[name=client_id]", "value").expect("a form");
    let csrf = account.attribute("[name=csrf_token]", "value").expect("a token");
    let form = |account| [("csrf_token", &*csrf), ("client_id", &*client), ("account", account)];
    // A page that was drawn for somebody else removes nothing.
    browser.post("/account/apps/remove", &form("00000000-0000-4000-8000-000000000000")).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM consents").await, 1);
    let own = account.attribute("[name=account]", "value").expect("an account");
    let removed = browser.post("/account/apps/remove", &form(&own)).await;
    assert_eq!((removed.status, removed.has(".c-apps")), (StatusCode::OK, false));
    assert_eq!(app.count("SELECT COUNT(*) FROM consents").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL").await, 0);
}

#[tokio::test]
async fn the_last_choice_of_language_wins_and_typed_words_stay() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "").await;
    let mut browser = app.browser();
    browser.headers = vec![("accept-language", "uz".into())];
    let lang = |page: &crate::support::browser::Page| page.attribute("html", "lang").expect("a language");
    assert_eq!(lang(&browser.get("/").await), "uz");
    assert_eq!(lang(&browser.get("/?lang=kk").await), "kk");
    assert_eq!(lang(&browser.get("/help").await), "kk");
    assert_eq!(lang(&browser.get("/?lang=xx").await), "kk");
    app.pass(crate::support::seconds(1));
    let login = browser.get(&authorize(&client, "openid", &[("ui_locales", "ru en")])).await;
    assert_eq!(lang(&login), "ru", "the request is newer than the choice");
    let typed = [("identifier", "ana@"), ("password", "secret-typed"), ("_lang", "en")];
    let page = browser.submit(&login, "login", &typed).await;
    assert_eq!((page.status, lang(&page).as_str()), (StatusCode::OK, "en"));
    assert_eq!(page.attribute("#identifier", "value").as_deref(), Some("ana@"));
    assert!(page.has("p[role=status]") && !page.body.contains("secret-typed") && !page.has("#errors"));
    assert_eq!(lang(&browser.get(&login.path).await), "en", "stays for this request");
    assert_eq!(app.count("SELECT COUNT(*) FROM attempts").await, 0, "nothing was tried");
}

#[tokio::test]
async fn every_page_exists_in_every_language() {
    let app = with_ana().await;
    let client = app.client(SCOPES, "read.email").await;
    for lang in ["en", "ru", "kk", "uz"] {
        let mut browser = app.browser();
        browser.headers = vec![("accept-language", lang.into())];
        let check = |page: &crate::support::browser::Page| {
            let ours = page.status.is_success() || page.status.is_client_error();
            assert!(
                ours && page.attribute("html", "lang").as_deref() == Some(lang),
                "{lang} {} {}",
                page.status,
                page.path
            );
        };
        for path in
            ["/", "/terms", "/privacy", "/help", "/login", "/register", "/logout", "/nowhere", "/oauth2/authorize"]
        {
            check(&browser.get(path).await);
        }
        let login = browser.get(&authorize(&client, "openid read.email read.phone", &[("prompt", "consent")])).await;
        check(&login);
        check(&browser.submit(&login, "login", &[]).await);
        let consent = sign_in(&mut browser, &login).await;
        check(&consent);
        for path in ["/account", "/login/accounts", "/logout"] {
            check(&browser.get(path).await);
        }
        check(&browser.submit(&consent, "consent", &[("decision", "allow")]).await);
        check(&browser.get(&consent.path).await);
    }
}

#[tokio::test]
async fn unknown_paths_wrong_methods_and_files() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let missing = browser.get("/nowhere?lang=kk").await;
    assert_eq!((missing.status, missing.has("#error-page")), (StatusCode::NOT_FOUND, true));
    let elsewhere = browser.get("//evil.example/x").await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert!(!elsewhere.body.contains("\"//"), "no link of the page leads to another host");
    let wrong = browser.send(Method::PUT, "/login", None).await;
    assert_eq!((wrong.status, wrong.has("#error-page")), (StatusCode::METHOD_NOT_ALLOWED, true));
    assert!(wrong.headers["allow"].to_str().expect("text").contains("POST"));
    let home = browser.get("/").await;
    let css = home.attribute("link[rel=stylesheet]", "href").expect("a style sheet");
    let file = browser.get(&css).await;
    assert_eq!(
        (file.status, file.headers["content-type"].to_str().ok()),
        (StatusCode::OK, Some("text/css; charset=utf-8"))
    );
    assert!(file.headers["cache-control"].to_str().expect("text").contains("immutable"));
    assert!(!file.headers.contains_key("set-cookie"));
    for path in ["/static/none/css/core.css", "/static/../Cargo.toml", "/static/"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
