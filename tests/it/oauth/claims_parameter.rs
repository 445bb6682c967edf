//! OIDC Core §5.5: claims asked for one by one; `acr` and `max_age`; user info without OpenID.

use axum::http::Method;
use freedom_id::protocol::acr;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::provider::{Provider, Site, site_named};
use crate::support::{PASSWORD, seconds};

fn asking(site: &Site, scope: &str, claims: &Value) -> String {
    let claims: String = form_urlencoded::byte_serialize(claims.to_string().as_bytes()).collect();
    format!("{}&claims={claims}", Provider::request(site, scope))
}

/// The ID token's claims and user info of what was asked for and allowed.
async fn told(provider: &Provider, site: &Site, code: &str) -> (Value, Value, String) {
    let set = provider.redeem(site, code).await.ok();
    let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
    let userinfo = provider.userinfo(&set.member("access_token")).await.ok().json();
    (id_token, userinfo, set.member("refresh_token"))
}

#[tokio::test]
async fn a_claim_is_told_where_it_was_asked_for() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let claims = json!({
        "userinfo": {"email": {"essential": true}, "given_name": null},
        "id_token": {"phone_number": null, "auth_time": {"essential": true}},
    });
    let code = provider.code_of(ana, &asking(&shop, "openid", &claims)).await;
    let (id_token, userinfo, refresh) = told(&provider, &shop, &code).await;
    assert_eq!((&userinfo["email"], &userinfo["given_name"]), (&"ana@mail.example".into(), &"Aigerim".into()));
    assert!(userinfo.get("family_name").is_none() && userinfo.get("gender").is_none(), "{userinfo}");
    assert_eq!(id_token["phone_number"], "+77011234567");
    assert!(id_token["auth_time"].is_i64() && id_token.get("email").is_none(), "{id_token}");
    // The same after a refresh.
    let set = provider.refresh(&shop, &refresh).await.ok();
    assert_eq!(provider.read_jwt(&set.member("id_token")).await.1["phone_number"], "+77011234567");
    // Without being named nothing about a person is in an ID token.
    let code = provider.code(&shop, ana, "openid phone email").await;
    let (id_token, userinfo, _) = told(&provider, &shop, &code).await;
    assert!(id_token.get("phone_number").is_none() && userinfo.get("phone_number").is_some());
}

#[tokio::test]
async fn what_a_client_may_not_have_is_left_out_without_an_error() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let claims = json!({
        "userinfo": {"nationality": {"essential": true}, "phones": null, "made_up": {"value": 1}},
        "id_token": {"identifier": {"essential": true}, "iss": {"value": "evil"}, "aud": null},
        "unknown": {"email": null},
    });
    let code = provider.code_of(ana, &asking(&shop, "openid", &claims)).await;
    let (id_token, userinfo, _) = told(&provider, &shop, &code).await;
    assert_eq!(userinfo, json!({"sub": ana.text()}));
    assert_eq!(id_token["iss"], provider.issuer());
    assert!(id_token.get("identifier").is_none());
    // Outside of OpenID the parameter says nothing.
    let claims = json!({"userinfo": {"email": null}});
    let code = provider.code_of(ana, &asking(&shop, "phone", &claims)).await;
    let set = provider.redeem(&shop, &code).await.ok();
    let userinfo = provider.userinfo(&set.member("access_token")).await.ok().json();
    assert!(userinfo.get("email").is_none() && userinfo["phone_number"] == "+77011234567", "{userinfo}");
}

#[tokio::test]
async fn a_person_may_decline_what_is_not_essential() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    provider.ana().await;
    let claims = json!({"userinfo": {"email": {"essential": true}, "phone_number": null}});
    let mut add = site_named("Plain");
    add.optional_scopes = "".parse().expect("scopes");
    for site in [provider.site(add).await, shop] {
        let mut browser = Browser::new(provider.router.clone());
        let page = browser.get(&format!("/oauth2/authorize?{}", asking(&site, "openid", &claims))).await;
        let page = browser.submit(&page, "login", &[("identifier", "ana@mail.example"), ("password", PASSWORD)]).await;
        let mut form = page.form("consent");
        form.fields.retain(|(name, _)| name != "grant");
        form.fields.push(("decision".into(), "allow".into()));
        let answer = browser.send(Method::POST, &form.action, Some(&form.fields)).await;
        let (_, userinfo, _) = told(&provider, &site, &answer.answer("code").expect("a code")).await;
        assert!(userinfo.get("phone_number").is_none(), "{userinfo}");
        // The shop's own registration lets people decline the e-mail address whatever it says later.
        let plain = provider.count("SELECT COUNT(*) FROM grants").await == 1;
        assert_eq!(userinfo.get("email").is_some(), plain, "{userinfo}");
    }
}

