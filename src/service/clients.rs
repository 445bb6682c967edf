//! Clients: looked up from memory, authenticated, managed.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use crate::base::{Digest, Fault, Id, Micros, Secret, jwk, random};
use crate::config::DefaultProfile;
use crate::domain::activity::{Activity, Origin, Outcome, Topic};
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::logo::Logo;
use crate::domain::oauth::options::Options;
use crate::domain::oauth::purpose::Purposes;
use crate::domain::oauth::revoke_host;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::vocab::{AuthMethod, GrantType, Profile};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::certificate::Certificate;
use crate::protocol::client_auth::{self, Addressee, Evidence, Presented};
use crate::protocol::client_laws::{self, Flaw, House};
use crate::protocol::dress::Dress;
use crate::protocol::error::OAuthError;
use crate::service::replay::Marks;
use crate::service::{Core, activity, client_keys, keys, parties, proof};
use crate::store::{Tx, access_tokens, client_logos, clients, grants, profile_requests};

pub mod apps;
pub mod origins;
pub mod outside;

use outside::Outside;

/// How long a client is trusted to be as it was read; other nodes and the command line change it too.
const TRUST: Duration = Duration::from_secs(1);
/// Clients kept in memory.
const MOST: usize = 10_000;

/// Clients as last read.
#[derive(Default)]
pub struct ClientCache(RwLock<HashMap<ClientId, (Instant, Arc<Client>)>>);

/// A client that is switched on.
pub async fn find(core: &Core, id: &ClientId) -> Result<Option<Arc<Client>>, Fault> {
    let cached = core.clients.0.read().ok().and_then(|all| all.get(id).cloned());
    if let Some((_, client)) = cached.filter(|(read_at, _)| read_at.elapsed() < TRUST) {
        return Ok(Some(client));
    }
    let mut reader = core.db.read().await?;
    let found = clients::find(&mut reader, id).await?.filter(|c| c.disabled_at.is_none()).map(Arc::new);
    if let Ok(mut all) = core.clients.0.write() {
        match &found {
            Some(client) => {
                if all.len() >= MOST {
                    all.clear();
                }
                all.insert(id.clone(), (Instant::now(), client.clone()));
            }
            None => {
                all.remove(id);
            }
        }
    }
    Ok(found)
}

pub(super) fn forget(core: &Core, id: &ClientId) {
    if let Ok(mut all) = core.clients.0.write() {
        all.remove(id);
    }
    core.origins.clear();
    core.apps.clear();
}

/// Why a client was not let in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The protocol's answer.
    #[error(transparent)]
    Refused(#[from] OAuthError),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A client that proved itself.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The client.
    pub client: Arc<Client>,
    /// What it may not present again: spend them in the transaction of the verb.
    pub marks: Marks,
    /// The certificate of its connection.
    pub certificate: Option<Certificate>,
}

