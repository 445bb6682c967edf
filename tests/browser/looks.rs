//! Every page on a telephone and on a desk, light and dark, in four languages: it fits, it is built as promised, and
//! axe-core finds nothing. Pictures are kept where `FREEDOM_ID_SCREENSHOTS` names a folder.

use std::path::PathBuf;

use crate::support::audit::Audit;
use crate::support::road::Watch;
use crate::support::tour::{tour, tour_at_home};
use crate::support::{Browser, Look, world};

/// The next page comes in a window of the last width.
const WIDTHS: [u32; 2] = [1280, 360];
const THEMES: [&str; 2] = ["light", "dark"];

/// Looks at pages closely.
pub struct Gallery {
    language: &'static str,
    /// Whether every width and theme is looked at; else the smallest in the dark.
    whole: bool,
    folder: Option<PathBuf>,
    audit: Audit,
}

impl Watch for Gallery {
    async fn seen(&mut self, browser: &Browser, page: &'static str) {
        let language = browser.language().await;
        if language != self.language && page != "outbox" {
            self.audit.wrong(page, format!("the page is in {language}"));
        }
        let name = format!("{page}, {}", self.language);
        let closely = self.whole && self.language == "en";
        if closely {
            self.audit.still(browser, &name).await;
        }
        self.audit.built(browser, &name).await;
        if closely {
            self.audit.large(browser, &name, 1280).await;
            self.audit.colours(browser, &name).await;
        }
        for width in WIDTHS {
            for theme in THEMES {
                if self.whole || (width, theme) == (360, "dark") {
                    self.look(browser, page, width, theme).await;
                }
            }
        }
    }
}

impl Gallery {
    pub fn new(language: &'static str, whole: bool) -> Self {
        let folder = std::env::var_os("FREEDOM_ID_SCREENSHOTS").map(PathBuf::from);
        Self { language, whole, folder, audit: Audit::new() }
    }

    /// Ends a test: nothing was found.
    pub fn ends(self) {
        self.audit.ends();
    }

    async fn look(&mut self, browser: &Browser, page: &str, width: u32, theme: &str) {
        browser.resize(width, 800).await;
        browser.prefer(theme).await;
        browser.settles().await;
        let name = format!("{page}-{width}-{theme}-{}", self.language);
        self.audit.axe(browser, &name).await;
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder).expect("a folder for pictures");
            std::fs::write(folder.join(format!("{name}.png")), browser.picture().await).expect("a picture");
        }
    }
}

async fn walk(language: &'static str, phone: &str, whole: bool) {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    let mut gallery = Gallery::new(language, whole);
    tour(&server, &browser, language, &mut gallery, phone).await;
    gallery.ends();
    browser.close().await;
    server.saw_no_fault();
}

async fn at_home(language: &'static str, phone: &str, whole: bool) {
    let Some((server, browser)) = world(Look::Usual).await else { return };
    let mut gallery = Gallery::new(language, whole);
    tour_at_home(&server, &browser, language, &mut gallery, phone).await;
    gallery.ends();
    browser.close().await;
    server.saw_no_fault();
}

#[tokio::test]
async fn every_page_in_english_is_whole_in_each_width_and_theme() {
    walk("en", "+77015550160", true).await;
}

#[tokio::test]
async fn every_page_in_russian_is_whole() {
    walk("ru", "+77015550161", false).await;
}

#[tokio::test]
async fn every_page_in_kazakh_is_whole() {
    walk("kk", "+77015550162", false).await;
}

#[tokio::test]
async fn every_page_in_uzbek_is_whole() {
    walk("uz", "+77015550163", false).await;
}

#[tokio::test]
async fn the_console_in_english_is_whole_in_each_width_and_theme() {
    at_home("en", "+77015550164", true).await;
}

#[tokio::test]
async fn the_console_in_russian_is_whole() {
    at_home("ru", "+77015550165", false).await;
}

#[tokio::test]
async fn the_console_in_kazakh_is_whole() {
    at_home("kk", "+77015550166", false).await;
}

#[tokio::test]
async fn the_console_in_uzbek_is_whole() {
    at_home("uz", "+77015550167", false).await;
}
