//! Passwords that leaked somewhere. A service that collects them is asked by the first five digits of a
//! SHA-1, so that it learns neither the password nor its digest, and pads its answer, so that nobody on
//! the way learns from its length.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest;
use tokio::sync::Semaphore;

use super::fetch::{self, FetchError};
use crate::base::secret::hex;
use crate::base::{Fault, Micros, Secret};
use crate::config::Passwords;

/// How long an answer is waited for: a person waits with us.
const TOTAL: Duration = Duration::from_secs(2);
/// Digits that are told.
const PREFIX: usize = 5;
/// Longest answer: a usual one has some 2 000 lines of 40 bytes.
const BODY: usize = 256 * 1024;
/// How long an answer is kept, for whoever tries the same again.
const FRESH: Duration = Duration::from_secs(600);
/// Answers that are kept.
const KEPT: usize = 32;
/// Questions that may be under way.
const AT_ONCE: usize = 16;
/// How long the service is left alone after it failed, so that not everybody waits for it in vain.
const REST: Duration = Duration::from_secs(30);

/// Whom to ask.
#[derive(Debug)]
pub enum Breaches {
    /// Nobody.
    Off,
    /// A service of ranges.
    Service(Service),
}

/// A service that answers a prefix with `SUFFIX:COUNT` lines.
#[derive(Debug)]
pub struct Service {
    client: reqwest::Client,
    /// With `{prefix}` in it.
    url: String,
    under_way: Semaphore,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    /// Until when; suffixes, one per line.
    ranges: HashMap<String, (Micros, Arc<str>)>,
    rest_until: Option<Micros>,
}

impl Breaches {
    /// As the configuration says.
    pub fn new(config: &Passwords) -> Result<Self, Fault> {
        let Some(url) = &config.breach_url else { return Ok(Self::Off) };
        Ok(Self::Service(Service {
            client: fetch::vendor(TOTAL)?,
            url: url.clone(),
            under_way: Semaphore::new(AT_ONCE),
            memory: Mutex::default(),
        }))
    }

    /// Whether a password is known to have leaked. Nobody to ask knows nothing.
    ///
    /// # Errors
    /// The service did not answer, now or a moment ago.
    pub async fn knows(&self, password: &Secret, now: Micros) -> Result<bool, FetchError> {
        let Self::Service(service) = self else { return Ok(false) };
        let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, password.expose().as_bytes());
        let text = hex(digest.as_ref()).to_uppercase();
        let (prefix, suffix) = text.split_at_checked(PREFIX).unwrap_or_default();
        let range = service.range(prefix, now).await?;
        Ok(range.lines().any(|line| is_of(line, suffix)))
    }
}

/// Whether a line is about this suffix. Those that occurred 0 times only pad the answer.
fn is_of(line: &str, suffix: &str) -> bool {
    let (own, count) = line.trim().split_once(':').unwrap_or_default();
    own.eq_ignore_ascii_case(suffix) && !count.trim().trim_start_matches('0').is_empty()
}

impl Service {
    async fn range(&self, prefix: &str, now: Micros) -> Result<Arc<str>, FetchError> {
        if let Some(known) = self.remembered(prefix, now)? {
            return Ok(known);
        }
        let _turn = self.under_way.try_acquire().map_err(|_| FetchError::Busy)?;
        let asked = self.ask(prefix).await;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        match &asked {
            Ok(range) => {
                memory.ranges.retain(|_, (until, _)| now < *until);
                if memory.ranges.len() >= KEPT {
                    memory.ranges.clear();
                }
                memory.ranges.insert(prefix.to_owned(), (now.plus(FRESH), range.clone()));
            }
            Err(_) => memory.rest_until = Some(now.plus(REST)),
        }
        asked
    }

    fn remembered(&self, prefix: &str, now: Micros) -> Result<Option<Arc<str>>, FetchError> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((until, range)) = memory.ranges.get(prefix)
            && now < *until
        {
            return Ok(Some(range.clone()));
        }
        if memory.rest_until.is_some_and(|until| now < until) {
            return Err(FetchError::Failed("it failed a moment ago".into()));
        }
        Ok(None)
    }

    async fn ask(&self, prefix: &str) -> Result<Arc<str>, FetchError> {
        let url = self.url.replace("{prefix}", prefix);
        let response = self.client.get(url).header("add-padding", "true").send().await?;
        if !response.status().is_success() {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        let body = fetch::read_body(response, BODY).await?;
        Ok(String::from_utf8_lossy(&body).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_no_find() {
        let suffix = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
        assert!(is_of(&format!("{suffix}:3"), suffix));
        assert!(is_of(&format!("{}:10\r", suffix.to_lowercase()), suffix));
        for line in [format!("{suffix}:0"), format!("{suffix}:"), suffix.to_owned(), String::new(), ":5".into()] {
            assert!(!is_of(&line, suffix), "{line}");
        }
    }
}