/// Lets a client in by the credential it presented. `called` is the path of the endpoint.
pub async fn authenticate(core: &Core, presented: &Presented, called: &str) -> Result<Caller, AuthError> {
    let Some(client) = find(core, &presented.client).await? else {
        return Err(OAuthError::invalid_client("unknown client or wrong credentials").into());
    };
    let now = core.clock.now();
    let mut marks = Marks::default();
    match &presented.evidence {
        Evidence::Assertion(assertion) => {
            let (head, algorithm) = client_auth::assertion_head(&client, assertion)?;
            let claims = match algorithm {
                None => secret_of(core, &client).and_then(|s| jwk::verify_hmac(assertion.expose(), s.expose())),
                Some(algorithm) => {
                    let (_, keys) = client_keys::of(core, &client, head.kid.as_deref()).await?;
                    client_auth::verified(assertion, &head, algorithm, &keys)
                }
            };
            let wrong = OAuthError::invalid_client("the assertion is not signed by the client");
            let at = |path: &str| format!("{}{path}", core.issuer());
            let (token_endpoint, called) = (at(TOKEN_ENDPOINT), at(called));
            let to = Addressee { issuer: core.issuer(), token_endpoint: &token_endpoint, called: &called };
            let spent = client_auth::judge_assertion(&client, &claims.ok_or(wrong)?, &to, now)?;
            let again = OAuthError::invalid_client("the assertion was used before");
            marks.add(spent.once, spent.ends_at, again);
        }
        Evidence::Nothing if !proof::certificates(&core.config).admit(client.auth_method) => {
            return Err(OAuthError::invalid_client("unknown client or wrong credentials").into());
        }
        Evidence::Nothing if client.auth_method == AuthMethod::SelfSignedTlsClientAuth => {
            let (jwks, _) = client_keys::of(core, &client, None).await?;
            client_auth::prove_self_signed(presented, &jwks, now)?;
        }
        Evidence::Nothing | Evidence::Secret(..) => client_auth::prove_plain(&client, presented)?,
    }
    Ok(Caller { client, marks, certificate: presented.certificate.clone() })
}

/// The token endpoint: where assertions are addressed to by OIDC Core §9.
const TOKEN_ENDPOINT: &str = Dress::Standard.endpoint();

/// The secret of a client whose method needs it back (`client_secret_jwt`).
pub fn secret_of(core: &Core, client: &Client) -> Option<Secret> {
    core.keyring.open(&secret_place(&client.id), client.sealed_secret.as_deref()?)
}

/// A new secret for a client with this method: what is shown once, and what is kept of it.
pub(super) fn new_secret(core: &Core, id: &ClientId, method: AuthMethod) -> Result<NewSecret, Fault> {
    if !method.has_secret() {
        return Ok(NewSecret::default());
    }
    let secret = random::token()?;
    let needed_back = method == AuthMethod::ClientSecretJwt;
    let sealed = needed_back.then(|| core.keyring.seal(&secret_place(id), secret.expose())).transpose()?;
    Ok(NewSecret { digest: Some(secret.digest()), sealed, shown: Some(secret) })
}

/// A secret in the forms that are kept, and the one that is shown.
#[derive(Default)]
pub(super) struct NewSecret {
    pub digest: Option<Digest>,
    pub sealed: Option<String>,
    pub shown: Option<Secret>,
}

fn secret_place(id: &ClientId) -> String {
    format!("clients.sealed_secret/{id}")
}

/// What calls to a client are signed with (the partner API's session-end callback).
pub fn webhook_secret(core: &Core, client: &Client) -> Option<Secret> {
    core.keyring.open(&webhook_place(&client.id), client.options.webhook_secret.as_deref()?)
}

/// Gives a client a webhook secret if it may be called and has none.
pub(super) fn ensure_webhook_secret(core: &Core, client: &mut Client) -> Result<(), Fault> {
    if client.options.webhook_secret.is_none() && !client.options.revoke_hosts.is_empty() {
        client.options.webhook_secret = Some(new_webhook_secret(core, &client.id)?.1);
    }
    Ok(())
}

/// A new webhook secret: what is shown once, and what is kept.
fn new_webhook_secret(core: &Core, id: &ClientId) -> Result<(Secret, String), Fault> {
    let secret = random::token()?;
    let sealed = core.keyring.seal(&webhook_place(id), secret.expose())?;
    Ok((secret, sealed))
}

fn webhook_place(id: &ClientId) -> String {
    format!("clients.webhook_secret/{id}")
}

/// Whether a client's method needs a secret that the client does not have.
pub fn lacks_secret(client: &Client) -> bool {
    let needed_back = client.auth_method == AuthMethod::ClientSecretJwt;
    client.auth_method.has_secret() && (client.secret.is_none() || (needed_back && client.sealed_secret.is_none()))
}

