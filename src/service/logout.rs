//! Sign-out: which client asks, where the browser may go afterwards, and the end of the sessions.

use std::sync::Arc;

use url::Url;

use crate::base::{Fault, Locale, random};
use crate::domain::activity::Origin;
use crate::domain::contact::Address;
use crate::domain::logout::Listener;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::session::SessionId;
use crate::protocol::error::OAuthError;
use crate::protocol::id_token::HintClaims;
use crate::protocol::logout::{self as rules, Here, Hint, Road};
use crate::protocol::params::Params;
use crate::service::sessions::SignedIn;
use crate::service::subjects::subject;
use crate::service::{Core, clients, keys, sessions};
use crate::store::sessions as store;

/// A request to sign out (OIDC RP-Initiated Logout 1.0 §2), checked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Who asks, if known.
    pub client: Option<Arc<Client>>,
    /// A registered place to go to afterwards.
    pub back: Option<String>,
    /// Returned there unchanged.
    pub state: Option<String>,
    /// The ID token that came with it, and whom it names.
    pub hint: Option<(String, Hint)>,
    /// Whom the client believes to be signed in; proves nothing.
    pub about: Option<String>,
    /// The language that the client wishes for.
    pub locale: Option<Locale>,
}

/// Why a request to sign out is answered by an error page.
#[derive(Debug, thiserror::Error)]
pub enum LogoutError {
    /// The protocol's answer.
    #[error(transparent)]
    Refused(#[from] OAuthError),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Checks a request. A hint must be an ID token that we signed, expired or not. An address to return to
/// counts only if this client registered it, to the letter; without a client there is nowhere to
/// return to.
pub async fn check(core: &Core, params: &Params) -> Result<Asked, LogoutError> {
    params.refuse_repeated()?;
    let hinted = match params.get("id_token_hint") {
        None => None,
        Some(token) => {
            let claims: Option<HintClaims> = keys::read_hint(core, token).await?;
            let claims = claims.filter(|c| c.iss == core.issuer());
            Some((token, claims.ok_or(OAuthError::invalid_request("id_token_hint is not an ID token of this issuer"))?))
        }
    };
    let named = params.get("client_id");
    if let (Some(named), Some((_, claims))) = (named, &hinted)
        && !claims.aud.has(named)
    {
        return Err(OAuthError::invalid_request("client_id and id_token_hint name different clients").into());
    }
    let id = named.or(hinted.as_ref().and_then(|(_, claims)| claims.aud.first()));
    let client = match id.and_then(|id| id.parse::<ClientId>().ok()) {
        Some(id) => clients::find(core, &id).await?,
        None => None,
    };
    let back = match params.get("post_logout_redirect_uri") {
        None => None,
        Some(uri) => {
            let registered = client.as_ref().is_some_and(|c| c.logout_uris.iter().any(|own| own == uri));
            if !registered {
                return Err(OAuthError::invalid_request("post_logout_redirect_uri is not registered").into());
            }
            Some(uri.to_owned())
        }
    };
    let state = params.bounded("state", 1_024, "state is longer than 1024 bytes")?.map(str::to_owned);
    let about = params.bounded("logout_hint", 1_024, "logout_hint is longer than 1024 bytes")?.map(str::to_owned);
    let hint = hinted.map(|(token, claims)| {
        let session = claims.sid.as_deref().and_then(|sid| sid.parse().ok());
        (token.to_owned(), Hint { subject: claims.sub, session })
    });
    let locale = params.get("ui_locales").and_then(Locale::first_of);
    Ok(Asked { client, back, state, hint, about, locale })
}

impl Asked {
    /// The address to return to, with `state`.
    pub fn destination(&self) -> Option<String> {
        let state = self.state.as_deref().map(|state| ("state", state));
        Some(rules::with_query(self.back.as_ref()?, state.as_slice()))
    }

    /// How it goes on, given who is signed in in the browser.
    pub fn road(&self, core: &Core, people: &[SignedIn]) -> Road {
        let here = |p: &SignedIn| Here { session: p.session.id, subject: self.subject_of(core, p) };
        let here: Vec<_> = people.iter().map(here).collect();
        rules::road(self.hint.as_ref().map(|(_, hint)| hint), &here)
    }

    fn subject_of(&self, core: &Core, person: &SignedIn) -> String {
        let user = person.session.user;
        self.client.as_ref().map_or_else(|| user.text(), |client| subject(core, client, user))
    }

    /// Whom the question is about: the person that `logout_hint` names by a contact, `sub` or `sid`, if
    /// they are signed in here, else who is active.
    pub fn shown<'p>(&self, core: &Core, people: &'p [SignedIn]) -> Option<&'p SignedIn> {
        let about = self.about.as_deref().unwrap_or_default();
        let address = Address::parse(about).ok();
        let is_meant = |p: &&SignedIn| {
            p.session.id.text() == about
                || self.subject_of(core, p) == about
                || address.as_ref().is_some_and(|a| p.person.proved(a.channel()).any(|c| c.address == *a))
        };
        people.iter().find(is_meant).or(people.first())
    }
}

