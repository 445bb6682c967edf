//! Public keys of clients: registered with them, or fetched from where they keep them.
//!
//! Parsed keys are kept in memory as long as the registration they belong to stands; fetched ones for a
//! while, and fetched again when a token names a key that is not among them, so that a client can rotate.
//! Anybody can make us look, by a token that names a client: so a place that is slow or gone holds up nobody
//! but its own client, and is not asked more often than one that answers.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use url::Url;

use crate::base::jwk::{PublicKey, read_set};
use crate::base::{Fault, Micros};
use crate::domain::oauth::client::{Client, ClientId};
use crate::service::Core;

/// How long fetched keys are trusted.
const TRUST: Duration = Duration::from_secs(300);
/// An unknown key makes us look again, but no stranger may make us do so all the time.
const PAUSE: Duration = Duration::from_secs(10);
/// How often we look again without a pause: a client may rotate right after it was seen first.
const BURST: u32 = 3;
/// Clients whose keys are kept.
const MOST: usize = 10_000;

/// Keys as last read.
#[derive(Default)]
pub struct ClientKeys {
    known: RwLock<HashMap<ClientId, Arc<Known>>>,
    /// One turn for each client whose keys are being fetched now.
    fetching: std::sync::Mutex<HashMap<ClientId, Arc<Mutex<()>>>>,
}

struct Known {
    /// The registration they were read from.
    of: Micros,
    text: String,
    keys: Vec<PublicKey>,
    /// For fetched ones.
    fetched: Option<(Instant, u32)>,
}

/// The keys of a client, and as JWK set text; `kid` is the one that is looked for. Empty if it has none or
/// they cannot be had.
pub async fn of(core: &Core, client: &Client, kid: Option<&str>) -> Result<(Arc<str>, Vec<PublicKey>), Fault> {
    let known = current(core, client, kid).await;
    Ok(known.map_or_else(|| ("".into(), Vec::new()), |known| (known.text.as_str().into(), known.keys.clone())))
}

async fn current(core: &Core, client: &Client, kid: Option<&str>) -> Option<Arc<Known>> {
    if let Some(known) = usable(core, client, kid) {
        return Some(known);
    }
    if let Some(text) = &client.options.jwks {
        return Some(keep(core, client, text.clone(), None));
    }
    let url = Url::parse(client.options.jwks_uri.as_deref()?).ok()?;
    // One fetch for a client at a time; whoever waited finds what was fetched.
    let turn = Turn::of(&core.client_keys, &client.id);
    let _fetching = turn.lock.lock().await;
    if let Some(known) = usable(core, client, kid) {
        return Some(known);
    }
    let before = last(core, client);
    let again = before
        .as_ref()
        .and_then(|known| known.fetched)
        .map_or(0, |(at, again)| if at.elapsed() < PAUSE { again + 1 } else { 0 });
    let text = match core.gateways.fetch.get(url).await {
        Ok(body) => String::from_utf8(body).unwrap_or_default(),
        Err(error) => {
            tracing::warn!(client.id = %client.id, %error, "the keys of a client cannot be fetched");
            before.map(|known| known.text.clone()).unwrap_or_default()
        }
    };
    Some(keep(core, client, text, Some((Instant::now(), again))))
}

/// A place in the queue for the keys of a client; the queue goes with the last one in it.
struct Turn<'k> {
    keys: &'k ClientKeys,
    client: &'k ClientId,
    lock: Arc<Mutex<()>>,
}

impl<'k> Turn<'k> {
    fn of(keys: &'k ClientKeys, client: &'k ClientId) -> Self {
        let mut all = keys.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = all.entry(client.clone()).or_default().clone();
        Self { keys, client, lock }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut all = self.keys.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        // The table's and ours.
        if Arc::strong_count(&self.lock) <= 2 {
            all.remove(self.client);
        }
    }
}

fn last(core: &Core, client: &Client) -> Option<Arc<Known>> {
    let all = core.client_keys.known.read().ok()?;
    all.get(&client.id).filter(|known| known.of == client.updated_at).cloned()
}

/// What is known, if it need not be looked at again.
fn usable(core: &Core, client: &Client, kid: Option<&str>) -> Option<Arc<Known>> {
    last(core, client).filter(|known| {
        let Some((at, again)) = known.fetched else { return true };
        let has = known.keys.iter().any(|key| kid.is_none_or(|kid| key.is(kid)));
        let may_look = again < BURST || at.elapsed() >= PAUSE;
        at.elapsed() < TRUST && (has || !may_look)
    })
}

fn keep(core: &Core, client: &Client, text: String, fetched: Option<(Instant, u32)>) -> Arc<Known> {
    let keys = read_set(&text).unwrap_or_default();
    let known = Arc::new(Known { of: client.updated_at, text, keys, fetched });
    if let Ok(mut all) = core.client_keys.known.write() {
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(client.id.clone(), known.clone());
    }
    known
}
