//! Pushed authorization requests (RFC 9126): the client sends its request itself, authenticated, and the
//! browser carries only a reference.

use std::time::Duration;

use crate::base::{Digest, random};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::vocab::Profile;
use crate::protocol::authorize::{self, Arrival};
use crate::protocol::client_auth::Presented;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::request_object::By;
use crate::service::clients::Caller;
use crate::service::{Core, clients, proof};
use crate::store::pushed_requests::{self, PushedRequest};

use super::begin::BeginError;
use super::{resolve, view};

/// How a reference of ours begins (§2.2).
pub(super) const URN: &str = "urn:ietf:params:oauth:request_uri:";

const ENDPOINT: &str = "/oauth2/par";

/// What proves the client and is no part of the request.
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// A request that is pushed.
pub struct Push {
    /// The form.
    pub params: Params,
    /// The client's credential.
    pub presented: Presented,
    /// The `DPoP` header.
    pub dpop: Option<String>,
}

/// The answer (§2.2).
pub struct Pushed {
    /// What the browser carries.
    pub request_uri: String,
    /// Its life in seconds.
    pub expires_in: u64,
}

/// Checks a request as the authorization endpoint would, and keeps it: one write.
pub async fn push(core: &Core, input: Push) -> Result<Pushed, BeginError> {
    let Caller { client, mut marks, .. } = clients::authenticate(core, &input.presented, ENDPOINT).await?;
    let target = proof::Request { method: "POST", path: ENDPOINT, access_token: None };
    let strict = client.options.profile == Profile::Fapi2;
    let params = input.params.without(&CREDENTIALS);
    let outcome = match proof::dpop(core, input.dpop.as_deref(), &target, strict, &mut marks) {
        Ok(proved) => checked(core, &client, params, proved.as_ref().map(|p| p.jkt.as_str())).await,
        // Whoever is told a nonce only has yet to ask.
        Err(error) if error.code == ErrorCode::UseDpopNonce => return Err(error.into()),
        Err(error) => Err(error.into()),
    };
    let params = match outcome {
        Ok(params) => params,
        Err(refused) => {
            let _ = marks.spend_alone(core).await?;
            return Err(refused);
        }
    };
    let now = core.clock.now();
    let expires_in = core.config.tokens.par_seconds;
    let request_uri = format!("{URN}{}", random::token()?.expose());
    let digest = digest(&request_uri);
    let row = PushedRequest {
        request: core.keyring.seal(&place(&digest), &params.encode())?,
        digest,
        client: client.id.clone(),
        created_at: now,
        expires_at: now.plus(Duration::from_secs(expires_in)),
    };
    let refusal = core.db.write(move |tx| {
        Box::pin(async move {
            pushed_requests::insert(tx, &row).await?;
            marks.spend(tx).await?.map_or(Ok(()), |refusal| Err(BeginError::Refused(refusal)))
        })
    });
    refusal.await?;
    Ok(Pushed { request_uri, expires_in })
}

async fn checked(core: &Core, client: &Client, params: Params, jkt: Option<&str>) -> Result<Params, BeginError> {
    // §2.1
    if params.get("request_uri").is_some() {
        return Err(OAuthError::invalid_request("a pushed request must not carry request_uri").into());
    }
    let (mut params, signed) = match params.get("request").map(str::to_owned) {
        Some(object) => (resolve::signed(core, &params, &object, By::Value, client).await??.params, true),
        None => (params, false),
    };
    if client.options.signed_request_required && !signed {
        authorize::admit(client, Arrival::Plain)?;
    }
    // RFC 9449 §10.1: the proof and the parameter say the same, and either is enough.
    if let Some(jkt) = jkt {
        if params.get("dpop_jkt").is_some_and(|own| own != jkt) {
            let other = OAuthError::new(ErrorCode::InvalidDpopProof, "dpop_jkt is not the key of the proof");
            return Err(other.into());
        }
        params.push_if_absent("dpop_jkt", jkt.to_owned())?;
    }
    params.push_if_absent("client_id", client.id.to_string())?;
    let to = authorize::return_address(&params, client, Entrance::Standard)?;
    view::check(core, &params, client, to).await??;
    Ok(params.only(authorize::PARAMETERS))
}

/// What is kept of a reference.
pub(super) fn digest(request_uri: &str) -> Digest {
    Digest::of(request_uri)
}

/// Where a request is sealed for.
pub(super) fn place(digest: &Digest) -> String {
    format!("pushed_requests/{}", digest.text())
}