/// What people are told after they signed out, and what their browser still has to do.
#[derive(Clone, Debug, Default)]
pub struct Farewell {
    /// Clients that are told, by a call of ours or by a page of theirs.
    pub told: Vec<String>,
    /// Clients that cannot be told.
    pub not_reached: Vec<String>,
    /// Pages of clients to load in frames, with `iss` and `sid` (OIDC Front-Channel Logout 1.0 §2).
    pub frames: Vec<Url>,
}

/// Pages of clients that one sign-out loads.
const MOST_FRAMES: usize = 20;

/// Ends sessions of one browser, live or run out.
pub async fn end(
    core: &Core,
    ids: &[SessionId],
    asked_by: Option<&ClientId>,
    origin: &Origin,
) -> Result<Farewell, Fault> {
    let mut listeners = Vec::new();
    for some in ids.chunks(store::PER_BROWSER) {
        let found = store::of_ids(&mut core.db.read().await?, some).await?;
        for session in found.into_iter().map(|found| found.session).filter(|session| session.ended_at.is_none()) {
            listeners.extend(sessions::end(core, session.user, session.id, origin.clone()).await?.unwrap_or_default());
        }
    }
    Ok(farewell(core.issuer(), &listeners, asked_by))
}

/// The client that asked for the sign-out knows of it.
fn farewell(issuer: &str, listeners: &[Listener], asked_by: Option<&ClientId>) -> Farewell {
    let mut all = Farewell::default();
    for listener in listeners {
        let list = match (listener.called || listener.page.is_some(), asked_by == Some(&listener.client)) {
            (true, _) => &mut all.told,
            (false, false) => &mut all.not_reached,
            (false, true) => continue,
        };
        if !list.contains(&listener.name) {
            list.push(listener.name.clone());
        }
        let sid = listener.session.text();
        let page = listener.page.as_ref().map(|page| rules::with_query(page, &[("iss", issuer), ("sid", &sid)]));
        all.frames.extend(page.and_then(|page| page.parse().ok()));
    }
    all.frames.truncate(MOST_FRAMES);
    all
}

/// What clients can watch of a browser (OIDC Session Management 1.0 §4.2): another value after each
/// sign-in, sign-out and change of account, with no meaning of its own. `None` if nobody is signed in.
pub fn browser_state(core: &Core, held: &[SessionId]) -> Option<String> {
    let ids: Vec<_> = held.iter().map(|id| id.text()).collect();
    (!ids.is_empty()).then(|| core.keyring.sign("browser state", &ids.join(" ")))
}

/// `session_state` of an answer (OIDC Session Management 1.0 §2).
pub fn session_state(core: &Core, held: &[SessionId], client: &ClientId, redirect: &Url) -> Result<String, Fault> {
    let state = browser_state(core, held).unwrap_or_default();
    let salt = random::token()?;
    let origin = redirect.origin().ascii_serialization();
    Ok(rules::session_state(client.as_str(), &origin, &state, salt.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;

    #[test]
    fn whoever_can_be_told_is_told_and_the_one_that_asked_is_not_warned_of() {
        let session = Id::opaque();
        let listener = |id: &str, called, page: Option<&str>| Listener {
            session,
            client: id.parse().unwrap(),
            name: id.to_uppercase(),
            called,
            page: page.map(str::to_owned),
        };
        let all = [
            listener("a", true, None),
            listener("b", false, Some("https://b.example/out?x=1")),
            listener("c", false, None),
            listener("d", false, None),
        ];
        let end = farewell("https://id.example", &all, Some(&"d".parse().unwrap()));
        assert_eq!((end.told, end.not_reached), (vec!["A".to_owned(), "B".into()], vec!["C".to_owned()]));
        let expected = format!("https://b.example/out?x=1&iss=https%3A%2F%2Fid.example&sid={session}");
        assert_eq!(end.frames.iter().map(Url::as_str).collect::<Vec<_>>(), [expected]);
    }
}
