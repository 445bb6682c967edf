//! Every page in every variant and language. With `FREEDOM_ID_RENDER_DIR` set, the pages are also
//! written there, to be looked at through any static file server.

use std::collections::BTreeSet;
use std::path::Path;

use scraper::{ElementRef, Html, Selector};

use super::account_samples::{apps, contacts, whereabouts};
use super::console_samples::console;
use super::more_samples::{development, device, ends, house};
use super::passkey_samples::passkeys;
use super::recover_samples::recover;
use super::samples::{LONG, Rendered, consent, register, sign_in};
use super::step_samples::{second, security};
use super::ways_samples::{other_device, upstream};
use crate::base::Locale;

fn all(l: Locale) -> Vec<Rendered> {
    [
        sign_in(l),
        second(l),
        security(l),
        register(l),
        recover(l),
        consent(l),
        device(l),
        ends(l),
        house(l),
        development(l),
        passkeys(l),
        upstream(l),
        other_device(l),
        console(l),
        contacts(l),
        whereabouts(l),
        apps(l),
    ]
    .concat()
}

fn select<'a>(html: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).unwrap();
    html.select(&selector).collect()
}

fn names(html: &Html, css: &str) -> BTreeSet<String> {
    select(html, css).iter().filter_map(|e| e.attr("name")).map(Into::into).collect()
}

/// The pieces of text that a person reads, without what the samples bring along.
fn sentences(html: &Html) -> BTreeSet<String> {
    html.root_element().text().map(|t| t.trim().to_owned()).filter(|t| t.split_whitespace().count() > 2).collect()
}

fn by_name(locale: Locale, name: &str) -> Html {
    let (_, text) = all(locale).into_iter().find(|(n, _)| n == name).unwrap();
    Html::parse_document(&text)
}

#[test]
fn every_page_is_whole_in_every_language() {
    for locale in Locale::ALL {
        for (name, text) in all(locale) {
            let html = Html::parse_document(&text);
            let here = format!("{name} in {locale}");
            assert_eq!(select(&html, "h1").len(), 1, "{here}");
            assert_eq!(select(&html, "main").len(), 1, "{here}");
            assert_eq!(select(&html, "html").first().unwrap().attr("lang"), Some(locale.tag()), "{here}");
            assert!(!select(&html, "title").first().unwrap().inner_html().trim().is_empty(), "{here}");
            assert!(select(&html, "[style], style, script:not([src]), [onclick]").is_empty(), "{here}");
            for part in html.root_element().text().filter(|t| !t.contains("iss")) {
                assert!(!part.contains('{') && !part.contains('}'), "{here}: {part}");
            }
            for form in select(&html, "form[method=post]:not(#form-post)") {
                let token = Selector::parse("input[type=hidden][name=csrf_token]").unwrap();
                assert!(form.select(&token).next().is_some(), "{here}");
            }
            let ids: Vec<_> = select(&html, "[id]").iter().filter_map(|e| e.attr("id")).collect();
            let unique: BTreeSet<_> = ids.iter().collect();
            assert!(name == "outbox" || ids.len() == unique.len(), "{here}: {ids:?}");
            for link in select(&html, "a[href^='#'], [aria-describedby], label[for]") {
                let targets = link.attr("href").map(|h| h.trim_start_matches('#'));
                let targets = targets.or(link.attr("aria-describedby")).or(link.attr("for")).unwrap();
                for id in targets.split_whitespace().filter(|t| !t.starts_with("https:")) {
                    assert!(ids.contains(&id), "{here}: nothing has the id {id}");
                }
            }
        }
    }
}

#[test]
fn no_english_sentence_is_left_in_another_language() {
    let english = all(Locale::En);
    for locale in [Locale::Ru, Locale::Kk, Locale::Uz] {
        for ((name, en), (_, other)) in english.iter().zip(all(locale)) {
            let en = sentences(&Html::parse_document(en));
            let other = sentences(&Html::parse_document(&other));
            for same in en.intersection(&other) {
                let sample = [
                    LONG,
                    "Shoes, tea",
                    "Demo Shop LLP",
                    "redirect_uri",
                    "@localhost",
                    "\"iss\"",
                    "To tell you",
                    "Aigerim B",
                    "•••",
                    "+7 701",
                    "+998 90",
                    "123456",
                    "20.11",
                    ": Demo Shop",
                    ": Example Mail",
                    "Жеткізу",
                    "2001:db8",
                    "Абай даңғылы",
                    "data-freedom-id",
                    "http-equiv",
                ]
                .iter()
                .any(|s| same.contains(s));
                assert!(sample, "{name} in {locale}: {same}");
            }
        }
    }
}

