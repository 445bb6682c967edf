//! OIDC Core §8.1: subjects that are good in one sector only.

use freedom_id::domain::oauth::vocab::{SubjectType, TokenFormat};
use freedom_id::domain::user::UserId;
use freedom_id::service::clients::Add;
use serde_json::json;

use crate::support::outside::Outside;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, site_named};

fn pairwise(name: &str, callback: &str) -> Add {
    let mut add = site_named(name);
    add.redirect_uris = vec![callback.into()];
    add.options.subject_type = SubjectType::Pairwise;
    add
}

async fn tokens(provider: &Provider, site: &Site, ana: UserId, callback: &str) -> Reply {
    let own: String = form_urlencoded::byte_serialize(CALLBACK.as_bytes()).collect();
    let other: String = form_urlencoded::byte_serialize(callback.as_bytes()).collect();
    let code = provider.code_of(ana, &Provider::request(site, "openid phone").replace(&own, &other)).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
    ];
    provider.form("/oauth2/token", site, &form).await.ok()
}

/// The subject, which is the same wherever it is told.
async fn subject(provider: &Provider, site: &Site, ana: UserId, callback: &str) -> String {
    let set = tokens(provider, site, ana, callback).await;
    let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
    let sub = id_token["sub"].as_str().expect("a subject").to_owned();
    let token = set.member("access_token");
    assert_eq!(provider.userinfo(&token).await.ok().json()["sub"], sub.as_str());
    assert_eq!(provider.introspect(site, &token).await["sub"], sub.as_str());
    let refresh = set.member("refresh_token");
    assert_eq!(provider.introspect(site, &refresh).await["sub"], sub.as_str());
    let again = provider.refresh(site, &refresh).await.ok();
    assert_eq!(provider.read_jwt(&again.member("id_token")).await.1["sub"], sub.as_str());
    sub
}

#[tokio::test]
async fn a_person_is_the_same_within_a_sector_and_another_outside_of_it() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let bek = provider.person(&["+77017654321", "bek@mail.example"]).await;
    let (near, far) = ("https://shop.example/other", "https://pay.example/callback");
    let shop = provider.site(pairwise("Shop", CALLBACK)).await;
    let sister = provider.site(pairwise("Sister", near)).await;
    let stranger = provider.site(pairwise("Stranger", far)).await;
    let here = subject(&provider, &shop, ana, CALLBACK).await;
    assert_eq!(here, subject(&provider, &shop, ana, CALLBACK).await, "it stays");
    assert_eq!(here, subject(&provider, &sister, ana, near).await);
    let there = subject(&provider, &stranger, ana, far).await;
    let his = subject(&provider, &shop, bek, CALLBACK).await;
    assert!(here != there && here != his && his != there);
    for sub in [&here, &there] {
        let plain = ana.text();
        assert!(!sub.contains(&plain) && !sub.contains(&plain.replace('-', "")), "{sub}");
        assert!(sub.len() <= 255 && sub.is_ascii());
    }
    // Hosts that belong together say so in a document of theirs.
    let outside = Outside::open().await;
    let document = json!([near, far]).to_string();
    let mut add = pairwise("Together", near);
    add.redirect_uris.push(far.into());
    add.options.sector_identifier_uri = Some(outside.serve("/sector", document.into_bytes()));
    let together = provider.site(add).await;
    let one = subject(&provider, &together, ana, near).await;
    assert_eq!(one, subject(&provider, &together, ana, far).await);
    assert!(one != here && one != there);
}

#[tokio::test]
async fn a_jwt_access_token_names_the_same_subject() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let mut add = pairwise("Shop", CALLBACK);
    add.options.access_token_format = TokenFormat::Jwt;
    let shop = provider.site(add).await;
    let set = tokens(&provider, &shop, ana, CALLBACK).await;
    let (_, claims) = provider.read_jwt(&set.member("access_token")).await;
    let (_, id_token) = provider.read_jwt(&set.member("id_token")).await;
    assert_eq!(claims["sub"], id_token["sub"]);
    assert_ne!(claims["sub"], ana.text());
}

#[tokio::test]
async fn a_hint_works_where_it_comes_from_and_nowhere_else() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let far = "https://pay.example/callback";
    let shop = provider.site(pairwise("Shop", CALLBACK)).await;
    let stranger = provider.site(pairwise("Stranger", far)).await;
    let public = provider.shop().await;
    let foreign = tokens(&provider, &stranger, ana, far).await.member("id_token");
    let open = tokens(&provider, &public, ana, CALLBACK).await.member("id_token");
    let plain = Provider::request(&shop, "openid phone");
    let mut browser = provider.signed_in(&plain).await;
    let page = browser.get(&format!("/oauth2/authorize?{plain}")).await;
    let own = provider.redeem(&shop, &page.answer("code").expect("a code")).await.ok().member("id_token");
    let hinted = |site: &Site, hint: &str| {
        format!("{}&prompt=none&id_token_hint={hint}", Provider::request(site, "openid phone"))
    };
    assert_eq!(provider.outcome_in(&mut browser, &hinted(&shop, &own)).await, "code");
    for hint in [&foreign, &open] {
        assert_eq!(provider.outcome_in(&mut browser, &hinted(&shop, hint)).await, "invalid_request");
    }
    assert_eq!(provider.outcome_in(&mut browser, &hinted(&public, &own)).await, "invalid_request");
}

#[tokio::test]
async fn a_client_cannot_try_out_who_its_subject_is_elsewhere() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let shop = provider.site(pairwise("Shop", CALLBACK)).await;
    let plain = Provider::request(&shop, "openid");
    let mut browser = provider.signed_in(&plain).await;
    assert_eq!(provider.outcome_in(&mut browser, &format!("{plain}&prompt=none")).await, "code");
    let claims = json!({"id_token": {"sub": {"value": ana.text()}}}).to_string();
    let claims: String = form_urlencoded::byte_serialize(claims.as_bytes()).collect();
    let guess = format!("{plain}&prompt=none&claims={claims}");
    assert_eq!(provider.outcome_in(&mut browser, &guess).await, "login_required");
}
