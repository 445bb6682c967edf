//! RFC 7591, OIDC Registration 1.0: clients that register themselves; RFC 7592: and manage that.

use axum::body::Body;
use axum::http::{Method, Request, header};
use freedom_id::base::Secret;
use freedom_id::config::{Config, RegistrationMode};
use freedom_id::domain::oauth::apps::IosApp;
use freedom_id::service::clients;
use serde_json::{Value, json};

use crate::support::TestCore;
use crate::support::outside::Outside;
use crate::support::provider::{CALLBACK, Provider, Reply, Site};

const INITIAL: &str = "initial-access-token-of-32-chars-and-more";

async fn open() -> Provider {
    with(|_| {}).await
}

async fn with(change: impl FnOnce(&mut Config)) -> Provider {
    let core = TestCore::with(|config| {
        config.registration.mode = RegistrationMode::Open;
        config.registration.per_network_hour = 1_000;
        change(config);
    });
    Provider::on(core.await).await
}

async fn call(at: &Provider, method: Method, path: &str, token: Option<&str>, body: Option<String>) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    at.send(request.body(Body::from(body.unwrap_or_default())).expect("a request")).await
}

async fn register(at: &Provider, metadata: &Value) -> Reply {
    call(at, Method::POST, "/oauth2/register", None, Some(metadata.to_string())).await
}

fn usual(more: Value) -> Value {
    let mut all = json!({"client_name": "Self-made", "redirect_uris": [CALLBACK]});
    let (Value::Object(all_members), Value::Object(more)) = (&mut all, more) else { panic!("objects") };
    all_members.extend(more);
    all
}

/// A registered client as its owner keeps it.
struct Owned {
    path: String,
    token: String,
    site: Site,
    answer: Value,
}

async fn owned(at: &Provider, metadata: &Value) -> Owned {
    let reply = register(at, metadata).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let id = reply.member("client_id");
    let secret = reply.json()["client_secret"].as_str().map(Secret::new);
    Owned {
        path: format!("/oauth2/register/{id}"),
        token: reply.member("registration_access_token"),
        site: Site { id: id.parse().expect("an id"), secret },
        answer: reply.json(),
    }
}