/// What a new client is made from.
#[derive(Clone, Debug)]
pub struct Add {
    /// Its id; made if absent.
    pub id: Option<ClientId>,
    /// The name people see.
    pub name: String,
    /// How it proves itself.
    pub auth_method: AuthMethod,
    /// Where answers may go.
    pub redirect_uris: Vec<String>,
    /// Where a browser may go after sign-out.
    pub logout_uris: Vec<String>,
    /// What it may use at the token endpoint.
    pub grant_types: Vec<GrantType>,
    /// What it may ask for.
    pub scopes: Scopes,
    /// What a person may decline.
    pub optional_scopes: Scopes,
    /// What its ID tokens are signed with.
    pub id_token_alg: SigningAlgorithm,
    /// Whether it must use PKCE.
    pub pkce_required: bool,
    /// Whether an operator vouches for it.
    pub verified: bool,
    /// Its home page.
    pub home_uri: Option<String>,
    /// Its privacy policy.
    pub policy_uri: Option<String>,
    /// Its terms.
    pub terms_uri: Option<String>,
    /// Everything else.
    pub options: Options,
}

/// Why a client cannot be as asked.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// The id is taken.
    #[error("there is a client {0} already")]
    Taken(ClientId),
    /// There is no such client.
    #[error("there is no client {0}")]
    Unknown(ClientId),
    /// It breaks a law of clients.
    #[error(transparent)]
    Flaw(#[from] Flaw),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Registers a client; the secret, if it has one, is shown this once.
pub async fn add(core: &Core, input: Add) -> Result<(Client, Option<Secret>), ManageError> {
    let client = blank(core, input.id)?;
    let client = Client {
        name: input.name,
        auth_method: input.auth_method,
        redirect_uris: input.redirect_uris,
        logout_uris: input.logout_uris,
        grant_types: input.grant_types,
        scopes: input.scopes,
        optional_scopes: input.optional_scopes,
        home_uri: input.home_uri,
        policy_uri: input.policy_uri,
        terms_uri: input.terms_uri,
        verified_at: input.verified.then_some(client.created_at),
        id_token_alg: input.id_token_alg,
        pkce_required: input.pkce_required,
        options: input.options,
        ..client
    };
    enter(core, client, None, "add_client", Origin::default()).await
}

/// A client of which nothing was said yet, as operators have it: PKCE, ES256, no grants and no scopes.
pub fn blank(core: &Core, id: Option<ClientId>) -> Result<Client, Fault> {
    let now = core.clock.now();
    Ok(Client {
        id: id.map_or_else(fresh_id, Ok)?,
        name: String::new(),
        secret: None,
        sealed_secret: None,
        registration_token: None,
        auth_method: AuthMethod::ClientSecretBasic,
        redirect_uris: Vec::new(),
        logout_uris: Vec::new(),
        grant_types: Vec::new(),
        scopes: Scopes::default(),
        optional_scopes: Scopes::default(),
        purposes: Purposes::new(),
        home_uri: None,
        policy_uri: None,
        terms_uri: None,
        verified_at: None,
        id_token_alg: SigningAlgorithm::Es256,
        pkce_required: true,
        party: None,
        options: Options { profile: house(core).profile, ..Options::default() },
        created_at: now,
        updated_at: now,
        disabled_at: None,
    })
}

/// An id that nobody has.
fn fresh_id() -> Result<ClientId, Fault> {
    Id::<Client>::opaque().text().parse().map_err(|_| Fault::Bug("a UUID is a client id"))
}

/// Registers a client that was drawn up elsewhere: judges it, looks up what it refers to, makes its secret.
/// `partner`: the name of the party that it belongs to.
pub async fn enter(
    core: &Core,
    mut client: Client,
    partner: Option<String>,
    action: &'static str,
    origin: Origin,
) -> Result<(Client, Option<Secret>), ManageError> {
    let NewSecret { digest, sealed, shown } = new_secret(core, &client.id, client.auth_method)?;
    client.secret = digest;
    client.sealed_secret = sealed;
    ensure_webhook_secret(core, &mut client)?;
    let house = house(core);
    settle(&mut client, &house)?;
    let outside = outside::gather(core, &client).await?;
    outside.enter(&mut client)?;
    let client = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                if clients::find(tx, &client.id).await?.is_some() {
                    return Err(ManageError::Taken(client.id));
                }
                let now = client.created_at;
                parties::settle(tx, &mut client, partner.as_deref(), now).await?;
                clients::save(tx, &client).await?;
                outside.keep(tx, &client.id, now).await?;
                audit(tx, &client.id, action, &origin, now).await?;
                Ok(client)
            })
        })
        .await?;
    forget(core, &client.id);
    Ok((client, shown))
}

