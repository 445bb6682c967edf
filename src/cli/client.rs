//! `client`: the sites and programs that sign people in with us.

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::app::Failure;
use crate::base::Micros;
use crate::domain::activity::Origin;
use crate::domain::oauth::client::{Client as Registered, ClientId};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::vocab::{AuthMethod, GrantType, TokenFormat};
use crate::domain::signing_key::SigningAlgorithm;
use crate::protocol::client_metadata::{self, Members};
use crate::service::clients::{self, ManageError};
use crate::service::{Core, parties};

use super::app_settings;
use super::client_settings::Settings;
use super::output::{Format, Record, line};

#[derive(Debug, Subcommand)]
pub(super) enum Client {
    /// Register a client; its secret is shown this once
    Add(Box<Add>),
    /// List clients by id
    List {
        /// Begin after this id
        #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
        after: String,
        /// How many, at most 100
        #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u8).range(1..=100))]
        limit: u8,
        #[command(flatten)]
        format: Format,
    },
    /// Show a client
    Show {
        /// The client's id
        id: String,
        #[command(flatten)]
        format: Format,
    },
    /// Change a client; what is not named stays, a list that is named is replaced
    Set(Box<Set>),
    /// Give a client a new secret, shown this once; the old one ends at once
    RotateSecret {
        /// The client's id
        id: String,
        /// The secret that calls to it are signed with, in place of its own
        #[arg(long)]
        webhook: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Remove a client and every token it was given; this cannot be undone
    Delete {
        /// The client's id
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The client's id; made if absent
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The name people see; may be in the metadata
    #[arg(long, value_name = "NAME", required_unless_present = "metadata")]
    name: Option<String>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    format: Format,
}

#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Set {
    /// The client's id
    id: String,
    /// The name people see
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    settings: Settings,
    /// PKCE is required
    #[arg(long, conflicts_with = "no_pkce")]
    pkce: bool,
    /// No operator vouches for the client any more
    #[arg(long, conflicts_with = "verified")]
    unverified: bool,
    /// Switch the client off
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// Switch the client on again
    #[arg(long)]
    enable: bool,
    #[command(flatten)]
    format: Format,
}

/// Reads a client's id.
pub(super) fn id(text: &str) -> Result<ClientId, Failure> {
    text.parse().map_err(|error| Failure::new(format!("{text}: {error}")))
}

impl Client {
    pub(super) async fn run(self, core: &Core) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(core).await,
            Self::List { after, limit, format } => {
                let all = clients::list(core, &after).await?;
                let records: Vec<Record> = all.iter().take(usize::from(limit)).map(record).collect();
                format.many(&["client_id", "name", "grant_types", "auth_method", "verified", "disabled"], &records);
                Ok(())
            }
            Self::Show { id: name, format } => {
                let client = clients::show(core, &id(&name)?).await?;
                let shown = whole(core, &client).await?;
                let metadata = Value::Object(client_metadata::described(&client));
                format.one(&if format.is_json() { shown.with("metadata", metadata) } else { shown });
                Ok(())
            }
            Self::Set(set) => set.run(core).await,
            Self::RotateSecret { id: name, webhook, format } => {
                let id = id(&name)?;
                let (what, secret) = if webhook {
                    (WEBHOOK_SECRET, clients::rotate_webhook_secret(core, &id).await?)
                } else {
                    ("client_secret", clients::rotate_secret(core, &id).await?)
                };
                format.one(&Record::default().with("client_id", name).with(what, secret.expose()));
                Ok(())
            }
            Self::Delete { id: name } => {
                clients::delete(core, &id(&name)?).await?;
                line(&format!("client {name} is removed"));
                Ok(())
            }
        }
    }
}

impl Add {
    async fn run(self, core: &Core) -> Result<(), Failure> {
        let wanted = self.id.as_deref().map(id).transpose()?;
        let members = self.settings.members()?;
        if self.name.is_none() && !members.has("client_name") {
            return Err(Failure::new("the client needs a --name, or client_name in its metadata"));
        }
        let partner = self.settings.partner();
        let mut client = self.settings.fresh(clients::blank(core, wanted)?, &members, core.clock.now())?;
        client.name = self.name.unwrap_or(client.name);
        let (client, secret) = clients::enter(core, client, partner, "add_client", Origin::default()).await?;
        let secret = secret.as_ref().map(|secret| secret.expose().to_owned());
        let mut shown = Record::default().with("client_id", client.id.as_str()).with("client_secret", secret);
        if let Some(secret) = clients::webhook_secret(core, &client) {
            shown = shown.with(WEBHOOK_SECRET, secret.expose());
        }
        self.format.one(&shown.and(whole(core, &client).await?));
        Ok(())
    }
}

