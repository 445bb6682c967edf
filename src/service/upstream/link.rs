//! Links between accounts elsewhere and accounts here: made by whoever proved both, taken away by the owner.

use std::time::Duration;

use crate::base::{Digest, Fault, Id};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::message::Event;
use crate::domain::policy::Whom;
use crate::domain::session::Session;
use crate::domain::undo::Undo;
use crate::domain::upstream::{Link, LinkId, Waiting, WaitingId, Wish};
use crate::domain::user::UserId;
use crate::domain::ways::last;
use crate::service::notices::{self, Tell};
use crate::service::{Core, activity, outbox, ways};
use crate::store::{Tx, contacts, upstream_links, upstream_waiting, users};

use super::{LIFE, choices};

/// Opening an account takes two codes and a password: the account elsewhere waits longer for that.
const REGISTRATION: Duration = Duration::from_secs(1_800);
/// Accounts elsewhere that may open one account.
const MOST: usize = 10;

/// The account elsewhere that waits in a browser.
pub async fn waiting(core: &Core, browser: &Digest) -> Result<Option<Waiting>, Fault> {
    if choices(core).is_empty() {
        return Ok(None);
    }
    let found = upstream_waiting::of_browser(&mut core.db.read().await?, browser, core.clock.now()).await?;
    Ok(found)
}

/// The one that waits for this.
pub async fn waiting_to(core: &Core, browser: &Digest, wish: Wish) -> Result<Option<Waiting>, Fault> {
    Ok(waiting(core, browser).await?.filter(|waiting| waiting.wish == wish))
}

/// Notes what its owner wants with it; false if it is gone.
pub async fn choose(core: &Core, id: WaitingId, browser: &Digest, wish: Wish) -> Result<bool, Fault> {
    let now = core.clock.now();
    let until = now.plus(if wish == Wish::Register { REGISTRATION } else { LIFE });
    let browser = browser.clone();
    core.db
        .write(move |tx| Box::pin(async move { upstream_waiting::choose(tx, id, &browser, wish, until, now).await }))
        .await
}

/// Forgets what waits in a browser.
pub async fn forget(core: &Core, browser: &Digest) -> Result<(), Fault> {
    let browser = browser.clone();
    core.db.write(move |tx| Box::pin(async move { upstream_waiting::drop_of(tx, &browser).await })).await
}

/// Whether a sign-in proves the account that something is linked to: it came after the account elsewhere was
/// proved, or it is the one that the console was opened by.
pub fn proves(session: &Session, waiting: &Waiting) -> bool {
    match waiting.linker {
        Some(linker) => linker == session.user,
        None => session.auth_time >= waiting.proved_at,
    }
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct Join {
    /// The account elsewhere, as it was shown.
    pub waiting: WaitingId,
    /// Digest of the browser's binding cookie.
    pub browser: Digest,
    /// Who proved the account here.
    pub session: Session,
    /// From where.
    pub origin: Origin,
}

/// Why nothing was linked.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// It waits no longer.
    #[error("nothing waits")]
    Gone,
    /// The account here was not proved for this.
    #[error("the account was not proved for this")]
    Unproved,
    /// It opens an account already.
    #[error("it opens an account")]
    Taken,
    /// So many open the account.
    #[error("too many")]
    TooMany,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Links what waits in a browser to the account of whoever signed in there.
pub async fn join(core: &Core, input: Join) -> Result<(), JoinError> {
    let inner = core.clone();
    core.db.write(move |tx| Box::pin(async move { join_now(&inner, tx, &input).await })).await?;
    outbox::wake(core);
    Ok(())
}

async fn join_now(core: &Core, tx: &mut Tx, input: &Join) -> Result<(), JoinError> {
    let (user, now) = (input.session.user, core.clock.now());
    if !users::hold_open(tx, user).await? {
        return Err(JoinError::Gone);
    }
    let taken = upstream_waiting::take(tx, input.waiting, &input.browser, Wish::Link, now).await?;
    let waiting = taken.ok_or(JoinError::Gone)?;
    if !proves(&input.session, &waiting) {
        return Err(JoinError::Unproved);
    }
    let link = link_within(core, tx, user, &waiting, &input.origin).await?;
    let name = named(core, &waiting.identity.issuer, waiting.identity.email.as_ref().map(ToString::to_string));
    Ok(notices::tell_within(
        core,
        tx,
        told(user, Event::IdentityLinked, name, Some(Undo::identity(link))),
        &input.origin,
    )
    .await?)
}

/// Links an account elsewhere inside a transaction that took it away from where it waited.
async fn link_within(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    waiting: &Waiting,
    origin: &Origin,
) -> Result<LinkId, JoinError> {
    if upstream_links::of_user(tx, user).await?.len() >= MOST {
        return Err(JoinError::TooMany);
    }
    let now = core.clock.now();
    let identity = &waiting.identity;
    let link = Link {
        id: Id::opaque(),
        user,
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        email: identity.email.as_ref().map(ToString::to_string),
        linked_at: now,
        used_at: None,
    };
    if !upstream_links::insert(tx, &link).await? {
        return Err(JoinError::Taken);
    }
    let what = (Topic::Security, "link_identity", Outcome::Succeed);
    activity::record(tx, Some(user), what, origin, now).await?;
    Ok(link.id)
}

/// Links what waits in a browser to the account that its owner has just opened, inside that transaction. Nobody
/// is told: the account is as new as its link.
pub(in crate::service) async fn link_new_within(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    waits: (WaitingId, &Digest),
    origin: &Origin,
) -> Result<(), JoinError> {
    let (id, browser) = waits;
    let taken = upstream_waiting::take(tx, id, browser, Wish::Register, core.clock.now()).await?;
    link_within(core, tx, user, &taken.ok_or(JoinError::Gone)?, origin).await.map(drop)
}

/// An account elsewhere as its owner knows it.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The link.
    pub link: Link,
    /// What people know the provider by; its host where the configuration has it no more.
    pub name: String,
    /// Whether it can still be used.
    pub usable: bool,
}

