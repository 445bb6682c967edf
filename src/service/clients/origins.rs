//! Web origins of clients, for questions that come before a client is known.

use std::collections::HashMap;
use std::sync::RwLock;
use std::time::{Duration, Instant};

use crate::base::Fault;
use crate::service::Core;
use crate::store::client_origins;

/// How long an answer is trusted; browsers keep theirs longer, and what counts is asked again of the client.
const TRUST: Duration = Duration::from_secs(10);
/// Origins kept in memory.
const MOST: usize = 1_000;
/// Longer ones are nobody's: a host name has 253 characters at most.
const LONGEST: usize = 300;

/// Origins as last read, with whether some client has them.
#[derive(Default)]
pub struct OriginCache(RwLock<HashMap<String, (Instant, bool)>>);

impl OriginCache {
    pub(super) fn clear(&self) {
        if let Ok(mut all) = self.0.write() {
            all.clear();
        }
    }
}

/// Whether some client that is switched on has this origin among its redirect URIs.
pub async fn is_known(core: &Core, origin: &str) -> Result<bool, Fault> {
    if origin.len() > LONGEST {
        return Ok(false);
    }
    let cached = core.origins.0.read().ok().and_then(|all| all.get(origin).copied());
    if let Some((_, known)) = cached.filter(|(read_at, _)| read_at.elapsed() < TRUST) {
        return Ok(known);
    }
    let known = client_origins::is_known(&mut core.db.read().await?, origin).await?;
    if let Ok(mut all) = core.origins.0.write() {
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(origin.to_owned(), (Instant::now(), known));
    }
    Ok(known)
}
