//! Every message in every language: on the page that shows them, and as the outbox gives them out (UX C59).

use axum::http::header::CONTENT_SECURITY_POLICY;
use freedom_id::base::{Fault, Locale};
use freedom_id::config::Mode;
use freedom_id::domain::message::Event;
use freedom_id::gateways::messages::samples;
use freedom_id::service::outbox::{self, Enqueue};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::{get, router};
use crate::support::{TestCore, address, minutes};

fn select<'a>(html: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).expect("a selector");
    html.select(&selector).collect()
}

fn text(html: &Html, css: &str) -> String {
    select(html, css).first().unwrap_or_else(|| panic!("no {css}")).text().collect()
}

#[tokio::test]
async fn the_page_shows_every_message_in_every_language_and_channel() {
    let core = TestCore::new().await;
    let (status, headers, page) = get(&router(&core), "/dev/messages?lang=kk").await;
    assert_eq!(status, 200);
    assert!(page.contains("<html lang=\"kk\""));
    let policy = headers[CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
    let html = Html::parse_document(&page);
    let keys: Vec<_> =
        ["code", "already_registered", "recover"].into_iter().chain(Event::ALL.iter().map(|e| e.as_str())).collect();
    for key in &keys {
        for locale in Locale::ALL {
            let place = format!("article[data-key={key}][data-lang={locale}]");
            for part in [".p-message__sms", ".p-message__subject", ".p-message__mail"] {
                assert!(!text(&html, &format!("{place} {part}[lang={locale}]")).is_empty(), "{key} {locale} {part}");
            }
            let frame = select(&html, &format!("{place} iframe[sandbox='']"))[0];
            let letter = Html::parse_document(frame.attr("srcdoc").expect("a document"));
            assert_eq!(select(&letter, "html")[0].attr("lang"), Some(locale.tag()), "{key}");
            assert!(text(&letter, "title").contains("Freedom ID"), "{key} {locale}");
        }
    }
    assert_eq!(select(&html, "article").len(), keys.len() * Locale::ALL.len());
}

#[tokio::test]
async fn no_two_messages_or_languages_say_the_same() {
    let core = TestCore::new().await;
    let all = outbox::previews(&core).expect("written");
    let parts: [fn(&outbox::Preview) -> String; 3] =
        [|p| p.sms.text.clone(), |p| p.mail.subject.clone(), |p| p.mail.text.clone()];
    for of in parts {
        let mut said: Vec<String> = all.iter().map(of).collect();
        said.sort();
        let twice = said.windows(2).find(|pair| pair[0] == pair[1]);
        assert!(twice.is_none(), "{twice:?}");
    }
}

#[tokio::test]
async fn every_message_that_is_sent_stands_in_the_outbox_in_its_language() {
    let core = TestCore::new().await;
    for (n, locale) in Locale::ALL.into_iter().enumerate() {
        for (channel, to) in [("sms", format!("+7701234567{n}")), ("email", format!("p{n}@mail.example"))] {
            for sample in samples::all(core.issuer()) {
                let ask = Enqueue {
                    address: address(&to),
                    purpose: sample.key,
                    locale,
                    message: sample.message,
                    expires_at: core.clock.now().plus(minutes(10)),
                };
                let inner = core.core.clone();
                let written = core
                    .db
                    .write::<_, Fault, _>(move |tx| Box::pin(async move { outbox::enqueue(&inner, tx, ask).await }));
                written.await.expect("written");
            }
            let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
            let (_, _, list) = get(&router(&core), &format!("/dev/outbox.json?to={to}&channel={channel}")).await;
            let list: Vec<Value> = serde_json::from_str(&list).expect("a list");
            let previews = outbox::previews(&core).expect("written");
            for preview in previews.iter().filter(|preview| preview.locale == locale) {
                let here = format!("{} {locale} {channel}", preview.key);
                let entry = list.iter().find(|entry| entry["purpose"] == preview.key).expect(&here);
                let looks = if channel == "sms" { &preview.sms } else { &preview.mail };
                assert_eq!(entry["text"], looks.text, "{here}");
                let code = ["code", "recover"].contains(&preview.key).then_some("123456");
                assert_eq!(entry["code"].as_str(), code, "{here}");
                let subject = Some(looks.subject.as_str()).filter(|_| channel == "email");
                assert_eq!(entry["subject"].as_str(), subject, "{here}");
            }
        }
    }
}

#[tokio::test]
async fn the_outbox_leads_there_and_production_has_neither() {
    let core = TestCore::new().await;
    let (_, _, page) = get(&router(&core), "/dev/outbox").await;
    assert!(page.contains("href=\"/dev/messages\""));
    let core = TestCore::with(|c| c.server.mode = Mode::Production).await;
    assert_eq!(get(&router(&core), "/dev/messages").await.0, 404);
}
