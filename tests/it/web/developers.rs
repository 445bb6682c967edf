//! The pages for developers.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use freedom_id::config::Mode;
use freedom_id::domain::oauth::scope::CATALOGUE;
use freedom_id::protocol::partner_error::PartnerError;
use scraper::{Html, Selector};

use super::with_ana;
use crate::support::app::TestApp;
use crate::support::browser::Page;

const PAGES: [&str; 9] = [
    "/developers",
    "/developers/partner-api",
    "/developers/openid",
    "/developers/session-end",
    "/developers/samples",
    "/developers/decisions",
    "/developers/reference",
    "/developers/button",
    "/developers/try",
];

fn all(page: &Page, selector: &str, attribute: &str) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).filter_map(|e| e.attr(attribute).map(str::to_owned)).collect()
}

/// What a person reads in the language of the page.
fn sentences(page: &Page) -> BTreeSet<String> {
    fn walk(node: scraper::ElementRef<'_>, own: &str, out: &mut BTreeSet<String>) {
        let foreign = node.attr("lang").is_some_and(|lang| lang != own);
        if foreign || matches!(node.value().name(), "code" | "script" | "style") {
            return;
        }
        for child in node.children() {
            if let Some(element) = scraper::ElementRef::wrap(child) {
                walk(element, own, out);
            } else if let Some(text) = child.value().as_text() {
                out.insert(text.trim().to_owned());
            }
        }
    }
    let html = Html::parse_document(&page.body);
    let root = html.root_element();
    let mut out = BTreeSet::new();
    walk(root, root.attr("lang").unwrap_or_default(), &mut out);
    out.retain(|text| text.split_whitespace().count() > 2);
    out
}

#[tokio::test]
async fn every_page_is_there_for_everybody_in_four_languages() {
    let app = TestApp::new().await;
    for path in PAGES {
        let mut english = BTreeSet::new();
        for lang in ["en", "ru", "uz", "kk"] {
            let mut browser = app.browser();
            browser.headers = vec![("accept-language", lang.into())];
            let page = browser.get(path).await;
            let here = format!("{path} in {lang}");
            assert_eq!(page.status, StatusCode::OK, "{here}");
            assert_eq!(page.attribute("html", "lang").as_deref(), Some(lang), "{here}");
            assert_eq!(all(&page, "h1", "class").len(), 0, "{here}");
            assert_eq!(all(&page, "nav [aria-current=page]", "href"), [path], "{here}");
            assert!(!page.has("[style], style, script:not([src]), [onclick]"), "{here}");
            let ids = all(&page, "[id]", "id");
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{here}: {ids:?}");
            let read = sentences(&page);
            if lang == "en" {
                english = read;
            } else {
                let same: Vec<_> = english.intersection(&read).collect();
                assert!(same.is_empty(), "{here}: {same:?}");
            }
        }
    }
}

#[tokio::test]
async fn every_link_of_the_pages_leads_somewhere() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let home = browser.get("/").await;
    assert!(all(&home, "a", "href").contains(&"/developers".to_owned()));
    let mut to = BTreeSet::new();
    for path in PAGES {
        let page = browser.get(path).await;
        let ids = all(&page, "[id]", "id");
        for reference in all(&page, "[aria-labelledby]", "aria-labelledby") {
            assert!(ids.contains(&reference), "{path}: {reference}");
        }
        for copied in all(&page, "[data-copy]", "data-copy") {
            assert!(ids.contains(&copied.trim_start_matches('#').to_owned()), "{path}: {copied}");
        }
        for href in all(&page, "a", "href") {
            match href.strip_prefix('#') {
                Some(anchor) => assert!(ids.iter().any(|id| id == anchor), "{path}: {href}"),
                None => drop(to.insert(href)),
            }
        }
    }
    for href in to.iter().filter(|href| href.starts_with('/')) {
        let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{href}");
        assert!(anchor.is_empty() || page.has(&format!("[id='{anchor}']")), "{href}");
    }
}

#[tokio::test]
async fn the_tables_hold_every_error_and_every_grant_in_the_words_of_the_consent_page() {
    let app = with_ana().await;
    let page = app.browser().get("/developers/partner-api?lang=ru").await;
    let text = page.text("main");
    for error in PartnerError::ALL {
        assert!(text.contains(&error.code().to_string()) && text.contains(error.message()), "{error:?}");
    }
    for known in CATALOGUE {
        assert!(text.contains(known.name), "{}", known.name);
    }
    for words in ["Номер телефона", "Расширенный профиль", "Конфиденциально"]
    {
        assert!(text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn samples_name_this_server() {
    let app = TestApp::with(|config| config.server.issuer = "https://id.example".parse().expect("a URL")).await;
    let mut browser = app.browser();
    for path in PAGES {
        let page = browser.get(path).await;
        assert!(!page.body.contains("localhost:8080/api"), "{path}");
    }
    for path in ["/developers", "/developers/partner-api", "/developers/openid", "/developers/samples"] {
        assert!(browser.get(path).await.body.contains("https://id.example"), "{path}");
    }
}

#[tokio::test]
async fn a_poll_can_be_copied_and_its_two_ways_are_told_apart() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let command = browser.get("/developers/partner-api").await.text("#pollProfile-request");
    assert!(command.starts_with("curl -X GET 'http"), "a shell would look for files: {command}");
    assert!(command.contains("/get-profile/status?request_id=6f1c2f0e-5d0a-4a58-9d0c-0f4f2f1f7a11' "), "{command}");
    let page = browser.get("/developers/reference").await;
    let row = |mark: &str| {
        let (_, after) = page.body.split_once(r#"id="pollProfile-request-fields""#).expect("its table");
        let (table, _) = after.split_once("</table>").expect("its end");
        let found = table.split("<tr>").find(|row| row.contains(mark)).map(str::to_owned);
        found.unwrap_or_else(|| panic!("no {mark} in {table}"))
    };
    for mark in ["<td>query</td>", "<td>body: string (uuid)</td>"] {
        assert!(!row(mark).contains("p-required"), "either will do: {mark}");
    }
}

#[tokio::test]
async fn a_link_is_made_in_development_for_the_demo_client_only() {
    let app = with_ana().await;
    let mut browser = app.browser();
    let empty = browser.get("/developers/try").await;
    assert!(!empty.has("form#trial"), "there is no demo client");
    app.demo_client().await;
    let form = browser.get("/developers/try").await;
    let made = browser.submit(&form, "trial", &[("state", "it's \"mine\" <b>")]).await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(made.text("#trial-request").contains(r"it'\''s"), "{}", made.text("#trial-request"));
    let link = made.attribute("#trial-link", "href").expect("a link");
    assert!(link.starts_with("/login?track_id="));
    assert!(browser.get(&link).await.has("form#login"));
    // A form of another site is refused.
    let foreign = browser.post("/developers/try", &[("grants", "openid")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn production_has_the_pages_but_no_form() {
    let app = TestApp::with(|config| {
        config.server.mode = Mode::Production;
        config.server.issuer = "https://id.example".parse().expect("a URL");
    })
    .await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/developers").await.status, StatusCode::OK);
    assert_eq!(browser.get("/developers/try").await.status, StatusCode::NOT_FOUND);
    let start = browser.get("/developers").await;
    assert!(!all(&start, "a", "href").contains(&"/developers/try".to_owned()));
}
