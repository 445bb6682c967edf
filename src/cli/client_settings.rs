//! The settings that `client add` and `client set` share.

use std::path::PathBuf;

use clap::Args;

use crate::app::Failure;
use crate::base::Micros;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::scope::{CATALOGUE, Scopes, lookup};
use crate::domain::oauth::vocab::{ApplicationType, AuthMethod, GrantType, Profile};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::client_laws::{self, Flaw};
use crate::protocol::client_metadata::{Members, Who, write_over};
use crate::service::clients::ManageError;

use super::app_settings::AppSettings;
use super::partner_settings::PartnerSettings;
use super::token_settings::TokenSettings;
use super::words;

/// What sites that sign people in ask for as a rule.
const USUAL_SCOPES: [&str; 6] = ["openid", "profile", "email", "phone", "address", "offline_access"];

#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Settings {
    /// A JSON file with members of RFC 7591 and OpenID Connect (`redirect_uris`, `jwks`, …) and our own
    /// `profile`, `resources`, `access_token_format`, `exchange`; `-` reads standard input. Flags win over it
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// The rules the client is held to; fapi2 also requires PAR and `DPoP` or certificates
    #[arg(long, value_name = "PROFILE", value_parser = words(Profile::ALL, Profile::as_str))]
    profile: Option<Profile>,
    /// Where its public keys are
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<String>,
    /// Every authorization request must be pushed
    #[arg(long)]
    require_par: bool,
    /// Access tokens are bound to a key (`DPoP`)
    #[arg(long)]
    dpop: bool,
    /// Its logo: PNG, JPEG, WebP or GIF; we keep a copy
    #[arg(long, value_name = "URL")]
    logo_uri: Option<String>,
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
    /// What the client may ask for; a new one with which people sign in has `openid profile
    /// email phone address offline_access` besides
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
    apps: AppSettings,
    #[command(flatten)]
    tokens: TokenSettings,
    #[command(flatten)]
    partner: PartnerSettings,
}

impl Settings {
    /// The name of the partner that the client is to belong to.
    pub(super) fn partner(&self) -> Option<String> {
        self.partner.partner.clone()
    }

    /// The members of the metadata file; none without one.
    pub(super) fn members(&self) -> Result<Members, Failure> {
        let Some(path) = &self.metadata else { return Ok(Members::default()) };
        let from_stdin = path.as_os_str() == "-";
        let read = if from_stdin { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
        let text = read.map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
        Members::parse(&text).map_err(|error| Failure::new(format!("{}: {}", path.display(), error.description)))
    }

    /// A new client.
    pub(super) fn fresh(self, mut client: Client, members: &Members, now: Micros) -> Result<Client, Failure> {
        self.check_names()?;
        Self::write(&mut client, members).map_err(ManageError::from)?;
        let redirects = !self.redirect_uris.is_empty() || !client.redirect_uris.is_empty();
        if self.grant_types.is_empty() && !members.has("grant_types") && !members.has("response_types") {
            if !redirects && !self.tokens.is_server() && !members.has("serves") {
                return Err(Failure::new(
                    "the client needs a --redirect-uri, or --grant-type client_credentials or --serves if nobody signs in \
                     with it, or --grant-type urn:ietf:params:oauth:grant-type:device_code if only devices do",
                ));
            }
            let sign_in_grants = [GrantType::AuthorizationCode, GrantType::RefreshToken];
            client.grant_types = if redirects { sign_in_grants.to_vec() } else { Vec::new() };
        }
        let devices = self.grant_types.contains(&GrantType::DeviceCode) || client.may_use(GrantType::DeviceCode);
        let signs_in = redirects || devices;
        if signs_in && !members.has("scope") {
            client.scopes = USUAL_SCOPES.into_iter().collect();
        }
        // To name scopes adds to the usual ones of a new client.
        let scopes = self.scopes_over(&client.scopes, &client.optional_scopes);
        self.apply(&mut client, now);
        (client.scopes, client.optional_scopes) = scopes;
        Ok(client)
    }

    /// Writes the members of a file over a client; flags come after.
    pub(super) fn write(client: &mut Client, members: &Members) -> Result<(), Flaw> {
        write_over(client, members, Who::Operator).map_err(|error| Flaw::Contradiction(error.description))
    }

    /// Writes what was named over a client.
    pub(super) fn apply(self, client: &mut Client, now: Micros) {
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
        client.auth_method = self.auth_method.unwrap_or(client.auth_method);
        client.id_token_alg = self.id_token_alg.unwrap_or(client.id_token_alg);
        client.pkce_required &= !self.no_pkce;
        if self.verified {
            client.verified_at = client.verified_at.or(Some(now));
        }
        overwrite(&mut client.home_uri, self.home_uri);
        overwrite(&mut client.policy_uri, self.policy_uri);
        overwrite(&mut client.terms_uri, self.terms_uri);
        let options = &mut client.options;
        overwrite(&mut options.logo_uri, self.logo_uri);
        overwrite(&mut options.backchannel_logout_uri, self.backchannel_logout_uri);
        overwrite(&mut options.frontchannel_logout_uri, self.frontchannel_logout_uri);
        overwrite(&mut options.initiate_login_uri, self.initiate_login_uri);
        if self.jwks_uri.is_some() {
            options.jwks = None;
            options.jwks_uri = self.jwks_uri;
        }
        options.par_required |= self.require_par;
        options.dpop_bound |= self.dpop;
        if let Some(profile) = self.profile {
            options.profile = profile;
        }
        if self.profile == Some(Profile::Fapi2) {
            options.par_required = true;
            options.dpop_bound |= !options.tls_bound;
        }
        self.apps.apply(&mut options.apps);
        self.tokens.apply(options);
        self.partner.apply(client);
        if client_laws::has_private_scheme(client) {
            client.options.application_type = ApplicationType::Native;
        }
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

fn overwrite(place: &mut Option<String>, named: Option<String>) {
    if named.is_some() {
        *place = named;
    }
}

fn replace<T>(list: &mut Vec<T>, named: Vec<T>) {
    if !named.is_empty() {
        *list = named;
    }
}