/// What opens a person's account.
pub async fn of_user(core: &Core, user: UserId) -> Result<Vec<Linked>, Fault> {
    let links = upstream_links::of_user(&mut core.db.read().await?, user).await?;
    let all = choices(core);
    let linked = |link: Link| {
        let usable = all.iter().any(|choice| choice.issuer == link.issuer);
        Linked { name: provider(core, &link.issuer), usable, link }
    };
    Ok(links.into_iter().map(linked).collect())
}

fn provider(core: &Core, issuer: &str) -> String {
    let known = choices(core).into_iter().find(|choice| choice.issuer == issuer).map(|choice| choice.name);
    known.unwrap_or_else(|| {
        let url = url::Url::parse(issuer).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| issuer.to_owned())
    })
}

fn told(user: UserId, event: Event, name: String, undo: Option<Undo>) -> Tell {
    Tell { user, event, detail: Some(name), undo, also: Vec::new() }
}

/// How an account elsewhere is named to its owner.
fn named(core: &Core, issuer: &str, email: Option<String>) -> String {
    let name = provider(core, issuer);
    email.map_or_else(|| name.clone(), |email| format!("{name}, {email}"))
}

/// Why nothing was unlinked.
#[derive(Debug, thiserror::Error)]
pub enum UnlinkError {
    /// It is not there.
    #[error("no such link")]
    Unknown,
    /// Nothing else opens the account.
    #[error("nothing else opens the account")]
    LastWay,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Takes away what opens a person's account, if something else does.
pub async fn unlink(core: &Core, user: UserId, id: LinkId, origin: Origin) -> Result<(), UnlinkError> {
    let inner = core.clone();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                // Held, so that two ways in are not taken away at once.
                if !users::hold_open(tx, user).await? {
                    return Err(UnlinkError::Unknown);
                }
                let person = contacts::person(tx, user).await?.ok_or(UnlinkError::Unknown)?;
                let has = ways::of(&inner, tx, &person).await?;
                let link = upstream_links::remove(tx, user, id).await?.ok_or(UnlinkError::Unknown)?;
                let left = ways::of(&inner, tx, &person).await?;
                let whom = Whom { role: person.user.role, client: None };
                if last(inner.config.sign_in.policy(), whom, &has, &left).is_some() {
                    return Err(UnlinkError::LastWay);
                }
                let now = inner.clock.now();
                let what = (Topic::Security, "unlink_identity", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await?;
                let name = named(&inner, &link.issuer, link.email);
                Ok(notices::tell_within(&inner, tx, told(user, Event::IdentityUnlinked, name, None), &origin).await?)
            })
        })
        .await?;
    outbox::wake(core);
    Ok(())
}
