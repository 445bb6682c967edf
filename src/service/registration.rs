//! Clients that register themselves (RFC 7591, OIDC Registration 1.0) and manage what they registered
//! (RFC 7592). Nobody has looked at them: they are never verified.
//!
//! The registration access token stays the same as long as the client does. Only its digest is kept; an
//! answer repeats the token that was presented. A new one at each change would be lost with a lost
//! answer, and nothing could bring it back.

use crate::base::{Digest, Fault, Micros, Secret, random};
use crate::config::RegistrationMode;
use crate::domain::activity::Origin;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::options::Options;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::vocab::{GrantType, Profile};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::client_laws::Flaw;
use crate::protocol::client_metadata::{Members, Who, open_scopes, write_over};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::service::Core;
use crate::service::clients::{self, ManageError, NewSecret};
use crate::service::limits::{self, LimitError};
use crate::store;

/// Why nothing was registered or told.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// There is no registration here.
    #[error("registration is off")]
    Off,
    /// RFC 6750 §3: no token came.
    #[error("a token is needed")]
    NoToken,
    /// The token opens nothing here; the same for a client that does not exist.
    #[error("the token opens nothing here")]
    WrongToken,
    /// RFC 7591 §3.2.2
    #[error(transparent)]
    Refused(#[from] OAuthError),
    /// Too many from one network.
    #[error("limited")]
    Limited(Micros),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<ManageError> for RegistrationError {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Flaw(flaw) => Self::Refused(refused(&flaw)),
            ManageError::Unknown(_) => Self::WrongToken,
            ManageError::Taken(_) => Self::Fault(Fault::Bug("a fresh id is taken")),
            ManageError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<LimitError> for RegistrationError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Until(at) => Self::Limited(at),
            LimitError::Fault(fault) => Self::Fault(fault),
        }
    }
}

fn refused(flaw: &Flaw) -> OAuthError {
    match flaw {
        Flaw::Redirect(..) => OAuthError::new(
            ErrorCode::InvalidRedirectUri,
            "a redirect URI must be https, a loopback address, or for native clients a private scheme",
        ),
        Flaw::Address(why, _) | Flaw::Contradiction(why) => OAuthError::invalid_client_metadata(why),
        Flaw::Name => OAuthError::invalid_client_metadata(
            "client_name has 1 to 60 visible characters and does not pretend to be Freedom ID",
        ),
    }
}

/// A client with what its owner is told about it.
#[derive(Debug)]
pub struct Registered {
    /// The client.
    pub client: Client,
    /// Its secret, if one was made just now.
    pub secret: Option<Secret>,
    /// What manages it.
    pub token: Secret,
}

/// Whether somebody may register a client at all: by the initial access token (RFC 7591 §3) where the
/// configuration has one.
pub fn may_register(core: &Core, presented: Option<&Secret>) -> Result<(), RegistrationError> {
    let config = &core.config.registration;
    match (config.mode, &config.access_token) {
        (RegistrationMode::Open, _) => Ok(()),
        (RegistrationMode::Token, Some(wanted)) => {
            let given = presented.ok_or(RegistrationError::NoToken)?;
            // Digests are of one length, so that nothing is told by time.
            if given.digest().matches(&wanted.digest()) { Ok(()) } else { Err(RegistrationError::WrongToken) }
        }
        (RegistrationMode::Off, _) | (RegistrationMode::Token, None) => Err(RegistrationError::Off),
    }
}

/// Registers a client for somebody who [`may_register`].
pub async fn register(core: &Core, members: &Members, origin: Origin) -> Result<Registered, RegistrationError> {
    let token = random::token()?;
    let mut client = drawn(blank(core, None)?, members)?;
    client.registration_token = Some(token.digest());
    spend(core, &origin).await?;
    let (client, secret) = clients::enter(core, client, None, "register_client", origin).await?;
    Ok(Registered { client, secret, token })
}

/// RFC 7592 §2.1
pub async fn read(core: &Core, id: &ClientId, token: Secret) -> Result<Registered, RegistrationError> {
    let client = opened(core, id, &token).await?;
    Ok(Registered { client, secret: None, token })
}

/// RFC 7592 §2.2: the client is what the members say, and nothing of what it was; only what an operator
/// decided stays. It is looked at anew, so that nobody changes under a badge that was given to another.
pub async fn replace(
    core: &Core,
    id: &ClientId,
    token: Secret,
    members: Members,
    origin: Origin,
) -> Result<Registered, RegistrationError> {
    let known = opened(core, id, &token).await?;
    about_itself(&known, &members)?;
    spend(core, &origin).await?;
    let draft = drawn(replaced(core, &known)?, &members)?;
    let method = draft.auth_method;
    let found = clients::look_up(core, draft).await?;
    let NewSecret { digest, sealed, shown } = clients::new_secret(core, id, method)?;
    let (inner, wanted, presented, now) = (core.clone(), id.clone(), token.digest(), core.clock.now());
    let (client, fresh) = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                // It may have changed, or gone, while we looked things up.
                store::clients::hold(tx, &wanted).await?;
                let known = store::clients::find(tx, &wanted).await?.filter(|c| opens(c, &presented));
                let known = known.ok_or(RegistrationError::WrongToken)?;
                let mut client = drawn(replaced(&inner, &known)?, &members)?;
                client.updated_at = clients::changed_at(&known, now);
                let fresh = clients::lacks_secret(&client);
                if fresh {
                    client.secret = digest;
                    client.sealed_secret = sealed;
                }
                clients::settle(&mut client, &clients::house(&inner)).map_err(ManageError::from)?;
                found.enter(&mut client)?;
                store::clients::save(tx, &client).await?;
                found.keep(tx, &wanted, now).await?;
                clients::audit(tx, &wanted, "replace_client", &origin, now).await?;
                Ok::<_, RegistrationError>((client, fresh))
            })
        })
        .await?;
    clients::forget(core, id);
    Ok(Registered { client, secret: shown.filter(|_| fresh), token })
}

