//! RFC 8707: tokens for the resource servers that were asked for.

use freedom_id::domain::oauth::entrance::Entrance;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::{GrantType, TokenFormat};
use freedom_id::domain::user::UserId;
use freedom_id::protocol::params::Params;
use freedom_id::protocol::redirect::Answer;
use freedom_id::service::authorize::{self, Begin, Browser, Next};
use freedom_id::service::clients;
use serde_json::json;

use crate::support::from;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, site_named};

pub const API: &str = "https://api.example/v1";
pub const PAY: &str = "urn:example:pay";

pub async fn shop(provider: &Provider) -> Site {
    let mut add = site_named("Shop");
    add.options.resources = vec![API.into(), PAY.into()];
    provider.site(add).await
}

/// A resource server: it signs nobody in.
pub async fn server(provider: &Provider, uri: &str) -> Site {
    let mut add = site_named("Server");
    (add.redirect_uris, add.grant_types) = (Vec::new(), Vec::new());
    add.options.serves = vec![uri.into()];
    provider.site(add).await
}

fn request(site: &Site, resources: &[&str]) -> String {
    let mut request = Provider::request(site, "openid phone");
    for resource in resources {
        request.push_str("&resource=");
        request.extend(form_urlencoded::byte_serialize(resource.as_bytes()));
    }
    request
}

async fn redeem(provider: &Provider, site: &Site, ana: UserId, granted: &[&str], asked: &[&str]) -> Reply {
    let code = provider.code_of(ana, &request(site, granted)).await;
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    form.extend(asked.iter().map(|&resource| ("resource", resource)));
    provider.form("/oauth2/token", site, &form).await
}

#[tokio::test]
async fn a_token_is_for_what_was_granted_or_for_a_part_of_it() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    for (granted, asked, audience) in [
        (&[API, PAY][..], &[][..], json!([API, PAY])),
        (&[API, PAY], &[PAY], json!(PAY)),
        (&[API, PAY], &[PAY, API, PAY], json!([PAY, API])),
        (&[], &[API], json!(API)),
        (&[], &[], json!(provider.issuer())),
    ] {
        let set = redeem(&provider, &shop, ana, granted, asked).await.ok();
        let told = provider.introspect(&shop, &set.member("access_token")).await;
        assert_eq!(told["aud"], audience, "{granted:?} {asked:?}");
    }
    redeem(&provider, &shop, ana, &[API], &[PAY]).await.is_error(400, "invalid_target");
}

#[tokio::test]
async fn each_refresh_chooses_anew_within_the_grant() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let first = redeem(&provider, &shop, ana, &[API, PAY], &[API]).await.ok();
    let refresh = |token: String, resource: &'static str| {
        let (provider, shop) = (&provider, &shop);
        async move {
            let form = [("grant_type", "refresh_token"), ("refresh_token", &*token), ("resource", resource)];
            provider.form("/oauth2/token", shop, &form).await
        }
    };
    refresh(first.member("refresh_token"), "https://other.example").await.is_error(400, "invalid_target");
    let second = refresh(first.member("refresh_token"), PAY).await.ok();
    assert_eq!(provider.introspect(&shop, &second.member("access_token")).await["aud"], PAY);
    let third = provider.refresh(&shop, &second.member("refresh_token")).await.ok();
    assert_eq!(provider.introspect(&shop, &third.member("access_token")).await["aud"], json!([API, PAY]));
    clients::change(&provider, &shop.id, |client| {
        client.options.resources = vec![PAY.into()];
        Ok(())
    })
    .await
    .expect("a change");
    let fourth = provider.refresh(&shop, &third.member("refresh_token")).await.ok();
    assert_eq!(provider.introspect(&shop, &fourth.member("access_token")).await["aud"], PAY);
}

#[tokio::test]
async fn what_the_client_is_not_registered_for_is_no_target() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let strange = ["https://other.example", "https://api.example/v1/", "https://api.example/v1#x", "api", "/v1"];
    for resource in strange {
        redeem(&provider, &shop, ana, &[], &[resource]).await.is_error(400, "invalid_target");
        let session = provider.session(ana).await;
        let browser = Browser { binding: freedom_id::base::Digest::of(&session.id.text()), sessions: vec![session.id] };
        let params = Params::parse(&request(&shop, &[API, resource])).expect("parameters");
        let next =
            authorize::begin(&provider, Begin { params, entrance: Entrance::Standard, browser, origin: from(1) })
                .await
                .expect("an answer");
        let Next::Answer(Answer::Location(to)) = next else { panic!("an answer, not {next:?}") };
        assert!(to.starts_with(CALLBACK) && to.contains("error=invalid_target"), "{to}");
    }
    let plain = provider.site(site_named("Plain")).await;
    redeem(&provider, &plain, ana, &[], &[API]).await.is_error(400, "invalid_target");
}

