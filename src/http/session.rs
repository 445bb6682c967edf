//! The browser's record: which sign-ins it holds, the active one first. Nothing is stored before
//! somebody signs in, and an id that we do not know is never taken on.

use time::Duration;
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, cookie::SameSite};

use super::cookie::{Cookies, Name};
use crate::base::Fault;
use crate::domain::session::SessionId;

/// Sign-ins that one browser may hold.
const MOST: usize = 10;
const HELD: &str = "sessions";
const REMEMBERED: &str = "remembered";

/// The layer around page routes. The store is read when a handler asks, and written when something
/// changed.
pub fn layer<S: SessionStore + Clone>(store: S, cookies: Cookies) -> SessionManagerLayer<S> {
    SessionManagerLayer::new(store)
        .with_name(cookies.name(Name::Session))
        .with_secure(cookies.is_secure())
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

/// The record of one browser.
#[derive(Clone, Debug)]
pub struct BrowserRecord {
    session: Session,
    held: Vec<SessionId>,
}

impl BrowserRecord {
    /// Reads the record; without a cookie nothing is read.
    pub async fn open(session: Session) -> Result<Self, Fault> {
        let held = session.get(HELD).await.map_err(fault)?.unwrap_or_default();
        Ok(Self { session, held })
    }

    /// Its sign-ins, the active one first.
    pub fn held(&self) -> &[SessionId] {
        &self.held
    }

    /// Somebody signed in: the sign-in becomes the active one, `replaced` leave the record, and the
    /// record gets a new id, so that an id known before is worth nothing. `remembered` is for how
    /// long the cookie then stays; without it the cookie ends with the browser's session.
    pub async fn enter(
        &mut self,
        new: SessionId,
        replaced: &[SessionId],
        remembered: Option<std::time::Duration>,
    ) -> Result<(), Fault> {
        self.held.retain(|id| *id != new && !replaced.contains(id));
        self.held.insert(0, new);
        self.held.truncate(MOST);
        if self.session.id().is_some() {
            self.session.cycle_id().await.map_err(fault)?;
        }
        if let Some(life) = remembered {
            self.session.insert(REMEMBERED, life.as_secs()).await.map_err(fault)?;
        }
        self.save().await
    }

    /// Makes one of its sign-ins the active one.
    pub async fn activate(&mut self, id: SessionId) -> Result<(), Fault> {
        let Some(at) = self.held.iter().position(|held| *held == id) else { return Ok(()) };
        if at == 0 {
            return Ok(());
        }
        self.held.get_mut(..=at).unwrap_or_default().rotate_right(1);
        self.save().await
    }

    /// Takes sign-ins out of the record; it is deleted with the last one.
    pub async fn remove(&mut self, ids: &[SessionId]) -> Result<(), Fault> {
        self.held.retain(|id| !ids.contains(id));
        if self.held.is_empty() { self.leave().await } else { self.save().await }
    }

    async fn save(&self) -> Result<(), Fault> {
        let remembered: Option<i64> = self.session.get(REMEMBERED).await.map_err(fault)?;
        let expiry = remembered.map_or(Expiry::OnSessionEnd, |life| Expiry::OnInactivity(Duration::seconds(life)));
        self.session.set_expiry(Some(expiry));
        self.session.insert(HELD, &self.held).await.map_err(fault)
    }

    /// Everybody signed out: the record is deleted.
    pub async fn leave(&mut self) -> Result<(), Fault> {
        self.held.clear();
        if self.session.id().is_some() {
            self.session.flush().await.map_err(fault)?;
        }
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: tower_sessions::session::Error) -> Fault {
    Fault::Database(format!("browser record: {error}"))
}