/// What the operator switched on, as far as clients depend on it.
pub fn house(core: &Core) -> House {
    let config = &core.config;
    House {
        issuer: config.server.issuer.clone(),
        development: config.is_development(),
        private_calls: config.allow_private(),
        certificates: proof::certificates(config),
        front_channel_tokens: config.profiles.front_channel_tokens,
        signing: keys::offered(&config.tokens),
        profile: match config.profiles.default {
            DefaultProfile::OAuth21 => Profile::OAuth21,
            DefaultProfile::Fapi2 => Profile::Fapi2,
        },
    }
}

/// Draws the conclusions of a client's settings, and judges it.
pub(super) fn settle(client: &mut Client, house: &House) -> Result<(), Flaw> {
    client.options.sector = client_laws::sector(client);
    if !client.auth_method.has_secret() {
        client.secret = None;
    }
    if client.auth_method != AuthMethod::ClientSecretJwt {
        client.sealed_secret = None;
    }
    if client.auth_method != AuthMethod::TlsClientAuth {
        client.options.tls_subject = None;
    }
    for host in &mut client.options.revoke_hosts {
        if let Some(normal) = revoke_host::normal(host) {
            *host = normal;
        }
    }
    if client.options.revoke_hosts.is_empty() {
        client.options.webhook_secret = None;
    }
    client_laws::check(client, house)
}

/// One client, switched off or not, as it stands in the database.
pub async fn show(core: &Core, id: &ClientId) -> Result<Client, ManageError> {
    let mut reader = core.db.read().await?;
    clients::find(&mut reader, id).await?.ok_or_else(|| ManageError::Unknown(id.clone()))
}

/// Up to 100 clients after a given id.
pub async fn list(core: &Core, after: &str) -> Result<Vec<Client>, Fault> {
    let mut reader = core.db.read().await?;
    clients::list(&mut reader, after, 100).await
}

/// Changes a client. `change` gets it as it stands and may refuse.
pub async fn change(
    core: &Core,
    id: &ClientId,
    change: impl FnOnce(&mut Client) -> Result<(), ManageError> + Send + 'static,
) -> Result<Client, ManageError> {
    amend(core, id, None, None, change).await
}

/// The same for settings that refer to something elsewhere, with what [`look_up`] found there, and for a client
/// that goes to the party of this name.
pub async fn amend(
    core: &Core,
    id: &ClientId,
    outside: Option<Outside>,
    partner: Option<String>,
    change: impl FnOnce(&mut Client) -> Result<(), ManageError> + Send + 'static,
) -> Result<Client, ManageError> {
    let (now, house, wanted, inner) = (core.clock.now(), house(core), id.clone(), core.clone());
    let changed = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                clients::hold(tx, &wanted).await?;
                let mut client =
                    clients::find(tx, &wanted).await?.ok_or_else(|| ManageError::Unknown(wanted.clone()))?;
                let hosts = client.options.revoke_hosts.clone();
                change(&mut client)?;
                client.updated_at = changed_at(&client, now);
                settle(&mut client, &house)?;
                // Only here: whoever names hosts is shown the secret.
                if client.options.revoke_hosts != hosts {
                    ensure_webhook_secret(&inner, &mut client)?;
                }
                parties::settle(tx, &mut client, partner.as_deref(), now).await?;
                if let Some(outside) = &outside {
                    outside.enter(&mut client)?;
                }
                clients::save(tx, &client).await?;
                if client.disabled_at.is_some() {
                    profile_requests::end_of_client(tx, &wanted, now).await?;
                }
                if let Some(outside) = &outside {
                    outside.keep(tx, &wanted, now).await?;
                }
                audit(tx, &wanted, "change_client", &Origin::default(), now).await?;
                Ok::<_, ManageError>(client)
            })
        })
        .await?;
    forget(core, id);
    Ok(changed)
}

