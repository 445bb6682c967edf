//! `token`: what operators end.

use clap::{Args, Subcommand};

use crate::app::Failure;
use crate::service::accounts::manage;
use crate::service::token::revoke::{Whose, revoke_all};
use crate::service::{Core, clients};

use super::client::id;
use super::output::line;

#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// End every token of a person, of a client, or of everybody
    Revoke(Revoke),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Revoke {
    /// A person's id, e-mail address or phone number
    #[arg(long, value_name = "PERSON")]
    user: Option<String>,
    /// A client's id
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Everybody's
    #[arg(long)]
    all: bool,
}

impl Token {
    pub(super) async fn run(self, core: &Core) -> Result<(), Failure> {
        let Self::Revoke(revoke) = self;
        let ended = revoke_all(core, revoke.whose(core).await?).await?;
        line(&format!("{ended} {} ended, with all their tokens", if ended == 1 { "grant" } else { "grants" }));
        Ok(())
    }
}

impl Revoke {
    async fn whose(self, core: &Core) -> Result<Whose, Failure> {
        if let Some(user) = self.user {
            return Ok(Whose::User(manage::find(core, &user).await?));
        }
        match self.client {
            Some(client) => Ok(Whose::Client(clients::show(core, &id(&client)?).await?.id)),
            None => Ok(Whose::All),
        }
    }
}
