//! An authenticator app, and a browser of somebody who has one.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use freedom_id::service::Core;
use totp_rs::{Algorithm, Builder, Secret};

use super::browser::{Browser, Page};

/// The key that an app holds.
#[derive(Clone, Debug)]
pub struct Authenticator {
    key: String,
}

impl Authenticator {
    /// The app after its owner typed the key from the page.
    pub fn typed_from(page: &Page) -> Self {
        Self { key: page.text("#totp-key").chars().filter(|c| !c.is_whitespace()).collect() }
    }

    /// What it shows so many steps from now.
    pub fn shows_at(&self, core: &Core, steps: i64) -> String {
        let key = Secret::try_from_base32(&self.key).expect("base 32");
        let app = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(key).with_account_name("").build();
        let seconds = core.clock.now().seconds() + 30 * steps;
        app.expect("a key").generate(u64::try_from(seconds).expect("after 1970")).to_string()
    }

    /// What it shows now.
    pub fn shows(&self, core: &Core) -> String {
        self.shows_at(core, 0)
    }
}

/// Sets an app up in a browser where somebody is signed in; gives it and the recovery codes.
pub async fn enrol(core: &Core, browser: &mut Browser) -> (Authenticator, Vec<String>) {
    let page = browser.get("/account/security/authenticator").await;
    let app = Authenticator::typed_from(&page);
    let done = browser.submit(&page, "totp", &[("code", &app.shows(core))]).await;
    let codes = codes_on(&done);
    browser.submit(&done, "codes-saved", &[("saved", "1")]).await;
    (app, codes)
}

/// The recovery codes on a page.
pub fn codes_on(page: &Page) -> Vec<String> {
    let joined = page.attribute("#codes-saved input[name=codes]", "value");
    let joined = joined.unwrap_or_else(|| panic!("no codes on {} {}: {}", page.status, page.path, page.text("main")));
    joined.split(' ').map(str::to_owned).collect()
}
