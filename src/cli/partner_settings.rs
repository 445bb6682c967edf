//! The settings of a client that belong to the partner API.

use clap::Args;

use crate::domain::oauth::client::Client;
use crate::domain::oauth::purpose;

#[derive(Clone, Debug, Args)]
pub(super) struct PartnerSettings {
    /// The partner that it belongs to, by name; made if there is none. A client with the scope users.write has
    /// one of its own name if none is named
    #[arg(long, value_name = "NAME")]
    pub(super) partner: Option<String>,
    /// The company behind it, as it stands in the register
    #[arg(long, value_name = "NAME")]
    legal_name: Option<String>,
    /// A host, or host:port, at which it may be called when a session ends; repeat for more. Its calls are
    /// signed with `webhook_secret`, which is shown once when it is made
    #[arg(long = "revoke-host", value_name = "HOST", num_args = 1.., value_delimiter = ',')]
    revoke_hosts: Vec<String>,
    /// Whom to call when a session ends, where the client does not say at the exchange
    #[arg(long, value_name = "URL")]
    revoke_uri: Option<String>,
    /// Life of its access tokens of the partner API [default: `freedom_id.access_seconds`]
    #[arg(long, value_name = "SECONDS")]
    access_token_seconds: Option<u32>,
    /// Life of its refresh tokens of the partner API [default: a calendar month]
    #[arg(long, value_name = "SECONDS")]
    refresh_token_seconds: Option<u32>,
    /// Why it asks for something, for people to read, perhaps in a language: read.phone='To call you',
    /// read.phone#ru='Чтобы позвонить'; an empty text removes one; repeat for more
    #[arg(long = "purpose", value_name = "GRANT[#LANG]=TEXT", num_args = 1.., value_parser = purpose_of)]
    purposes: Vec<(String, String)>,
}

fn purpose_of(text: &str) -> Result<(String, String), String> {
    let (key, text) = text.split_once('=').ok_or("write it as GRANT=TEXT or GRANT#LANG=TEXT")?;
    if purpose::is_key(key) {
        Ok((key.to_owned(), text.trim().to_owned()))
    } else {
        Err(format!("{key} is no grant with a language of en, ru, uz, kk"))
    }
}

impl PartnerSettings {
    /// Writes what was named over a client. Its partner is found where it is saved.
    pub(super) fn apply(self, client: &mut Client) {
        let options = &mut client.options;
        options.legal_name = self.legal_name.or_else(|| options.legal_name.take());
        options.revoke_uri = self.revoke_uri.or_else(|| options.revoke_uri.take());
        if !self.revoke_hosts.is_empty() {
            options.revoke_hosts = self.revoke_hosts;
        }
        options.access_token_seconds = self.access_token_seconds.or(options.access_token_seconds);
        options.refresh_token_seconds = self.refresh_token_seconds.or(options.refresh_token_seconds);
        for (key, text) in self.purposes {
            if text.is_empty() {
                client.purposes.remove(&key);
            } else {
                client.purposes.insert(key, text);
            }
        }
    }
}
