//! `/account/apps`: what apps receive, and the end of it.

use axum::http::StatusCode;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::service::authorize::connected::{self, Change};
use freedom_id::service::clients;
use serde_json::json;

use super::{SCOPES, ana_in, at_consent, with_ana};
use crate::support::browser::Browser;
use crate::support::partner::{By, Partner, partner_named};
use crate::support::provider::{Provider, Site, part_of};
use crate::support::{TestCore, from};

const REQUEST: &str = "openid offline_access read.phone read.email";

/// Ana's browser at the provider, with a site that has what it asked for; its access and refresh token.
async fn connected() -> (Provider, Site, Browser, String, String) {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = provider.shop().await;
    let request = Provider::request(&shop, REQUEST);
    let mut browser = Browser::new(provider.router.clone());
    let page = browser.get(&format!("/oauth2/authorize?{request}")).await;
    let fields = [("identifier", "ana@mail.example"), ("password", crate::support::PASSWORD)];
    let page = browser.submit(&page, "login", &fields).await;
    let answer = browser.submit(&page, "consent", &[("grant", "read.email"), ("decision", "allow")]).await;
    let code = part_of(&answer.destination(), "code").expect("a code");
    let tokens = provider.redeem(&shop, &code).await.ok();
    let (access, refresh) = (tokens.member("access_token"), tokens.member("refresh_token"));
    (provider, shop, browser, access, refresh)
}

fn told(claims: &serde_json::Value, name: &str) -> bool {
    claims.get(name).is_some()
}

#[tokio::test]
async fn what_is_taken_out_of_access_cannot_be_read_with_the_old_tokens() {
    let (provider, shop, mut browser, access, refresh) = connected().await;
    let before = provider.userinfo(&access).await.ok().json();
    assert!(told(&before, "email") && told(&before, "phone_number"), "{before}");
    let page = browser.get(&format!("/account/apps/{}", shop.id)).await;
    assert!(page.has("#grants [name=grant][value='read.email'][checked]"), "{}", page.body);
    assert!(!page.has("#grants [value='read.phone']") && page.has("#required"), "what it needs has no box");
    let mut form = page.form("grants");
    form.fields.retain(|(name, _)| name != "grant");
    let saved = browser.send(axum::http::Method::POST, &form.action, Some(&form.fields)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let after = provider.userinfo(&access).await.ok().json();
    assert!(!told(&after, "email") && told(&after, "phone_number"), "{after}");
    assert!(!provider.introspect(&shop, &access).await["scope"].as_str().expect("scopes").contains("read.email"));
    assert!(!provider.introspect(&shop, &refresh).await["scope"].as_str().expect("scopes").contains("read.email"));
    let renewed = provider.refresh(&shop, &refresh).await.ok();
    assert!(!renewed.member("scope").contains("read.email"), "{}", renewed.body);
    let after = provider.userinfo(&renewed.member("access_token")).await.ok().json();
    assert!(!told(&after, "email"), "{after}");
    // Asked for again it stays refused without another question.
    let again = browser.get(&format!("/oauth2/authorize?{}", Provider::request(&shop, REQUEST))).await;
    let code = again.answer("code").expect("no question");
    let tokens = provider.redeem(&shop, &code).await.ok();
    assert!(!tokens.member("scope").contains("read.email"));
    // And what is given back counts from the next request on.
    let page = browser.get(&format!("/account/apps/{}", shop.id)).await;
    browser.submit(&page, "grants", &[("grant", "read.email")]).await;
    assert!(!told(&provider.userinfo(&access).await.ok().json(), "email"), "old tokens stay narrow");
    let again = browser.get(&format!("/oauth2/authorize?{}", Provider::request(&shop, REQUEST))).await;
    let tokens = provider.redeem(&shop, &again.answer("code").expect("no question")).await.ok();
    assert!(told(&provider.userinfo(&tokens.member("access_token")).await.ok().json(), "email"));
}

#[tokio::test]
async fn a_code_that_was_out_before_opens_no_more_than_what_is_left() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let shop = provider.shop().await;
    let code = provider.code(&shop, ana, REQUEST).await;
    let change = Change {
        user: ana,
        client: shop.id.clone(),
        ticked: Scopes::default(),
        locale: freedom_id::base::Locale::En,
        origin: from(1),
    };
    assert!(connected::change(&provider, change).await.expect("changed"));
    let tokens = provider.redeem(&shop, &code).await.ok();
    assert!(!tokens.member("scope").contains("read.email"), "{}", tokens.body);
    assert!(!told(&provider.userinfo(&tokens.member("access_token")).await.ok().json(), "email"));
}

