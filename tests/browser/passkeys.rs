//! Passkeys with Chromium's own virtual devices.

use serde_json::{Value, json};

use crate::looks::Gallery;
use crate::support::road::{Watch as _, prove_contact, sign_in, tell_name};
use crate::support::{Browser, Look, PASSWORD, Server, until, world};

/// A device in the browser: its id.
pub struct Device(String);

impl Device {
    /// Inside the computer, with a screen lock and a person in front of it.
    pub async fn within(browser: &Browser) -> Self {
        Self::with(browser, true).await
    }

    /// Nobody touches it.
    async fn untouched(browser: &Browser) -> Self {
        Self::with(browser, false).await
    }

    async fn with(browser: &Browser, touched: bool) -> Self {
        browser.debug("WebAuthn.enable", json!({ "enableUI": false })).await;
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": touched,
        });
        let answer = browser.debug("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
        Self(answer["authenticatorId"].as_str().expect("an id").to_owned())
    }

    /// Whether the person touches it when it asks.
    async fn touched(&self, browser: &Browser, yes: bool) {
        let touched = json!({ "authenticatorId": self.0, "enabled": yes });
        browser.debug("WebAuthn.setAutomaticPresenceSimulation", touched).await;
    }

    async fn keys(&self, browser: &Browser) -> Vec<Value> {
        let answer = browser.debug("WebAuthn.getCredentials", json!({ "authenticatorId": self.0 })).await;
        answer["credentials"].as_array().expect("a list").clone()
    }

    async fn forget(&self, browser: &Browser) {
        browser.debug("WebAuthn.clearCredentials", json!({ "authenticatorId": self.0 })).await;
    }

    /// From now on it does not know whose finger it is.
    async fn refuse(&self, browser: &Browser) {
        self.verified(browser, false).await;
    }

    /// It knows its person again.
    async fn knows(&self, browser: &Browser) {
        self.verified(browser, true).await;
    }

    async fn verified(&self, browser: &Browser, yes: bool) {
        let verified = json!({ "authenticatorId": self.0, "isUserVerified": yes });
        browser.debug("WebAuthn.setUserVerified", verified).await;
    }
}

const LIST: &str = "/account/security/passkeys";

async fn signed_in(server: &Server, browser: &Browser, phone: &str) {
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(browser, phone).await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
}

pub async fn create(server: &Server, browser: &Browser) {
    browser.goto(&format!("{}{LIST}/add", server.issuer())).await;
    browser.press("#passkey-create").await;
    browser.arrives_at(&format!("{}{LIST}?new=", server.issuer())).await;
}

async fn sign_out(browser: &Browser) {
    browser.press("#logout-yes").await;
    browser.find("#logged-out").await;
}

/// Waits for words in the place where passkeys speak.
async fn alerted(browser: &Browser, words: &str) {
    until("the page says what happened", async || {
        let text = browser.client.find(fantoccini::Locator::Css("#alert")).await.ok()?.text().await.ok()?;
        text.contains(words).then_some(())
    })
    .await;
    let focused = browser.client.active_element().await.expect("an element");
    assert_eq!(focused.attr("id").await.expect("an attribute").as_deref(), Some("alert"));
}

/// Counts what the page asks the device for, and how often it takes a question back.
const COUNT: &str = "
    window.asked = [];
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (how) => {
      window.asked.push(how.mediation || 'dialog');
      how.signal.addEventListener('abort', () => window.asked.push('abort'));
      return get(how);
    };
";

