//! Answers that take their time: the page says so, and what is pressed meanwhile counts once.

use serde_json::{Value, json};

use crate::support::road::sign_in;
use crate::support::site::Site;
use crate::support::{Browser, Look, until, world};

/// For the page's own files time stands still. Once Allow was pressed, it passes there while the answer is waited for:
/// the title gets what was seen, what would have been sent, what was said, and whether sending once more was prevented.
/// A browser whose page is on its way to the next one tells nothing else.
const CLOCK: &str = "
    const real = setTimeout;
    let timers = [];
    window.setTimeout = (then, after) =>
        new Error().stack.includes('/static/') ? timers.push({ then, after }) : real(then, after);
    const passes = (time) => {
        const due = timers.filter((timer) => timer.after <= time);
        timers = timers.filter((timer) => timer.after > time);
        for (const { then } of due) then();
    };
    const look = ({ form, button }) => {
        let prevented = null;
        form.addEventListener('submit', (event) => { prevented = event.defaultPrevented; }, { once: true });
        button.click();
        return [button.classList.contains('is-pending') && button.ariaDisabled,
                new FormData(form, button).get(button.name), document.getElementById('status').textContent, prevented];
    };
    addEventListener('submit', ({ target: form, submitter: button }) => real(() => {
        if (button.value !== 'allow') return;
        const seen = [];
        for (const time of [149, 150, 7999, 8000]) {
            passes(time);
            passes(50);
            seen.push(look({ form, button }));
        }
        document.title = JSON.stringify(seen);
    }), { once: true });";

async fn run(browser: &Browser, script: &str) -> Value {
    browser.client.execute(script, Vec::new()).await.expect("a script runs")
}

/// What stands in the title, if it is JSON.
async fn told(browser: &Browser) -> Option<Value> {
    let pages = browser.debug("Target.getTargets", json!({})).await;
    pages["targetInfos"].as_array()?.iter().find_map(|page| serde_json::from_str(page["title"].as_str()?).ok())
}

#[tokio::test]
async fn a_slow_answer_is_waited_for_in_sight_and_asked_for_once() {
    let Some((server, browser)) = world(Look::Hasty).await else { return };
    browser.debug("Page.addScriptToEvaluateOnNewDocument", json!({ "source": CLOCK })).await;
    server.add_person("+77015550211");
    let site = Site::open(&server).await;
    browser.goto(&site.request(&server, &[])).await;
    sign_in(&browser, "+77015550211").await;
    browser.find("#consent-allow").await;
    until("the page is whole", async || {
        (run(&browser, "return document.readyState").await == "complete").then_some(())
    })
    .await;

    server.pause();
    browser.press("#consent-allow").await;
    let seen = until("the page waits", async || told(&browser).await).await;
    server.go_on();
    let sending = json!(["true", "allow", "Sending you back to Strange Site…", true]);
    let quick = json!([false, "allow", "", true]);
    let long = json!(["true", "allow", "Still working. Do not close this page.", true]);
    assert_eq!(seen, json!([quick, sending, sending, long]));
    assert!(site.answer_after(0).await.contains_key("code"), "what was pressed arrived");
    assert_eq!(site.answers().len(), 1);
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn who_comes_back_to_a_form_can_send_it_again() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550212");
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.fill("#login #identifier", "nobody@mail.example").await;
    browser.fill("#login #password", "not the password").await;
    browser.press("#login-submit").await;
    browser.find("#errors").await;
    browser.client.back().await.expect("a way back");
    browser.find("#login:not([data-sent]) #login-submit:not(.is-pending)").await;

    // As the page comes out of the browser's memory: what was sent from it may be answered already.
    run(&browser, "window.old = true; dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))").await;
    until("the page comes anew", async || (run(&browser, "return window.old").await == Value::Null).then_some(()))
        .await;
    sign_in(&browser, "+77015550212").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    browser.close().await;
    server.saw_no_fault();
}
