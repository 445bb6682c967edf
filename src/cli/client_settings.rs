//! The settings that `client add` and `client set` share.

use clap::Args;

use crate::app::Failure;
use crate::base::Micros;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::options::Options;
use crate::domain::oauth::scope::{CATALOGUE, Scopes, lookup};
use crate::domain::oauth::vocab::{AuthMethod, GrantType};
use crate::domain::signing_key::SigningAlgorithm;
use crate::service::clients::{self, ManageError};

use super::token_settings::TokenSettings;
use super::words;

/// What sites that sign people in ask for as a rule.
const USUAL_SCOPES: [&str; 5] = ["openid", "profile", "email", "phone", "offline_access"];

#[derive(Debug, Args)]
pub(super) struct Settings {
    /// Where answers may go, to the letter; repeat for more
    #[arg(long = "redirect-uri", value_name = "URI", num_args = 1..)]
    redirect_uris: Vec<String>,
    /// Where a browser may go after sign-out; repeat for more
    #[arg(long = "logout-uri", value_name = "URI", num_args = 1..)]
    logout_uris: Vec<String>,
    /// What the client may use at the token endpoint; repeat for more [default with redirect URIs:
    /// `authorization_code` `refresh_token`]
    #[arg(long = "grant-type", value_name = "TYPE", num_args = 1.., value_delimiter = ',',
          value_parser = words(GrantType::ALL, GrantType::as_str))]
    grant_types: Vec<GrantType>,
    /// How the client proves itself; none is for programs that cannot keep a secret [default:
    /// `client_secret_basic`]
    #[arg(long, value_name = "METHOD", value_parser = words(AuthMethod::ALL, AuthMethod::as_str))]
    auth_method: Option<AuthMethod>,
    /// What the client may ask for; a new one with redirect URIs has `openid profile email
    /// phone offline_access` besides
    #[arg(long = "scope", value_name = "SCOPE", num_args = 1..)]
    scopes: Vec<Scopes>,
    /// Facts about people that it may ask for besides, e.g. read.phone,read.email
    #[arg(long, value_name = "GRANT", num_args = 1.., value_delimiter = ',')]
    grants: Vec<String>,
    /// Scopes or grants that a person cannot decline one by one
    #[arg(long, value_name = "GRANT", num_args = 1.., value_delimiter = ',')]
    required: Vec<String>,
    /// Scopes or grants that a person may decline one by one
    #[arg(long, value_name = "GRANT", num_args = 1.., value_delimiter = ',')]
    optional: Vec<String>,
    /// What its ID tokens are signed with [default: ES256]
    #[arg(long, value_name = "ALG", value_parser = words(SigningAlgorithm::ALL, SigningAlgorithm::as_str))]
    id_token_alg: Option<SigningAlgorithm>,
    /// PKCE is not required (confidential clients only)
    #[arg(long)]
    no_pkce: bool,
    /// An operator has checked who runs the client
    #[arg(long)]
    verified: bool,
    /// Where it is told of sign-outs by a call of ours (OIDC Back-Channel Logout)
    #[arg(long, value_name = "URL")]
    backchannel_logout_uri: Option<String>,
    /// Its page that ends its session when a browser loads it (OIDC Front-Channel Logout)
    #[arg(long, value_name = "URL")]
    frontchannel_logout_uri: Option<String>,
    /// Where it begins a sign-in that somebody else asks for
    #[arg(long, value_name = "URL")]
    initiate_login_uri: Option<String>,
    /// Its home page
    #[arg(long, value_name = "URL")]
    home_uri: Option<String>,
    /// Its privacy policy
    #[arg(long, value_name = "URL")]
    policy_uri: Option<String>,
    /// Its terms of use
    #[arg(long, value_name = "URL")]
    terms_uri: Option<String>,
    #[command(flatten)]
    tokens: TokenSettings,
}