#[tokio::test]
async fn only_a_resource_may_be_named_more_than_once() {
    let provider = Provider::new().await;
    let shop = shop(&provider).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("audience", API), ("audience", PAY)];
    provider.form("/oauth2/token", &shop, &form).await.is_error(400, "invalid_request");
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("resource", API), ("resource", PAY)];
    provider.form("/oauth2/token", &shop, &form).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_token_for_others_opens_nothing_here() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let issuer = provider.issuer().to_owned();
    let mut add = site_named("Shop");
    add.options.resources = vec![API.into(), issuer.clone()];
    let shop = provider.site(add).await;
    let foreign = redeem(&provider, &shop, ana, &[API], &[]).await.ok();
    provider.userinfo(&foreign.member("access_token")).await.is_error(401, "invalid_token");
    let ours = redeem(&provider, &shop, ana, &[API, &issuer], &[]).await.ok();
    provider.userinfo(&ours.member("access_token")).await.ok();
}

#[tokio::test]
async fn a_resource_server_learns_about_tokens_made_for_it_only() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let (api, pay) = (server(&provider, API).await, server(&provider, PAY).await);
    let us = server(&provider, provider.issuer()).await;
    let set = redeem(&provider, &shop, ana, &[], &[API]).await.ok();
    let told = provider.introspect(&api, &set.member("access_token")).await;
    assert_eq!(told, provider.introspect(&shop, &set.member("access_token")).await);
    assert_eq!((&told["active"], &told["aud"], &told["acr"]), (&true.into(), &API.into(), &told["acr"]));
    assert!(told["acr"].is_string() && told["auth_time"].is_i64() && told.get("username").is_none(), "{told}");
    let nothing = json!({"active": false});
    for token in ["access_token", "refresh_token"] {
        assert_eq!(provider.introspect(&pay, &set.member(token)).await, nothing);
    }
    assert_eq!(provider.introspect(&api, &set.member("refresh_token")).await, nothing);
    // Nobody can make themselves the reader of tokens that are for us.
    let plain = redeem(&provider, &shop, ana, &[], &[]).await.ok();
    assert_eq!(provider.introspect(&us, &plain.member("access_token")).await, nothing);
    // A client that was switched off has no tokens that count.
    clients::change(&provider, &shop.id, |client| {
        client.disabled_at = Some(client.created_at);
        Ok(())
    })
    .await
    .expect("a change");
    assert_eq!(provider.introspect(&api, &set.member("access_token")).await, nothing);
}

#[tokio::test]
async fn a_public_client_is_no_resource_server_and_resources_are_absolute_uris() {
    let provider = Provider::new().await;
    let mut public = site_named("App");
    public.auth_method = "none".parse().expect("a method");
    public.options.serves = vec![API.into()];
    assert!(clients::add(&provider, public).await.is_err());
    for bad in ["api", "https://api.example/#x", ""] {
        let mut add = site_named("Shop");
        add.options.resources = vec![bad.into()];
        assert!(clients::add(&provider, add).await.is_err(), "{bad}");
    }
}

#[tokio::test]
async fn a_clients_own_token_has_an_audience_too() {
    let provider = Provider::new().await;
    let mut add = site_named("Robot");
    (add.redirect_uris, add.grant_types) = (Vec::new(), vec![GrantType::ClientCredentials]);
    (add.scopes, add.optional_scopes) = (Scopes::parse("stock.read").expect("scopes"), Scopes::default());
    add.options.resources = vec![API.into()];
    add.options.access_token_format = TokenFormat::Jwt;
    let robot = provider.site(add).await;
    let ask = |resource: &'static str| {
        let (provider, robot) = (&provider, &robot);
        async move {
            let form = [("grant_type", "client_credentials"), ("resource", resource)];
            provider.form("/oauth2/token", robot, &form).await
        }
    };
    let token = ask(API).await.ok().member("access_token");
    assert_eq!(provider.read_jwt(&token).await.1["aud"], API);
    let told = provider.introspect(&server(&provider, API).await, &token).await;
    assert_eq!((&told["sub"], &told["aud"]), (&robot.id.as_str().into(), &API.into()));
    ask(PAY).await.is_error(400, "invalid_target");
}
