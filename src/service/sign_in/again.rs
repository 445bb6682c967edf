//! Proving oneself again before something that cannot be taken back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Fault, Id};
use crate::domain::activity::Origin;
use crate::domain::policy::Class;
use crate::domain::session::{Amr, Session};
use crate::domain::user::UserId;
use crate::service::Core;
use crate::service::sessions::{self, Begin};
use crate::service::totp::{self, TotpError};
use crate::store::held_forms::{self, HeldId};
use crate::store::{Tx, factors, users};

/// How long a form is kept for its sender.
const KEPT: Duration = Duration::from_secs(600);

/// The class that a session needs for a sensitive act of its person: both steps where the second one is on, as far
/// as they can be told apart.
pub async fn needed(core: &Core, session: &Session) -> Result<Class, Fault> {
    let has = factors::of(&mut core.db.read().await?, session.user).await?;
    Ok(if has.two_step() { Class::TwoFactor.min(has.reachable(&session.amr)) } else { Class::Single })
}

/// A code of the app as a fresh proof, for somebody who has no password: the session that takes the place of the one
/// before. With what that one proved it makes two.
#[derive(Clone, Debug)]
pub struct ByTotp {
    /// The session.
    pub session: Session,
    /// What was typed.
    pub code: String,
    /// Digest of the cookie that makes this browser known.
    pub device: Option<Digest>,
    /// From where.
    pub origin: Origin,
}

/// Proves somebody again by their app.
pub async fn by_totp(core: &Core, input: ByTotp) -> Result<Session, TotpError> {
    let inner = core.clone();
    core.db.write(move |tx| Box::pin(async move { by_totp_within(&inner, tx, input).await })).await?
}

async fn by_totp_within(core: &Core, tx: &mut Tx, input: ByTotp) -> Result<Result<Session, TotpError>, Fault> {
    let ByTotp { session, code, device, origin } = input;
    let open = users::hold_open(tx, session.user).await?;
    if !open || !sessions::is_live_within(core, tx, session.id).await? || factors::of(tx, session.user).await?.password
    {
        return Ok(Err(TotpError::Gone));
    }
    if let Err(refusal) = totp::prove_within(core, tx, session.user, &code).await? {
        return Ok(Err(refusal));
    }
    let Session { user, mut amr, remembered, .. } = session;
    if !amr.contains(&Amr::Totp) {
        amr.push(Amr::Totp);
    }
    let begin = Begin { user, amr, remembered, device, auth_time: None, origin };
    let session = sessions::begin_within(core, tx, &begin).await?;
    Ok(session.ok_or(TotpError::Gone))
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
