//! What every test needs: a server of its own, a browser of its own, and a deadline.

pub mod audit;
pub mod authenticator;
pub mod browser;
pub mod driver;
pub mod host;
pub mod road;
mod scripts;
pub mod server;
pub mod site;
pub mod tour;
pub mod visitor;

use std::io::Write as _;
use std::sync::Once;
use std::time::Duration;

pub use browser::{Browser, Look};
pub use server::Server;

/// Nothing here is slow; what has not come by then will not come.
pub const DEADLINE: Duration = Duration::from_secs(30);
/// How often a condition is looked at.
pub const EVERY: Duration = Duration::from_millis(25);

/// A password that the rules of the pages like.
pub const PASSWORD: &str = "tulip-harbour-vexing-92";

/// Whether these tests are wanted. That they are left out is said once, past the test runner, which
/// keeps what passing tests print to itself.
pub fn wanted() -> bool {
    static SAID: Once = Once::new();
    let wanted = std::env::var_os("FREEDOM_ID_BROWSER_TESTS").is_some();
    if !wanted {
        SAID.call_once(|| {
            let how = "set FREEDOM_ID_BROWSER_TESTS=1, with chromium, chromedriver and node installed";
            let _ = writeln!(std::io::stderr(), "left out: every browser test passes without running; {how}");
        });
    }
    wanted
}

/// A server and a browser, if these tests are wanted.
pub async fn world(look: Look) -> Option<(Server, Browser)> {
    if !wanted() {
        return None;
    }
    let server = Server::start().await;
    let browser = Browser::open(look).await;
    Some((server, browser))
}

/// Waits until something is there; `None` if it never comes.
pub async fn within<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let found = tokio::time::timeout(DEADLINE, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(EVERY).await;
        }
    });
    found.await.ok()
}

/// Waits until something is there.
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    within(look).await.unwrap_or_else(|| panic!("{what}: not within {DEADLINE:?}"))
}
