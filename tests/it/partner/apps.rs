//! Apps on telephones: redirects that they can receive, and what their platforms are told.

use freedom_id::domain::oauth::apps::{AndroidApp, Apps, IosApp};
use freedom_id::domain::oauth::vocab::{ApplicationType, AuthMethod};
use freedom_id::protocol::pkce;
use freedom_id::service::clients::{self, Add};
use serde_json::{Value, json};

use crate::support::TestCore;
use crate::support::browser::Browser;
use crate::support::partner::{By, Partner, partner_named};
use crate::support::provider::{Provider, Site, VERIFIER, part_of};

const CLAIMED: &str = "https://shop.example/app/back";
const SCHEME: &str = "kz.shop.app:/back";
const PRINT: &str = "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";

/// A program that cannot keep a secret.
fn native(name: &str) -> Add {
    let mut add = partner_named(name);
    add.auth_method = AuthMethod::None;
    add.options.application_type = ApplicationType::Native;
    add.options.revoke_hosts = Vec::new();
    add.redirect_uris = vec![CLAIMED.into(), SCHEME.into(), "http://127.0.0.1/back".into()];
    add
}

fn apps() -> Apps {
    let android = |package: &str, all_links| AndroidApp {
        package: package.into(),
        sha256_cert_fingerprints: vec![PRINT.to_lowercase()],
        all_links,
    };
    Apps {
        android: vec![android("kz.shop.app", false), android("kz.shop.trusted", true)],
        ios: vec![IosApp { team_id: "9JA89QQLNQ".into(), bundle_id: "kz.shop.app".into() }],
    }
}

