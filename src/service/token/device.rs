//! RFC 8628 §3.4, §3.5: a device asks whether it was let in. A question that finds no answer costs one
//! write; a second use of the answer ends what the first one brought, as with a code.

use std::time::Duration;

use crate::base::{Micros, Secret};
use crate::domain::oauth::device::{DeviceId, DeviceStage};
use crate::domain::oauth::grant::Grant;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::store::{access_tokens, devices, refresh_tokens};

use super::exchange::{Call, TokenError, Undone, written};
use super::mint::{self, TokenSet};
use super::revoke;

const UNKNOWN: OAuthError = OAuthError::invalid_grant("the device code is unknown or used");
const DENIED: OAuthError = OAuthError::new(ErrorCode::AccessDenied, "the person did not allow it");
const EXPIRED: OAuthError = OAuthError::new(ErrorCode::ExpiredToken, "the device code has expired");
const PENDING: OAuthError = OAuthError::new(ErrorCode::AuthorizationPending, "nobody has decided yet");
const SLOW_DOWN: OAuthError = OAuthError::new(ErrorCode::SlowDown, "too early: the interval is 5 seconds longer now");

/// RFC 8628 §3.5: by so many seconds the interval grows with each hasty question.
const PENALTY: u32 = 5;
/// So much a question may be early: networks are not even.
const SLACK: Duration = Duration::from_secs(1);

pub(super) async fn redeem(call: &Call<'_>, code: &Secret) -> Result<TokenSet, TokenError> {
    // A decision that arrives while the device asks is looked at once more.
    for _ in 0..2 {
        let now = call.core.clock.now();
        let found = devices::find_by_code(&mut call.core.db.read().await?, &code.digest()).await?;
        // Another client's try tells nothing and changes nothing.
        let Some((device, grant)) = found.filter(|(device, _)| device.client == call.client.id) else {
            return Err(UNKNOWN.into());
        };
        match (device.stage, grant) {
            (DeviceStage::Redeemed(_), Some(grant)) => {
                revoke::misused(call, &grant, "device_code_replay").await?;
                return Err(UNKNOWN.into());
            }
            _ if now >= device.expires_at => return Err(EXPIRED.into()),
            (DeviceStage::Approved(_), Some(grant)) if grant.is_live(now) => {
                return tokens(call, device.id, &grant, now).await;
            }
            (DeviceStage::Pending, _) => match poll(call, device.id, now).await? {
                Some(true) => return Err(SLOW_DOWN.into()),
                Some(false) => return Err(PENDING.into()),
                None => {}
            },
            // What was allowed was taken back before the device came for it.
            (DeviceStage::Denied | DeviceStage::Approved(_) | DeviceStage::Redeemed(_), _) => {
                return Err(DENIED.into());
            }
        }
    }
    Err(PENDING.into())
}

/// Counts the question and spends what it was proved with, in one write.
async fn poll(call: &Call<'_>, id: DeviceId, now: Micros) -> Result<Option<bool>, TokenError> {
    let marks = call.marks.clone();
    let counted = call.core.db.write(move |tx| {
        Box::pin(async move {
            let hasty = devices::poll(tx, id, PENALTY, SLACK, now).await?;
            if hasty.is_some() {
                Call::spend(&marks, tx).await?;
            }
            Ok(hasty)
        })
    });
    Ok(written(counted.await)?.flatten())
}

async fn tokens(call: &Call<'_>, id: DeviceId, grant: &Grant, now: Micros) -> Result<TokenSet, TokenError> {
    let pair = mint::pair(call, grant, grant.scopes.clone(), grant.scopes.clone(), now).await?;
    let given = pair.given(true);
    let marks = call.marks.clone();
    let outcome = call.core.db.write(move |tx| {
        Box::pin(async move {
            if !devices::redeem(tx, id, now).await? {
                return Err(Undone::Lost);
            }
            access_tokens::insert(tx, &pair.access).await?;
            if let Some((_, row)) = &pair.refresh {
                refresh_tokens::insert(tx, row).await?;
            }
            Call::spend(&marks, tx).await
        })
    });
    if written(outcome.await)?.is_none() {
        revoke::misused(call, grant, "device_code_replay").await?;
        return Err(UNKNOWN.into());
    }
    Ok(mint::answer(call, grant, given, now).await?)
}
