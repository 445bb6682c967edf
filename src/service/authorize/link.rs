//! Login links: an authorization that the client begins itself and hands to a browser (seed `001`, "Link").

use crate::base::{Locale, Micros};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::track::TrackId;
use crate::domain::oauth::vocab::ResponseMode;
use crate::protocol::authorize;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::service::{Core, proof};
use crate::store::tracks;

use super::begin::{BeginError, Draft};
use super::view;

/// What the link is for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Where the answer goes.
    pub redirect_uri: String,
    /// What is asked for.
    pub scopes: Scopes,
    /// Returned unchanged.
    pub state: Option<String>,
    /// PKCE challenge, S256.
    pub challenge: Option<String>,
    /// The language of the pages.
    pub locale: Option<Locale>,
    /// Whether the pages are in a pop-up window, and the answer is a message to the page that opened it.
    pub popup: bool,
}

/// A link that was made.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The authorization.
    pub track: TrackId,
    /// When it ends, if nobody answers.
    pub expires_at: Micros,
}

/// Checks a request as the authorization endpoint would, and keeps it: one write. No browser has it yet.
pub async fn make(core: &Core, client: &Client, ask: &Ask) -> Result<Link, BeginError> {
    // Who must bind tokens to a key could not redeem the code: nobody is sent on that road.
    const BOUND: OAuthError =
        OAuthError::new(ErrorCode::UnauthorizedClient, "the client takes only tokens that are bound to a key");
    proof::confirmation(client, None, None).map_err(|_| BOUND)?;
    let mut params = Params::from([
        ("client_id", client.id.as_str()),
        ("redirect_uri", &ask.redirect_uri),
        ("response_type", "code"),
        ("scope", &ask.scopes.to_string()),
    ]);
    let method = ask.challenge.is_some().then(|| "S256".to_owned());
    let optional = [
        ("state", ask.state.clone()),
        ("code_challenge", ask.challenge.clone()),
        ("code_challenge_method", method),
        ("response_mode", ask.popup.then(|| ResponseMode::WebMessage.as_str().to_owned())),
        ("ui_locales", ask.locale.map(|locale| locale.tag().to_owned())),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            params.push(name, value)?;
        }
    }
    let to = authorize::return_address(&params, client, Entrance::Link)?;
    view::check(core, &params, client, to).await??;
    let draft = Draft { client, entrance: Entrance::Link, params: &params };
    let track = draft.track(core, core.config.freedom_id.link_seconds, None, None)?;
    let link = Link { track: track.id, expires_at: track.expires_at };
    core.db.write_one(move |tx| Box::pin(async move { tracks::insert(tx, &track).await })).await?;
    Ok(link)
}
