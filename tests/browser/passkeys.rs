//! Passkeys with Chromium's own virtual devices.

use serde_json::{Value, json};

use crate::support::road::sign_in;
use crate::support::{Browser, Look, Server, until, world};

/// A device in the browser: its id.
struct Device(String);

impl Device {
    /// Inside the computer, with a screen lock.
    async fn within(browser: &Browser) -> Self {
        Self::with(browser, true).await
    }

    async fn with(browser: &Browser, verifies: bool) -> Self {
        browser.debug("WebAuthn.enable", json!({ "enableUI": false })).await;
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": verifies,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": true,
        });
        let answer = browser.debug("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
        Self(answer["authenticatorId"].as_str().expect("an id").to_owned())
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
        let refuses = json!({ "authenticatorId": self.0, "isUserVerified": false });
        browser.debug("WebAuthn.setUserVerified", refuses).await;
    }
}
