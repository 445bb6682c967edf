//! A copy of everything that is kept about a person, for the person.

use std::time::Duration;

use serde_json::{Value, json};

use crate::base::{Fault, Micros};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::message::Event;
use crate::domain::user::UserId;
use crate::service::notices::{self, Tell};
use crate::service::{Core, activity, outbox};
use crate::store::{closings, own_data};

/// One copy in so long.
const EVERY: Duration = Duration::from_secs(86_400);

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// One was made lately.
    #[error("a copy was made lately")]
    Wait {
        /// When the next one can be made.
        until: Micros,
    },
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// When the next copy can be made; none if now.
pub async fn next(core: &Core, user: UserId) -> Result<Option<Micros>, Fault> {
    let last = closings::exported_at(&mut core.db.read().await?, user).await?;
    Ok(last.map(|at| at.plus(EVERY)).filter(|at| *at > core.clock.now()))
}

/// Makes the copy as JSON. The owner is told of it.
pub async fn make(core: &Core, user: UserId, origin: Origin) -> Result<String, ExportError> {
    let now = core.clock.now();
    let inner = core.clone();
    let mine = core
        .db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                if !closings::export(tx, user, now.minus(EVERY), now).await? {
                    return Ok(false);
                }
                let told = Tell { user, event: Event::ExportMade, detail: None, undo: None, also: Vec::new() };
                notices::tell_within(&inner, tx, told, &origin).await?;
                activity::record(tx, Some(user), (Topic::Account, "export", Outcome::Succeed), &origin, now).await?;
                Ok(true)
            })
        })
        .await?;
    if !mine {
        let until = next(core, user).await?.unwrap_or_else(|| now.plus(EVERY));
        return Err(ExportError::Wait { until });
    }
    outbox::wake(core);
    Ok(write_out(core, user, now).await?)
}

async fn write_out(core: &Core, user: UserId, now: Micros) -> Result<String, Fault> {
    let person = super::profile::person(core, user).await?.ok_or(Fault::Bug("whoever asks for a copy is there"))?;
    let profile = person.user.profile;
    let mut all = serde_json::Map::new();
    all.insert("made_at".into(), Value::String(now.to_datetime().to_rfc3339()));
    all.insert("issuer".into(), Value::String(core.issuer().to_owned()));
    let facts = json!({
        "firstname": profile.firstname,
        "lastname": profile.lastname,
        "patronymic": profile.patronymic,
        "date_of_birth": profile.date_of_birth,
        "gender": profile.gender,
        "country": profile.country,
        "nationality": profile.nationality,
        "identifier": profile.identifier,
        "address": profile.address,
    });
    all.insert("profile".into(), facts);
    for (name, lines) in own_data::all(&mut core.db.read().await?, user).await? {
        all.insert(name.into(), Value::Array(lines.into_iter().map(Value::Object).collect()));
    }
    serde_json::to_string_pretty(&Value::Object(all)).map_err(|_| Fault::Bug("a copy is JSON"))
}
