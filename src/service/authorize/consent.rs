//! What a person is asked to share, and what they decide.

use crate::base::{Fault, Locale};
use crate::domain::activity::{Activity, Origin, Outcome, Topic};
use crate::domain::consent::Consent;
use crate::domain::contact::Channel;
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::scope::{Fact, KnownScope, Scopes, lookup};
use crate::domain::session::SessionId;
use crate::domain::user::{Person, UserId};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::prompt::Step;
use crate::service::{Core, accounts, activity, sessions as verbs};
use crate::store::{consents, grants, profile_requests, sessions, tracks};

use super::view::{Browser, TrackError, View};
use super::{Next, advance, issue};

/// Everything the consent page shows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// As whom the person answers.
    pub person: Person,
    /// In which session.
    pub session: SessionId,
    /// Scopes that come with Allow.
    pub required: Vec<&'static KnownScope>,
    /// Scopes that the person ticks.
    pub optional: Vec<&'static KnownScope>,
    /// What was decided before.
    pub earlier: Option<Consent>,
    /// Required facts that the account lacks.
    pub missing: Vec<Fact>,
}

impl Sheet {
    /// The names of what comes with Allow.
    pub fn needs(&self) -> Scopes {
        self.required.iter().map(|scope| scope.name).collect()
    }
}

/// Scopes that come with Allow and have nothing to show: they open no fact.
pub(super) const SHOWN_NOTHING: [&str; 2] = ["openid", "read.cards"];

/// Draws up the sheet for the person in `session`.
pub async fn sheet(core: &Core, view: &View, session: SessionId, user: UserId) -> Result<Option<Sheet>, Fault> {
    let Some(person) = accounts::profile::person(core, user).await? else { return Ok(None) };
    let earlier = consents::find(&mut core.db.read().await?, user, &view.client.id).await?;
    let known: Vec<&'static KnownScope> =
        view.request.scopes.iter().filter_map(lookup).filter(|s| !SHOWN_NOTHING.contains(&s.name)).collect();
    let (required, optional): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|s| view.client.requires(s.name) && !view.request.voluntary.contains(s.name));
    let missing = missing_facts(&person, &required);
    Ok(Some(Sheet { person, session, required, optional, earlier, missing }))
}

/// The sheet as it stands now: for whoever the authorization is about, if it has come to the question.
pub async fn current(core: &Core, view: &View, browser: &Browser) -> Result<Option<Sheet>, Fault> {
    let track = &view.track;
    let decided = advance::decide(core, &view.request, track.stage, track.created_at, &browser.sessions).await?;
    match (decided.step, decided.session) {
        (Step::Consent(_) | Step::Issue(_), Some(session)) => sheet(core, view, session.id, session.user).await,
        _ => Ok(None),
    }
}

