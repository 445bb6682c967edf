//! `dev-credentials.toml` in the data folder: what development mode made, so that every start can
//! print it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format as _, Toml};
use serde::Deserialize;

use crate::base::Secret;
use crate::config::Config;

use super::Failure;
use super::master_key::write_private;

/// What the first start made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    /// The people.
    pub(super) people: Vec<DemoPerson>,
    /// The demo client.
    pub(super) client: Option<DemoClient>,
}

/// Somebody to sign in as.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DemoPerson {
    /// First and last name.
    pub(super) name: String,
    /// What they sign in with.
    pub(super) contacts: Vec<String>,
    /// Their password.
    pub(super) password: Secret,
}

/// The demo site's place among the clients.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DemoClient {
    /// Its id.
    pub(super) client_id: String,
    /// Its secret.
    pub(super) client_secret: Secret,
}

/// Where the file is.
pub(super) fn file(config: &Config) -> PathBuf {
    config.data_dir().join("dev-credentials.toml")
}

/// Reads the file; `None` if it is not there or cannot be understood, so that it is written anew.
pub(super) fn read(path: &Path) -> Option<Credentials> {
    path.exists().then(|| Figment::from(Toml::file_exact(path)).extract().ok()).flatten()
}

/// Writes the file in place of an older one, readable for its owner only.
pub(super) fn write(path: &Path, all: &Credentials) -> Result<(), Failure> {
    let text = render(all).map_err(|_| Failure::new("the development credentials cannot be written out"))?;
    write_private(path, &text, |temporary| fs::rename(temporary, path))
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))
}

fn render(all: &Credentials) -> Result<String, std::fmt::Error> {
    let mut text = String::from("# Made by development mode. Without this file the next start writes it again.\n");
    for person in &all.people {
        let (name, contacts, password) = (&person.name, &person.contacts, person.password.expose());
        write!(text, "\n[[people]]\nname = {name:?}\ncontacts = {contacts:?}\npassword = {password:?}\n")?;
    }
    if let Some(client) = &all.client {
        let (id, secret) = (&client.client_id, client.client_secret.expose());
        write!(text, "\n[client]\nclient_id = {id:?}\nclient_secret = {secret:?}\n")?;
    }
    Ok(text)
}