#[tokio::test]
async fn a_client_registers_itself_and_signs_people_in() {
    let provider = open().await;
    let shop = owned(&provider, &usual(json!({"grant_types": ["authorization_code", "refresh_token"]}))).await;
    let answer = &shop.answer;
    assert_eq!(answer["client_secret_expires_at"], 0);
    assert_eq!(answer["client_id_issued_at"], 1_750_000_000);
    assert_eq!(answer["registration_client_uri"], format!("http://localhost:8080{}", shop.path));
    assert_eq!(answer["id_token_signed_response_alg"], "RS256");
    assert_eq!(answer["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(answer["response_types"], json!(["code"]));
    assert_eq!(answer["scope"], "address email offline_access openid phone profile");
    let ana = provider.ana().await;
    let code = provider.code(&shop.site, ana, "openid phone").await;
    provider.redeem(&shop.site, &code).await.ok().member("refresh_token");
    let client = clients::show(&provider, &shop.site.id).await.expect("a client");
    assert!(client.options.self_registered && client.verified_at.is_none());
}

#[tokio::test]
async fn secrets_of_assertions_can_be_read_back_and_others_cannot() {
    let provider = open().await;
    let jwt = owned(&provider, &usual(json!({"token_endpoint_auth_method": "client_secret_jwt"}))).await;
    let client = clients::show(&provider, &jwt.site.id).await.expect("a client");
    let secret = jwt.site.secret.expect("a secret");
    assert!(clients::secret_of(&provider, &client).is_some_and(|kept| kept.matches(secret.expose())));
    assert!(!client.sealed_secret.expect("sealed").contains(secret.expose()));
    let fresh = clients::rotate_secret(&provider, &client.id).await.expect("a secret");
    let client = clients::show(&provider, &client.id).await.expect("a client");
    assert!(clients::secret_of(&provider, &client).is_some_and(|kept| kept.matches(fresh.expose())));
    let basic = owned(&provider, &usual(json!({}))).await;
    let client = clients::show(&provider, &basic.site.id).await.expect("a client");
    assert!(client.sealed_secret.is_none() && client.secret.is_some());
    let public = owned(&provider, &usual(json!({"token_endpoint_auth_method": "none"}))).await;
    assert!(public.site.secret.is_none() && public.answer.get("client_secret_expires_at").is_none());
    assert!(clients::show(&provider, &public.site.id).await.expect("a client").pkce_required);
}

#[tokio::test]
async fn only_who_may_registers_and_only_then_is_it_announced() {
    let announced = async |provider: &Provider| {
        let reply = provider.get("/.well-known/openid-configuration", None).await.ok();
        reply.json().get("registration_endpoint").cloned()
    };
    let off = with(|config| config.registration.mode = RegistrationMode::Off).await;
    assert_eq!(announced(&off).await, None);
    assert_eq!(register(&off, &usual(json!({}))).await.status, 404);
    assert_eq!(call(&off, Method::GET, "/oauth2/register/x", Some("y"), None).await.status, 404);
    let guarded = with(|config| {
        config.registration.mode = RegistrationMode::Token;
        config.registration.access_token = Some(Secret::new(INITIAL));
    })
    .await;
    assert_eq!(announced(&guarded).await, Some(json!("http://localhost:8080/oauth2/register")));
    let body = || Some(usual(json!({})).to_string());
    let without = register(&guarded, &usual(json!({}))).await;
    assert_eq!(
        (without.status.as_u16(), &without.headers[header::WWW_AUTHENTICATE]),
        (401, &"Bearer".parse().expect("a value"))
    );
    for wrong in ["", "x", &INITIAL[1..], &format!("{INITIAL}x")] {
        assert_eq!(call(&guarded, Method::POST, "/oauth2/register", Some(wrong), body()).await.status, 401);
    }
    let made = call(&guarded, Method::POST, "/oauth2/register", Some(INITIAL), body()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let stolen = format!("/oauth2/register/{}", made.member("client_id"));
    call(&guarded, Method::GET, &stolen, Some(INITIAL), None).await.is_error(401, "invalid_token");
}

#[tokio::test]
async fn what_cannot_be_registered_is_named() {
    let provider = open().await;
    let refused = async |more: Value, code: &str| register(&provider, &usual(more)).await.is_error(400, code);
    for uri in ["javascript:alert(1)", "http://shop.example/cb", "https://shop.example/#x", "https://a:b@shop.example/"]
    {
        refused(json!({"redirect_uris": [uri]}), "invalid_redirect_uri").await;
    }
    refused(json!({"redirect_uris": ["com.example.app:/cb"], "application_type": "web"}), "invalid_redirect_uri").await;
    for more in [
        json!({"redirect_uris": []}),
        json!({"client_name": "Freedоm ІD"}),
        json!({"client_name": "Freedom ID Support"}),
        json!({"client_name": "a\u{202e}b"}),
        json!({"client_uri": "javascript:alert(1)"}),
        json!({"logo_uri": "file:///etc/passwd"}),
        json!({"policy_uri": "http://shop.example/"}),
        json!({"response_types": ["code id_token"], "grant_types": ["authorization_code", "implicit"]}),
        json!({"grant_types": ["implicit"]}),
        json!({"token_endpoint_auth_method": "private_key_jwt"}),
        json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "shop.example"}),
        json!({"token_endpoint_auth_method": "none", "grant_types": ["client_credentials"]}),
        json!({"id_token_signed_response_alg": "none"}),
        json!({"id_token_signed_response_alg": "EdDSA"}),
        json!({"subject_type": "pairwise", "redirect_uris": [CALLBACK, "https://other.example/cb"]}),
        json!({"backchannel_logout_uri": "https://shop.example/#x"}),
        json!({"frontchannel_logout_uri": "https://other.example/"}),
    ] {
        refused(more, "invalid_client_metadata").await;
    }
    refused(json!({"software_statement": "a.b.c"}), "unapproved_software_statement").await;
    for body in ["", "[]", "{", "nonsense", &"[".repeat(10_000)] {
        let reply = call(&provider, Method::POST, "/oauth2/register", None, Some(body.into())).await;
        reply.is_error(400, "invalid_client_metadata");
    }
    let huge = usual(json!({"x": "x".repeat(20_000)})).to_string();
    assert_eq!(call(&provider, Method::POST, "/oauth2/register", None, Some(huge)).await.status, 413);
    let form = Request::post("/oauth2/register").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    provider
        .send(form.body(Body::from("client_name=x")).expect("a request"))
        .await
        .is_error(400, "invalid_client_metadata");
    assert_eq!(provider.count("SELECT COUNT(*) FROM clients").await, 0);
}

#[tokio::test]
async fn a_stranger_gets_no_operators_settings() {
    let provider = open().await;
    let asked = json!({
        "profile": "fapi2", "resources": ["https://api.example"], "exchange": {"impersonation": true},
        "scope": "openid read.phone read.identifier users.write", "client_id": "admin", "verified": true,
    });
    let made = owned(&provider, &usual(asked)).await;
    assert_ne!(made.site.id.as_str(), "admin");
    assert_eq!((&made.answer["scope"], &made.answer["profile"]), (&json!("openid read.phone"), &json!("oauth21")));
    let client = clients::show(&provider, &made.site.id).await.expect("a client");
    assert!(client.options.resources.is_empty() && client.options.exchange.is_none() && client.verified_at.is_none());
}

#[tokio::test]
async fn the_default_profile_holds_for_those_who_register_themselves() {
    let provider = with(|config| config.profiles.default = freedom_id::config::DefaultProfile::Fapi2).await;
    register(&provider, &usual(json!({}))).await.is_error(400, "invalid_client_metadata");
    let jwks = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
    let made = owned(&provider, &usual(json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": jwks}))).await;
    assert_eq!(made.answer["profile"], "fapi2");
    assert_eq!(made.answer["require_pushed_authorization_requests"], true);
    assert_eq!(made.answer["dpop_bound_access_tokens"], true);
    assert_eq!(made.answer["id_token_signed_response_alg"], "ES256");
    let rs256 =
        json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": jwks, "id_token_signed_response_alg": "RS256"});
    register(&provider, &usual(rs256)).await.is_error(400, "invalid_client_metadata");
}

#[tokio::test]
async fn the_owner_reads_replaces_and_removes() {
    let provider = open().await;
    let shop = owned(
        &provider,
        &usual(json!({"contacts": ["a@shop.example"], "grant_types": ["authorization_code", "refresh_token"]})),
    )
    .await;
    let (path, token) = (&*shop.path, Some(&*shop.token));
    let mut read = call(&provider, Method::GET, path, token, None).await.ok().json();
    for once in ["client_secret", "client_secret_expires_at"] {
        assert!(read.get(once).is_none());
        read[once] = shop.answer[once].clone();
    }
    assert_eq!(read, shop.answer);

    let put = async |body: Value| call(&provider, Method::PUT, path, token, Some(body.to_string())).await;
    let id = shop.site.id.as_str();
    put(usual(json!({}))).await.is_error(400, "invalid_client_metadata");
    put(usual(json!({"client_id": "other"}))).await.is_error(400, "invalid_client_metadata");
    put(usual(json!({"client_id": id, "client_secret": "chosen"}))).await.is_error(400, "invalid_client_metadata");
    put(usual(json!({"client_id": id, "registration_access_token": "x"})))
        .await
        .is_error(400, "invalid_client_metadata");
    put(json!({"client_id": id, "redirect_uris": ["javascript:x"]})).await.is_error(400, "invalid_redirect_uri");
    let secret = shop.site.secret.as_ref().map(Secret::expose);
    let changed = put(usual(json!({"client_id": id, "client_name": "New", "client_secret": secret}))).await.ok().json();
    assert_eq!((&changed["client_name"], changed.get("contacts")), (&json!("New"), None));
    assert_eq!(changed["grant_types"], json!(["authorization_code"]));
    assert_eq!(changed["registration_access_token"], shop.answer["registration_access_token"]);
    assert!(changed.get("client_secret").is_none(), "the secret stays");
    let code = provider.code(&shop.site, provider.ana().await, "openid").await;
    let access = provider.redeem(&shop.site, &code).await.ok().member("access_token");

    let jwt = put(usual(json!({"client_id": id, "token_endpoint_auth_method": "client_secret_jwt"}))).await.ok().json();
    assert!(jwt["client_secret"].is_string(), "this method needs a secret that is kept");

    let gone = call(&provider, Method::DELETE, path, token, None).await;
    assert_eq!((gone.status.as_u16(), gone.body.as_str()), (204, ""));
    provider.userinfo(&access).await.is_error(401, "invalid_token");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        call(&provider, method, path, token, Some("{}".into())).await.is_error(401, "invalid_token");
    }
    assert_eq!(provider.count("SELECT COUNT(*) FROM grants").await, 0);
}

#[tokio::test]
async fn nobody_else_manages_a_client_nor_learns_whether_it_exists() {
    let provider = open().await;
    let shop = owned(&provider, &usual(json!({}))).await;
    let other = owned(&provider, &usual(json!({}))).await;
    let by_operator = provider.shop().await;
    let path = |id: &str| format!("/oauth2/register/{id}");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let ask = async |path: String, token: Option<&str>| {
            let reply = call(&provider, method.clone(), &path, token, Some("{".into())).await;
            (reply.status, reply.body, reply.headers.get(header::WWW_AUTHENTICATE).cloned())
        };
        let wrong = ask(shop.path.clone(), Some(&other.token)).await;
        assert_eq!(wrong.0, 401);
        for (id, token) in [
            (shop.site.id.as_str(), "x"),
            ("unknown", &*shop.token),
            ("not%20an%20id", &*shop.token),
            (by_operator.id.as_str(), &*shop.token),
            (by_operator.id.as_str(), "x"),
        ] {
            assert_eq!(ask(path(id), Some(token)).await, wrong, "{method} {id}");
        }
        assert_eq!(ask(shop.path.clone(), None).await, ask(path("unknown"), None).await);
    }
    clients::change(&provider, &shop.site.id, |client| {
        client.disabled_at = Some(client.created_at);
        Ok(())
    })
    .await
    .expect("a change");
    call(&provider, Method::GET, &shop.path, Some(&shop.token), None).await.is_error(401, "invalid_token");
}

#[tokio::test]
async fn a_client_that_changes_is_looked_at_anew() {
    let provider = open().await;
    let shop = owned(&provider, &usual(json!({}))).await;
    let now = provider.clock.now();
    clients::change(&provider, &shop.site.id, move |client| {
        client.verified_at = Some(now);
        client.options.resources = vec!["https://api.example".into()];
        client.options.apps.ios = vec![IosApp { team_id: "ABCDE12345".into(), bundle_id: "kz.shop".into() }];
        Ok(())
    })
    .await
    .expect("a change");
    let body = usual(json!({"client_id": shop.site.id.as_str(), "client_name": "Your Bank"}));
    call(&provider, Method::PUT, &shop.path, Some(&shop.token), Some(body.to_string())).await.ok();
    let client = clients::show(&provider, &shop.site.id).await.expect("a client");
    assert_eq!((client.verified_at, client.options.resources.len()), (None, 1));
    assert!(!client.options.apps.is_empty(), "an operator decided on the apps");
}

#[tokio::test]
async fn registrations_are_counted_by_network() {
    let provider = with(|config| config.registration.per_network_hour = 3).await;
    for _ in 0..3 {
        owned(&provider, &usual(json!({}))).await;
    }
    let refused = register(&provider, &usual(json!({}))).await;
    assert_eq!(refused.status, 429, "{}", refused.body);
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    provider.pass(crate::support::minutes(61));
    owned(&provider, &usual(json!({}))).await;
}

#[tokio::test]
async fn of_a_change_and_a_removal_at_once_one_comes_first() {
    let provider = open().await;
    for _ in 0..5 {
        let shop = owned(&provider, &usual(json!({}))).await;
        let body = usual(json!({"client_id": shop.site.id.as_str()})).to_string();
        let (token, path) = (Some(&*shop.token), &*shop.path);
        let (put, twice, delete) = tokio::join!(
            call(&provider, Method::PUT, path, token, Some(body.clone())),
            call(&provider, Method::PUT, path, token, Some(body)),
            call(&provider, Method::DELETE, path, token, None),
        );
        assert_eq!(delete.status, 204);
        for status in [put.status, twice.status] {
            assert!(status == 200 || status == 401, "{status}");
        }
        call(&provider, Method::GET, path, token, None).await.is_error(401, "invalid_token");
        assert!(clients::show(&provider, &shop.site.id).await.is_err(), "nothing comes back");
    }
}

#[tokio::test]
async fn the_document_of_a_sector_lists_every_redirect_uri() {
    let (provider, site) = (open().await, Outside::open().await);
    let pairwise = |uri: String, redirects: &[&str]| {
        usual(json!({"subject_type": "pairwise", "sector_identifier_uri": uri, "redirect_uris": redirects}))
    };
    let two = [CALLBACK, "https://other.example/cb"];
    let good = site.serve("/good", json!([two[1], CALLBACK, "https://more.example/"]).to_string().into_bytes());
    let shop = owned(&provider, &pairwise(good, &two)).await;
    let client = clients::show(&provider, &shop.site.id).await.expect("a client");
    assert_eq!(client.options.sector.as_deref(), Some("127.0.0.1"));
    let lacking = site.serve("/lacking", json!([CALLBACK]).to_string().into_bytes());
    let odd = site.serve("/odd", br#"{"redirect_uris": []}"#.to_vec());
    let long = site.serve("/long", [br#"[""#, vec![b'x'; 70_000].as_slice(), br#""]"#].concat());
    let elsewhere = site.redirect("/elsewhere", "/good");
    for bad in [lacking, odd, long, elsewhere, site.address("/nothing"), "https://localhost:1/".into()] {
        register(&provider, &pairwise(bad, &two)).await.is_error(400, "invalid_client_metadata");
    }
    let body = usual(json!({"client_id": shop.site.id.as_str(), "subject_type": "pairwise"}));
    let changed = call(&provider, Method::PUT, &shop.path, Some(&shop.token), Some(body.to_string())).await.ok();
    assert_eq!(changed.json()["subject_type"], "pairwise");
    let client = clients::show(&provider, &shop.site.id).await.expect("a client");
    assert_eq!(client.options.sector.as_deref(), Some("shop.example"));
}

#[tokio::test]
async fn private_addresses_are_not_called_for_strangers() {
    let site = Outside::open().await;
    let provider = with(|config| config.fetch.allow_private = Some(false)).await;
    let port = site.port();
    for uri in [
        format!("https://127.0.0.1:{port}/"),
        format!("https://[::1]:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://0x7f.1:{port}/"),
        "https://169.254.169.254/latest/meta-data".into(),
        "https://10.0.0.1/".into(),
        site.address("/logo.png"),
    ] {
        for member in ["logo_uri", "sector_identifier_uri"] {
            register(&provider, &usual(json!({member: uri}))).await.is_error(400, "invalid_client_metadata");
        }
    }
    // A name that leads to a private address is like one that leads nowhere.
    let by_name = owned(&provider, &usual(json!({"logo_uri": format!("https://localhost:{port}/logo.png")}))).await;
    let client = clients::show(&provider, &by_name.site.id).await.expect("a client");
    assert_eq!(client.options.logo, None);
    let name = |uri: String| usual(json!({"sector_identifier_uri": uri}));
    let private = register(&provider, &name(format!("https://localhost:{port}/"))).await;
    let nothing = register(&provider, &name("https://nothing.invalid/".into())).await;
    assert_eq!((private.status, private.body), (nothing.status, nothing.body));
    assert_eq!(site.calls(), 0);
}
