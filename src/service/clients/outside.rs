//! What a client says of itself that has to be looked up elsewhere: the document of its sector, its logo.

use url::Url;

use super::ManageError;
use crate::base::{Fault, Micros};
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::logo::Logo;
use crate::gateways::fetch::FetchError;
use crate::protocol::client_laws::Flaw;
use crate::service::Core;
use crate::store::{Tx, client_logos};

/// What was found, for one state of a client.
#[derive(Clone, Debug)]
pub struct Outside {
    logo: Option<Logo>,
    logo_uri: Option<String>,
    sector: Option<(String, Vec<String>)>,
}

/// Looks everything up, at the same time. Addresses that may not be called are the client's mistake; a logo
/// that cannot be had is none.
pub async fn gather(core: &Core, client: &Client) -> Result<Outside, ManageError> {
    let (sector, logo) = tokio::join!(sector(core, client), logo(core, client));
    Ok(Outside { logo: logo?, logo_uri: client.options.logo_uri.clone(), sector: sector? })
}

impl Outside {
    /// Writes down what was found; a client that has become another meanwhile is refused.
    pub(in crate::service) fn enter(&self, client: &mut Client) -> Result<(), ManageError> {
        if self.logo_uri != client.options.logo_uri || self.sector != checked(client) {
            return Err(Flaw::Contradiction("the client was changed meanwhile: try again").into());
        }
        client.options.logo = self.logo.as_ref().map(Logo::digest);
        Ok(())
    }

    /// Keeps the logo, or forgets the one before.
    pub(in crate::service) async fn keep(&self, tx: &mut Tx, client: &ClientId, now: Micros) -> Result<(), Fault> {
        match &self.logo {
            Some(logo) => client_logos::save(tx, client, logo, now).await,
            None => client_logos::delete(tx, client).await,
        }
    }
}

/// What the document of a sector has to hold.
fn checked(client: &Client) -> Option<(String, Vec<String>)> {
    let uri = client.options.sector_identifier_uri.clone()?;
    Some((uri, client.redirect_uris.clone()))
}

/// OIDC Core §8.1, OIDC Registration §5: the document lists every redirect URI.
async fn sector(core: &Core, client: &Client) -> Result<Option<(String, Vec<String>)>, ManageError> {
    let Some((uri, wanted)) = checked(client) else { return Ok(None) };
    let unreadable = Flaw::Contradiction("the document at sector_identifier_uri cannot be read");
    let url = Url::parse(&uri).map_err(|_| unreadable.clone())?;
    // Why it cannot be read is not told: that would be a view into networks that strangers cannot see.
    let body = core.gateways.fetch.get(url).await.map_err(|_| unreadable.clone())?;
    let listed: Vec<String> = serde_json::from_slice(&body).map_err(|_| unreadable)?;
    if wanted.iter().all(|uri| listed.contains(uri)) {
        Ok(Some((uri, wanted)))
    } else {
        Err(Flaw::Contradiction("the document at sector_identifier_uri does not list every redirect URI").into())
    }
}

async fn logo(core: &Core, client: &Client) -> Result<Option<Logo>, ManageError> {
    let Some(uri) = &client.options.logo_uri else { return Ok(None) };
    let forbidden = || Flaw::Address("logo_uri is not an address that may be called", uri.clone());
    let url = Url::parse(uri).map_err(|_| forbidden())?;
    match core.gateways.fetch.get(url).await {
        Ok(bytes) => Ok(Logo::read(bytes)),
        Err(FetchError::Forbidden) => Err(forbidden().into()),
        Err(error) => {
            tracing::info!(client = %client.id, %error, "no logo");
            Ok(None)
        }
    }
}