/// RFC 7592 §2.3: with everything it was given.
pub async fn remove(core: &Core, id: &ClientId, token: Secret, origin: Origin) -> Result<(), RegistrationError> {
    is_on(core)?;
    let (wanted, presented, now) = (id.clone(), token.digest(), core.clock.now());
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let known = store::clients::find(tx, &wanted).await?;
                if known.is_none_or(|client| !opens(&client, &presented)) {
                    return Err(RegistrationError::WrongToken);
                }
                clients::delete_within(tx, &wanted, now).await?;
                Ok(clients::audit(tx, &wanted, "remove_client", &origin, now).await?)
            })
        })
        .await?;
    clients::forget(core, id);
    Ok(())
}

/// Whether there is registration here.
pub fn is_on(core: &Core) -> Result<(), RegistrationError> {
    if core.config.registration.mode == RegistrationMode::Off { Err(RegistrationError::Off) } else { Ok(()) }
}

async fn opened(core: &Core, id: &ClientId, token: &Secret) -> Result<Client, RegistrationError> {
    is_on(core)?;
    let presented = token.digest();
    let known = store::clients::find(&mut core.db.read().await?, id).await?;
    known.filter(|client| opens(client, &presented)).ok_or(RegistrationError::WrongToken)
}

/// Whether a token manages a client. One that an operator switched off manages itself no more.
fn opens(client: &Client, presented: &Digest) -> bool {
    let own = client.registration_token.as_ref().filter(|_| client.disabled_at.is_none());
    own.is_some_and(|own| own.matches(presented))
}

async fn spend(core: &Core, origin: &Origin) -> Result<(), RegistrationError> {
    let (inner, origin) = (core.clone(), origin.clone());
    core.db.write(move |tx| Box::pin(async move { limits::registration(&inner, tx, &origin).await })).await?;
    Ok(())
}

/// RFC 7592 §2.2: a change names the client it is for; its secret may be repeated, not chosen.
fn about_itself(client: &Client, members: &Members) -> Result<(), OAuthError> {
    let text = |name: &str| members.get(name).and_then(serde_json::Value::as_str);
    if text("client_id") != Some(client.id.as_str()) {
        return Err(OAuthError::invalid_client_metadata("client_id must name the client"));
    }
    if members.has("client_secret") {
        let own = client.secret.as_ref().zip(text("client_secret"));
        if !own.is_some_and(|(own, given)| Secret::new(given).digest().matches(own)) {
            return Err(OAuthError::invalid_client_metadata("client_secret is not the one of the client"));
        }
    }
    let ours =
        ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];
    if ours.iter().any(|name| members.has(name)) {
        return Err(OAuthError::invalid_client_metadata("a member that the server decides must be left out"));
    }
    Ok(())
}

/// A client of which nothing was said yet (RFC 7591 §2, OIDC Registration §2).
fn blank(core: &Core, id: Option<ClientId>) -> Result<Client, Fault> {
    let client = clients::blank(core, id)?;
    Ok(Client {
        grant_types: vec![GrantType::AuthorizationCode],
        scopes: usual_scopes(),
        id_token_alg: SigningAlgorithm::Rs256,
        pkce_required: false,
        options: Options { self_registered: true, ..client.options },
        ..client
    })
}

/// What a client may ask for that does not say: the standard scopes.
fn usual_scopes() -> Scopes {
    open_scopes().iter().filter(|name| !name.contains('.')).collect()
}

/// A blank client in the place of a known one.
fn replaced(core: &Core, known: &Client) -> Result<Client, Fault> {
    let fresh = blank(core, Some(known.id.clone()))?;
    Ok(Client {
        created_at: known.created_at,
        secret: known.secret.clone(),
        sealed_secret: known.sealed_secret.clone(),
        registration_token: known.registration_token.clone(),
        scopes: known.scopes.union(&fresh.scopes),
        optional_scopes: known.optional_scopes.clone(),
        purposes: known.purposes.clone(),
        pkce_required: known.pkce_required,
        party: known.party,
        options: Options {
            profile: known.options.profile,
            access_token_format: known.options.access_token_format,
            resources: known.options.resources.clone(),
            serves: known.options.serves.clone(),
            exchange: known.options.exchange.clone(),
            access_token_seconds: known.options.access_token_seconds,
            refresh_token_seconds: known.options.refresh_token_seconds,
            revoke_hosts: known.options.revoke_hosts.clone(),
            revoke_uri: known.options.revoke_uri.clone(),
            webhook_secret: known.options.webhook_secret.clone(),
            legal_name: known.options.legal_name.clone(),
            apps: known.options.apps.clone(),
            self_registered: known.options.self_registered,
            ..fresh.options
        },
        ..fresh
    })
}

/// What the members make of a client.
fn drawn(mut client: Client, members: &Members) -> Result<Client, OAuthError> {
    write_over(&mut client, members, Who::Stranger)?;
    if client.name.is_empty() {
        client.name = nameless(&client);
    }
    // Public clients always; others are asked to, but those of OpenID Connect have a nonce (RFC 9700 §2.1.1).
    client.pkce_required |= client.is_public() || client.options.profile == Profile::Fapi2;
    Ok(client)
}

/// RFC 7591 §2: a client without a name is shown by where it is.
fn nameless(client: &Client) -> String {
    let first = client.home_uri.as_deref().or(client.redirect_uris.first().map(String::as_str));
    let host = first.and_then(|uri| url::Url::parse(uri).ok()).and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| client.id.to_string()).chars().take(60).collect()
}
