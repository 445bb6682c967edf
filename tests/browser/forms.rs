//! Forms that were filled in wrongly, in four languages; and what people and their helpers type.

use crate::support::audit::Audit;
use crate::support::{Browser, Look, Server, world};

const LANGUAGES: [&str; 4] = ["en", "ru", "kk", "uz"];

/// Pages for everybody: address, form, what is pressed.
const OPEN: [(&str, &str); 4] = [
    ("/login", "#login-submit"),
    ("/register", "#register-submit"),
    ("/recover", "#recover-submit"),
    ("/device", "#device-submit"),
];

#[tokio::test]
async fn an_empty_form_says_what_is_missing_where_it_is_missing() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    let mut audit = Audit::new();
    for language in LANGUAGES {
        for (path, submit) in OPEN {
            browser.goto(&format!("{}{path}?lang={language}", server.issuer())).await;
            browser.press(submit).await;
            browser.find("#errors").await;
            audit.refused(&browser, &format!("{path}, {language}")).await;
        }
    }
    audit.ends();
    browser.close().await;
    server.saw_no_fault();
}

/// What fillers and keyboards go by: address, field, type, autocomplete, inputmode.
const FIELDS: [(&str, &str, &str, &str, &str); 6] = [
    ("/login", "identifier", "text", "username webauthn", "email"),
    ("/login", "password", "password", "current-password", ""),
    ("/register", "phone", "tel", "tel", "tel"),
    ("/register", "email", "email", "email", "email"),
    ("/recover", "identifier", "text", "username", "email"),
    ("/device", "user_code", "text", "off", ""),
];

#[tokio::test]
async fn fields_say_to_fillers_and_keyboards_what_they_are() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    for (path, field, kind, fill, mode) in FIELDS {
        browser.goto(&format!("{}{path}", server.issuer())).await;
        let input = browser.find(&format!("form #{field}")).await;
        for (name, wanted) in [("type", kind), ("autocomplete", fill), ("inputmode", mode)] {
            let has = input.attr(name).await.expect("an attribute").unwrap_or_default();
            assert!(wanted.is_empty() || has == wanted, "{path} {field}: {name} is {has}, not {wanted}");
        }
    }
    browser.close().await;
    server.saw_no_fault();
}

async fn sent_code(server: &Server, browser: &Browser, phone: &str) -> String {
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.fill("#login #identifier", phone).await;
    browser.press("#login button[value=code]").await;
    browser.find("#otp #code").await;
    server.code_for(phone).await
}

#[tokio::test]
async fn a_code_is_taken_as_it_was_pasted_and_only_when_it_is_sent() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    for (at, dress) in ["{}", "{3} {3}", "{3}-{3}", " {} "].iter().enumerate() {
        let phone = format!("+7701555020{at}");
        server.add_person(&phone);
        let code = sent_code(&server, &browser, &phone).await;
        let (head, tail) = code.split_at(3);
        let typed = dress.replacen("{3}", head, 1).replacen("{3}", tail, 1).replace("{}", &code);
        assert_eq!(browser.count("#otp input:not([type=hidden])").await, 1);
        browser.fill("#otp #code", &typed).await;
        assert!(browser.url().await.contains("/login/code"), "typing does not send");
        browser.press("#otp-submit").await;
        browser.find("#logout").await;
        browser.goto(&format!("{}/logout", server.issuer())).await;
        browser.press("#logout-yes").await;
        browser.find("#logged-out").await;
    }
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_password_can_be_pasted_and_shown_and_nothing_is_a_puzzle() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    browser.goto(&format!("{}/login", server.issuer())).await;
    let pasted = "
        const field = document.getElementById('password');
        const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
        return field.dispatchEvent(event);";
    let taken = browser.client.execute(pasted, Vec::new()).await.expect("a script runs");
    assert_eq!(taken, true, "nothing prevents pasting");
    browser.fill("#login #password", "secret words").await;
    browser.press("[data-reveal=password]").await;
    let field = browser.find("#login #password").await;
    assert_eq!(field.attr("type").await.expect("an attribute").as_deref(), Some("text"));
    let button = browser.find("[data-reveal=password]").await;
    assert_eq!(button.attr("aria-pressed").await.expect("an attribute").as_deref(), Some("true"));
    assert!(browser.has("#login button[value=code]").await, "another way is offered");
    assert!(!browser.has("canvas, iframe, img[src*=captcha]").await);
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_page_is_small_comes_from_one_place_and_stands_still() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    for path in ["/login", "/register", "/recover"] {
        browser.debug("Network.clearBrowserCache", serde_json::json!({})).await;
        browser.goto(&format!("{}{path}", server.issuer())).await;
        browser.settles().await;
        let script = "
            const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
            const sum = (list) => list.reduce((n, e) => n + e.encodedBodySize, 0);
            return [sum(all), sum(all.filter((e) => /\\.js/.test(e.name))),
                    all.filter((e) => new URL(e.name).origin !== location.origin).length];";
        let answer = browser.client.execute(script, Vec::new()).await.expect("numbers");
        let [total, scripts, foreign] = [0, 1, 2].map(|n| answer[n].as_u64().expect("a number"));
        assert!(total <= 60 * 1024, "{path}: {total} bytes");
        assert!(scripts <= 8 * 1024, "{path}: {scripts} bytes of scripts");
        assert_eq!(foreign, 0, "{path}");
    }
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn who_wants_no_motion_gets_none_and_forced_colours_leave_edges() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    browser.media(&[("prefers-reduced-motion", "reduce"), ("forced-colors", "active")]).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    let script = "
        const wrong = [];
        const long = (text) => text.split(',').some((t) => parseFloat(t) * (t.includes('ms') ? 1 : 1000) > 1);
        for (const e of document.querySelectorAll('*')) {
            const look = getComputedStyle(e);
            if (long(look.transitionDuration) || (look.animationName !== 'none' && long(look.animationDuration))) {
                wrong.push('moves: ' + e.tagName + '.' + e.className);
            }
        }
        for (const e of document.querySelectorAll('main button:not([hidden]), main input:not([type=hidden])')) {
            const look = getComputedStyle(e);
            if (look.borderStyle === 'none' && look.outlineStyle === 'none' && e.type !== 'checkbox'
                && !e.matches('.c-link, .c-reveal')) {
                wrong.push('no edge: ' + e.outerHTML.slice(0, 100));
            }
        }
        return wrong;";
    let wrong = browser.client.execute(script, Vec::new()).await.expect("a script runs");
    assert_eq!(wrong, serde_json::json!([]));
    browser.close().await;
    server.saw_no_fault();
}
