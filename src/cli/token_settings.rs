//! The settings of a client that say what its tokens look like and whom they are for.

use clap::Args;

use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::options::{ExchangePolicy, Options};
use crate::domain::oauth::vocab::TokenFormat;
use crate::domain::signing_key::SigningAlgorithm;

use super::words;

#[derive(Clone, Debug, Args)]
pub(super) struct TokenSettings {
    /// What its access tokens look like; jwt is signed as its ID tokens are [default: opaque]
    #[arg(long, value_name = "FORMAT", value_parser = words(TokenFormat::ALL, TokenFormat::as_str))]
    access_token_format: Option<TokenFormat>,
    /// A resource server that it may ask tokens for, as an absolute URI; repeat for more
    #[arg(long = "resource", value_name = "URI", num_args = 1..)]
    resources: Vec<String>,
    /// The URI of a resource server that it is itself: it may introspect tokens made for it; repeat for more
    #[arg(long, value_name = "URI", num_args = 1..)]
    serves: Vec<String>,
    /// A client whose tokens it may exchange besides its own; repeat for more
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    exchange_for: Vec<ClientId>,
    /// It may pass for the person when it exchanges such a token
    #[arg(long)]
    impersonate: bool,
    /// It may act for the person, and is named, when it exchanges a token
    #[arg(long)]
    delegate: bool,
    /// What user info is signed with [default: plain JSON]
    #[arg(long, value_name = "ALG", value_parser = words(SigningAlgorithm::ALL, SigningAlgorithm::as_str))]
    userinfo_alg: Option<SigningAlgorithm>,
    /// What introspection answers are signed with when it asks for JWTs [default: ES256]
    #[arg(long, value_name = "ALG", value_parser = words(SigningAlgorithm::ALL, SigningAlgorithm::as_str))]
    introspection_alg: Option<SigningAlgorithm>,
}

impl TokenSettings {
    /// Whether the client is a resource server.
    pub(super) fn is_server(&self) -> bool {
        !self.serves.is_empty()
    }

    /// Writes what was named over a client's options.
    pub(super) fn apply(self, options: &mut Options) {
        let replace = |list: &mut Vec<String>, named: Vec<String>| {
            if !named.is_empty() {
                *list = named;
            }
        };
        if let Some(format) = self.access_token_format {
            options.access_token_format = format;
        }
        replace(&mut options.resources, self.resources);
        replace(&mut options.serves, self.serves);
        if !self.exchange_for.is_empty() || self.impersonate || self.delegate {
            options.exchange = Some(ExchangePolicy {
                subjects: self.exchange_for.iter().map(ToString::to_string).collect(),
                impersonation: self.impersonate,
                delegation: self.delegate,
            });
        }
        options.userinfo_alg = self.userinfo_alg.or(options.userinfo_alg);
        options.introspection_alg = self.introspection_alg.or(options.introspection_alg);
    }
}