/// A browser that makes no suggestions of its own.
async fn without_suggestions(browser: &Browser) {
    let source = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";
    browser.debug("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
}

#[tokio::test]
async fn a_passkey_is_created_and_signs_in_by_the_button() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550180");
    without_suggestions(&browser).await;
    let device = Device::within(&browser).await;
    signed_in(&server, &browser, "+77015550180").await;
    create(&server, &browser).await;
    assert_eq!(device.keys(&browser).await.len(), 1);
    assert!(browser.text("[role=status]").await.contains("The passkey is ready"));

    // The device that has one makes no second one.
    browser.goto(&format!("{}{LIST}/add", server.issuer())).await;
    browser.press("#passkey-create").await;
    alerted(&browser, "already has a passkey").await;

    // A name of one's own, then out and in again without typing anything.
    browser.goto(&format!("{}{LIST}", server.issuer())).await;
    browser.press(".c-keys summary").await;
    browser.fill(".c-keys input[name=name]", "Work laptop").await;
    browser.press(".c-keys button[value=rename]").await;
    browser.arrives_at(&format!("{}{LIST}?done=renamed", server.issuer())).await;
    assert_eq!(browser.text(".c-keys h2").await, "Work laptop");
    sign_out(&browser).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.press("#login-passkey").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;

    browser.goto(&format!("{}{LIST}", server.issuer())).await;
    assert!(browser.text(".c-keys").await.contains("Last used"));
    browser.press(".c-keys a[href*=remove]").await;
    browser.press("#passkey-remove button").await;
    browser.arrives_at(&format!("{}{LIST}?done=removed", server.issuer())).await;
    assert!(!browser.has("[data-passkey-id]").await);

    // The device still has it, and nobody is signed in by it.
    sign_out(&browser).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.press("#login-passkey").await;
    assert!(browser.text("#errors").await.contains("not accepted"));
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn an_account_is_opened_with_a_passkey_and_no_password() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    without_suggestions(&browser).await;
    let device = Device::within(&browser).await;
    browser.goto(&format!("{}/register", server.issuer())).await;
    prove_contact(&server, &browser, "+77015550185", &mut ()).await;

    // Whoever changes their mind in the dialog stays where they are.
    device.refuse(&browser).await;
    browser.press("#register-passkey").await;
    alerted(&browser, "was not used").await;
    device.knows(&browser).await;
    browser.press("#register-passkey").await;
    tell_name(&browser, &mut ()).await;
    browser.find("#register-continue").await;
    assert!(!browser.has("#passkey-offer").await);
    assert_eq!(device.keys(&browser).await.len(), 1);
    browser.goto(&format!("{}/account", server.issuer())).await;
    sign_out(&browser).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.press("#login-passkey").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn no_dialog_opens_by_itself_and_the_quiet_question_makes_way_for_the_button() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    browser.debug("Page.addScriptToEvaluateOnNewDocument", json!({ "source": COUNT })).await;
    // The quiet question stays open until somebody chooses.
    Device::untouched(&browser).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    let asked = async || browser.client.execute("return window.asked", Vec::new()).await.expect("a list");
    until("the quiet question is asked", async || (asked().await == json!(["conditional"])).then_some(())).await;
    browser.press("#login-passkey").await;
    until("it makes way", async || {
        let asked = asked().await;
        (asked.as_array().is_some_and(|all| all.starts_with(&[json!("conditional"), json!("abort"), json!("dialog")])))
            .then_some(())
    })
    .await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn what_goes_wrong_is_said_on_the_page() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550182");
    let device = Device::within(&browser).await;
    signed_in(&server, &browser, "+77015550182").await;
    create(&server, &browser).await;
    sign_out(&browser).await;
    device.forget(&browser).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.press("#login-passkey").await;
    alerted(&browser, "No Freedom ID passkey was found").await;
    browser.close().await;

    let browser = Browser::open(Look::Usual).await;
    let device = Device::within(&browser).await;
    signed_in(&server, &browser, "+77015550182").await;
    device.refuse(&browser).await;
    browser.goto(&format!("{}{LIST}/add", server.issuer())).await;
    browser.press("#passkey-create").await;
    alerted(&browser, "The passkey was not used").await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn the_browsers_own_suggestion_signs_in() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    server.add_person("+77015550183");
    Device::within(&browser).await;
    signed_in(&server, &browser, "+77015550183").await;
    create(&server, &browser).await;
    sign_out(&browser).await;
    // Chromium's virtual device takes the suggestion at once.
    browser.goto(&format!("{}/login", server.issuer())).await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn a_passkey_confirms_and_is_the_second_step() {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    let phone = "+77015550184";
    server.run(&["user", "add", "--phone", phone, "--firstname", "Dana", "--role", "admin", "--password", PASSWORD]);
    let device = Device::within(&browser).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(&browser, phone).await;
    // Staff needs a second step, and has none yet: nothing opens but the way to one.
    browser.press("#set-up-passkey").await;
    browser.arrives_at(&format!("{}{LIST}", server.issuer())).await;
    browser.goto(&format!("{}/account", server.issuer())).await;
    browser.arrives_at(&format!("{}/login/second", server.issuer())).await;
    create(&server, &browser).await;
    server.later(360).await;
    browser.goto(&format!("{}{LIST}/add", server.issuer())).await;
    browser.find("#confirm #password").await;
    browser.press("#confirm-passkey").await;
    browser.find("#passkey-add").await;
    sign_out(&browser).await;

    // Staff needs two: after the password the passkey is the other one.
    device.touched(&browser, false).await;
    browser.goto(&format!("{}/login", server.issuer())).await;
    sign_in(&browser, phone).await;
    browser.arrives_at(&format!("{}/login/second", server.issuer())).await;
    device.touched(&browser, true).await;
    browser.goto(&format!("{}/login/second/passkey", server.issuer())).await;
    browser.press("#passkey-submit").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn the_pages_fit_on_a_telephone_and_on_a_desk() {
    for (language, phone) in [("en", "+77015550186"), ("kk", "+77015550187")] {
        let Some((server, browser)) = world(Look::Usual).await else { return };
        let at = |path: &str| format!("{}{path}", server.issuer());
        let mut gallery = Gallery::new(language, true);
        server.add_person(phone);
        without_suggestions(&browser).await;
        let device = Device::within(&browser).await;
        browser.goto(&at(&format!("/login?lang={language}"))).await;
        browser.find("#login-passkey:not([hidden])").await;
        gallery.seen(&browser, "login-passkey").await;
        browser.press("#login-passkey").await;
        browser.find("#alert:not(:empty)").await;
        gallery.seen(&browser, "login-no-passkey").await;
        sign_in(&browser, phone).await;
        browser.arrives_at(&at("/account")).await;
        browser.goto(&at(LIST)).await;
        gallery.seen(&browser, "passkeys-none").await;
        browser.goto(&at(&format!("{LIST}/add"))).await;
        gallery.seen(&browser, "passkey-add").await;
        browser.press("#passkey-create").await;
        browser.arrives_at(&at(&format!("{LIST}?new="))).await;
        gallery.seen(&browser, "passkey-added").await;
        device.forget(&browser).await;
        create(&server, &browser).await;
        browser.goto(&at(LIST)).await;
        gallery.seen(&browser, "passkeys").await;
        browser.press(".c-keys a[href*=remove]").await;
        browser.find("#passkey-remove").await;
        gallery.seen(&browser, "passkey-remove").await;
        server.later(360).await;
        browser.goto(&at(&format!("{LIST}/add"))).await;
        browser.find("#confirm").await;
        gallery.seen(&browser, "confirm-passkey").await;
        gallery.ends();
        browser.close().await;
        server.saw_no_fault();
    }
}

#[tokio::test]
async fn without_scripts_there_is_no_dead_button() {
    let Some((server, browser)) = world(Look::WithoutScripts).await else { return };
    server.add_person("+77015550185");
    browser.goto(&format!("{}/login", server.issuer())).await;
    assert!(browser.everything().await.contains("Passkeys need JavaScript"));
    assert!(!browser.find("#login-passkey").await.is_displayed().await.expect("a state"));
    sign_in(&browser, "+77015550185").await;
    browser.arrives_at(&format!("{}/account", server.issuer())).await;
    browser.goto(&format!("{}{LIST}/add", server.issuer())).await;
    assert!(browser.everything().await.contains("Passkeys need JavaScript"));
    assert!(!browser.find("#passkey-create").await.is_displayed().await.expect("a state"));
    browser.close().await;
    server.saw_no_fault();
}