#[tokio::test]
async fn what_is_required_cannot_be_taken_out_and_nothing_else_put_in() {
    let (provider, shop, mut browser, access, _) = connected().await;
    let page = browser.get(&format!("/account/apps/{}", shop.id)).await;
    let mut form = page.form("grants");
    form.fields.retain(|(name, _)| name != "grant");
    for forged in ["read.gender", "profile", "read.profile", "openid", "x y"] {
        form.fields.push(("grant".into(), forged.into()));
    }
    browser.send(axum::http::Method::POST, &form.action, Some(&form.fields)).await;
    let scope = provider.introspect(&shop, &access).await["scope"].as_str().expect("scopes").to_owned();
    assert_eq!(scope, "offline_access openid read.phone");
    let found = connected::find(&provider, person(&provider).await, &shop.id).await.expect("reads").expect("there");
    assert_eq!(found.given.consent.granted.to_string(), "offline_access openid read.phone");
}

async fn person(provider: &Provider) -> freedom_id::domain::user::UserId {
    freedom_id::service::accounts::manage::find(&provider.core, "ana@mail.example").await.expect("reads")
}

#[tokio::test]
async fn removing_access_asks_first_and_ends_everything_at_once() {
    let (provider, shop, mut browser, access, refresh) = connected().await;
    let list = browser.get("/account/apps").await;
    let to = list.attribute("#apps a", "href").expect("a link");
    assert_eq!(to, format!("/account/apps/{}", shop.id));
    let app = browser.get(&to).await;
    assert!(app.has("#history li"), "{}", app.body);
    let ask = browser.get(&app.attribute("#remove-access", "href").expect("a link")).await;
    provider.userinfo(&access).await.ok();
    let gone = browser.submit(&ask, "remove", &[]).await;
    assert!(gone.path.starts_with("/account/apps?") && gone.text("main > [role=status]").contains("Shop"));
    assert!(!gone.has("#apps"));
    assert_eq!(provider.userinfo(&access).await.status, StatusCode::UNAUTHORIZED);
    provider.refresh(&shop, &refresh).await.is_error(400, "invalid_grant");
    // The page of an app without access is the list; sent twice nothing more happens.
    assert_eq!(browser.get(&to).await.path, "/account/apps");
    assert_eq!(browser.submit(&ask, "remove", &[]).await.path, "/account/apps");
    let next = browser.get(&format!("/oauth2/authorize?{}", Provider::request(&shop, REQUEST))).await;
    assert!(next.has("form#consent"), "the next sign-in asks again");
}

#[tokio::test]
async fn since_is_when_access_began_and_not_when_it_was_changed() {
    let (provider, shop, mut browser, ..) = connected().await;
    let since = async || {
        let found = connected::find(&provider, person(&provider).await, &shop.id).await.expect("reads");
        found.expect("there").given
    };
    let first = since().await;
    provider.pass(crate::support::minutes(5));
    let page = browser.get(&format!("/account/apps/{}", shop.id)).await;
    let mut form = page.form("grants");
    form.fields.retain(|(name, _)| name != "grant");
    browser.send(axum::http::Method::POST, &form.action, Some(&form.fields)).await;
    let later = since().await;
    assert_eq!(later.since, first.since);
    assert!(later.consent.decided_at > first.consent.decided_at);
    assert_eq!(later.used_at, first.used_at);
}