#[test]
fn the_forms_carry_the_agreed_names() {
    let cases = [
        ("login-app", "login", "csrf_token track_id identifier password remember ceremony credential action"),
        ("otp-wrong", "otp", "csrf_token step code action"),
        ("second-totp", "totp", "csrf_token track_id code trust action"),
        ("second-recovery", "recovery", "csrf_token code action"),
        ("second-sms-wrong", "otp", "csrf_token code trust action"),
        ("authenticator", "totp", "csrf_token code"),
        ("password-change", "password-form", "csrf_token username current_password new_password others"),
        ("accounts", "accounts", "csrf_token track_id user"),
        ("register-contact", "register", "csrf_token step phone email"),
        ("register-password", "register", "csrf_token track_id step username password ceremony credential action"),
        ("register-about", "register", "csrf_token track_id step firstname lastname accept_terms"),
        ("recover", "recover", "csrf_token track_id step identifier"),
        ("recover-password", "recover", "csrf_token track_id step username new_password sign_out forget_app"),
        ("recover-totp", "totp", "csrf_token track_id step code"),
        ("consent", "consent", "csrf_token track_id account seen grant decision"),
        ("device", "device", "csrf_token user_code"),
        ("device-confirm", "device", "csrf_token user_code step decision"),
        ("logout", "logout", "csrf_token state decision"),
    ];
    for (name, id, fields) in cases {
        let html = by_name(Locale::En, name);
        let expected: BTreeSet<String> = fields.split(' ').map(Into::into).collect();
        assert_eq!(names(&html, &format!("#{id} input, #{id} button")), expected, "{name}");
        for language in select(&html, "#language button") {
            assert_eq!(language.attr("form"), Some(id), "{name}");
        }
    }
    for (name, id) in [
        ("login", "button#login-submit[name=action][value=password]"),
        ("login", "button[name=action][value=code]"),
        ("login", "form#login input#identifier"),
        ("login-wrong", "#errors"),
        ("login-app", "a#forgot[href^='/recover?track_id=']"),
        ("recover-password", "form#recover input#new_password[autocomplete=new-password]"),
        ("recover-link", "form#recover-link button[value=continue]"),
        ("not-me", "form#not-me button[value=freeze]"),
        ("otp", "button#otp-submit"),
        ("otp-wrong", "button[name=action][value=resend]"),
        ("consent", "button#consent-allow[name=decision][value=allow]"),
        ("consent", "button#consent-deny[name=decision][value=deny]"),
        ("logout", "button#logout-yes[name=decision][value=logout]"),
        ("logout", "button#logout-no[name=decision][value=stay]"),
        ("accounts", "button[name=user][value=other]"),
        ("signed-out", "main#logged-out"),
        ("device-linked", "#device input#user_code[value='BDWP-HQKT']"),
        ("device-confirm", "#device input[name=user_code][value='BDWP-HQKT']"),
        ("device-confirm", "button#device-deny[name=decision][value=deny]"),
        ("device-confirm-far", "#device-elsewhere"),
        ("device-allowed", "main#device-allowed"),
        ("device-denied", "main#device-denied"),
        ("error-client", "main#error-page[data-error=invalid_request]"),
        ("account-one", "form[action='/account/apps/remove'] input[name=client_id]"),
    ] {
        assert_eq!(select(&by_name(Locale::Kk, name), id).len(), 1, "{name}: {id}");
    }
}

#[test]
fn enter_on_the_consent_page_decides_nothing_and_required_data_has_no_checkbox() {
    let html = by_name(Locale::En, "consent");
    let first = select(&html, "#consent button").first().and_then(|b| b.attr("value")).map(str::to_owned);
    assert_eq!(first.as_deref(), Some("review"));
    assert!(select(&html, "section input[type=checkbox]").is_empty());
    // Thirteen rows, of which one is missing in the account and cannot be ticked.
    assert_eq!(select(&html, "#consent input[name=grant]").len(), 12);
}

#[test]
fn the_pages_can_be_written_out_and_looked_at() {
    let Ok(folder) = std::env::var("FREEDOM_ID_RENDER_DIR") else { return };
    let folder = Path::new(&folder);
    for locale in Locale::ALL {
        for (name, text) in all(locale) {
            for address in text.split('"').filter_map(|part| part.strip_prefix("/static/")) {
                let address = address.split('#').next().unwrap();
                let (bytes, _) = crate::web::assets::find(address).expect(address);
                let file = folder.join("static").join(address);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, bytes).unwrap();
            }
            let relative = text.replace("\"/static/", "\"static/");
            std::fs::write(folder.join(format!("{name}.{locale}.html")), relative).unwrap();
        }
    }
}
