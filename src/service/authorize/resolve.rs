//! From what stood in the address to the parameters that count: pushed requests (RFC 9126) and signed ones
//! (OIDC Core §6, RFC 9101).

use url::Url;

use crate::base::{Digest, Fault};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::vocab::Profile;
use crate::protocol::authorize::Arrival;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::request_object::{self, By};
use crate::service::{Core, client_keys};
use crate::store::pushed_requests;

use super::push;

/// The parameters that count.
pub(super) struct Resolved {
    pub params: Params,
    pub arrival: Arrival,
    /// The pushed request they come from.
    pub pushed: Option<Digest>,
}

const BAD_URI: OAuthError =
    OAuthError::new(ErrorCode::InvalidRequestUri, "request_uri is unknown, expired, used or cannot be fetched");

/// Finds them.
pub(super) async fn resolve(
    core: &Core,
    params: &Params,
    client: &Client,
) -> Result<Result<Resolved, OAuthError>, Fault> {
    if params.is_repeated("request") || params.is_repeated("request_uri") {
        return Ok(Err(OAuthError::invalid_request("a parameter is repeated")));
    }
    match (params.get("request"), params.get("request_uri")) {
        (None, None) => Ok(Ok(Resolved { params: params.clone(), arrival: Arrival::Plain, pushed: None })),
        (Some(_), Some(_)) => Ok(Err(OAuthError::invalid_request("request and request_uri exclude each other"))),
        (None, Some(uri)) if uri.starts_with(push::URN) => pushed(core, uri, client).await,
        (Some(object), None) => signed(core, params, object, By::Value, client).await,
        (None, Some(uri)) => match fetch(core, uri, client).await {
            Some(object) => signed(core, params, &object, By::Reference, client).await,
            None => Ok(Err(BAD_URI)),
        },
    }
}

/// RFC 9126 §4: only for the client that pushed it, and only what was pushed.
async fn pushed(core: &Core, uri: &str, client: &Client) -> Result<Result<Resolved, OAuthError>, Fault> {
    let digest = push::digest(uri);
    let found = pushed_requests::find_open(&mut core.db.read().await?, &digest, core.clock.now()).await?;
    let Some(found) = found.filter(|found| found.client == client.id) else { return Ok(Err(BAD_URI)) };
    let corrupt = || Fault::Corrupt { table: "pushed_requests", column: "request", id: "?".into() };
    let text = core.keyring.open(&push::place(&digest), &found.request).ok_or_else(corrupt)?;
    let params = Params::parse(text.expose()).map_err(|_| corrupt())?;
    Ok(Ok(Resolved { params, arrival: Arrival::Pushed, pushed: Some(digest) }))
}

/// The parameters of a signed object.
pub(super) async fn signed(
    core: &Core,
    outer: &Params,
    object: &str,
    by: By,
    client: &Client,
) -> Result<Result<Resolved, OAuthError>, Fault> {
    let (head, algorithm) = match request_object::head(object, client, by) {
        Ok(head) => head,
        Err(error) => return Ok(Err(error)),
    };
    let (_, keys) = client_keys::of(core, client, head.kid.as_deref()).await?;
    let now = core.clock.now();
    // Outside of OIDC there is only RFC 9101, where nothing unsigned counts.
    let openid = outer.get("scope").is_some_and(|scope| scope.split(' ').any(|s| s == "openid"));
    let options = &client.options;
    let strict = options.profile == Profile::Fapi2 || options.signed_request_required || !openid;
    let params = request_object::read(object, &head, algorithm, &keys, client, core.issuer(), now)
        .and_then(|inner| request_object::combine(outer, &inner, strict));
    Ok(params.map(|params| Resolved { params, arrival: Arrival::Signed, pushed: None }))
}

/// OIDC Core §6.2: only from an address that the client registered; what follows `#` is the hash of the
/// contents and no part of it.
async fn fetch(core: &Core, uri: &str, client: &Client) -> Option<String> {
    let plain = |text: &str| text.split('#').next().unwrap_or_default().to_owned();
    let registered = client.options.request_uris.iter().any(|own| own == uri || plain(own) == plain(uri));
    if !registered || uri.len() > 512 {
        return None;
    }
    match core.gateways.fetch.get(Url::parse(uri).ok()?).await {
        Ok(body) => String::from_utf8(body).ok().map(|text| text.trim().to_owned()),
        Err(error) => {
            tracing::warn!(client.id = %client.id, %error, "a request object cannot be fetched");
            None
        }
    }
}
