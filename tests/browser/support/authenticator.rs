//! An authenticator app: it knows the key that a page showed, and the program's time.

use totp_rs::{Algorithm, Builder, Secret};

use super::{Browser, Server};

/// The key that an app holds.
pub struct Authenticator {
    key: String,
}

impl Authenticator {
    /// The app after its owner typed the key from the page.
    pub async fn typed_from(browser: &Browser) -> Self {
        let shown = browser.text("#totp-key").await;
        Self { key: shown.chars().filter(|c| !c.is_whitespace()).collect() }
    }

    /// The next code: the program's clock moves on to a step that was not used yet.
    pub async fn shows(&self, server: &Server) -> String {
        let now = server.later(30).await;
        let key = Secret::try_from_base32(&self.key).expect("base 32");
        let app = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(key).with_account_name("").build();
        app.expect("a key").generate(u64::try_from(now).expect("after 1970")).to_string()
    }

    /// Six digits that are not what it shows.
    pub async fn misread(&self, server: &Server) -> String {
        let right = self.shows(server).await;
        let turned = |digit: char| if digit == '9' { '0' } else { '9' };
        right.chars().map(turned).collect()
    }
}

/// Sets an app up: the page for it is open. Gives it and the recovery codes; their page stays open.
pub async fn enrol(server: &Server, browser: &Browser) -> (Authenticator, Vec<String>) {
    let app = Authenticator::typed_from(browser).await;
    browser.fill("#totp #code", &app.shows(server).await).await;
    browser.press("#totp-submit").await;
    browser.find("#codes-list").await;
    (app, codes(browser).await)
}

/// The recovery codes on a page.
pub async fn codes(browser: &Browser) -> Vec<String> {
    let shown = browser.find("#codes-saved input[name=codes]").await.attr("value").await.expect("an attribute");
    shown.expect("codes").split(' ').map(str::to_owned).collect()
}
