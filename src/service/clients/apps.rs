//! The apps of all clients, for the documents that telephones read.

use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use crate::base::Fault;
use crate::domain::oauth::apps::Apps;
use crate::domain::oauth::client::ClientId;
use crate::service::Core;
use crate::store::clients;

/// How long the list is trusted; telephones keep it for longer.
const TRUST: Duration = Duration::from_secs(60);

/// A client with its apps.
type Entry = (ClientId, Apps);

/// The list as last read.
#[derive(Default)]
pub struct AppCache(RwLock<Option<(Instant, Arc<[Entry]>)>>);

impl AppCache {
    pub(super) fn clear(&self) {
        if let Ok(mut last) = self.0.write() {
            *last = None;
        }
    }
}

/// The apps of every client that is switched on, by its id.
pub async fn of_all(core: &Core) -> Result<Arc<[Entry]>, Fault> {
    let cached = core.apps.0.read().ok().and_then(|last| last.clone());
    if let Some((_, list)) = cached.filter(|(read_at, _)| read_at.elapsed() < TRUST) {
        return Ok(list);
    }
    let list: Arc<[Entry]> = clients::with_apps(&mut core.db.read().await?).await?.into();
    if let Ok(mut last) = core.apps.0.write() {
        *last = Some((Instant::now(), Arc::clone(&list)));
    }
    Ok(list)
}
