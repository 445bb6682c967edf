//! RFC 8628: a device asks for a code, a person types it elsewhere. What follows is an authorization
//! like any other ([`crate::service::authorize::device`]).

use std::sync::Arc;
use std::time::Duration;

use crate::base::{Digest, Fault, Id, Micros, Secret, random};
use crate::domain::activity::{Activity, Origin, Outcome, Topic};
use crate::domain::device_sign_in::{DeviceSignIn, WaitStage};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::device::{DeviceAuthorization, DeviceStage, UserCode};
use crate::domain::user::UserId;
use crate::protocol::authorize;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::service::limits::{self, UserCodeTry};
use crate::service::{Core, activity, clients};
use crate::store::{Tx, device_sign_ins, devices};

/// What the device gets (RFC 8628 §3.2).
#[derive(Clone, Debug)]
pub struct Started {
    /// What it asks with.
    pub device_code: Secret,
    /// What it shows.
    pub user_code: UserCode,
    /// Life of both in seconds.
    pub expires_in: u64,
    /// Seconds between two questions.
    pub interval: u64,
}

/// Why a device gets no code.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The protocol's answer.
    #[error(transparent)]
    Refused(#[from] OAuthError),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// RFC 8628 §3.1: a device of `client`, which has proved itself, asks to be let in.
pub async fn start(core: &Core, client: &Client, params: &Params, origin: Origin) -> Result<Started, StartError> {
    let scopes = authorize::device_scopes(params, client)?;
    let (now, tokens) = (core.clock.now(), &core.config.tokens);
    // One of 20⁸ codes is in use by chance only.
    for _ in 0..3 {
        let (device_code, user_code) = (random::token()?, UserCode::fresh()?);
        let device = DeviceAuthorization {
            id: Id::ordered(),
            code: device_code.digest(),
            user_code: digest(core, &user_code),
            client: client.id.clone(),
            scopes: scopes.clone(),
            origin: origin.clone(),
            stage: DeviceStage::Pending,
            interval: u32::try_from(tokens.device_interval_seconds).unwrap_or(u32::MAX),
            created_at: now,
            expires_at: now.plus(Duration::from_secs(tokens.device_seconds)),
        };
        let insert = core.db.write_one(move |tx| Box::pin(async move { devices::insert(tx, &device).await }));
        if insert.await.map_err(|fault: Fault| fault)? {
            let (expires_in, interval) = (tokens.device_seconds, tokens.device_interval_seconds);
            return Ok(Started { device_code, user_code, expires_in, interval });
        }
    }
    Err(Fault::Busy("user codes").into())
}

/// A short code could be tried out by whoever reads the database.
pub(super) fn digest(core: &Core, code: &UserCode) -> Digest {
    core.keyring.word_digest("user-code", code.letters())
}

/// A device that waits for a decision.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The record.
    pub device: DeviceAuthorization,
    /// Whose device it is.
    pub client: Arc<Client>,
}

/// Why a typed code leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No device shows it.
    #[error("no device shows this code")]
    Unknown,
    /// The device waits no longer.
    #[error("the code has expired")]
    Expired,
    /// Somebody has decided.
    #[error("the code was used")]
    Used,
    /// Too many wrong ones.
    #[error("too many wrong codes")]
    TooMany {
        /// No try counts before then.
        until: Micros,
    },
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a typed code leads to.
#[derive(Clone, Debug)]
pub enum Opened {
    /// A device of a client.
    Device(Waiting),
    /// A browser that wants to be let in here.
    SignIn(DeviceSignIn),
}

enum Found {
    Device(DeviceAuthorization),
    SignIn(DeviceSignIn),
}

/// RFC 8628 §3.3: finds who shows the code that somebody typed. Wrong codes are counted (§5.1).
pub async fn open(core: &Core, code: &UserCode, by: UserCodeTry) -> Result<Opened, OpenError> {
    let (digest, own, now) = (digest(core, code), core.clone(), core.clock.now());
    let judged = core.db.write(move |tx| {
        Box::pin(async move {
            if let Some(until) = limits::user_code_try(&own, tx, &by).await? {
                return Ok::<_, Fault>(Err(OpenError::TooMany { until }));
            }
            let Some((found, pending, expires_at)) = find(tx, &digest).await? else {
                return Ok(Err(OpenError::Unknown));
            };
            if !pending {
                return Ok(Err(OpenError::Used));
            }
            if now >= expires_at {
                return Ok(Err(OpenError::Expired));
            }
            limits::user_code_right(&own, tx, &by).await?;
            Ok(Ok(found))
        })
    });
    match judged.await?? {
        Found::SignIn(waits) => Ok(Opened::SignIn(waits)),
        Found::Device(device) => {
            let client = clients::find(core, &device.client).await?.ok_or(OpenError::Unknown)?;
            Ok(Opened::Device(Waiting { device, client }))
        }
    }
}

/// Who shows a code, whether nobody has decided about it, and until when it works.
async fn find(tx: &mut Tx, code: &Digest) -> Result<Option<(Found, bool, Micros)>, Fault> {
    if let Some(device) = devices::find_by_user_code(tx, code).await? {
        let (pending, until) = (device.stage == DeviceStage::Pending, device.expires_at);
        return Ok(Some((Found::Device(device), pending, until)));
    }
    let waits = device_sign_ins::find_by_user_code(tx, code).await?;
    Ok(waits.map(|waits| {
        let (pending, until) = (waits.stage == WaitStage::Pending, waits.expires_at);
        (Found::SignIn(waits), pending, until)
    }))
}

/// Somebody does not know the device. Whoever holds its code may turn it away, signed in or not.
pub async fn deny(core: &Core, waiting: &Waiting, by: Option<UserId>, origin: Origin) -> Result<(), Fault> {
    let id = waiting.device.id;
    let line = Activity {
        user: by,
        client: Some(waiting.client.id.to_string()),
        topic: Topic::Consent,
        action: "deny_device",
        outcome: Outcome::Denied,
        at: core.clock.now(),
    };
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if devices::deny(tx, id).await? {
                    activity::write(tx, &line, &origin).await?;
                }
                Ok(())
            })
        })
        .await
}