#[tokio::test]
async fn a_page_of_another_account_or_without_its_token_changes_nothing() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let consent = at_consent(&app, &mut browser, "openid read.phone read.email", "read.email").await;
    browser.submit(&consent, "consent", &[("grant", "read.email"), ("decision", "allow")]).await;
    let list = browser.get("/account/apps").await;
    let to = list.attribute("#apps a", "href").expect("a link");
    let page = browser.get(&to).await;
    let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
    let forged = [("csrf_token", csrf.as_str()), ("account", "00000000-0000-4000-8000-000000000000")];
    for path in [to.clone(), format!("{to}/remove")] {
        assert!(browser.post(&path, &forged).await.has("main > [role=status]"), "{path}");
        assert_eq!(browser.post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let granted = "SELECT COUNT(*) FROM consents WHERE granted LIKE '%read.email%'";
    assert_eq!(app.count(granted).await, 1);
    let mut stranger = app.browser();
    for path in ["/account/apps", &to, &format!("{to}/remove")] {
        assert!(stranger.get(path).await.path.starts_with("/login"), "{path}");
    }
    // What is no app of hers leads to the list.
    for path in ["/account/apps/nobody", "/account/apps/..%2f", "/account/apps/x/remove"] {
        assert_eq!(browser.get(path).await.path, "/account/apps", "{path}");
    }
}

#[tokio::test]
async fn many_apps_are_looked_for_by_name() {
    let app = with_ana().await;
    let mut browser = ana_in(&app, "").await;
    for _ in 0..11 {
        let client = app.client(SCOPES, "").await;
        let path = crate::support::app::authorize(&client, "openid", &[]);
        let consent = browser.get(&path).await;
        browser.submit(&consent, "consent", &[("decision", "allow")]).await;
    }
    let all = browser.get("/account/apps").await;
    assert!(all.has("form#filter"));
    assert!(browser.get("/account/apps?q=DEMO").await.has("#apps"));
    let none = browser.get("/account/apps?q=%3Cscript%3E").await;
    assert!(!none.has("#apps") && none.has("form#filter") && !none.body.contains("<script>alert"));
    assert_eq!(none.attribute("#q", "value").as_deref(), Some("<script>"));
}

#[tokio::test]
async fn a_whole_profile_that_was_taken_back_is_not_handed_out_any_more() {
    const ID: &str = "0196d0c5-4c4b-7e53-8a4f-5e7c2f8d9b01";
    let add = clients::Add { optional_scopes: Scopes::parse("read.profile").expect("scopes"), ..partner_named("Shop") };
    let partner = Partner::with(TestCore::new().await, add).await;
    let ana = partner.ana;
    let link = partner.link(&["read.phone", "read.profile"]).await;
    let mut browser = Browser::new(partner.router.clone());
    let page = browser.get(&link).await;
    let fields = [("identifier", "ana@mail.example"), ("password", crate::support::PASSWORD)];
    let page = browser.submit(&page, "login", &fields).await;
    let to = browser.submit(&page, "consent", &[("grant", "read.profile"), ("decision", "allow")]).await.destination();
    let code = part_of(&to, "authorization_code").expect("a code");
    let access = partner.exchange(&code).await.ok().member("access_token");
    let ask = async || {
        let body = json!({"request_id": ID});
        partner.post("/api/v1/oauth/get-profile", By::Token(&access), body).await
    };
    let waiting = "SELECT COUNT(*) FROM profile_requests WHERE state = 'pending'";
    assert_eq!(ask().await.ok().member("status"), "accepted");
    assert_eq!(partner.count(waiting).await, 1);
    let change = Change {
        user: ana,
        client: partner.site.id.clone(),
        ticked: Scopes::default(),
        locale: freedom_id::base::Locale::En,
        origin: from(1),
    };
    assert!(connected::change(&partner, change).await.expect("changed"));
    assert_eq!(partner.count(waiting).await, 0, "what waited ends");
    assert_eq!(ask().await.ok().member("status"), "rejected");
}
