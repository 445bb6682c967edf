//! Floor 7: the commands. Each calls the same services as the pages do; no rules here, no SQL.

mod app_settings;
mod bench_hash;
mod client;
mod client_settings;
mod doctor;
mod import;
mod key;
mod migrate;
mod openapi;
mod output;
mod partner_settings;
mod serve;
mod token;
mod token_settings;
mod user;
mod user_show;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::app::{self, Failure, Opened};
use crate::config::Config;
use crate::domain::UnknownWord;

/// An OAuth 2.0 and OpenID Connect provider that runs on one machine with nothing to install.
///
/// Without a command the server runs. Settings come from a TOML file and from variables named
/// `FREEDOM_ID_<SECTION>__<KEY>`, which win over the file.
#[derive(Debug, Parser)]
#[command(name = "freedom-id", version)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command reads first.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
struct Settings {
    /// The configuration file [default: freedom-id.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address and port to listen on, in place of server.listen
    #[arg(long, global = true, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The public address of this server, in place of server.issuer [default with --listen: localhost
    /// and that port]
    #[arg(long, global = true, value_name = "URL")]
    issuer: Option<Url>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server (the default)
    Serve,
    /// Bring the database up to date, then exit
    Migrate,
    /// Check configuration, database, keys, clock and mail; exit 1 with a list of what is wrong
    Doctor(doctor::Doctor),
    /// Add, look up and change people
    #[command(subcommand)]
    User(user::User),
    /// Add, look up and change clients: the sites and programs that sign people in
    #[command(subcommand)]
    Client(client::Client),
    /// List, rotate and revoke signing keys
    #[command(subcommand)]
    Key(key::Key),
    /// End tokens
    #[command(subcommand)]
    Token(token::Token),
    /// Bring people over from another system
    #[command(subcommand)]
    Import(import::What),
    /// Time the password hash on this machine and suggest its cost
    BenchHash(bench_hash::BenchHash),
    /// Print the `OpenAPI` 3.1 document of every JSON endpoint
    Openapi,
}

/// Does what the arguments say.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    let config = cli.settings.load()?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(config).await,
        Command::Migrate => migrate::run(config).await,
        Command::Openapi => openapi::run(&config),
        Command::BenchHash(bench) => bench.run(&config).await,
        Command::Import(command) => with_core(config, async |opened| command.run(&opened.core).await).await,
        Command::Doctor(doctor) => doctor.run(&config).await,
        Command::User(command) => with_core(config, async |opened| command.run(&opened.core).await).await,
        Command::Client(command) => with_core(config, async |opened| command.run(&opened.core).await).await,
        Command::Key(command) => with_core(config, async |opened| command.run(&opened.core).await).await,
        Command::Token(command) => with_core(config, async |opened| command.run(&opened.core).await).await,
    }
}

/// Opens the services for one command and closes them behind it.
async fn with_core(config: Config, work: impl AsyncFnOnce(&Opened) -> Result<(), Failure>) -> Result<(), Failure> {
    let opened = app::open(config).await?;
    let done = work(&opened).await;
    opened.core.db.close().await;
    done
}

impl Settings {
    fn load(self) -> Result<Config, Failure> {
        let mut config = Config::load(self.config.as_deref())?;
        let default_issuer = config.server.issuer == Config::default().server.issuer;
        if let Some(listen) = self.listen {
            config.server.listen = listen;
            if default_issuer && config.server.issuer.set_port(Some(listen.port())).is_err() {
                return Err(Failure::new("server.issuer cannot have a port: set it with --issuer"));
            }
        }
        if let Some(issuer) = self.issuer {
            config.server.issuer = issuer;
        }
        Ok(config)
    }
}

/// One of a closed set of words, which `--help` and errors name.
fn words<T>(all: &'static [T], word: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = UnknownWord> + Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(|value| word(*value))).try_map(|text| text.parse::<T>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn listening_elsewhere_moves_the_default_issuer_with_it() {
        let load = |args: &[&str]| Cli::try_parse_from([&["freedom-id"], args].concat()).unwrap().settings.load();
        let issuer = |args| load(args).unwrap().issuer().to_owned();
        assert_eq!(issuer(&["--listen", "127.0.0.1:9000"]), "http://localhost:9000");
        assert_eq!(
            issuer(&["serve", "--listen", "127.0.0.1:9000", "--issuer", "http://localhost"]),
            "http://localhost"
        );
    }
}
