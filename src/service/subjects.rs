//! `sub`: what a client knows a person by (OIDC Core §8).

use url::Url;

use crate::domain::oauth::client::Client;
use crate::domain::oauth::vocab::SubjectType;
use crate::domain::user::UserId;
use crate::service::Core;

/// The subject of a person for a client. §8.1: a pairwise one depends on the sector and the person, cannot
/// be turned back, and stays the same as long as the master key does.
pub fn subject(core: &Core, client: &Client, user: UserId) -> String {
    match client.options.subject_type {
        SubjectType::Public => user.text(),
        SubjectType::Pairwise => core.keyring.sign("pairwise subject", &format!("{}\0{user}", sector(client))),
    }
}

/// §8.1: the checked sector, else the host of the redirect URIs, which registration lets be only one.
fn sector(client: &Client) -> String {
    let host = || {
        let first = Url::parse(client.redirect_uris.first()?).ok()?;
        first.host_str().map(str::to_owned)
    };
    client.options.sector.clone().or_else(host).unwrap_or_else(|| client.id.to_string())
}
