//! The login button on a page of another site.

use fantoccini::wd::WindowHandle;

use crate::support::host::{Host, Stranger};
use crate::support::road::sign_in;
use crate::support::visitor::Caller;
use crate::support::{Browser, Look, Server, until, world};

const PHONE: &str = "+77015550170";
const REDIRECT: &str = "<a id=go href=/start data-freedom-id data-lang=kk>Freedom ID</a>";
const POPUP: &str = "<a id=go href=/start data-freedom-id data-mode=popup data-lang=kk data-text=login data-callback=/callback>Freedom ID</a>";

async fn hosted(look: Look, button: &str) -> Option<(Server, Browser, Host)> {
    let (server, browser) = world(look).await?;
    server.add_person(PHONE);
    let host = Host::open(&server, button).await;
    Some((server, browser, host))
}

/// Goes to the window that is not this one.
async fn to_the_other(browser: &Browser, this: &WindowHandle) -> WindowHandle {
    let other = until("a second window", async || {
        browser.client.windows().await.ok()?.into_iter().find(|window| window != this)
    })
    .await;
    browser.client.switch_to_window(other.clone()).await.expect("a window");
    other
}

async fn back_to(browser: &Browser, window: WindowHandle) {
    browser.client.switch_to_window(window).await.expect("a window");
}

async fn noted(browser: &Browser, text: &str) -> String {
    until(text, async || Some(browser.text("#events").await).filter(|events| events.contains(text))).await
}

async fn redeemed(server: &Server, host: &Host, code: &str) {
    let caller = Caller::new(server, &host.client, &format!("{}/callback", host.origin));
    let (status, tokens) = caller.redeem(code).await.expect("an answer");
    assert_eq!(status, 200, "{tokens}");
}