impl Settings {
    /// A new client.
    pub(super) fn fresh(self, id: Option<ClientId>, name: String) -> Result<clients::Add, Failure> {
        self.check_names()?;
        let signs_in = !self.redirect_uris.is_empty();
        let is_server = self.tokens.is_server();
        if !signs_in && !is_server && self.grant_types.is_empty() {
            return Err(Failure::new(
                "the client needs a --redirect-uri, or --grant-type client_credentials or --serves if nobody signs in with it",
            ));
        }
        let usual = if signs_in { USUAL_SCOPES.into_iter().collect() } else { Scopes::default() };
        let (scopes, optional_scopes) = self.scopes_over(&usual, &Scopes::default());
        let sign_in_grants = [GrantType::AuthorizationCode, GrantType::RefreshToken];
        let usual_grants = if signs_in { sign_in_grants.to_vec() } else { Vec::new() };
        let mut options = Options {
            backchannel_logout_session_required: self.backchannel_logout_uri.is_some(),
            backchannel_logout_uri: self.backchannel_logout_uri,
            frontchannel_logout_session_required: self.frontchannel_logout_uri.is_some(),
            frontchannel_logout_uri: self.frontchannel_logout_uri,
            initiate_login_uri: self.initiate_login_uri,
            ..Options::default()
        };
        self.tokens.apply(&mut options);
        Ok(clients::Add {
            id,
            name,
            auth_method: self.auth_method.unwrap_or(AuthMethod::ClientSecretBasic),
            redirect_uris: self.redirect_uris,
            logout_uris: self.logout_uris,
            grant_types: if self.grant_types.is_empty() { usual_grants } else { self.grant_types },
            scopes,
            optional_scopes,
            id_token_alg: self.id_token_alg.unwrap_or(SigningAlgorithm::Es256),
            pkce_required: !self.no_pkce,
            verified: self.verified,
            home_uri: self.home_uri,
            policy_uri: self.policy_uri,
            terms_uri: self.terms_uri,
            options,
        })
    }

    /// Writes what was named over a client.
    #[expect(clippy::unnecessary_wraps, reason = "the shape of a change")]
    pub(super) fn apply(self, client: &mut Client, now: Micros) -> Result<(), ManageError> {
        let none = Scopes::default();
        let (base, optional) = if self.scopes.is_empty() {
            (&client.scopes, &client.optional_scopes)
        } else {
            (&none, &client.optional_scopes)
        };
        (client.scopes, client.optional_scopes) = self.scopes_over(base, optional);
        replace(&mut client.redirect_uris, self.redirect_uris);
        replace(&mut client.logout_uris, self.logout_uris);
        replace(&mut client.grant_types, self.grant_types);
        if let Some(method) = self.auth_method {
            client.auth_method = method;
            if method == AuthMethod::None {
                client.secret = None;
            }
        }
        client.id_token_alg = self.id_token_alg.unwrap_or(client.id_token_alg);
        client.pkce_required &= !self.no_pkce;
        if self.verified {
            client.verified_at = client.verified_at.or(Some(now));
        }
        let options = &mut client.options;
        options.backchannel_logout_uri = self.backchannel_logout_uri.or(options.backchannel_logout_uri.take());
        options.frontchannel_logout_uri = self.frontchannel_logout_uri.or(options.frontchannel_logout_uri.take());
        options.initiate_login_uri = self.initiate_login_uri.or(options.initiate_login_uri.take());
        client.home_uri = self.home_uri.or(client.home_uri.take());
        client.policy_uri = self.policy_uri.or(client.policy_uri.take());
        client.terms_uri = self.terms_uri.or(client.terms_uri.take());
        self.tokens.apply(&mut client.options);
        Ok(())
    }

    /// All scopes and the optional ones, when what was named comes on top of what is there.
    fn scopes_over(&self, base: &Scopes, optional: &Scopes) -> (Scopes, Scopes) {
        let [grants, required, more] = [&self.grants, &self.required, &self.optional].map(|names| set(names));
        let named = self.scopes.iter().fold(base.clone(), |all, scopes| all.union(scopes));
        let scopes = named.union(&grants).union(&required).union(&more);
        let optional = optional.union(&more).without(&required).intersection(&scopes);
        (scopes, optional)
    }

    /// Refuses grants that nobody knows: a typing error would else be a client that gets nothing.
    pub(super) fn check_names(&self) -> Result<(), Failure> {
        let given = |name: &String| lookup(name).is_some() || self.scopes.iter().any(|scopes| scopes.contains(name));
        let facts = self.grants.iter().chain(&self.required).chain(&self.optional);
        if let Some(unknown) = facts.into_iter().find(|name| !given(name)) {
            let known: Vec<&str> = CATALOGUE.iter().map(|known| known.name).collect();
            return Err(Failure::new(format!("there is no grant {unknown}: use some of {}", known.join(", "))));
        }
        if let Some(both) = self.required.iter().find(|name| self.optional.contains(name)) {
            return Err(Failure::new(format!("{both} cannot be both required and optional: name it once")));
        }
        Ok(())
    }
}

fn set(names: &[String]) -> Scopes {
    names.iter().map(String::as_str).collect()
}

fn replace<T>(list: &mut Vec<T>, named: Vec<T>) {
    if !named.is_empty() {
        *list = named;
    }
}
