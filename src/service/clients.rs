//! Clients: looked up from memory, authenticated, managed.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use crate::base::{Fault, Id, Secret, random};
use crate::domain::activity::{Activity, Origin, Outcome, Topic};
use crate::domain::oauth::client::{BadRedirect, Client, ClientId, check_redirect_uri};
use crate::domain::oauth::options::Options;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::vocab::{AuthMethod, GrantType};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::client_auth::{self, Presented};
use crate::protocol::error::OAuthError;
use crate::service::{Core, activity};
use crate::store::{access_tokens, clients, grants};

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

fn forget(core: &Core, id: &ClientId) {
    if let Ok(mut all) = core.clients.0.write() {
        all.remove(id);
    }
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

/// Lets a client in by the credential it presented.
pub async fn authenticate(core: &Core, presented: &Presented) -> Result<Arc<Client>, AuthError> {
    let client = find(core, &presented.client).await?;
    client_auth::prove(client.as_deref(), presented)?;
    client.ok_or(AuthError::Fault(Fault::Bug("a proved client exists")))
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
    /// A redirect URI cannot be registered.
    #[error("redirect URI {0} {1}")]
    Redirect(String, BadRedirect),
    /// A link is not an https address.
    #[error("{0} is not an https:// address")]
    Link(String),
    /// The name is empty, too long, or has characters that people cannot see.
    #[error("a name has 1 to 60 visible characters and does not pretend to be Freedom ID")]
    Name,
    /// The settings contradict each other.
    #[error("{0}")]
    Contradiction(&'static str),
    /// Our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Registers a client; the secret, if it has one, is shown this once.
pub async fn add(core: &Core, input: Add) -> Result<(Client, Option<Secret>), ManageError> {
    let now = core.clock.now();
    let id = match input.id {
        Some(id) => id,
        None => Id::<Client>::opaque().text().parse().map_err(|_| Fault::Bug("a UUID is a client id"))?,
    };
    let secret = if input.auth_method == AuthMethod::None { None } else { Some(random::token()?) };
    let client = Client {
        id: id.clone(),
        name: input.name,
        secret: secret.as_ref().map(Secret::digest),
        sealed_secret: None,
        registration_token: None,
        auth_method: input.auth_method,
        redirect_uris: input.redirect_uris,
        logout_uris: input.logout_uris,
        grant_types: input.grant_types,
        scopes: input.scopes,
        optional_scopes: input.optional_scopes,
        purposes: std::collections::BTreeMap::new(),
        home_uri: input.home_uri,
        policy_uri: input.policy_uri,
        terms_uri: input.terms_uri,
        verified_at: input.verified.then_some(now),
        id_token_alg: input.id_token_alg,
        pkce_required: input.pkce_required,
        options: input.options,
        created_at: now,
        updated_at: now,
        disabled_at: None,
    };
    check(&client)?;
    let row = client.clone();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                if clients::find(tx, &row.id).await?.is_some() {
                    return Err(ManageError::Taken(row.id));
                }
                clients::save(tx, &row).await?;
                audit(tx, &row.id, "add_client", now).await
            })
        })
        .await?;
    forget(core, &id);
    Ok((client, secret))
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
    let now = core.clock.now();
    let wanted = id.clone();
    let changed = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut client =
                    clients::find(tx, &wanted).await?.ok_or_else(|| ManageError::Unknown(wanted.clone()))?;
                change(&mut client)?;
                client.updated_at = now;
                check(&client)?;
                clients::save(tx, &client).await?;
                audit(tx, &wanted, "change_client", now).await?;
                Ok::<_, ManageError>(client)
            })
        })
        .await?;
    forget(core, id);
    Ok(changed)
}

/// Gives a client a new secret; the old one ends at once.
pub async fn rotate_secret(core: &Core, id: &ClientId) -> Result<Secret, ManageError> {
    let secret = random::token()?;
    let digest = secret.digest();
    change(core, id, move |client| {
        if client.is_public() {
            return Err(ManageError::Contradiction("a public client has no secret"));
        }
        client.secret = Some(digest);
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
                access_tokens::revoke_all_of_client(tx, &wanted, now).await?;
                grants::revoke_all_of_client(tx, &wanted, now).await?;
                if !clients::delete(tx, &wanted).await? {
                    return Err(ManageError::Unknown(wanted));
                }
                audit(tx, &wanted, "delete_client", now).await
            })
        })
        .await?;
    forget(core, id);
    Ok(())
}

