//! RFC 8628 §3.3: an authorization whose answer a device waits for. It takes the same road as any other
//! and ends on a page of ours.

use std::sync::Arc;
use std::time::Duration;

use crate::base::{Digest, Fault, Id};
use crate::domain::oauth::client::{Client, ValidatedRedirect};
use crate::domain::oauth::device::{DeviceAuthorization, DeviceId, DeviceStage};
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::track::{AuthorizationRequest, Stage, Track, TrackId};
use crate::protocol::authorize;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::protocol::redirect::Answer;
use crate::service::{Core, clients};
use crate::store::{devices, tracks};

use super::view::{self, TrackError};

/// Where the person's part ends.
const END: &str = "/device/done";

/// A person confirmed the code of a device in a browser.
pub async fn begin(core: &Core, device: &DeviceAuthorization, browser: Digest) -> Result<TrackId, Fault> {
    let now = core.clock.now();
    let id = Id::opaque();
    let request = Params::from([("client_id", device.client.as_str()), ("scope", &device.scopes.to_string())]);
    let track = Track {
        id,
        browser: Some(browser),
        client: device.client.clone(),
        entrance: Entrance::Standard,
        pushed: None,
        device: Some(device.id),
        request: core.keyring.seal(&view::place(id), &request.encode())?,
        stage: Stage::Started,
        created_at: now,
        expires_at: now.plus(Duration::from_secs(core.config.tokens.track_seconds)),
    };
    core.db.write_one(move |tx| Box::pin(async move { tracks::insert(tx, &track).await })).await?;
    Ok(id)
}

/// Reads the request of a track again.
pub(super) fn read_request(
    core: &Core,
    text: &str,
    client: &Client,
    device: DeviceId,
) -> Result<AuthorizationRequest, OAuthError> {
    let end = ValidatedRedirect::ours(&core.config.server.issuer, END);
    authorize::check_device(&Params::parse(text)?, client, device, end)
}

/// The answer to the browser; `None` where it goes to a client.
pub(super) fn answer(request: &AuthorizationRequest, track: Option<TrackId>) -> Option<Answer> {
    request.device.and(track).map(end_of)
}

fn end_of(track: TrackId) -> Answer {
    Answer::Location(format!("{END}?track_id={track}"))
}

/// The answer for a track whose device waits no longer: its time is over, or another browser was faster.
pub(super) async fn overtaken(core: &Core, track: &Track) -> Result<Option<Answer>, Fault> {
    let Some(device) = track.device else { return Ok(None) };
    let found = devices::find(&mut core.db.read().await?, device).await?;
    let open = found.is_some_and(|device| device.is_open(core.clock.now()));
    Ok((!open).then(|| end_of(track.id)))
}

/// How the person's part ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceEnd {
    /// They let the device in.
    Allowed,
    /// They did not.
    Denied,
    /// The device does not wait any more.
    Expired,
    /// Somebody decided elsewhere.
    Used,
}

/// The client and the end of a track of this browser; no end while it can go on.
pub async fn outcome(
    core: &Core,
    id: TrackId,
    binding: &Digest,
) -> Result<(Arc<Client>, Option<DeviceEnd>), TrackError> {
    let mut reader = core.db.read().await?;
    let track = tracks::find(&mut reader, id).await?.ok_or(TrackError::Unknown)?;
    if track.browser.as_ref().is_none_or(|own| !own.matches(binding)) {
        return Err(TrackError::OtherBrowser);
    }
    let device = track.device.ok_or(TrackError::Unknown)?;
    let device = devices::find(&mut reader, device).await?.ok_or(TrackError::Unknown)?;
    drop(reader);
    let client = clients::find(core, &track.client).await?.ok_or(TrackError::Unknown)?;
    let end = match (track.stage, device.stage) {
        (Stage::Issued, _) => Some(DeviceEnd::Allowed),
        (Stage::Refused, _) => Some(DeviceEnd::Denied),
        (_, DeviceStage::Pending) if device.is_open(core.clock.now()) => None,
        (_, DeviceStage::Pending) => Some(DeviceEnd::Expired),
        _ => Some(DeviceEnd::Used),
    };
    Ok((client, end))
}
