//! Chromium, as a person uses it: looks, types, presses, goes back.

use std::path::PathBuf;

use fantoccini::actions::{Actions, InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use uuid::Uuid;

use super::driver::{Driver, Own, capabilities, kill};
use super::{DEADLINE, EVERY, until, within};

/// How a browser is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As most people have it.
    Usual,
    /// Scripts are switched off.
    WithoutScripts,
    /// As most people have it; what is done to a page does not wait for the one that it leads to.
    Hasty,
}

/// A browser with a fresh profile.
pub struct Browser {
    pub client: Client,
    process: Option<u64>,
    dir: PathBuf,
    driver: Option<Driver>,
}

impl Browser {
    pub async fn open(look: Look) -> Self {
        let dir = std::env::temp_dir().join(format!("fid_chromium_{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&dir).expect("a folder for the browser");
        let driver = Driver::start(&dir);
        let address = driver.url();
        until("chromedriver listens", async || {
            let port = address.rsplit(':').next()?.parse::<u16>().ok()?;
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()
        })
        .await;
        let mut builder = ClientBuilder::rustls().expect("a WebDriver client");
        builder.capabilities(capabilities(&dir.join("profile"), look));
        let client = builder.connect(&address).await.expect("chromium is installed and starts");
        let process = client.capabilities().and_then(|all| all.get("goog:processID")).and_then(Value::as_u64);
        Self { client, process, dir, driver: Some(driver) }
    }

    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    pub async fn url(&self) -> String {
        self.client.current_url().await.expect("an address").to_string()
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> Element {
        match self.client.wait().at_most(DEADLINE).every(EVERY).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\nat {}\n{}", self.url().await, self.everything().await),
        }
    }

    /// What stands on the page.
    pub async fn everything(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.expect("elements").len()
    }

    pub async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.expect("a text")
    }

    pub async fn value(&self, css: &str) -> String {
        self.find(css).await.prop("value").await.expect("a value").unwrap_or_default()
    }

    pub async fn language(&self) -> String {
        self.find("html").await.attr("lang").await.expect("an attribute").unwrap_or_default()
    }

    pub async fn press(&self, css: &str) {
        if let Err(error) = self.find(css).await.click().await {
            panic!("{css}: {error}\nat {}\n{}", self.url().await, self.everything().await);
        }
    }

    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.expect("a field");
        field.send_keys(text).await.expect("a field");
    }

    /// Types where the focus is.
    pub async fn keys(&self, text: &str) {
        let press = |key| [KeyAction::Down { value: key }, KeyAction::Up { value: key }];
        let keys = text.chars().flat_map(press).fold(KeyActions::new("keys".into()), KeyActions::then);
        self.client.perform_actions(Actions::from(keys)).await.expect("keys");
    }

    /// Waits until the address begins like this.
    pub async fn arrives_at(&self, prefix: &str) -> String {
        let there = async || Some(self.url().await).filter(|url| url.starts_with(prefix));
        if let Some(url) = within(there).await {
            return url;
        }
        panic!("{prefix}: not reached\nat {}\n{}", self.url().await, self.everything().await);
    }

    /// The debugging protocol.
    pub async fn debug(&self, command: &'static str, parameters: Value) -> Value {
        self.client.issue_cmd(Own::Debug(command, parameters)).await.unwrap_or_else(|e| panic!("{command}: {e}"))
    }

    /// Makes the window as wide as a telephone or a desk.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.debug("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Light or dark.
    pub async fn prefer(&self, theme: &str) {
        self.media(&[("prefers-color-scheme", theme)]).await;
    }

    /// What somebody asks pages for; nothing else.
    pub async fn media(&self, wishes: &[(&str, &str)]) {
        let features: Vec<Value> = wishes.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.debug("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Waits until colours have stopped to change.
    pub async fn settles(&self) {
        let script = "return document.getAnimations().length";
        until("the page settles", async || {
            let moving = self.client.execute(script, Vec::new()).await.ok()?;
            (moving == 0).then_some(())
        })
        .await;
    }

    /// The whole page as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        use base64::Engine as _;
        let answer = self.debug("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        let text = answer["data"].as_str().expect("a picture");
        base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
    }

    /// What the pages wrote into the console.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.client.issue_cmd(Own::Console).await.expect("the console");
        let text = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        entries.as_array().expect("a list").iter().map(text).collect()
    }

    /// Ends a test: no page broke its own policy, no script failed.
    pub async fn close(self) {
        let console = self.console().await;
        let bad: Vec<&String> = console
            .iter()
            .filter(|line| {
                ["Content Security Policy", "Content-Security-Policy", "Uncaught", "Refused to"]
                    .iter()
                    .any(|word| line.contains(word))
            })
            .collect();
        assert!(bad.is_empty(), "{bad:#?}");
        let _ = self.client.clone().close().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(process) = self.process {
            kill(process);
        }
        drop(self.driver.take());
        // Helpers of the browser may write for another moment.
        for _ in 0..100 {
            if std::fs::remove_dir_all(&self.dir).is_ok() || !self.dir.exists() {
                return;
            }
            std::thread::sleep(EVERY);
        }
    }
}
