//! What must hold on every page: axe-core finds nothing, the page is built as promised, nothing is too small or cut
//! off. What is wrong is gathered, so that one walk tells everything.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::Browser;
use super::scripts::{AXE, BUILT, CONTRAST, EDGES, FITS, MOVED, REFUSED};

/// Widths at which nothing may be cut off; the second is of the smallest usual telephone.
const NARROW: [u32; 2] = [320, 360];

/// Everything that was found wrong, and on which pages.
pub struct Audit {
    found: BTreeMap<String, Vec<String>>,
    axe: String,
}

impl Audit {
    /// Reads axe-core, which npm brings.
    pub fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path).expect("axe-core is there: npm ci in tests/");
        Self { found: BTreeMap::new(), axe }
    }

    /// What axe-core says about the page as it stands.
    pub async fn axe(&mut self, browser: &Browser, name: &str) {
        self.axe_with(browser, name, AXE).await;
    }

    async fn axe_with(&mut self, browser: &Browser, name: &str, script: &str) {
        let there = browser.client.execute("return typeof axe === 'object'", Vec::new()).await.expect("a script runs");
        if there != json!(true) {
            browser.client.execute(&self.axe, Vec::new()).await.expect("axe-core loads");
        }
        let answer = browser.client.execute_async(script, Vec::new()).await.expect("axe-core runs");
        self.keep(name, &answer);
    }

    /// Whether the page stood still while it came.
    pub async fn still(&mut self, browser: &Browser, name: &str) {
        let answer = browser.client.execute_async(MOVED, Vec::new()).await.expect("a script runs");
        self.keep(name, &answer);
    }

    /// How the page is built, and whether it fits on the narrowest windows and in large letters.
    pub async fn built(&mut self, browser: &Browser, name: &str) {
        for width in NARROW {
            self.fits(browser, &format!("{name} at {width} px"), (width, 640), "").await;
        }
        self.says(browser, name, BUILT, Vec::new()).await;
        self.large(browser, name, 640).await;
    }

    /// Whether nothing is lost in letters twice as large.
    pub async fn large(&mut self, browser: &Browser, name: &str, width: u32) {
        self.fits(browser, &format!("{name} in large letters at {width} px"), (width, 800), "200%").await;
    }

    async fn fits(&mut self, browser: &Browser, name: &str, (width, height): (u32, u32), letters: &str) {
        browser.resize(width, height).await;
        self.says(browser, name, FITS, vec![json!(letters)]).await;
    }

    /// How the page looks to those who ask for strong colours, or for the colours of their system.
    pub async fn colours(&mut self, browser: &Browser, name: &str) {
        let at_once = ("prefers-reduced-motion", "reduce");
        browser.media(&[("prefers-color-scheme", "dark"), ("prefers-contrast", "more"), at_once]).await;
        self.axe_with(browser, name, CONTRAST).await;
        browser.media(&[("forced-colors", "active")]).await;
        self.says(browser, name, EDGES, Vec::new()).await;
    }

    async fn says(&mut self, browser: &Browser, name: &str, script: &str, with: Vec<Value>) {
        let answer = browser.client.execute(script, with).await.expect("a script runs");
        self.keep(name, &answer);
    }

    /// What a page says about a form that was wrong.
    pub async fn refused(&mut self, browser: &Browser, name: &str) {
        self.says(browser, name, REFUSED, Vec::new()).await;
    }

    /// One more thing that is wrong on a page.
    pub fn wrong(&mut self, page: &str, what: String) {
        self.found.entry(what).or_default().push(page.to_owned());
    }

    fn keep(&mut self, page: &str, answer: &Value) {
        for text in answer.as_array().expect("a list") {
            self.wrong(page, text.as_str().unwrap_or_default().to_owned());
        }
    }

    /// Fails with everything that was found.
    pub fn ends(self) {
        let lines = self.found.iter().map(|(what, pages)| format!("{what}\n    on {}", pages.join(", ")));
        assert!(self.found.is_empty(), "{} found:\n{}", self.found.len(), lines.collect::<Vec<_>>().join("\n"));
    }
}
