//! Apps with access: what each receives, and what a person changes about that.

use std::sync::Arc;

use crate::base::{Fault, Locale};
use crate::domain::activity::{Activity, Origin, Outcome, Recorded, Topic};
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::scope::{KnownScope, PROFILE, Scopes, lookup};
use crate::domain::user::UserId;
use crate::service::{Core, activity, clients};
use crate::store::consents::{self, Given};
use crate::store::{activities, grants, profile_requests, sessions};

use super::consent::SHOWN_NOTHING;

/// Lines of the history of one app.
const HISTORY: u32 = 20;

/// An app with access.
#[derive(Clone, Debug)]
pub struct Connected {
    /// What was decided, and when.
    pub given: Given,
    /// The client; none if it was switched off.
    pub client: Option<Arc<Client>>,
}

impl Connected {
    /// What comes with access and cannot be taken out of it.
    pub fn required(&self) -> Vec<&'static KnownScope> {
        let granted = self.given.consent.granted.iter().filter_map(lookup);
        granted.filter(|scope| is_shown(scope) && !self.is_optional(scope)).collect()
    }

    /// What the person was asked and may change.
    pub fn optional(&self) -> Vec<&'static KnownScope> {
        let consent = &self.given.consent;
        let decided = consent.granted.union(&consent.refused);
        decided.iter().filter_map(lookup).filter(|scope| self.is_optional(scope)).collect()
    }

    /// Whether the app works without a scope. Of one that was switched off nobody can say; it gets nothing anyway.
    fn is_optional(&self, scope: &KnownScope) -> bool {
        let works_without = self.client.as_ref().is_some_and(|client| !client.requires(scope.name));
        is_shown(scope) && (works_without || self.given.consent.refused.contains(scope.name))
    }
}

fn is_shown(scope: &KnownScope) -> bool {
    !SHOWN_NOTHING.contains(&scope.name)
}

/// The apps with access to a person's account, the ones that were decided last first.
pub async fn list(core: &Core, user: UserId) -> Result<Vec<Connected>, Fault> {
    of(core, consents::given(&mut core.db.read().await?, user, None).await?).await
}

/// One of them.
pub async fn find(core: &Core, user: UserId, client: &ClientId) -> Result<Option<Connected>, Fault> {
    let given = consents::given(&mut core.db.read().await?, user, Some(client)).await?;
    Ok(of(core, given).await?.into_iter().next())
}

async fn of(core: &Core, given: Vec<Given>) -> Result<Vec<Connected>, Fault> {
    let mut all = Vec::with_capacity(given.len());
    for given in given {
        let client = clients::find(core, &given.client).await?;
        all.push(Connected { given, client });
    }
    Ok(all)
}

/// What happened between a person and an app, the newest first.
pub async fn history(core: &Core, user: UserId, client: &ClientId) -> Result<Vec<Recorded>, Fault> {
    activities::of_pair(&mut core.db.read().await?, user, client, HISTORY).await
}

/// A new decision about what an app may have but does not need.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whose.
    pub user: UserId,
    /// About which app.
    pub client: ClientId,
    /// The optional scopes that it may have.
    pub ticked: Scopes,
    /// The language in which it was read.
    pub locale: Locale,
    /// From where.
    pub origin: Origin,
}

/// Takes the decision. What is taken back cannot be read any more by the tokens that are out; what is given counts
/// from the app's next request on. False if the app has no access.
pub async fn change(core: &Core, input: Change) -> Result<bool, Fault> {
    let Some(connected) = find(core, input.user, &input.client).await? else { return Ok(false) };
    let optional: Scopes = connected.optional().iter().map(|scope| scope.name).collect();
    let now = core.clock.now();
    core.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                let Change { user, client, ticked, locale, origin } = input;
                // A code that is being made right now is waited for, or finds another consent.
                sessions::hold_all(tx, user).await?;
                let Some(earlier) = consents::find(tx, user, &client).await? else { return Ok(false) };
                let before = earlier.granted.clone();
                let after = earlier.updated(&optional, &ticked.intersection(&optional), now);
                let gone = before.without(&after.granted);
                if after.granted == before {
                    return Ok(true);
                }
                consents::save(tx, user, &client, &after, locale).await?;
                if !gone.is_empty() {
                    grants::narrow_pair(tx, user, &client, &gone, now).await?;
                }
                if gone.contains(PROFILE) {
                    profile_requests::end_of_user(tx, user, Some(&client), now).await?;
                }
                let line = Activity {
                    user: Some(user),
                    client: Some(client.to_string()),
                    topic: Topic::Consent,
                    action: "change_client",
                    outcome: Outcome::Succeed,
                    at: now,
                };
                activity::write(tx, &line, &origin).await?;
                Ok(true)
            })
        })
        .await
}
