//! Logos of clients, and the links by which people find out who they deal with.

use axum::body::to_bytes;
use axum::http::{Request, header};
use freedom_id::domain::oauth::client::Client;
use freedom_id::service::clients;
use tower::ServiceExt as _;

use crate::support::app::{TestApp, authorize};
use crate::support::outside::Outside;

/// A picture of one pixel, as far as its header goes.
const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

async fn with_logo(app: &TestApp, uri: String) -> Client {
    let mut client = app.client("openid", "").await;
    client.options.logo_uri = Some(uri);
    client.policy_uri = Some("https://shop.example/privacy".into());
    client.terms_uri = Some("https://shop.example/terms".into());
    let found = clients::look_up(app, client.clone()).await.expect("a sound client");
    let (logo, policy, terms) = (client.options.logo_uri, client.policy_uri, client.terms_uri);
    let change = move |client: &mut Client| {
        (client.options.logo_uri, client.policy_uri, client.terms_uri) = (logo, policy, terms);
        Ok(())
    };
    clients::amend(app, &client.id, Some(found), None, change).await.expect("a change")
}

#[tokio::test]
async fn the_login_page_shows_logo_policy_and_terms_of_the_client() {
    let (app, site) = (TestApp::new().await, Outside::open().await);
    let shop = with_logo(&app, site.serve("/logo", DOT.to_vec())).await;
    let mut browser = app.browser();
    let page = browser.get(&authorize(&shop, "openid", &[])).await;
    for (kind, words) in [("privacy", "Privacy policy of Demo Shop"), ("terms", "Terms of Demo Shop")] {
        let link = format!("a[href='https://shop.example/{kind}']");
        assert!(page.text(&link).starts_with(words));
        assert_eq!(page.attribute(&link, "rel").as_deref(), Some("noopener noreferrer"));
        assert_eq!(page.attribute(&link, "target").as_deref(), Some("_blank"));
    }
    let source = page.attribute(".c-party img", "src").expect("a logo");
    assert!(source.starts_with("/logos/"), "our copy, not the stranger's address: {source}");

    let ask = async |path: &str| {
        let request = Request::get(path).body(axum::body::Body::empty()).expect("a request");
        app.router.clone().oneshot(request).await.expect("an answer")
    };
    let answer = ask(&source).await;
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    assert_eq!(headers[header::CONTENT_TYPE], "image/png");
    assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(headers[header::CACHE_CONTROL].to_str().expect("text").contains("immutable"));
    assert_eq!(to_bytes(answer.into_body(), 1 << 20).await.expect("a body"), DOT);
    let bare = source.split('?').next().expect("a path").to_owned();
    for other in [&bare, &format!("{bare}?v=other"), "/logos/unknown?v=x", "/logos/%2e%2e?v=x"] {
        assert_eq!(ask(other).await.status(), 404, "{other}");
    }
    let calls = site.calls();
    browser.get(&authorize(&shop, "openid", &[])).await;
    assert_eq!((calls, site.calls()), (1, 1), "nobody's visit is told to the stranger");
}

#[tokio::test]
async fn what_is_no_picture_is_not_shown() {
    let (app, site) = (TestApp::new().await, Outside::open().await);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let huge = [DOT, &vec![0; 65 * 1024]].concat();
    let elsewhere = site.redirect("/elsewhere", "/dot");
    site.serve("/dot", DOT.to_vec());
    for uri in [site.serve("/svg", svg), site.serve("/huge", huge), site.address("/nothing"), elsewhere] {
        let shop = with_logo(&app, uri.clone()).await;
        assert_eq!(shop.options.logo, None, "{uri}");
        let page = app.browser().get(&authorize(&shop, "openid", &[])).await;
        assert_eq!(page.text(".c-party .c-tile"), "D");
    }
    let shop = with_logo(&app, site.address("/dot")).await;
    assert!(shop.options.logo.is_some());
    let gone = with_logo(&app, site.address("/nothing")).await;
    assert_eq!(gone.options.logo, None);
    clients::delete(&app, &shop.id).await.expect("a removal");
    assert_eq!(app.count("SELECT COUNT(*) FROM client_logos").await, 0);
}
