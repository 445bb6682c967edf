//! E-mail.

use std::fmt;
use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tokio::time::timeout;

use super::SendError;
use super::messages::Rendered;
use crate::base::{Email, Fault};
use crate::config::{Mail, MailMode};

/// Longest time for one message, from the first byte to the server's answer.
const TOTAL: Duration = Duration::from_secs(20);

/// How e-mail leaves.
pub enum Mailer {
    /// Through an SMTP server.
    Smtp {
        /// The pooled connection.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender's address.
        from: Mailbox,
    },
    /// It does not; messages are read in the development outbox.
    Sandbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smtp { .. } => "Mailer::Smtp",
            Self::Sandbox => "Mailer::Sandbox",
        })
    }
}

impl Mailer {
    /// The mailer that the configuration names. Does not connect.
    pub fn new(config: &Mail) -> Result<Self, Fault> {
        if config.mode == MailMode::Sandbox {
            return Ok(Self::Sandbox);
        }
        let url = config.url.as_ref().ok_or_else(|| Fault::Gateway("mail.url is missing".into()))?;
        // The library's own message would repeat the URL, and with it the password.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
            .map_err(|_| Fault::Gateway("mail.url is not an smtp:// or smtps:// address".into()))?
            .timeout(Some(TOTAL))
            .build();
        let from = config
            .from
            .parse()
            .map_err(|_| Fault::Gateway(format!("mail.from is not an address with a name: {}", config.from)))?;
        Ok(Self::Smtp { transport: Box::new(transport), from })
    }

    /// Sends a message.
    pub async fn send(&self, to: &Email, message: &Rendered) -> Result<(), SendError> {
        let Self::Smtp { transport, from } = self else { return Ok(()) };
        let to = to.as_str().parse().map_err(|_| SendError::Permanent("the address was refused".into()))?;
        let letter = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(message.subject.clone())
            .multipart(MultiPart::alternative_plain_html(message.text.clone(), message.html.clone()))
            .map_err(|e| SendError::Permanent(e.to_string()))?;
        match timeout(TOTAL, transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(SendError::Permanent(error.to_string())),
            Ok(Err(error)) => Err(SendError::Temporary(error.to_string())),
            Err(_) => Err(SendError::Temporary("no answer in time".into())),
        }
    }

    /// Whether the server answers: for `doctor`.
    pub async fn check(&self) -> Result<(), SendError> {
        let Self::Smtp { transport, .. } = self else { return Ok(()) };
        match timeout(TOTAL, transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(SendError::Temporary("the server does not answer".into())),
            Ok(Err(error)) => Err(SendError::Temporary(error.to_string())),
            Err(_) => Err(SendError::Temporary("no answer in time".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Secret;

    #[tokio::test]
    async fn a_wrong_address_is_named_without_its_password() {
        let mut config = Mail { mode: MailMode::Smtp, url: Some(Secret::new("smtp:user:hush@")), ..Mail::default() };
        let error = Mailer::new(&config).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("mail.url") && !error.contains("hush"), "{error}");
        config.url = Some(Secret::new("smtps://user:hush@mail.example:465"));
        config.from = "nobody".into();
        assert!(Mailer::new(&config).is_err());
        config.from = "Freedom ID <no-reply@id.example>".into();
        assert!(matches!(Mailer::new(&config), Ok(Mailer::Smtp { .. })));
        assert!(matches!(Mailer::new(&Mail::default()), Ok(Mailer::Sandbox)));
    }
}
