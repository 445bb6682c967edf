//! Text messages: by a gateway that the operator names, and a second one where the first fails.
//!
//! One message must not become two. A gateway that certainly did not take it leaves it to the other one.
//! One whose answer was lost may have sent it: then nobody else is asked, and it is asked again itself only
//! if it is told the message's id and can know it by that.

mod http;
mod template;

use crate::base::{Fault, Phone};
use crate::config::{Sms, SmsMode};
use crate::domain::message::{Carrier, MessageId};

use super::SendError;
use super::messages::Rendered;
use http::{Gateway, Outcome};
use template::Values;

/// How text messages leave.
#[derive(Debug)]
pub struct SmsSender {
    way: Way,
    config: Sms,
}

#[derive(Debug)]
enum Way {
    /// By gateways.
    Http { first: Box<Gateway>, backup: Option<Box<Gateway>> },
    /// They do not; they are read in the development outbox.
    Sandbox,
    /// There are none.
    Off,
}

impl SmsSender {
    /// The sender that the configuration names. Does not connect.
    pub fn new(config: &Sms) -> Result<Self, Fault> {
        let way = match config.mode {
            SmsMode::Sandbox => Way::Sandbox,
            SmsMode::Off => Way::Off,
            SmsMode::Http => Way::Http {
                first: Box::new(Gateway::new("sms", &config.first())?),
                backup: match &config.backup {
                    Some(backup) => Some(Box::new(Gateway::new("sms.backup", backup)?)),
                    None => None,
                },
            },
        };
        Ok(Self { way, config: config.clone() })
    }

    /// Whether there is any way to reach a phone.
    pub const fn is_on(&self) -> bool {
        !matches!(self.way, Way::Off)
    }

    /// Whether text messages go to this number.
    pub fn reaches(&self, phone: &Phone) -> bool {
        self.is_on() && self.config.country(phone).is_some()
    }

    /// Where messages go, in words for the operator.
    pub fn describe(&self) -> String {
        match &self.way {
            Way::Sandbox => "sandbox: messages are read at /dev/outbox".into(),
            Way::Off => "off: only e-mail addresses can be confirmed".into(),
            Way::Http { first, backup: None } => first.describe(),
            Way::Http { first, backup: Some(backup) } => format!("{}, else {}", first.describe(), backup.describe()),
        }
    }

    /// Sends a message. `held`: the gateway that may have sent it already.
    pub async fn send(
        &self,
        id: MessageId,
        to: &Phone,
        message: &Rendered,
        held: Option<Carrier>,
    ) -> Result<(), SendError> {
        if self.is_on() && !self.reaches(to) {
            return Err(SendError::Permanent("sms.countries does not name this country".into()));
        }
        let (first, backup) = match &self.way {
            Way::Http { first, backup } => (first, backup.as_ref()),
            Way::Sandbox => return Ok(()),
            Way::Off => return Err(SendError::Permanent("sms.mode is off".into())),
        };
        let id = id.to_string();
        let values = Values { to: to.as_str(), text: &message.text, id: &id };
        let (carrier, gateway) = match held {
            None | Some(Carrier::First) => (Carrier::First, first),
            Some(Carrier::Backup) => {
                let gone = || SendError::Permanent("no answer, and the gateway is not there any more".into());
                (Carrier::Backup, backup.ok_or_else(gone)?)
            }
        };
        let outcome = gateway.send(&values).await;
        let Some(backup) = backup.filter(|_| held.is_none()) else {
            return judge(carrier, gateway, outcome);
        };
        let (Outcome::Refused(why) | Outcome::Failed(why)) = &outcome else {
            return judge(carrier, gateway, outcome);
        };
        tracing::warn!(failure = %why, "the first SMS gateway did not take a message");
        match (backup.send(&values).await, outcome) {
            // The first may take it later even if the second never will.
            (Outcome::Refused(second), Outcome::Failed(why)) => {
                Err(SendError::Temporary(format!("{why}; backup: {second}")))
            }
            (second, _) => judge(Carrier::Backup, backup, second),
        }
    }
}

fn judge(carrier: Carrier, gateway: &Gateway, outcome: Outcome) -> Result<(), SendError> {
    Err(match outcome {
        Outcome::Taken => return Ok(()),
        Outcome::Refused(why) => SendError::Permanent(why),
        Outcome::Failed(why) => SendError::Temporary(why),
        Outcome::Unknown(why) if gateway.knows_repeats() => SendError::Held { carrier, why },
        Outcome::Unknown(why) => SendError::Permanent(format!("{why}: it may have been sent")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Secret;

    /// What is changed in sound settings, and what is said about it.
    type Case = (fn(&mut Sms), &'static str);

    #[test]
    fn what_cannot_work_is_named_by_its_key_and_without_its_secrets() {
        let sms = |change: fn(&mut Sms)| {
            let mut sms = Sms {
                mode: SmsMode::Http,
                url: Some(Secret::new("https://sms.example/send?key=hush")),
                body: Some(Secret::new(r#"{"to":"{to}","text":"{text}"}"#)),
                ..Sms::default()
            };
            change(&mut sms);
            SmsSender::new(&sms)
        };
        assert_eq!(sms(|_| {}).map(|s| s.describe()).ok().as_deref(), Some("POST to sms.example"));
        let cases: [Case; 12] = [
            (|s| s.url = Some(Secret::new("sms.example/hush")), "sms.url is not"),
            (|s| s.url = Some(Secret::new("ftp://sms.example/hush")), "sms.url is not"),
            (|s| s.url = Some(Secret::new("https://{to}.example/")), "after its `?`"),
            (|s| s.url = Some(Secret::new("https://sms.example/?k=hush&t={phone}")), "{phone}"),
            (|s| s.body = Some(Secret::new("{\"hush\":\"{recipient}\"}")), "{recipient}"),
            (|s| s.body = Some(Secret::new(r#"{"to":{to},"text":"{text}","p":"hush"}"#)), "sms.body is not JSON"),
            (|s| s.body = Some(Secret::new(r#"{"text":"{text}","p":"hush"}"#)), "{to}"),
            (|s| s.body = None, "{text}"),
            (|s| s.method = crate::config::SmsMethod::Get, "no body"),
            (|s| drop(s.headers.insert("Content-Type".into(), Secret::new("text/hush"))), "Content-Type"),
            (|s| drop(s.headers.insert("a b".into(), Secret::new("hush"))), "sms.headers"),
            (|s| drop(s.headers.insert("X-Key".into(), Secret::new("hush\n"))), "sms.headers"),
        ];
        for (change, word) in cases {
            let error = sms(change).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains(word) && !error.contains("hush"), "{word}: {error}");
        }
        let error = sms(|s| s.backup = Some(crate::config::SmsGateway::default())).err();
        assert!(error.is_some_and(|e| e.to_string().contains("sms.backup.url is missing")));
    }
}