#[tokio::test]
async fn a_button_without_a_window_is_a_link_with_a_look() {
    let Some((server, browser, host)) = hosted(Look::Usual, REDIRECT).await else { return };
    browser.goto(&host.origin).await;
    browser.find("#go svg").await;
    let colour = "return getComputedStyle(document.getElementById('go')).backgroundColor";
    until("the style is there", async || {
        let found = browser.client.execute(colour, Vec::new()).await.ok()?;
        (found == "rgb(11, 107, 69)").then_some(())
    })
    .await;
    browser.press("#go").await;
    sign_in(&browser, PHONE).await;
    browser.press("#consent-allow").await;
    let answer = host.answer_after(0).await;
    redeemed(&server, &host, &answer["code"]).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn without_scripts_the_button_is_a_link() {
    let Some((server, browser, host)) = hosted(Look::WithoutScripts, POPUP).await else { return };
    browser.goto(&host.origin).await;
    browser.press("#go").await;
    sign_in(&browser, PHONE).await;
    browser.press("#consent-allow").await;
    let answer = host.answer_after(0).await;
    assert_eq!(answer["state"], "a-state-of-this-site");
    redeemed(&server, &host, &answer["code"]).await;
    // The last page of a pop-up window goes on by itself as well.
    browser.goto(&host.popup_request()).await;
    assert!(host.answer_after(1).await.contains_key("code"));
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_window_brings_the_code_to_the_page_that_opened_it() {
    let Some((server, browser, host)) = hosted(Look::Usual, POPUP).await else { return };
    browser.goto(&host.origin).await;
    let this = browser.client.window().await.expect("a window");
    let label = "return document.getElementById('go').ariaLabel";
    let label = browser.client.execute(label, Vec::new()).await.expect("a label");
    assert_eq!(label, "Freedom ID арқылы кіру (жаңа терезеде ашылады)");

    // Closed by the person.
    browser.press("#go").await;
    to_the_other(&browser, &this).await;
    browser.find("#login").await;
    browser.client.close_window().await.expect("a window");
    back_to(&browser, this.clone()).await;
    assert_eq!(noted(&browser, "cancel").await.trim(), "start ; cancel ;");

    // Refused, then allowed.
    browser.press("#go").await;
    to_the_other(&browser, &this).await;
    sign_in(&browser, PHONE).await;
    browser.press("#consent-deny").await;
    back_to(&browser, this.clone()).await;
    let events = noted(&browser, "error").await;
    assert!(events.contains("error codea-state-of-this-site"), "{events}");
    assert!(host.answers().is_empty());

    browser.press("#go").await;
    to_the_other(&browser, &this).await;
    browser.press("#consent-allow").await;
    back_to(&browser, this.clone()).await;
    browser.find("#arrived").await;
    let answer = host.answer_after(0).await;
    assert_eq!((&*answer["state"], &answer["iss"]), ("a-state-of-this-site", &server.issuer()));
    redeemed(&server, &host, &answer["code"]).await;
    assert_eq!(browser.client.windows().await.expect("windows").len(), 1, "the window is closed");

    // The page may keep the code to itself.
    browser.goto(&format!("{}/?prevent", host.origin)).await;
    browser.press("#go").await;
    let events = noted(&browser, "success").await;
    assert!(events.contains("success codea-state-of-this-site"), "{events}");
    assert_eq!(host.answers().len(), 1, "one answer in one way");
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn where_windows_are_blocked_or_parted_the_login_ends_by_redirect() {
    let Some((server, browser, host)) = hosted(Look::Usual, POPUP).await else { return };
    browser.goto(&host.origin).await;
    browser.client.execute("window.open = () => null", Vec::new()).await.expect("a script");
    browser.press("#go").await;
    sign_in(&browser, PHONE).await;
    browser.press("#consent-allow").await;
    browser.find("#arrived").await;
    redeemed(&server, &host, &host.answer_after(0).await["code"]).await;

    browser.goto(&format!("{}/alone", host.origin)).await;
    let this = browser.client.window().await.expect("a window");
    browser.press("#go").await;
    to_the_other(&browser, &this).await;
    browser.arrives_at(&format!("{}/callback?", host.origin)).await;
    redeemed(&server, &host, &host.answer_after(1).await["code"]).await;
    browser.client.close_window().await.expect("a window");
    back_to(&browser, this).await;
    let events = noted(&browser, "cancel").await;
    assert!(!events.contains("success"), "{events}");
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_stranger_hears_nothing_and_is_not_listened_to() {
    let Some((server, browser, host)) = hosted(Look::Usual, POPUP).await else { return };
    // Opens the window of a site that is not its own.
    let listens = format!(
        "addEventListener('message', (e) => {{ heard.textContent += e.origin; }});
         const b = document.getElementById('do');
         b.onclick = () => {{ w = open('{}', 'w'); setInterval(() => {{ if (w.closed) heard.dataset.closed = 1; }}, 50); }};",
        host.popup_request()
    );
    let stranger = Stranger::open(&listens).await;
    browser.goto(&stranger.origin).await;
    let this = browser.client.window().await.expect("a window");
    browser.press("#do").await;
    to_the_other(&browser, &this).await;
    sign_in(&browser, PHONE).await;
    browser.press("#consent-allow").await;
    back_to(&browser, this).await;
    browser.find("#heard[data-closed]").await;
    assert_eq!(browser.text("#heard").await, "", "the code is for another origin");
    assert!(host.answers().is_empty());

    // Opens the site's page and says that it is Freedom ID, while the site's own window is open.
    let says = format!(
        "const fake = {{ type: 'freedom-id:response', code: 'evil', state: 'evil' }};
         document.getElementById('do').onclick = () => {{ w = open('{}', 'site'); setInterval(() => w.postMessage(fake, '*'), 50); }};",
        host.origin
    );
    let stranger = Stranger::open(&says).await;
    browser.goto(&stranger.origin).await;
    let that = browser.client.window().await.expect("a window");
    browser.press("#do").await;
    let site = to_the_other(&browser, &that).await;
    noted(&browser, "message from").await;
    browser.client.execute("open('about:blank', 'freedom-id')", Vec::new()).await.expect("a script");
    browser.client.execute("document.getElementById('events').textContent = ''", Vec::new()).await.expect("a script");
    browser
        .client
        .execute("open = ((real) => () => real('about:blank', 'freedom-id'))(open)", Vec::new())
        .await
        .expect("a script");
    browser.press("#go").await;
    let events = noted(&browser, "message from").await;
    assert!(events.contains("start") && !events.contains("success") && !events.contains("error"), "{events}");
    assert!(browser.url().await.starts_with(&host.origin) && host.answers().is_empty());
    drop(site);
    // What the stranger's page may not send is said in the console of the window: that is the rule at work.
    browser.client.clone().close().await.expect("the browser ends");
    server.saw_no_fault();
}