async fn audit(
    tx: &mut crate::store::Tx,
    id: &ClientId,
    action: &'static str,
    at: crate::base::Micros,
) -> Result<(), ManageError> {
    let client = Some(id.to_string());
    let line = Activity { user: None, client, topic: Topic::Admin, action, outcome: Outcome::Succeed, at };
    Ok(activity::write(tx, &line, &Origin::default()).await?)
}

/// The laws of a client as a whole.
fn check(client: &Client) -> Result<(), ManageError> {
    if !is_honest_name(&client.name) {
        return Err(ManageError::Name);
    }
    for uri in client.redirect_uris.iter().chain(&client.logout_uris) {
        check_redirect_uri(uri).map_err(|why| ManageError::Redirect(uri.clone(), why))?;
    }
    for link in [&client.home_uri, &client.policy_uri, &client.terms_uri].into_iter().flatten() {
        if !link.starts_with("https://")
            && !link.starts_with("http://localhost")
            && !link.starts_with("http://127.0.0.1")
        {
            return Err(ManageError::Link(link.clone()));
        }
    }
    let refuse = |when: bool, why| if when { Err(ManageError::Contradiction(why)) } else { Ok(()) };
    let uses = |grant| client.grant_types.contains(&grant);
    refuse(client.is_public() && uses(GrantType::ClientCredentials), "a public client cannot use client_credentials")?;
    refuse(client.is_public() && !client.pkce_required, "a public client must use PKCE")?;
    refuse(
        uses(GrantType::AuthorizationCode) && client.redirect_uris.is_empty(),
        "authorization_code needs a redirect URI",
    )?;
    refuse(!client.optional_scopes.is_subset(&client.scopes), "an optional scope is not among the client's scopes")?;
    check_logout(client)
}

/// Where a client is told of sign-outs, and where a sign-in for it can be begun.
fn check_logout(client: &Client) -> Result<(), ManageError> {
    let refuse = |when: bool, why| if when { Err(ManageError::Contradiction(why)) } else { Ok(()) };
    // What has another scheme belongs to a program on a person's device: it can be neither called nor framed.
    let web = |uri: &String| check_redirect_uri(uri).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    let options = &client.options;
    if let Some(uri) = &options.backchannel_logout_uri {
        let why = "backchannel_logout_uri must be an https:// address without fragment (http is for this machine only)";
        refuse(web(uri).is_none(), why)?;
    }
    if let Some(uri) = &options.frontchannel_logout_uri {
        let page = web(uri);
        let why =
            "frontchannel_logout_uri must be an https:// address without fragment (http is for this machine only)";
        refuse(page.is_none(), why)?;
        // OIDC Front-Channel Logout 1.0 §2
        let own = client.redirect_uris.iter().filter_map(|own| url::Url::parse(own).ok());
        let same = page.is_some_and(|page| own.map(|own| own.origin()).any(|own| own == page.origin()));
        refuse(!same, "frontchannel_logout_uri must have the scheme, host and port of a redirect URI")?;
    }
    if let Some(uri) = &options.initiate_login_uri {
        let good = web(uri).is_some_and(|url| url.scheme() == "https");
        refuse(!good, "initiate_login_uri must be an https:// address")?;
    }
    Ok(())
}

/// UX 3.9.1: names that imitate us, or hide characters, deceive people on the consent page.
fn is_honest_name(name: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let squeezed: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let visible = name.chars().any(char::is_alphanumeric);
    visible && name.trim() == name && name.chars().count() <= 60 && !name.chars().any(hidden) && squeezed != "freedomid"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_seem() {
        for good in ["Demo Shop", "Магазин №1", "Дүкен"] {
            assert!(is_honest_name(good), "{good}");
        }
        for bad in ["", " x", "Freedom ID", "FREEDOM-ID", "a\u{202e}b", "a\u{200b}b", "…", &"x".repeat(61)] {
            assert!(!is_honest_name(bad), "{bad}");
        }
    }
}
