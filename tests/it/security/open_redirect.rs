//! Nobody is sent to a place that was not registered, by any parameter.

use axum::http::{Method, StatusCode};
use freedom_id::domain::oauth::client::Client;
use scraper::{Html, Selector};

use crate::support::PASSWORD;
use crate::support::app::{CALLBACK, TestApp, authorize};
use crate::support::browser::Page;

const ANA: &str = "ana@mail.example";

/// Addresses that some parser takes for a registered one, or for one of ours.
const EVIL: [&str; 18] = [
    "https://evil.example/cb",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://shop.example.evil.example/cb",
    "https://shop.example@evil.example/cb",
    "https://evil.example\\@shop.example/cb",
    "https://shop.example/cb/../evil",
    "https://shop.example/cb?x=1",
    "https://shop.example/cb#x",
    "https://shop.example/CB",
    "HTTPS://shop.example/cb",
    "http://shop.example/cb",
    "https://shop.example:444/cb",
    "https://shop.example/cb/",
];

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Every link, form and refresh of a page stays with us, or goes to the app that was registered.
fn stays_here(what: &str, page: &Page) {
    if let Some(to) = page.location() {
        let own = to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\");
        assert!(own || to.starts_with("https://shop.example/"), "{what} redirects to {to}");
    }
    let html = Html::parse_document(&page.body);
    let leads = Selector::parse("[href], [action], [formaction], [src], [http-equiv=refresh]").expect("a selector");
    for element in html.select(&leads) {
        for name in ["href", "action", "formaction", "src", "content"] {
            let Some(to) = element.attr(name) else { continue };
            let own = to.starts_with('#') || (to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"));
            let url = to.rsplit_once("url=").map_or(to, |(_, url)| url);
            let known = ["https://shop.example/", "http://localhost:8080/"];
            assert!(own || known.iter().any(|known| url.starts_with(known)), "{what} leads to {to}");
        }
    }
}

#[tokio::test]
async fn an_unregistered_redirect_uri_ends_on_a_page_of_ours() {
    let app = TestApp::new().await;
    let client = app.client("openid", "").await;
    for evil in EVIL {
        for more in ["", "&prompt=none", "&response_mode=form_post", "&response_type=token"] {
            let path = format!(
                "/oauth2/authorize?client_id={}&response_type=code&scope=openid&redirect_uri={}{more}",
                client.id,
                encoded(evil)
            );
            for method in [Method::GET, Method::POST] {
                let (_, query) = path.split_once('?').expect("a query");
                let form: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
                let body = (method == Method::POST).then_some(form.as_slice());
                let page = app.browser().send(method, &path, body).await;
                assert_eq!((page.status, page.location()), (StatusCode::BAD_REQUEST, None), "{evil}");
                stays_here(evil, &page);
                assert!(!page.body.contains("evil.example"), "{evil} is not even shown");
            }
        }
    }
}

async fn second_app(app: &TestApp) -> Client {
    let other = app.client("openid", "").await;
    let uris = vec!["https://shop.example/other".to_owned()];
    freedom_id::service::clients::change(app, &other.id, move |client| {
        client.logout_uris = uris;
        Ok(())
    })
    .await
    .expect("changed")
}

#[tokio::test]
async fn a_sign_out_leads_only_where_this_app_registered() {
    let app = TestApp::new().await;
    let client = app.client("openid", "").await;
    let other = second_app(&app).await;
    let foreign = other.logout_uris.first().expect("an address").clone();
    let mut evil: Vec<&str> = EVIL.to_vec();
    evil.extend([CALLBACK, "https://shop.example/bye?x", "https://shop.example/bye/", &foreign]);
    for path in ["/oauth2/logout", "/logout"] {
        for uri in &evil {
            for id in [client.id.as_str(), "nobody", ""] {
                let path = format!("{path}?client_id={id}&post_logout_redirect_uri={}&state=s", encoded(uri));
                let page = app.browser().send(Method::GET, &path, None).await;
                assert_eq!((page.status, page.location()), (StatusCode::BAD_REQUEST, None), "{path}");
                stays_here(&path, &page);
            }
        }
    }
    let good =
        format!("/logout?client_id={}&post_logout_redirect_uri={}", client.id, encoded("https://shop.example/bye"));
    let page = app.browser().get(&format!("{good}&state={}", encoded("a&b=\"><script>"))).await;
    assert!(page.body.contains("https://shop.example/bye?state=a%26b%3D%22%3E%3Cscript%3E"), "{}", page.body);
    stays_here("a good address", &page);
}

#[tokio::test]
async fn no_parameter_and_no_path_makes_a_page_of_ours_lead_elsewhere() {
    let app = TestApp::new().await;
    app.person(&[ANA]).await;
    for evil in EVIL {
        let value = encoded(evil);
        for path in ["/", "/login", "/login/code", "/login/accounts", "/register", "/consent", "/account", "/help"] {
            for name in ["next", "return_to", "track_id", "lang", "state", "other", "step", "client_id", "edit"] {
                let path = format!("{path}?{name}={value}");
                stays_here(&path, &app.browser().send(Method::GET, &path, None).await);
            }
        }
    }
    for path in
        ["//evil.example/", "//evil.example/?lang=ru", "///evil.example", "/%5Cevil.example", "/login//evil.example"]
    {
        let page = app.browser().send(Method::GET, path, None).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        stays_here(path, &page);
    }
    let mut browser = app.browser();
    let login = browser.get("/login?next=https%3A%2F%2Fevil.example&return_to=%2F%2Fevil.example").await;
    let form = [("identifier", ANA), ("password", PASSWORD), ("next", "//evil.example")];
    assert_eq!(browser.submit(&login, "login", &form).await.path, "/account");
}

#[tokio::test]
async fn nothing_in_a_request_becomes_a_header_or_markup() {
    let app = TestApp::new().await;
    let client = app.client("openid", "").await;
    for text in ["a\r\nSet-Cookie: x=1", "\r\n\r\n<script>", "\u{0}", "\u{85}", "\u{7f}"] {
        for name in ["state", "nonce", "login_hint", "ui_locales", "lang"] {
            let page = app.browser().send(Method::GET, &authorize(&client, "openid", &[(name, text)]), None).await;
            assert_eq!((page.status, page.location()), (StatusCode::BAD_REQUEST, None), "{name}={text:?}");
        }
        let page = app.browser().send(Method::GET, &format!("/login?lang={}", encoded(text)), None).await;
        assert!(!page.headers.contains_key("x"), "{text:?}");
    }
    let script = "\"'><script>alert(1)</script>";
    for name in ["login_hint", "state", "ui_locales", "lang", "track_id"] {
        let page = app.browser().get(&authorize(&client, "openid", &[(name, script)])).await;
        assert!(!page.body.contains("<script>alert"), "{name}: {}", page.body);
    }
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    let page = browser.submit(&login, "login", &[("identifier", script), ("password", "x")]).await;
    assert!(page.has("#identifier") && !page.body.contains("<script>alert"));
    let register = browser.get("/register").await;
    let page = browser.submit(&register, "register", &[("email", script), ("phone", script)]).await;
    assert!(page.has("#email") && !page.body.contains("<script>alert"));
}
