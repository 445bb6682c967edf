//! The first step: a request becomes an answer, or a track with a page to show.

use std::sync::Arc;
use std::time::Duration;

use crate::base::{Digest, Fault, Id};
use crate::domain::activity::Origin;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::track::{AuthorizationRequest, Stage, Track, TrackId};
use crate::protocol::authorize;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::protocol::prompt::Step;
use crate::protocol::redirect::Answer;
use crate::service::clients::AuthError;
use crate::service::{Core, clients};
use crate::store::tracks;

use super::advance::decide;
use super::issue::Ending;
use super::resolve::{Resolved, resolve};
use super::view::Browser;
use super::{Next, issue, view};

/// A request at the authorization endpoint.
pub struct Begin {
    /// Its parameters.
    pub params: Params,
    /// By which entrance it came: the standard one or `/openid`.
    pub entrance: Entrance,
    /// The browser that brought it.
    pub browser: Browser,
    /// From where.
    pub origin: Origin,
}

/// Why a request is answered by an error page: there is no safe place to return to.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The protocol's answer.
    #[error(transparent)]
    Refused(#[from] OAuthError),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<AuthError> for BeginError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Refused(error) => Self::Refused(error),
            AuthError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// OIDC Core §3.1.2: answers at once where nothing is left to ask; that costs one write, of the code.
pub async fn begin(core: &Core, input: Begin) -> Result<Next, BeginError> {
    let now = core.clock.now();
    let Asked { client, params, pushed, request } = match checked(core, &input.params, input.entrance).await? {
        Ok(asked) => asked,
        Err(answer) => return Ok(Next::Answer(answer)),
    };
    // Once more if the session or the consent ended while the code was made.
    for _ in 0..2 {
        let decided = decide(core, &request, Stage::Started, now, &input.browser.sessions).await?;
        match decided.step {
            Step::Issue(_) => {
                if let Some(answer) =
                    issue::code(core, &client, &request, decided, Ending::Silent(pushed.clone()), &input.origin).await?
                {
                    return Ok(Next::Answer(answer));
                }
            }
            Step::Refuse(error) => {
                return Ok(Next::Answer(issue::return_address(&request).error(&error, core.issuer())));
            }
            step => {
                let draft = Draft { client: &client, entrance: input.entrance, params: &params };
                let track = save(core, draft, pushed, Some(input.browser.binding)).await?;
                return Ok(Next::Page { track, step, mode: request.mode });
            }
        }
    }
    Err(Fault::Busy("the sessions of this browser").into())
}

/// A request that came by a cross-site POST: the browser sent no cookies with it, so it is stored and
/// opened by a GET of our own.
pub async fn park(core: &Core, params: Params) -> Result<Result<TrackId, Answer>, BeginError> {
    match checked(core, &params, Entrance::Standard).await? {
        Ok(Asked { client, params, pushed, .. }) => {
            let draft = Draft { client: &client, entrance: Entrance::Standard, params: &params };
            Ok(Ok(save(core, draft, pushed, None).await?))
        }
        Err(answer) => Ok(Err(answer)),
    }
}

/// A request that passed every check.
struct Asked {
    client: Arc<Client>,
    /// The parameters that count.
    params: Params,
    pushed: Option<Digest>,
    request: AuthorizationRequest,
}

async fn checked(core: &Core, outer: &Params, entrance: Entrance) -> Result<Result<Asked, Answer>, BeginError> {
    const UNKNOWN: OAuthError = OAuthError::invalid_client("there is no such client");
    let id = authorize::client_id(outer)?;
    let client = clients::find(core, &id).await?.ok_or(UNKNOWN)?;
    let resolved = resolve(core, outer, &client).await?;
    let Resolved { params, arrival, pushed } = match resolved {
        Ok(resolved) => resolved,
        // Back to the client only where the address itself says a registered place.
        Err(error) if outer.get("redirect_uri").is_none() => return Err(error.into()),
        Err(error) => {
            return Ok(Err(authorize::return_address(outer, &client, entrance)?.error(&error, core.issuer())));
        }
    };
    let to = authorize::return_address(&params, &client, entrance)?;
    let request = match authorize::admit(&client, arrival) {
        Ok(()) => view::check(core, &params, &client, to.clone()).await?,
        Err(error) => Err(error),
    };
    match request {
        Ok(request) => Ok(Ok(Asked { client, params: params.only(authorize::PARAMETERS), pushed, request })),
        Err(error) => Ok(Err(to.error(&error, core.issuer()))),
    }
}

/// What a track is made from.
pub(super) struct Draft<'a> {
    pub client: &'a Client,
    pub entrance: Entrance,
    pub params: &'a Params,
}

impl Draft<'_> {
    /// A track that begins now and lives so long.
    pub(super) fn track(
        self,
        core: &Core,
        life: u64,
        pushed: Option<Digest>,
        browser: Option<Digest>,
    ) -> Result<Track, Fault> {
        let now = core.clock.now();
        let id = Id::opaque();
        Ok(Track {
            id,
            browser,
            client: self.client.id.clone(),
            entrance: self.entrance,
            pushed,
            device: None,
            request: core.keyring.seal(&view::place(id), &self.params.encode())?,
            stage: Stage::Started,
            created_at: now,
            expires_at: now.plus(Duration::from_secs(life)),
        })
    }
}

async fn save(
    core: &Core,
    draft: Draft<'_>,
    pushed: Option<Digest>,
    browser: Option<Digest>,
) -> Result<TrackId, Fault> {
    let track = draft.track(core, core.config.tokens.track_seconds, pushed, browser)?;
    let id = track.id;
    core.db.write_one(move |tx| Box::pin(async move { tracks::insert(tx, &track).await })).await?;
    Ok(id)
}
