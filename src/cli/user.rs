//! `user`: people.

use std::io::Read as _;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use crate::app::Failure;
use crate::base::{Email, Locale, Phone, Secret, random};
use crate::domain::activity::Origin;
use crate::domain::address;
use crate::domain::contact::Address;
use crate::domain::user::{Role, UserId};
use crate::service::Core;
use crate::service::accounts::manage::{self, Block};

use super::output::{Format, line};
use super::user_show::{COLUMNS, full, record};
use super::words;

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Add a person; contacts count as confirmed. Prints a generated password once
    Add(Add),
    /// List people, the oldest account first
    List {
        /// Begin after the person with this id
        #[arg(long, value_name = "ID")]
        after: Option<UserId>,
        /// How many, at most 100
        #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..=100))]
        limit: u32,
        #[command(flatten)]
        format: Format,
    },
    /// Show a person with all contacts
    Show {
        /// Id, e-mail address or phone number
        person: String,
        #[command(flatten)]
        format: Format,
    },
    /// Give a person a role; their sessions end
    SetRole {
        /// Id, e-mail address or phone number
        person: String,
        /// The role
        #[arg(value_parser = words(Role::ALL, Role::as_str))]
        role: Role,
    },
    /// Set a password; every session and grant of the person ends
    SetPassword {
        /// Id, e-mail address or phone number
        person: String,
        #[command(flatten)]
        password: Password,
        #[command(flatten)]
        format: Format,
    },
    /// Block a person; every session and grant ends
    Block {
        /// Id, e-mail address or phone number
        person: String,
        /// Paused by staff (lock) or refused by policy (ban)
        #[arg(long, value_name = "KIND", default_value = "lock")]
        kind: Kind,
    },
    /// Lift a block
    Unblock {
        /// Id, e-mail address or phone number
        person: String,
    },
    /// Erase a person at once; this cannot be undone
    Delete {
        /// Id, e-mail address or phone number
        person: String,
    },
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("contact").required(true).multiple(true).args(["phone", "email"]))]
pub(super) struct Add {
    /// Phone number with country code, e.g. +77010000001
    #[arg(long, value_name = "PHONE", value_parser = Phone::parse)]
    phone: Option<Phone>,
    /// E-mail address
    #[arg(long, value_name = "EMAIL", value_parser = Email::parse)]
    email: Option<Email>,
    /// Given name
    #[arg(long, value_name = "NAME")]
    firstname: Option<String>,
    /// Family name
    #[arg(long, value_name = "NAME")]
    lastname: Option<String>,
    #[command(flatten)]
    address: PostalAddress,
    /// What the person may do
    #[arg(long, value_name = "ROLE", default_value = "member", value_parser = words(Role::ALL, Role::as_str))]
    role: Role,
    /// The person's language: en, ru, kk or uz
    #[arg(long, value_name = "LANG")]
    locale: Option<Locale>,
    #[command(flatten)]
    password: Password,
    #[command(flatten)]
    format: Format,
}

/// Where letters reach a person.
#[derive(Debug, Args)]
struct PostalAddress {
    /// Street, house and flat
    #[arg(long, value_name = "TEXT")]
    street: Option<String>,
    /// City or village
    #[arg(long, value_name = "NAME")]
    locality: Option<String>,
    /// Region or district
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// Postal code
    #[arg(long, value_name = "CODE")]
    postal_code: Option<String>,
    /// Country of the address, ISO 3166-1 alpha-3, e.g. KAZ
    #[arg(long, value_name = "COUNTRY")]
    address_country: Option<String>,
}

impl From<PostalAddress> for address::PostalAddress {
    fn from(given: PostalAddress) -> Self {
        Self {
            street_address: given.street,
            locality: given.locality,
            region: given.region,
            postal_code: given.postal_code,
            country: given.address_country,
        }
    }
}

/// Where a password comes from; without any of these one is generated and printed once.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct Password {
    /// Read the password from standard input (its first line)
    #[arg(long)]
    password_stdin: bool,
    /// The password; other people on this machine may see it in the list of processes
    #[arg(long, value_name = "PASSWORD", value_parser = secret)]
    password: Option<Secret>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Kind {
    Lock,
    Ban,
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of a parser")]
fn secret(text: &str) -> Result<Secret, std::convert::Infallible> {
    Ok(Secret::new(text))
}

impl Password {
    /// The password, and whether it was generated.
    fn take(self) -> Result<(Secret, bool), Failure> {
        if let Some(given) = self.password {
            return Ok((given, false));
        }
        if !self.password_stdin {
            return Ok((random::token()?, true));
        }
        let mut text = String::new();
        std::io::stdin()
            .take(4_096)
            .read_to_string(&mut text)
            .map_err(|error| Failure::new(format!("the password cannot be read from standard input: {error}")))?;
        Ok((Secret::new(text.lines().next().unwrap_or_default()), false))
    }
}

impl User {
    pub(super) async fn run(self, core: &Core) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(core).await,
            Self::List { after, limit, format } => {
                let people = manage::list(core, after, limit).await?;
                format.many(COLUMNS, &people.iter().map(record).collect::<Vec<_>>());
                Ok(())
            }
            Self::Show { person, format } => {
                format.one(&full(&manage::show(core, manage::find(core, &person).await?).await?));
                Ok(())
            }
            Self::SetPassword { person, password, format } => set_password(core, &person, password, format).await,
            change => change.apply(core).await,
        }
    }

    async fn apply(self, core: &Core) -> Result<(), Failure> {
        let by = Origin::default();
        let found = async |person: &str| manage::find(core, person).await;
        match self {
            Self::SetRole { person, role } => {
                manage::set_role(core, found(&person).await?, role, by).await?;
                line(&format!("{person} is {role} now"));
            }
            Self::Block { person, kind } => {
                let how = match kind {
                    Kind::Lock => Block::Lock,
                    Kind::Ban => Block::Ban,
                };
                manage::block(core, found(&person).await?, how, by).await?;
                line(&format!("{person} is blocked"));
            }
            Self::Unblock { person } => {
                manage::unblock(core, found(&person).await?, by).await?;
                line(&format!("{person} is no longer blocked"));
            }
            Self::Delete { person } => {
                manage::delete(core, found(&person).await?, by).await?;
                line(&format!("{person} is erased"));
            }
            Self::Add(_) | Self::List { .. } | Self::Show { .. } | Self::SetPassword { .. } => {}
        }
        Ok(())
    }
}

impl Add {
    async fn run(self, core: &Core) -> Result<(), Failure> {
        let (password, generated) = self.password.take()?;
        let phone = self.phone.map(Address::Phone);
        let input = manage::Add {
            contacts: phone.into_iter().chain(self.email.map(Address::Email)).collect(),
            firstname: self.firstname,
            lastname: self.lastname,
            address: Some(self.address.into()),
            password: Some(password.clone()),
            role: self.role,
            locale: self.locale,
            origin: Origin::default(),
        };
        let id = manage::add(core, input).await?;
        let shown = full(&manage::show(core, id).await?);
        self.format.one(&if generated { shown.with("password", password.expose()) } else { shown });
        Ok(())
    }
}

async fn set_password(core: &Core, person: &str, password: Password, format: Format) -> Result<(), Failure> {
    let id = manage::find(core, person).await?;
    let (password, generated) = password.take()?;
    manage::set_password(core, id, password.clone(), Origin::default()).await?;
    let shown = record(&manage::show(core, id).await?);
    format.one(&if generated { shown.with("password", password.expose()) } else { shown });
    Ok(())
}
