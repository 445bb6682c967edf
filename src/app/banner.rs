//! What a start in development mode says on the terminal.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _, stdout};

use crate::service::Core;

use super::credentials::{self, Credentials};

/// Prints addresses and credentials; nothing outside development mode.
pub(super) fn print(core: &Core, demo: Option<&str>, made: Option<&Credentials>) {
    let Some(made) = made else { return };
    let mut out = stdout().lock();
    if let Ok(text) = render(core, demo, made, out.is_terminal()) {
        // A closed terminal is no reason not to serve.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

fn render(core: &Core, demo: Option<&str>, made: &Credentials, colours: bool) -> Result<String, std::fmt::Error> {
    let paint = |text: &str, code: &str| {
        if colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let issuer = core.issuer();
    let mut text = String::from("\n");
    let version = env!("CARGO_PKG_VERSION");
    writeln!(text, "  {} {version} {}\n", paint("Freedom ID", "1"), paint("development mode", "2"))?;
    let mut row = |label: &str, value: &str| writeln!(text, "  {}  {value}", paint(&format!("{label:<14}"), "2"));
    row("Sign in", &paint(issuer, "1;36"))?;
    if let Some(demo) = demo {
        row("Demo site", demo)?;
    }
    row("Outbox", &format!("{issuer}/dev/outbox"))?;
    row("Developers", &format!("{issuer}/developers"))?;
    row("Discovery", &format!("{issuer}/.well-known/openid-configuration"))?;
    text.push('\n');
    for person in &made.people {
        let (name, contacts) = (format!("{:<20}", person.name), format!("{:<34}", person.contacts.join(", ")));
        writeln!(text, "  {}  {contacts}  {}", paint(&name, "2"), paint(person.password.expose(), "1"))?;
    }
    if let Some(client) = &made.client {
        let (id, secret) = (format!("{:<34}", client.client_id), client.client_secret.expose());
        writeln!(text, "  {}  {id}  {secret}", paint(&format!("{:<20}", "Demo client"), "2"))?;
    }
    let file = credentials::file(&core.config);
    writeln!(text, "\n  {}\n", paint(&format!("Kept in {}. Ctrl-C stops.", file.display()), "2"))?;
    Ok(text)
}