impl Set {
    async fn run(self, core: &Core) -> Result<(), Failure> {
        let id = id(&self.id)?;
        let before = clients::show(core, &id).await?;
        self.settings.check_names()?;
        let members = self.settings.members()?;
        let (now, format, partner) = (core.clock.now(), self.format, self.settings.partner());
        let mut draft = before.clone();
        self.clone().apply(&mut draft, &members, now)?;
        let outside = clients::look_up(core, draft).await?;
        let change = move |client: &mut Registered| self.apply(client, &members, now);
        let after = clients::amend(core, &id, Some(outside), partner, change).await?;
        let mut shown = whole(core, &after).await?;
        // One that was there before was shown then.
        let fresh = before.options.webhook_secret.is_none();
        if let Some(secret) = clients::webhook_secret(core, &after).filter(|_| fresh) {
            shown = Record::default().with(WEBHOOK_SECRET, secret.expose()).and(shown);
        }
        if clients::lacks_secret(&after) {
            let secret = clients::rotate_secret(core, &id).await?;
            shown = Record::default().with("client_secret", secret.expose()).and(shown);
        }
        format.one(&shown);
        Ok(())
    }

    fn apply(self, client: &mut Registered, members: &Members, now: Micros) -> Result<(), ManageError> {
        Settings::write(client, members)?;
        if let Some(name) = self.name {
            client.name = name;
        }
        if self.pkce {
            client.pkce_required = true;
        }
        if self.unverified {
            client.verified_at = None;
        }
        if self.disable && client.disabled_at.is_none() {
            client.disabled_at = Some(now);
        }
        if self.enable {
            client.disabled_at = None;
        }
        self.settings.apply(client, now);
        Ok(())
    }
}

const WEBHOOK_SECRET: &str = "webhook_secret";

/// A client's facts with those of its partner.
async fn whole(core: &Core, client: &Registered) -> Result<Record, Failure> {
    let party = match client.party {
        Some(id) => parties::find(core, id).await?,
        None => None,
    };
    let (name, number) = party.map(|party| (party.name, party.number)).unzip();
    Ok(record(client).with("partner", name).with("partner_id", number))
}

/// A client's facts; never its secrets.
fn record(client: &Registered) -> Record {
    let words = |grants: &[GrantType]| grants.iter().map(|grant| grant.as_str().to_owned()).collect::<Vec<_>>();
    let list = |scopes: &Scopes| scopes.iter().map(str::to_owned).collect::<Vec<_>>();
    let exchange = client.options.exchange.as_ref();
    Record::default()
        .with("client_id", client.id.as_str())
        .with("name", client.name.as_str())
        .with("auth_method", AuthMethod::as_str(client.auth_method))
        .with("grant_types", words(&client.grant_types))
        .with("redirect_uris", client.redirect_uris.clone())
        .with("logout_uris", client.logout_uris.clone())
        .with("scope", client.scopes.to_string())
        .with("required", list(&client.scopes.without(&client.optional_scopes)))
        .with("optional", list(&client.optional_scopes))
        .with("id_token_alg", SigningAlgorithm::as_str(client.id_token_alg))
        .with("pkce", client.pkce_required)
        .with("verified", client.verified_at.is_some())
        .with("home_uri", client.home_uri.clone())
        .with("policy_uri", client.policy_uri.clone())
        .with("terms_uri", client.terms_uri.clone())
        .with("backchannel_logout_uri", client.options.backchannel_logout_uri.clone())
        .with("frontchannel_logout_uri", client.options.frontchannel_logout_uri.clone())
        .with("initiate_login_uri", client.options.initiate_login_uri.clone())
        .with("access_token_format", TokenFormat::as_str(client.options.access_token_format))
        .with("resources", client.options.resources.clone())
        .with("serves", client.options.serves.clone())
        .with("exchange_for", exchange.map(|policy| policy.subjects.clone()).unwrap_or_default())
        .with("impersonate", exchange.is_some_and(|policy| policy.impersonation))
        .with("delegate", exchange.is_some_and(|policy| policy.delegation))
        .with("legal_name", client.options.legal_name.clone())
        .with("revoke_hosts", client.options.revoke_hosts.clone())
        .with("revoke_uri", client.options.revoke_uri.clone())
        .with("access_token_seconds", client.options.access_token_seconds)
        .with("refresh_token_seconds", client.options.refresh_token_seconds)
        .with("purposes", client.purposes.iter().map(|(key, text)| format!("{key}={text}")).collect::<Vec<_>>())
        .with("apps", app_settings::names(&client.options.apps))
        .with("disabled", client.disabled_at.is_some())
        .with("created_at", client.created_at.to_rfc3339())
        .with("updated_at", client.updated_at.to_rfc3339())
}

impl From<ManageError> for Failure {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Fault(fault) => fault.into(),
            ManageError::Unknown(id) => Self::new(format!("there is no client {id}: see `freedom-id client list`")),
            ManageError::Taken(id) => Self::new(format!("there is a client {id} already: choose another --id")),
            ManageError::Flaw(flaw) => Self::new(flaw.to_string()),
        }
    }
}
