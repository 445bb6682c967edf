//! How an account is secured, in one look, and browsers that are spared the second step.

use crate::base::{Fault, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::factors::Factors;
use crate::domain::user::UserId;
use crate::service::{Core, activity};
use crate::store::{credentials, factors, known_devices, recovery_codes, totp};

/// How an account is secured.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// What the person can prove themselves with.
    pub factors: Factors,
    /// When the password was set.
    pub password_since: Option<Micros>,
    /// When the authenticator app was set up.
    pub totp_since: Option<Micros>,
    /// When recovery codes were made.
    pub codes_since: Option<Micros>,
    /// Browsers that are spared the second step.
    pub trusted: u32,
}

/// How a person's account is secured.
pub async fn of(core: &Core, user: UserId) -> Result<Standing, Fault> {
    let mut reader = core.db.read().await?;
    Ok(Standing {
        factors: factors::of(&mut reader, user).await?,
        password_since: credentials::changed_at(&mut reader, user).await?,
        totp_since: totp::of(&mut reader, user).await?.map(|app| app.since),
        codes_since: recovery_codes::since(&mut reader, user).await?,
        trusted: known_devices::trusted(&mut reader, user, core.clock.now()).await?,
    })
}

/// What a person can prove themselves with.
pub async fn factors(core: &Core, user: UserId) -> Result<Factors, Fault> {
    factors::of(&mut core.db.read().await?, user).await
}

/// Asks every browser of a person for the second step again.
pub async fn distrust(core: &Core, user: UserId, origin: Origin) -> Result<(), Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                known_devices::distrust(tx, user).await?;
                let what = (Topic::Security, "distrust_devices", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await
            })
        })
        .await
}