#[tokio::test]
async fn a_request_about_one_person_is_answered_about_no_other() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let bek = provider.person(&["+77017654321", "bek@mail.example"]).await;
    let about = |user: &str| asking(&shop, "openid", &json!({"id_token": {"sub": {"value": user}}}));
    let mut browser = provider.signed_in(&Provider::request(&shop, "openid")).await;
    assert_eq!(provider.outcome_in(&mut browser, &about(&ana.text())).await, "code");
    for other in [bek.text(), "nobody".into()] {
        assert_eq!(provider.outcome_in(&mut browser, &about(&other)).await, "login");
        let silent = format!("{}&prompt=none", about(&other));
        assert_eq!(provider.outcome_in(&mut browser, &silent).await, "login_required");
    }
}

#[tokio::test]
async fn an_essential_class_that_nobody_reaches_is_said_to_be_unmet() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    provider.ana().await;
    let mut browser = provider.signed_in(&Provider::request(&shop, "openid")).await;
    let class = |ask: Value| asking(&shop, "openid", &json!({"id_token": {"acr": ask}}));
    let unmet = "unmet_authentication_requirements";
    for (ask, outcome) in [
        (json!({"essential": true, "values": ["made:up"]}), unmet),
        (json!({"essential": true, "value": "made:up"}), unmet),
        (json!({"essential": true, "values": ["made:up", acr::SINGLE]}), "code"),
        (json!({"essential": true, "value": acr::SINGLE}), "code"),
        (json!({"values": ["made:up"]}), "code"),
        (json!({"essential": true}), "code"),
        (Value::Null, "code"),
    ] {
        for more in ["", "&prompt=none"] {
            let request = format!("{}{more}", class(ask.clone()));
            assert_eq!(provider.outcome_in(&mut browser, &request).await, outcome, "{ask} {more}");
        }
    }
    let voluntary = format!("{}&acr_values=made:up", Provider::request(&shop, "openid"));
    assert_eq!(provider.outcome_in(&mut browser, &voluntary).await, "code");
    assert_eq!(provider.outcome(&asking(&shop, "openid", &json!([]))).await, "invalid_request");
}

#[tokio::test]
async fn a_registered_class_is_voluntary_and_a_registered_age_counts() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let mut add = site_named("Careful");
    add.options.default_acr_values = vec!["made:up".into(), acr::SINGLE.into()];
    add.options.default_max_age = Some(60);
    let shop = provider.site(add).await;
    let plain = Provider::request(&shop, "openid");
    let code = provider.code_of(ana, &plain).await;
    let (id_token, _, _) = told(&provider, &shop, &code).await;
    assert_eq!(id_token["acr"], acr::SINGLE);
    let mut browser = provider.signed_in(&plain).await;
    assert_eq!(provider.outcome_in(&mut browser, &format!("{plain}&prompt=none")).await, "code");
    provider.pass(seconds(61));
    assert_eq!(provider.outcome_in(&mut browser, &format!("{plain}&prompt=none")).await, "login_required");
    assert_eq!(provider.outcome_in(&mut browser, &plain).await, "login");
    // What a request says itself comes first.
    let longer = format!("{plain}&prompt=none&max_age=600");
    assert_eq!(provider.outcome_in(&mut browser, &longer).await, "code");
}

#[tokio::test]
async fn a_token_of_plain_oauth_reads_what_it_opens_and_no_more() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let code = provider.code(&shop, ana, "phone").await;
    let set = provider.redeem(&shop, &code).await.ok();
    assert!(set.json().get("id_token").is_none());
    let told = provider.userinfo(&set.member("access_token")).await.ok().json();
    assert_eq!(told, json!({"sub": ana.text(), "phone_number": "+77011234567", "phone_number_verified": true}));
    let code = provider.code(&shop, ana, "offline_access").await;
    let set = provider.redeem(&shop, &code).await.ok();
    provider.userinfo(&set.member("access_token")).await.is_error(403, "insufficient_scope");
}
