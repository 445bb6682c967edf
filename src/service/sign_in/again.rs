//! Proving oneself again before something that cannot be taken back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Fault, Id};
use crate::domain::policy::Class;
use crate::domain::user::UserId;
use crate::service::Core;
use crate::store::factors;
use crate::store::held_forms::{self, HeldId};

/// How long a form is kept for its sender.
const KEPT: Duration = Duration::from_secs(600);

/// The class that a session needs for a sensitive act of its person.
pub async fn needed(core: &Core, user: UserId) -> Result<Class, Fault> {
    let has = factors::of(&mut core.db.read().await?, user).await?;
    Ok(if has.two_step() { Class::TwoFactor } else { Class::Single })
}

/// A form as its sender left it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct HeldForm {
    /// Where it goes: path and query.
    pub path: String,
    /// What it is for: the word of the act.
    pub act: String,
    /// Its fields, without secrets.
    pub fields: Vec<(String, String)>,
}

/// Keeps a form sealed until its sender has proved themselves.
pub async fn hold(
    core: &Core,
    user: UserId,
    browser: &Digest,
    path: String,
    act: &str,
    fields: Vec<(String, String)>,
) -> Result<HeldId, Fault> {
    let id: HeldId = Id::opaque();
    let form = HeldForm { path, act: act.to_owned(), fields };
    let plain = serde_json::to_string(&form).map_err(|_| Fault::Bug("a form is JSON"))?;
    let sealed = core.keyring.seal(&place(id), &plain)?;
    let (browser, expires_at) = (browser.clone(), core.clock.now().plus(KEPT));
    core.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move { held_forms::keep(tx, id, user, &browser, &sealed, expires_at).await })
        })
        .await?;
    Ok(id)
}

/// The form that somebody left in this browser, while it is kept.
pub async fn held(core: &Core, id: HeldId, user: UserId, browser: &Digest) -> Result<Option<HeldForm>, Fault> {
    let now = core.clock.now();
    let sealed = held_forms::find(&mut core.db.read().await?, id, user, browser, now).await?;
    let plain = sealed.and_then(|sealed| core.keyring.open(&place(id), &sealed));
    Ok(plain.and_then(|plain| serde_json::from_str(plain.expose()).ok()))
}

fn place(id: HeldId) -> String {
    format!("held_forms/{id}")
}
