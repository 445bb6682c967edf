//! chromedriver, and what of its own commands the WebDriver client lacks.

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use axum::http::Method;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::browser::Look;

/// A running chromedriver.
pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver in a process group of its own: everything it starts ends with it.
    pub fn start(dir: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let child = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .arg(format!("--log-path={}", dir.join("chromedriver.log").display()))
            .env("HOME", dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        Self { child: child.expect("chromedriver is installed (Debian: chromium-driver)"), port }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        kill_group(self.child.id());
        let _ = self.child.wait();
    }
}

/// Ends a process group that this test made.
pub fn kill_group(leader: u32) {
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{leader}")]).stderr(Stdio::null()).status();
}

/// Ends a process that this test made.
pub fn kill(process: u64) {
    let _ = Command::new("kill").args(["-KILL", &process.to_string()]).stderr(Stdio::null()).status();
}

/// What Chromium is started with.
pub fn capabilities(profile: &Path, look: Look) -> serde_json::Map<String, Value> {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=en-US",
        "--window-size=1280,900",
    ];
    let arguments = arguments.map(str::to_owned).into_iter().chain([format!("--user-data-dir={}", profile.display())]);
    let mut preferences = json!({
        "credentials_enable_service": false,
        "profile.password_manager_enabled": false,
        "profile.password_manager_leak_detection": false,
        "intl.accept_languages": "en-US,en",
        // As Chrome has it; Debian's build keeps cookies from the frames of other sites.
        "profile.cookie_controls_mode": 0,
        "profile.block_third_party_cookies": false,
    });
    if look == Look::WithoutScripts {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    let options = json!({ "args": arguments.collect::<Vec<_>>(), "prefs": preferences });
    let all = json!({
        "browserName": "chrome",
        "pageLoadStrategy": if look == Look::Hasty { "none" } else { "normal" },
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    all.as_object().cloned().expect("an object")
}

/// A command of chromedriver.
#[derive(Debug)]
pub enum Own {
    /// What the pages wrote into the console since the last time.
    Console,
    /// A command of the browser's debugging protocol.
    Debug(&'static str, Value),
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let path = match self {
            Self::Console => "se/log",
            Self::Debug(..) => "goog/cdp/execute",
        };
        base.join(&format!("session/{}/{path}", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = match self {
            Self::Console => json!({ "type": "browser" }),
            Self::Debug(command, parameters) => json!({ "cmd": command, "params": parameters }),
        };
        (Method::POST, Some(body.to_string()))
    }
}