#[tokio::test]
async fn an_app_signs_in_at_every_kind_of_address_that_apps_have() {
    let partner = Partner::with(TestCore::new().await, native("App")).await;
    let site = &partner.site;
    for uri in [CLAIMED, SCHEME, "http://127.0.0.1:49152/back"] {
        // The standard entrance.
        let encoded: String = form_urlencoded::byte_serialize(uri.as_bytes()).collect();
        let request = Provider::request(site, "openid").replace("https%3A%2F%2Fshop.example%2Fcallback", &encoded);
        let to = partner.follow(&format!("/oauth2/authorize?{request}")).await;
        assert!(to.starts_with(&format!("{uri}?code=")), "{to}");
        let code = part_of(&to, "code").expect("a code");
        let form =
            [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", uri), ("code_verifier", VERIFIER)];
        partner.form("/oauth2/token", site, &form).await.ok();
        let unproved = partner.follow(&format!("/oauth2/authorize?{}", request.replace("code_challenge", "x"))).await;
        assert_eq!(part_of(&unproved, "error").as_deref(), Some("invalid_request"));

        // A login link, with an empty secret.
        let challenge = pkce::s256(VERIFIER);
        let mut body = json!({"redirect_uri": uri, "grants": ["read.phone"]});
        let bare = partner.post("/api/v1/oauth/authorize", By::Site(site), body.clone()).await;
        bare.is_invalid(&json!({"code_challenge": ["The Code challenge field is required."]}));
        body["code_challenge"] = json!(challenge);
        body["code_challenge_method"] = json!("S256");
        let to = partner.follow(&partner.link_of(body).await).await;
        assert!(to.starts_with(&format!("{uri}?authorization_code=")), "{to}");
        let code = part_of(&to, "authorization_code").expect("a code");
        partner.exchange(&code).await.is_business(400, 100_101, "Invalid authorization_code.");
        let proved = json!({"authorization_code": code, "code_verifier": VERIFIER});
        partner.post("/api/v1/oauth/token", By::Site(site), proved).await.ok();
    }
    let other = json!({"redirect_uri": "http://127.0.0.1:49152/other", "grants": ["openid"], "code_challenge": pkce::s256(VERIFIER), "code_challenge_method": "S256"});
    let refused = partner.post("/api/v1/oauth/authorize", By::Site(site), other).await;
    refused.is_invalid(&json!({"redirect_uri": ["The selected redirect uri is invalid."]}));
}

async fn documents(provider: &Provider) -> (Value, Value) {
    let mut both = Vec::new();
    for path in ["/.well-known/assetlinks.json", "/.well-known/apple-app-site-association"] {
        let reply = provider.get(path, None).await.ok();
        assert_eq!(reply.headers["content-type"], "application/json");
        assert_eq!(reply.headers["cache-control"], "public, max-age=300");
        both.push(reply.json());
    }
    let apple = both.pop().expect("two");
    (both.pop().expect("two"), apple)
}

#[tokio::test]
async fn telephones_are_told_of_links_and_nothing_else() {
    let provider = Provider::new().await;
    provider.shop().await;
    assert_eq!(documents(&provider).await, (json!([]), json!({"applinks": {"details": []}})));
    let mut add = native("App");
    add.options.apps = apps();
    let site = provider.site(add).await;
    let (android, apple) = documents(&provider).await;
    let folder = format!("/app/{}/*", site.id);
    let links = "delegate_permission/common.handle_all_urls";
    // Only the app for which it was decided; an app that is merely known opens nothing.
    assert_eq!(android.as_array().map(Vec::len), Some(1));
    assert_eq!(android[0]["relation"], json!([links]));
    assert_eq!(
        android[0]["target"],
        json!({"namespace": "android_app", "package_name": "kz.shop.trusted", "sha256_cert_fingerprints": [PRINT]})
    );
    let bounds = &android[0]["relation_extensions"][links]["dynamic_app_link_components"];
    assert_eq!(*bounds, json!([{"/": folder}, {"/": "*", "exclude": true}]));
    let details = json!([{"appIDs": ["9JA89QQLNQ.kz.shop.app"], "components": [{"/": folder}]}]);
    assert_eq!(apple, json!({"applinks": {"details": details}}));
    let text = format!("{android}{apple}");
    assert!(!text.contains("get_login_creds") && !text.contains("webcredentials"));

    clients::change(&provider, &site.id, |client| {
        client.disabled_at = Some(client.updated_at);
        Ok(())
    })
    .await
    .expect("a change");
    assert_eq!(documents(&provider).await, (json!([]), json!({"applinks": {"details": []}})));
}

/// The client with an address of ours that belongs to its apps.
async fn at_home(provider: &Provider) -> (Site, String) {
    let mut add = native("App");
    add.options.apps = apps();
    add.id = Some("kz-shop".parse().expect("an id"));
    let own = format!("{}/app/kz-shop/back", provider.issuer());
    add.redirect_uris.push(own.clone());
    (provider.site(add).await, own)
}

#[tokio::test]
async fn an_address_of_ours_belongs_to_the_apps_of_one_client() {
    let partner = Partner::with(TestCore::new().await, partner_named("Shop")).await;
    let (site, own) = at_home(&partner).await;
    let encoded: String = form_urlencoded::byte_serialize(own.as_bytes()).collect();
    let request = Provider::request(&site, "openid").replace("https%3A%2F%2Fshop.example%2Fcallback", &encoded);
    let to = partner.follow(&format!("/oauth2/authorize?{request}")).await;
    let code = part_of(&to, "code").expect("a code");
    assert!(to.starts_with(&own), "{to}");

    let mut browser = Browser::new(partner.router.clone());
    let path = to.trim_start_matches(partner.issuer());
    for path in [path, &format!("{path}&lang=kk"), "/app/kz-shop/a/b%2F..%2Fc?code=x"] {
        let page = browser.get(path).await;
        assert!(page.status == 200 && page.has("#app-page"), "{}", page.status);
        assert!(!page.body.contains(&code) && !page.body.contains("state=") && !page.body.contains("%2F.."));
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert!(page.location().is_none() && !page.body.contains("http-equiv"));
    }
    for path in [format!("/app/{}/back?code=x", partner.site.id), "/app/nobody/back".into(), "/app/kz-shop/".into()] {
        let page = browser.get(&path).await;
        assert!(page.status == 404 && !page.body.contains("code=x"), "{path}");
    }
}

#[tokio::test]
async fn nobody_registers_the_address_of_another_or_a_page_of_ours() {
    let provider = Provider::new().await;
    at_home(&provider).await;
    let issuer = provider.issuer().to_owned();
    for path in
        ["/app/kz-shop/back", "/login", "/app/bank/../kz-shop/back", "/app/bank/%2e%2e/kz-shop/back", "/app/bank/", "/"]
    {
        let mut add = native("Bank");
        add.id = Some("bank".parse().expect("an id"));
        add.options.apps = apps();
        add.redirect_uris = vec![format!("{issuer}{path}")];
        let refused = clients::add(&provider, add).await.map(|_| ()).map_err(|error| error.to_string());
        assert!(refused.clone().is_err_and(|why| why.contains("of this server")), "{path}: {refused:?}");
    }
    let mut add = native("Bank");
    add.options.apps.ios = vec![IosApp { team_id: "9JA89QQLNQ".into(), bundle_id: "*".into() }];
    assert!(clients::add(&provider, add).await.is_err());
}
