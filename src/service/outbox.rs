//! Messages: written sealed in the transaction of their cause, delivered by a job.

use std::time::Duration;

use crate::base::{Fault, Id, Locale, Micros};
use crate::domain::contact::{Address, Channel};
use crate::domain::message::{Message, MessageId};
use crate::gateways::messages::samples::{self, Sample};
use crate::gateways::messages::{self, Rendered};
use crate::store::Tx;
use crate::store::outbox::{self, Letter};

use super::Core;

/// A message to write.
#[derive(Clone, Debug)]
pub struct Enqueue {
    /// Where it goes.
    pub address: Address,
    /// What it is about: the word of an OTP purpose.
    pub purpose: &'static str,
    /// The language.
    pub locale: Locale,
    /// What it says.
    pub message: Message,
    /// It is not sent after that.
    pub expires_at: Micros,
}

/// Writes a message in place of one that still waits for the same destination and purpose; but no notice
/// takes the place of another, or somebody could hide what they did by doing it twice. Call [`wake`] after the
/// commit.
pub async fn enqueue(core: &Core, tx: &mut Tx, ask: Enqueue) -> Result<MessageId, Fault> {
    let id: MessageId = Id::ordered();
    let plain = serde_json::to_string(&ask.message).map_err(|_| Fault::Bug("a message is not JSON"))?;
    if !matches!(ask.message, Message::Notice { .. }) {
        outbox::withdraw(tx, &ask.address, ask.purpose).await?;
    }
    let letter = Letter {
        id,
        sealed: core.keyring.seal(&place(id), &plain)?,
        address: ask.address,
        purpose: ask.purpose.to_owned(),
        locale: ask.locale,
        created_at: core.clock.now(),
        expires_at: ask.expires_at,
        attempts: 0,
        carrier: None,
    };
    outbox::insert(tx, &letter).await?;
    Ok(id)
}

/// Lets the delivery look at once.
pub fn wake(core: &Core) {
    core.outbox.notify_one();
}

/// A message as the development outbox shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The id.
    pub id: MessageId,
    /// By which way.
    pub channel: Channel,
    /// Where it went.
    pub to: String,
    /// What it is about.
    pub purpose: String,
    /// The language.
    pub locale: Locale,
    /// What it says.
    pub content: Rendered,
    /// The code in it.
    pub code: Option<String>,
    /// When it was written.
    pub created_at: Micros,
}

/// Messages, newest first, perhaps only to one destination or by one channel. What is blanked or
/// was sealed with another key is left out.
pub async fn list(core: &Core, to: Option<&str>, channel: Option<Channel>, limit: u32) -> Result<Vec<Shown>, Fault> {
    let letters = outbox::list(&mut core.db.read().await?, to, channel, limit.clamp(1, 500)).await?;
    letters.into_iter().filter_map(|letter| show(core, letter).transpose()).collect()
}

/// How a message looks, without being sent.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What the message is called.
    pub key: &'static str,
    /// The language.
    pub locale: Locale,
    /// As an SMS.
    pub sms: Rendered,
    /// As an e-mail.
    pub mail: Rendered,
}

/// Every message in every language, filled with samples.
pub fn previews(core: &Core) -> Result<Vec<Preview>, Fault> {
    let life = Duration::from_secs(core.config.otp.email_seconds);
    let mut all = Vec::new();
    for Sample { key, message } in samples::all(core.issuer()) {
        for locale in Locale::ALL {
            let written = |channel| messages::render(&message, channel, locale, &core.config, life);
            all.push(Preview { key, locale, sms: written(Channel::Phone)?, mail: written(Channel::Email)? });
        }
    }
    Ok(all)
}

fn show(core: &Core, letter: Letter) -> Result<Option<Shown>, Fault> {
    let Some((message, content)) = read(core, &letter)? else { return Ok(None) };
    Ok(Some(Shown {
        id: letter.id,
        channel: letter.address.channel(),
        to: letter.address.as_str().to_owned(),
        purpose: letter.purpose,
        locale: letter.locale,
        content,
        code: message.code().map(str::to_owned),
        created_at: letter.created_at,
    }))
}

/// Opens a letter and writes it out; `None` if it cannot be opened.
pub(super) fn read(core: &Core, letter: &Letter) -> Result<Option<(Message, Rendered)>, Fault> {
    let Some(plain) = core.keyring.open(&place(letter.id), &letter.sealed) else { return Ok(None) };
    let Ok(message) = serde_json::from_str::<Message>(plain.expose()) else { return Ok(None) };
    let life = letter.created_at.until(letter.expires_at);
    let content = messages::render(&message, letter.address.channel(), letter.locale, &core.config, life)?;
    Ok(Some((message, content)))
}

fn place(id: MessageId) -> String {
    format!("outbox/{id}")
}