/// Facts that required scopes open and the account lacks. A whole-profile scope asks for the names
/// only: the rest of it is sent if it is there, like an address.
fn missing_facts(person: &Person, required: &[&KnownScope]) -> Vec<Fact> {
    let mut missing: Vec<Fact> = required
        .iter()
        .flat_map(|scope| {
            let names_only = scope.name == "profile";
            scope.facts.iter().filter(move |f| !names_only || matches!(f, Fact::Firstname | Fact::Lastname))
        })
        .filter(|fact| !matches!(fact, Fact::Patronymic | Fact::Address) && !has(person, **fact))
        .copied()
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// Whether an account holds a fact.
pub fn has(person: &Person, fact: Fact) -> bool {
    let profile = &person.user.profile;
    let contact = |channel| person.proved(channel).next().is_some();
    match fact {
        Fact::Firstname => profile.firstname.is_some(),
        Fact::Lastname => profile.lastname.is_some(),
        Fact::Patronymic => profile.patronymic.is_some(),
        Fact::Phone | Fact::Phones => contact(Channel::Phone),
        Fact::Email | Fact::Emails => contact(Channel::Email),
        Fact::DateOfBirth => profile.date_of_birth.is_some(),
        Fact::Gender => profile.gender.is_some(),
        Fact::Country => profile.country.is_some(),
        Fact::Nationality => profile.nationality.is_some(),
        Fact::Identifier => profile.identifier.is_some(),
        Fact::Address => profile.address.is_some(),
    }
}

/// A decision as it was made on the page.
#[derive(Clone, Debug)]
pub struct Decide {
    /// The person the page was drawn for.
    pub account: UserId,
    /// Optional scopes that were ticked.
    pub ticked: Scopes,
    /// Allow, or don't.
    pub allow: bool,
    /// The language in which it was read.
    pub locale: Locale,
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Another account is active now than the page was drawn for: look again.
    #[error("the page was drawn for another account")]
    OtherAccount,
    /// The account lacks something that is required: add it first.
    #[error("required data is missing")]
    Missing,
    /// The authorization cannot go on.
    #[error(transparent)]
    Track(#[from] TrackError),
}

impl From<Fault> for DecideError {
    fn from(fault: Fault) -> Self {
        Self::Track(TrackError::Fault(fault))
    }
}

/// Takes the decision. `current` is the sheet as it would be drawn now.
pub async fn decide(
    core: &Core,
    view: View,
    current: &Sheet,
    input: Decide,
    browser: &Browser,
    origin: &Origin,
) -> Result<Next, DecideError> {
    if current.person.user.id != input.account {
        return Err(DecideError::OtherAccount);
    }
    let id = view.track.id;
    if !input.allow {
        let denied = OAuthError::new(ErrorCode::AccessDenied, "the person did not allow it");
        note(core, &view, input.account, "deny_client", origin).await?;
        issue::refuse(core, &view.request, view.track, &denied).await?;
    } else if current.missing.is_empty() {
        allow(core, view, current, &input, origin).await?;
    } else {
        return Err(DecideError::Missing);
    }
    Ok(advance(core, id, browser, origin).await?)
}

async fn allow(core: &Core, view: View, current: &Sheet, input: &Decide, origin: &Origin) -> Result<(), DecideError> {
    let now = core.clock.now();
    let asked = view.request.scopes.clone();
    let optional: Scopes = current.optional.iter().map(|s| s.name).collect();
    // Whatever the form says, only what was asked and is optional can be ticked.
    let granted = asked.without(&optional).union(&input.ticked.intersection(&optional));
    let (user, client, locale) = (input.account, view.client.id.clone(), input.locale);
    let approved = view.track.approve(current.session).map_err(|_| TrackError::Unknown)?;
    let line = line(user, &client, "allow_client", now);
    let origin = origin.clone();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                // Answered in another tab meanwhile: the first answer stands.
                if !tracks::advance(tx, &approved, None, now).await? {
                    return Ok(());
                }
                let earlier = consents::find(tx, user, &client).await?.unwrap_or_else(|| Consent::none(now));
                consents::save(tx, user, &client, &earlier.updated(&asked, &granted, now), locale).await?;
                activity::write(tx, &line, &origin).await
            })
        })
        .await
        .map_err(|fault: Fault| fault.into())
}

async fn note(core: &Core, view: &View, user: UserId, action: &'static str, origin: &Origin) -> Result<(), Fault> {
    let mut line = line(user, &view.client.id, action, core.clock.now());
    line.outcome = Outcome::Denied;
    let origin = origin.clone();
    core.db.write(move |tx| Box::pin(async move { activity::write(tx, &line, &origin).await })).await
}

fn line(user: UserId, client: &ClientId, action: &'static str, at: crate::base::Micros) -> Activity {
    let client = Some(client.to_string());
    Activity { user: Some(user), client, topic: Topic::Consent, action, outcome: Outcome::Succeed, at }
}

/// What a person gave to clients, the newest first: id, name, decision.
pub async fn of_user(core: &Core, user: UserId) -> Result<Vec<(ClientId, String, Consent)>, Fault> {
    consents::of_user(&mut core.db.read().await?, user).await
}

/// Takes everything back from a client: the decision is forgotten, every token ends with it. False
/// if nothing was given.
pub async fn withdraw(core: &Core, user: UserId, client: ClientId, origin: Origin) -> Result<bool, Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                // A code that is being made right now is waited for, or finds no consent.
                sessions::hold_all(tx, user).await?;
                let known = consents::delete(tx, user, &client).await?;
                let ended = grants::revoke_pair(tx, user, &client, now).await?;
                verbs::note_families(tx, &ended.families, now).await?;
                profile_requests::end_of_user(tx, user, Some(&client), now).await?;
                if known || ended.count > 0 {
                    activity::write(tx, &line(user, &client, "remove_client", now), &origin).await?;
                }
                Ok(known)
            })
        })
        .await
        .inspect(|_| verbs::wake(core))
}
