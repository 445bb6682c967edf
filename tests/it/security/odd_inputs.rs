//! Whatever comes in, the fault is not ours: no answer of the 500s.

use axum::http::Method;

use crate::support::PASSWORD;
use crate::support::app::{TestApp, authorize, request};
use crate::support::browser::Browser;

const ANA: &str = "ana@mail.example";

fn odd() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        " ",
        "\u{0}",
        "\r\n",
        "\u{202e}",
        "\u{fffd}",
        "٣٣٣",
        "İ",
        "ß",
        "e\u{301}",
        "🙂",
        "%",
        "%00",
        "%zz",
        "'",
        "\"",
        "' OR 1=1 --",
        "${7*7}",
        "{{7*7}}",
        "-1",
        "0",
        "18446744073709551616",
        "99999999999999999999999999",
        "1e9",
        "NaN",
        "null",
        "true",
        "[]",
        "{}",
        "..",
        "../../etc/passwd",
        "@",
        "a@",
        "@b",
        "a@b",
        "a@b.",
        "a@.b",
        "a@[::1]",
        "a@xn--",
        "+",
        "++7",
        "+7",
        "+0000000000",
        "00",
        "8",
        "😀@mail.example",
        "ana@mail.example\u{0}",
        "İ@mail.example",
        "a.b.c",
        "=",
        "&",
        "00000000-0000-0000-0000-000000000000",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(["a", "1", "+7", "é", "🙂", " ", "\""].map(|part| part.repeat(6_000)));
    all.extend([format!("{}@{}.kz", "a".repeat(64), "b".repeat(190)), "a ".repeat(2_000)]);
    all
}

async fn get(browser: &mut Browser, path: &str) {
    // The server takes no longer ones, and everything here is ASCII.
    let path = path.get(..60_000).unwrap_or(path);
    let page = browser.send(Method::GET, path, None).await;
    assert!(page.status.as_u16() < 500, "GET {path:.200}: {} {}", page.status, page.body);
}

fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn without_limits() -> TestApp {
    TestApp::with(|config| config.limits.enabled = false).await
}

#[tokio::test]
async fn no_query_breaks_a_page() {
    let app = without_limits().await;
    app.person(&[ANA]).await;
    let mut browser = app.browser();
    let login = browser.get("/login").await;
    browser.submit(&login, "login", &[("identifier", ANA), ("password", PASSWORD)]).await;
    let mut nobody = app.browser();
    let pages = ["/login", "/login/code", "/login/accounts", "/register", "/consent", "/consent/missing", "/logout"];
    let more = ["/oauth2/authorize/continue", "/oauth2/logout", "/account", "/static/x", "/oauth2/userinfo"];
    for value in odd() {
        for path in pages.into_iter().chain(more) {
            let names = ["track_id", "lang", "client_id", "post_logout_redirect_uri", "state", "id_token_hint", "step"];
            let pairs = names.map(|name| (name, value.as_str()));
            get(&mut browser, &format!("{path}?{}", query(&pairs))).await;
            get(&mut nobody, &format!("{path}?{}", query(&pairs[..2]))).await;
        }
    }
}

#[tokio::test]
async fn no_authorization_request_breaks_the_endpoint() {
    let app = without_limits().await;
    let client = app.client("openid", "").await;
    let mut browser = app.browser();
    for value in odd() {
        for name in [
            "client_id",
            "redirect_uri",
            "response_type",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "prompt",
            "max_age",
            "code_challenge_method",
            "response_mode",
            "ui_locales",
            "login_hint",
            "id_token_hint",
            "request",
            "display",
        ] {
            let good = request(&client, "openid", &[]);
            let mut pairs: Vec<(String, String)> = form_urlencoded::parse(good.as_bytes()).into_owned().collect();
            pairs.retain(|(n, _)| n != name);
            pairs.push((name.to_owned(), value.clone()));
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            get(&mut browser, &format!("/oauth2/authorize?{}", query(&pairs))).await;
        }
    }
    for raw in ["%", "=", "&&&", "a=1&a=2", "client_id=%ff", "client_id[]=1", &"a=1&".repeat(200)] {
        get(&mut browser, &format!("/oauth2/authorize?{raw}")).await;
    }
}

#[tokio::test]
async fn no_form_breaks_a_page() {
    let app = without_limits().await;
    app.person(&[ANA]).await;
    let client = app.client("openid read.date_of_birth", "").await;
    let mut browser = app.browser();
    let page = browser.get(&authorize(&client, "openid read.date_of_birth", &[])).await;
    let token = page.attribute("[name=csrf_token]", "value").expect("a token");
    let track = page.attribute("[name=track_id]", "value").expect("a track");
    browser.submit(&page, "login", &[("identifier", ANA), ("password", PASSWORD)]).await;
    let forms: [(&str, &[&str]); 8] = [
        ("/login", &["identifier", "password", "remember"]),
        ("/login/code", &["code"]),
        ("/login/accounts", &["user"]),
        ("/register", &["phone", "email", "firstname", "lastname", "code", "password"]),
        ("/consent", &["decision", "grant", "account"]),
        ("/consent/missing", &["date_of_birth", "email", "phone", "firstname", "identifier", "country", "code"]),
        ("/account/apps/remove", &["client_id"]),
        ("/logout", &["decision", "client_id", "post_logout_redirect_uri", "state"]),
    ];
    for value in odd() {
        for (path, names) in forms {
            for (track, fixed) in
                [(track.as_str(), ("decision", "save")), ("", ("action", "code")), ("x", ("step", "about"))]
            {
                let mut fields = vec![("csrf_token", token.as_str()), fixed];
                fields.extend((!track.is_empty()).then_some(("track_id", track)));
                fields.extend(names.iter().map(|name| (*name, value.as_str())));
                let fields: Vec<_> = fields.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
                let page = browser.send(Method::POST, path, Some(&fields)).await;
                assert!(page.status.as_u16() < 500, "POST {path} {value:.50?}: {} {}", page.status, page.body);
            }
        }
    }
}

#[tokio::test]
async fn no_token_request_and_no_header_breaks_the_api() {
    let app = without_limits().await;
    let client = app.client("openid", "").await;
    let mut browser = app.browser();
    for value in odd() {
        for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"] {
            for grant in ["authorization_code", "refresh_token", "client_credentials", value.as_str()] {
                let names =
                    ["code", "refresh_token", "token", "redirect_uri", "code_verifier", "scope", "client_secret"];
                let mut fields: Vec<_> = names.map(|name| (name.to_owned(), value.clone())).to_vec();
                fields.push(("grant_type".into(), grant.to_owned()));
                fields.push(("client_id".into(), client.id.to_string()));
                let page = browser.send(Method::POST, path, Some(&fields)).await;
                assert!(page.status.as_u16() < 500, "POST {path} {value:.50?}: {} {}", page.status, page.body);
            }
        }
        let Ok(header) = axum::http::HeaderValue::try_from(value.clone()) else { continue };
        let Ok(text) = header.to_str().map(str::to_owned) else { continue };
        for name in
            ["authorization", "accept-language", "user-agent", "x-forwarded-for", "origin", "cookie", "forwarded"]
        {
            for scheme in ["", "Basic ", "Bearer ", "fid_s=", "fid_p="] {
                let mut odd = app.browser();
                odd.headers = vec![(name, format!("{scheme}{text}"))];
                for path in ["/login", "/oauth2/userinfo"] {
                    get(&mut odd, path).await;
                }
            }
        }
    }
}
