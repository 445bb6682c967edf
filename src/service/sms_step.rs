//! A code by SMS as the second step, for whoever chose it.

use crate::base::{Fault, Secret};
use crate::domain::activity::Origin;
use crate::domain::contact::Channel;
use crate::domain::factors::Factors;
use crate::domain::message::Event;
use crate::domain::undo::Undo;
use crate::domain::user::UserId;
use crate::service::totp::{RemoveError, changed, may_remove};
use crate::service::{Core, outbox, recovery_codes};
use crate::store::{Tx, contacts, factors, known_devices, users};

/// Why codes by SMS did not become the second step.
#[derive(Debug, thiserror::Error)]
pub enum TurnOnError {
    /// There are no text messages here.
    #[error("there are no text messages here")]
    NoSms,
    /// The person has no confirmed phone number.
    #[error("no confirmed phone number")]
    NoPhone,
    /// The person has no password: a code by SMS would be the first step and the second.
    #[error("no password")]
    NoPassword,
    /// No such person in good standing.
    #[error("no such person")]
    Unknown,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes codes by SMS a second step. Gives recovery codes, in clear for the only time, where there were none.
pub async fn turn_on(core: &Core, user: UserId, origin: Origin) -> Result<Option<Vec<Secret>>, TurnOnError> {
    if !core.gateways.sms.is_on() {
        return Err(TurnOnError::NoSms);
    }
    let inner = core.clone();
    let codes =
        core.db.write(move |tx| Box::pin(async move { turn_on_within(&inner, tx, user, &origin).await })).await?;
    outbox::wake(core);
    Ok(codes)
}

async fn turn_on_within(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    origin: &Origin,
) -> Result<Option<Vec<Secret>>, TurnOnError> {
    let now = core.clock.now();
    if !users::hold_open(tx, user).await? {
        return Err(TurnOnError::Unknown);
    }
    let person = contacts::person(tx, user).await?.ok_or(TurnOnError::Unknown)?;
    if person.proved(Channel::Phone).next().is_none() {
        return Err(TurnOnError::NoPhone);
    }
    let has = factors::of(tx, user).await?;
    if !has.password {
        return Err(TurnOnError::NoPassword);
    }
    if !users::set_sms_step(tx, user, Some(now)).await? {
        return Ok(None);
    }
    let codes = if has.recovery_left == 0 { Some(recovery_codes::make_within(core, tx, user).await?) } else { None };
    changed(core, tx, user, (Event::SmsStepOn, Some(Undo::StopSmsStep)), "sms_step_on", origin).await?;
    Ok(codes)
}

/// Codes by SMS are no second step any more.
pub async fn turn_off(core: &Core, user: UserId, origin: Origin) -> Result<(), RemoveError> {
    let inner = core.clone();
    core.db
        .write::<(), RemoveError, _>(move |tx| {
            Box::pin(async move {
                let has = factors::of(tx, user).await?;
                may_remove(&inner, tx, user, Factors { sms_step: false, ..has }).await?;
                if !users::set_sms_step(tx, user, None).await? {
                    return Err(RemoveError::Gone);
                }
                known_devices::distrust(tx, user).await?;
                recovery_codes::tidy_within(tx, user).await?;
                Ok(changed(&inner, tx, user, (Event::SmsStepOff, Some(Undo::StartSmsStep)), "sms_step_off", &origin)
                    .await?)
            })
        })
        .await?;
    outbox::wake(core);
    Ok(())
}
