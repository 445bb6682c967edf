//! The CORS protocol of the Fetch standard: apps in browsers read answers from their own origins.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use freedom_id::config::RegistrationMode;
use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType};
use freedom_id::service::clients;
use serde_json::json;

use crate::support::TestCore;
use crate::support::minutes;
use crate::support::provider::{Provider, Reply, Site, VERIFIER, site_named};

const APP: &str = "https://app.example";
const OPEN: [&str; 6] = [
    "/oauth2/token",
    "/oauth2/userinfo",
    "/oauth2/revoke",
    "/oauth2/par",
    "/oauth2/device_authorization",
    "/oauth2/register/some",
];

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

fn opened(reply: &Reply) -> &str {
    let of = |name| header(&reply.headers, name);
    assert_eq!(of("access-control-allow-credentials"), "");
    let origin = of("access-control-allow-origin");
    let told = [of("vary"), of("access-control-expose-headers")];
    assert_eq!(told, if origin.is_empty() { ["", ""] } else { ["Origin", "DPoP-Nonce, WWW-Authenticate"] });
    origin
}

async fn ask(at: &Provider, method: Method, path: &str, origin: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut request = Request::builder().method(method).uri(path).header("origin", origin);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    at.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

async fn form(at: &Provider, path: &str, origin: &str, fields: &[(&str, &str)]) -> Reply {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    ask(at, Method::POST, path, origin, &[("content-type", "application/x-www-form-urlencoded")], &body).await
}

async fn preflight(at: &Provider, path: &str, origin: &str) -> Reply {
    let asks = [("access-control-request-method", "POST"), ("access-control-request-headers", "dpop")];
    let reply = ask(at, Method::OPTIONS, path, origin, &asks, "").await;
    assert_eq!(header(&reply.headers, "access-control-allow-credentials"), "", "{path}");
    reply
}

async fn is_admitted(at: &Provider, origin: &str) -> bool {
    let reply = preflight(at, "/oauth2/token", origin).await;
    assert_eq!((reply.status.as_u16(), &*reply.body), (204, ""));
    reply.headers.get("access-control-allow-origin").is_some_and(|own| own == origin)
}

/// A public client in browsers.
async fn app(at: &Provider) -> Site {
    let add = clients::Add {
        auth_method: AuthMethod::None,
        redirect_uris: vec![format!("{APP}/callback"), "http://localhost:5173/callback".into()],
        grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::DeviceCode],
        ..site_named("App")
    };
    at.site(add).await
}

/// A code of the app, and its tokens.
async fn tokens(at: &Provider, app: &Site, origin: &str) -> Reply {
    let ana = at.core.person(&[&format!("{}@mail.example", uuid::Uuid::new_v4().simple())]).await;
    let callback = format!("{APP}/callback");
    let request = Provider::request(app, "openid email");
    let callback_there = "https%3A%2F%2Fshop.example%2Fcallback";
    let code = at.code_of(ana, &request.replace(callback_there, "https%3A%2F%2Fapp.example%2Fcallback")).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &callback),
        ("code_verifier", VERIFIER),
        ("client_id", app.id.as_str()),
    ];
    form(at, "/oauth2/token", origin, &fields).await.ok()
}

#[tokio::test]
async fn an_app_reads_what_it_asked_for_at_its_own_origins_only() {
    let provider = Provider::new().await;
    let app = app(&provider).await;
    provider.shop().await;
    for own in [APP, "http://localhost:5173"] {
        assert_eq!(opened(&tokens(&provider, &app, own).await), own);
    }
    // The shop's origin is registered, but by another client.
    let others = ["https://shop.example", "https://evil.example", "http://app.example", "https://app.example:8443"];
    for other in others.into_iter().chain(["http://localhost:5174", "null", "https://app.example.evil.example", "*"]) {
        assert_eq!(opened(&tokens(&provider, &app, other).await), "", "{other}");
    }
    let id = ("client_id", app.id.as_str());
    for path in ["/oauth2/token", "/oauth2/par", "/oauth2/revoke", "/oauth2/device_authorization"] {
        let wrong = form(&provider, path, APP, &[id, ("token", "unknown")]).await;
        assert_eq!(opened(&wrong), APP, "{path}: {}", wrong.body);
        assert_eq!(opened(&form(&provider, path, APP, &[("client_id", "nobody")]).await), "", "{path}");
        assert_eq!(opened(&form(&provider, path, APP, &[]).await), "", "{path}");
    }
}

