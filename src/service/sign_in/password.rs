//! By password. Names that nobody has cost the same work, count against the same limits and get the
//! same words.

use std::time::Duration;

use crate::base::{Digest, Fault, Micros, Secret};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::contact::Address;
use crate::domain::session::Amr;
use crate::domain::user::UserId;
use crate::service::limits::{self, LimitError, PasswordTry};
use crate::service::{Core, activity};
use crate::store::credentials::Candidate;
use crate::store::{Tx, credentials, users};

use super::enter::{Barred, Entered, Proved, barred, enter_within};

/// A sign-in by password.
#[derive(Clone, Debug)]
pub struct WithPassword {
    /// What was typed as e-mail address or phone number.
    pub identifier: String,
    /// What was typed as password.
    pub password: Secret,
    /// Whether to stay signed in.
    pub remembered: bool,
    /// Digest of the cookie that makes this browser known, old or new.
    pub device: Option<Digest>,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// The page of ours that follows, where no authorization does.
    pub next: Option<String>,
    /// The only person who may come in by it, where one proves themselves again.
    pub only: Option<UserId>,
    /// From where.
    pub origin: Origin,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such person, no password, or another one.
    #[error("name and password do not match")]
    Mismatch,
    /// Tried too often; not before then.
    #[error("too many tries")]
    Wait {
        /// When the next try counts.
        until: Micros,
    },
    /// The right password, but the person may not come in by it.
    #[error("not let in")]
    Barred(Barred),
    /// Our failure; [`Fault::Busy`] is worth another try soon.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<LimitError> for SignInError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Until(until) => Self::Wait { until },
            LimitError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Signs somebody in by password.
pub async fn with_password(core: &Core, input: WithPassword) -> Result<Entered, SignInError> {
    let (found, decoy) = candidate(core, &input).await?;
    let who = password_try(core, &input, found.as_ref());
    let (inner, counted) = (core.clone(), who.clone());
    // Counted before the hash is waited for, as a failure until it proves right.
    core.db
        .write::<(), SignInError, _>(move |tx| {
            Box::pin(async move { Ok(limits::password_try(&inner, tx, &counted).await?) })
        })
        .await?;
    let stored = found.as_ref().and_then(|c| c.hash.clone());
    let verified = core.hasher.verify_or(input.password.clone(), stored.clone(), decoy).await?;
    let (Some(found), Some(stored), true) = (&found, stored, verified.matches) else {
        failed(core, found.map(|c| c.user), input.origin).await?;
        return Err(SignInError::Mismatch);
    };
    let fresh = if verified.outdated { Some(core.hasher.hash(input.password.clone()).await?) } else { None };
    let (inner, user) = (core.clone(), found.user);
    core.db
        .write::<_, SignInError, _>(move |tx| {
            Box::pin(async move { admit(&inner, tx, user, &stored, fresh, who, input).await })
        })
        .await?
}

/// The right password: looks again, now that nothing can change beside it, and begins the session.
async fn admit(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    stored: &str,
    fresh: Option<String>,
    who: PasswordTry,
    input: WithPassword,
) -> Result<Result<Entered, SignInError>, SignInError> {
    users::hold(tx, user).await?;
    limits::password_right(core, tx, &who).await?;
    let proved = Proved {
        user,
        by: vec![Amr::Pwd],
        remembered: input.remembered,
        device: input.device,
        browser: input.browser,
        next: input.next,
        anew: input.only.is_some(),
        origin: input.origin,
    };
    let entered = match enter_within(core, tx, &proved).await? {
        Ok(entered) => entered,
        Err(why) => {
            barred(core, tx, user, &proved.origin).await?;
            return Ok(Err(SignInError::Barred(why)));
        }
    };
    if credentials::password_of(tx, user).await?.as_deref() != Some(stored) {
        return Err(SignInError::Mismatch);
    }
    if let Some(fresh) = fresh {
        credentials::rehash(tx, user, stored, &fresh).await?;
    }
    Ok(Ok(entered))
}

/// The holder of the name, and whose hash is computed if there is none.
async fn candidate(core: &Core, input: &WithPassword) -> Result<(Option<Candidate>, Option<String>), Fault> {
    let since = core.clock.now().minus(Duration::from_secs(core.config.sessions.known_device_seconds));
    let mut reader = core.db.read().await?;
    let found = match Address::parse(&input.identifier) {
        Ok(address) => credentials::candidate(&mut reader, &address, input.device.as_ref(), since).await?,
        Err(_) => None,
    };
    let place = core.keyring.word_digest("decoy", &name(&input.identifier));
    let decoy = credentials::decoy(&mut reader, place.text().get(..8).unwrap_or_default()).await?;
    Ok((found.filter(|found| input.only.is_none_or(|only| only == found.user)), decoy))
}

/// One form for all spellings of a name, also of one that is no address.
fn name(identifier: &str) -> String {
    Address::parse(identifier).map_or_else(|_| identifier.trim().to_lowercase(), |a| a.as_str().to_owned())
}

fn password_try(core: &Core, input: &WithPassword, found: Option<&Candidate>) -> PasswordTry {
    let unknown = || core.keyring.word_digest("unknown name", &name(&input.identifier)).text().to_owned();
    PasswordTry {
        person: found.map_or_else(unknown, |c| c.user.text()),
        origin: input.origin.clone(),
        known_device: input.device.clone().filter(|_| found.is_some_and(|c| c.known_device)),
    }
}

async fn failed(core: &Core, user: Option<UserId>, origin: Origin) -> Result<(), Fault> {
    let now = core.clock.now();
    let what = (Topic::Session, "sign_in", Outcome::Failed);
    core.db.write(move |tx| Box::pin(async move { activity::record(tx, user, what, &origin, now).await })).await
}