/// When a change is said to have been: never at the time of the one before, because what is remembered of a
/// client goes by it.
pub(super) fn changed_at(client: &Client, now: Micros) -> Micros {
    now.max(client.updated_at.plus(Duration::from_micros(1)))
}

/// What a client that was drawn up refers to, once it is judged.
pub async fn look_up(core: &Core, mut drawn: Client) -> Result<Outside, ManageError> {
    settle(&mut drawn, &house(core))?;
    outside::gather(core, &drawn).await
}

/// Gives a client a new secret; the old one ends at once.
pub async fn rotate_secret(core: &Core, id: &ClientId) -> Result<Secret, ManageError> {
    let method = show(core, id).await?.auth_method;
    let NewSecret { digest, sealed, shown } = new_secret(core, id, method)?;
    let none = Flaw::Contradiction("a client with this authentication method has no secret");
    let shown = shown.ok_or(none)?;
    change(core, id, move |client| {
        if client.auth_method != method {
            return Err(Flaw::Contradiction("the client was changed meanwhile: try again").into());
        }
        client.secret = digest;
        client.sealed_secret = sealed;
        Ok(())
    })
    .await?;
    Ok(shown)
}

/// Gives a client a new webhook secret; the old one ends at once.
pub async fn rotate_webhook_secret(core: &Core, id: &ClientId) -> Result<Secret, ManageError> {
    let (secret, sealed) = new_webhook_secret(core, id)?;
    change(core, id, move |client| {
        if client.options.revoke_hosts.is_empty() {
            return Err(Flaw::Contradiction("a client without revoke hosts is never called").into());
        }
        client.options.webhook_secret = Some(sealed);
        Ok(())
    })
    .await?;
    Ok(secret)
}

/// Removes a client and everything it was given.
pub async fn delete(core: &Core, id: &ClientId) -> Result<(), ManageError> {
    let now = core.clock.now();
    let wanted = id.clone();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if !delete_within(tx, &wanted, now).await? {
                    return Err(ManageError::Unknown(wanted));
                }
                Ok(audit(tx, &wanted, "delete_client", &Origin::default(), now).await?)
            })
        })
        .await?;
    forget(core, id);
    Ok(())
}

/// Removes a client with its tokens and grants; false if there is none.
pub(super) async fn delete_within(tx: &mut Tx, id: &ClientId, now: Micros) -> Result<bool, Fault> {
    access_tokens::revoke_all_of_client(tx, id, now).await?;
    grants::revoke_all_of_client(tx, id, now).await?;
    clients::delete(tx, id).await
}

/// Our copy of a client's logo, by the digest that stands in its address.
pub async fn logo(core: &Core, id: &ClientId, digest: &str) -> Result<Option<Logo>, Fault> {
    client_logos::find(&mut core.db.read().await?, id, digest).await
}

pub(super) async fn audit(
    tx: &mut Tx,
    id: &ClientId,
    action: &'static str,
    origin: &Origin,
    at: Micros,
) -> Result<(), Fault> {
    let client = Some(id.to_string());
    let line = Activity { user: None, client, topic: Topic::Admin, action, outcome: Outcome::Succeed, at };
    activity::write(tx, &line, origin).await
}