#[tokio::test]
async fn user_info_is_read_by_the_origins_of_who_holds_the_token() {
    let provider = Provider::new().await;
    let app = app(&provider).await;
    provider.shop().await;
    let token = tokens(&provider, &app, APP).await.member("access_token");
    let bearer = format!("Bearer {token}");
    let read = async |origin| {
        let path = "/oauth2/userinfo";
        let by_header = ask(&provider, Method::GET, path, origin, &[("authorization", &*bearer)], "").await;
        let by_form = form(&provider, path, origin, &[("access_token", &*token)]).await;
        assert_eq!((by_header.status, opened(&by_header)), (by_form.status, opened(&by_form)));
        by_header
    };
    assert_eq!(opened(&read(APP).await.ok()), APP);
    assert_eq!(opened(&read("https://shop.example").await.ok()), "");
    // An app must see that its token is over.
    provider.pass(minutes(11));
    let over = read(APP).await;
    assert_eq!((over.status.as_u16(), opened(&over)), (401, APP));
    let unknown = ask(&provider, Method::GET, "/oauth2/userinfo", APP, &[("authorization", "Bearer x")], "").await;
    assert_eq!((unknown.status.as_u16(), opened(&unknown)), (401, ""));
}

#[tokio::test]
async fn introspection_and_registration_are_for_no_page_and_public_documents_for_all() {
    let provider = Provider::new().await;
    let app = app(&provider).await;
    let fields = [("client_id", app.id.as_str()), ("token", "x")];
    assert_eq!(opened(&form(&provider, "/oauth2/introspect", APP, &fields).await), "");
    for closed in ["/oauth2/introspect", "/oauth2/register"] {
        let reply = preflight(&provider, closed, APP).await;
        assert_eq!(
            (reply.status.as_u16(), header(&reply.headers, "access-control-allow-origin")),
            (405, ""),
            "{closed}"
        );
    }
    for public in ["/oauth2/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-protected-resource"] {
        let reply = ask(&provider, Method::GET, public, "https://evil.example", &[], "").await;
        assert_eq!(header(&reply.headers, "access-control-allow-origin"), "*", "{public}");
    }
}

#[tokio::test]
async fn a_preflight_is_answered_where_some_client_is_at_home() {
    let provider = Provider::new().await;
    app(&provider).await;
    for path in OPEN {
        let reply = preflight(&provider, path, APP).await;
        let of = |name| header(&reply.headers, name);
        assert_eq!((reply.status.as_u16(), of("access-control-allow-origin"), of("vary")), (204, APP, "Origin"));
        assert_eq!(of("access-control-allow-methods"), "GET, POST");
        assert_eq!(of("access-control-allow-headers"), "Authorization, Content-Type, DPoP");
        assert_eq!(of("access-control-max-age"), "3600");
        let other = preflight(&provider, path, "https://evil.example").await;
        assert!(other.headers.keys().all(|name| !name.as_str().starts_with("access-control")), "{path}");
    }
    for nobody in ["null", "*", "", "https://app.example/", "HTTPS://APP.EXAMPLE", &"x".repeat(3_000)] {
        assert!(!is_admitted(&provider, nobody).await, "{nobody}");
    }
}

#[tokio::test]
async fn preflights_follow_what_becomes_of_clients() {
    let provider = Provider::new().await;
    let app = app(&provider).await;
    assert!(is_admitted(&provider, APP).await && !is_admitted(&provider, "https://new.example").await);
    let moves = |client: &mut freedom_id::domain::oauth::client::Client| {
        client.redirect_uris = vec!["https://new.example/a".into(), "https://new.example/b".into()];
        Ok(())
    };
    clients::change(&provider, &app.id, moves).await.expect("a change");
    assert!(!is_admitted(&provider, APP).await && is_admitted(&provider, "https://new.example").await);
    let now = provider.clock.now();
    let off = move |client: &mut freedom_id::domain::oauth::client::Client| {
        client.disabled_at = Some(now);
        Ok(())
    };
    clients::change(&provider, &app.id, off).await.expect("a change");
    assert!(!is_admitted(&provider, "https://new.example").await);
    clients::delete(&provider, &app.id).await.expect("it goes");
    assert_eq!(provider.count("SELECT COUNT(*) FROM client_origins").await, 0);
}

#[tokio::test]
async fn a_registration_is_read_by_its_own_origins() {
    let core = TestCore::with(|config| config.registration.mode = RegistrationMode::Open);
    let provider = Provider::on(core.await).await;
    let metadata = json!({"client_name": "Self-made", "redirect_uris": [format!("{APP}/callback")]}).to_string();
    let kind = [("content-type", "application/json")];
    let made = ask(&provider, Method::POST, "/oauth2/register", APP, &kind, &metadata).await;
    assert_eq!((made.status.as_u16(), opened(&made)), (201, ""));
    let path = format!("/oauth2/register/{}", made.member("client_id"));
    let bearer = format!("Bearer {}", made.member("registration_access_token"));
    let by = [("authorization", &*bearer)];
    assert_eq!(opened(&ask(&provider, Method::GET, &path, APP, &by, "").await.ok()), APP);
    assert_eq!(opened(&ask(&provider, Method::GET, &path, "https://evil.example", &by, "").await.ok()), "");
    assert!(is_admitted(&provider, APP).await);
    let gone = ask(&provider, Method::DELETE, &path, APP, &by, "").await;
    assert_eq!((gone.status.as_u16(), opened(&gone)), (204, ""));
    assert!(!is_admitted(&provider, APP).await);
}
