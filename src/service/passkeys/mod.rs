//! Passkeys (WebAuthn level 3): a person adds some, and proves themselves with one of them.
//!
//! A ceremony has two halves. The first draws a challenge; what has to be known of it in the second travels in the
//! page, sealed for its purpose, person and browser, and ends after [`LIFE`]. So a page that is only looked at writes
//! nothing. The second half spends the challenge in the transaction of whatever it proves.

mod add;
mod make;
mod manage;
mod prove;
mod remove;

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::base::{Digest, Fault, Micros};
use crate::domain::policy::Method;
use crate::domain::registration::RegistrationId;
use crate::domain::user::UserId;

use super::Core;

pub use add::{Add, AddError, Added, add, ask_new};
pub use make::NewKey;
pub(in crate::service) use make::{Owner, answered, question};
pub use manage::{list, rename};
pub use prove::{Answer, Proof, ask, prove, prove_within};
pub use remove::{RemoveError, kept, remove};

/// A challenge is answered within this time.
pub const LIFE: Duration = Duration::from_secs(300);
/// Longest answer of a device that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// What an answer of a device is for. An answer to one question is none to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody signs in; the device says who.
    SignIn,
    /// The second step of somebody's sign-in.
    Second(UserId),
    /// Somebody who is signed in proves it again.
    Confirm(UserId),
    /// Somebody who is signed in adds a passkey.
    Add(UserId),
    /// Somebody who opens an account makes a passkey instead of a password.
    Open(RegistrationId),
}

impl Purpose {
    /// Whose passkeys answer; `None`: anybody's.
    const fn user(self) -> Option<UserId> {
        match self {
            Self::SignIn | Self::Open(_) => None,
            Self::Second(user) | Self::Confirm(user) | Self::Add(user) => Some(user),
        }
    }

    /// What a sealed state is bound to.
    fn place(self, browser: &Digest) -> String {
        let word = match self {
            Self::SignIn => "sign in",
            Self::Second(_) => "second step",
            Self::Confirm(_) => "confirm",
            Self::Add(_) => "add",
            Self::Open(_) => "open",
        };
        let whose = match self {
            Self::Open(registration) => registration.text(),
            _ => self.user().map(UserId::text).unwrap_or_default(),
        };
        format!("passkey {word}/{whose}/{}", browser.text())
    }
}

/// The first half of a ceremony, for the page.
#[derive(Clone, Debug)]
pub struct Offer {
    /// JSON of `PublicKeyCredentialCreationOptions` or `PublicKeyCredentialRequestOptions`, bytes as base64url.
    pub options: String,
    /// Comes back with the answer.
    pub ceremony: String,
}

/// Why an answer of a device proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The question is too old, was answered, or was asked in another browser or for something else.
    #[error("no such ceremony")]
    Stale,
    /// The answer does not fit the question, or nobody here has this passkey.
    #[error("the passkey is not accepted")]
    Unknown,
    /// The right key, but somebody else has it too.
    #[error("the passkey was copied")]
    Cloned,
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Whether people come in by passkeys here: the operator has them among the ways in, and browsers let this server
/// have them, over https and on a computer's own `localhost`. An address of numbers is no relying party.
pub fn are_possible(core: &Core) -> bool {
    core.config.sign_in.methods.contains(&Method::Passkey) && relying_party(core).is_some()
}

/// The name is the issuer's host, the origin the issuer's and no other.
fn relying_party(core: &Core) -> Option<Webauthn> {
    let issuer = &core.config.server.issuer;
    let host = issuer.domain()?;
    if issuer.scheme() != "https" && host != "localhost" {
        return None;
    }
    WebauthnBuilder::new(host, issuer).ok()?.rp_name("Freedom ID").timeout(LIFE).build().ok()
}

/// What travels in the page.
#[derive(Serialize, Deserialize)]
struct Sealed<S> {
    state: S,
    ends_at: i64,
}

/// An opened question: its state, and the mark that it was answered.
struct Opened<S> {
    state: S,
    once: Digest,
    ends_at: Micros,
}

fn seal<S: Serialize>(core: &Core, purpose: Purpose, browser: &Digest, state: S) -> Result<String, Fault> {
    let ends_at = core.clock.now().plus(LIFE);
    let text = serde_json::to_string(&Sealed { state, ends_at: ends_at.get() })
        .map_err(|_| Fault::Bug("the state of a ceremony is JSON"))?;
    core.keyring.seal(&purpose.place(browser), &text)
}

fn open<S: DeserializeOwned>(
    core: &Core,
    purpose: Purpose,
    browser: &Digest,
    ceremony: &str,
) -> Result<Opened<S>, Refusal> {
    let text = core.keyring.open(&purpose.place(browser), ceremony).ok_or(Refusal::Stale)?;
    let sealed: Sealed<S> = serde_json::from_str(text.expose()).map_err(|_| Refusal::Stale)?;
    let ends_at = Micros(sealed.ends_at);
    if core.clock.now() >= ends_at {
        return Err(Refusal::Stale);
    }
    // Of what was sealed, not of the seal's letters: base64 has more than one spelling.
    Ok(Opened { state: sealed.state, once: text.digest(), ends_at })
}

/// What a browser says it did. The library does not look at whose page asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<Value>,
}

/// Whether the page that asked was ours, in a window of its own: no page of ours is framed, so an answer from a frame
/// is another's doing (WebAuthn §7.1 step 10, §7.2 step 14).
fn is_own_page(client_data: &[u8]) -> bool {
    serde_json::from_slice(client_data).is_ok_and(|data: ClientData| !data.cross_origin && data.top_origin.is_none())
}

/// Reads an answer of a device.
fn read<T: DeserializeOwned>(credential: &str) -> Result<T, Refusal> {
    if credential.len() > LONGEST {
        return Err(Refusal::Unknown);
    }
    serde_json::from_str(credential).map_err(|_| Refusal::Unknown)
}

/// Options as JSON, with these members set under a pointer.
fn options(of: &impl Serialize, under: &str, members: &[(&str, Value)]) -> Result<String, Fault> {
    let wrong = Fault::Bug("options of a ceremony are a JSON object");
    let Ok(mut value) = serde_json::to_value(of) else { return Err(wrong) };
    let Some(Value::Object(object)) = value.pointer_mut(under) else { return Err(wrong) };
    for (name, member) in members {
        object.insert((*name).to_owned(), member.clone());
    }
    Ok(value.to_string())
}
