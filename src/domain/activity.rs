//! The trail of what happened to an account. Append-only.

use std::net::IpAddr;

use crate::base::Micros;
use crate::domain::user::UserId;
use crate::domain::words;

/// What area an activity belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Opening and closing accounts.
    Account,
    /// Signing in and out.
    Session,
    /// Passwords and contacts.
    Security,
    /// Clients' access.
    Consent,
    /// Tokens.
    Token,
    /// Staff and operators.
    Admin,
}
words!(Topic {
    Account = "account",
    Session = "session",
    Security = "security",
    Consent = "consent",
    Token = "token",
    Admin = "admin",
});

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It happened.
    Succeed,
    /// It was tried and failed.
    Failed,
    /// It was refused.
    Denied,
}
words!(Outcome { Succeed = "succeed", Failed = "failed", Denied = "denied" });

/// From where a request came.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address.
    pub ip: Option<IpAddr>,
    /// `User-Agent`, cut to 300 characters.
    pub agent: Option<String>,
}

impl Origin {
    /// The source network that limits count by: the address, or the /64 of an IPv6 address.
    pub fn network(&self) -> String {
        match self.ip {
            Some(IpAddr::V4(ip)) => ip.to_string(),
            Some(IpAddr::V6(ip)) => match ip.to_ipv4_mapped() {
                Some(v4) => v4.to_string(),
                None => ip.segments().iter().take(4).map(|s| format!("{s:x}")).collect::<Vec<_>>().join(":"),
            },
            None => "local".into(),
        }
    }
}

/// One line of the trail.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Whose account.
    pub user: Option<UserId>,
    /// Which client took part.
    pub client: Option<String>,
    /// The area.
    pub topic: Topic,
    /// The act: a verb in lower case, e.g. `sign_in`, `allow`.
    pub action: &'static str,
    /// How it went.
    pub outcome: Outcome,
    /// When.
    pub at: Micros,
}

/// What is looked for in a person's trail.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only of this area.
    pub topic: Option<Topic>,
    /// Only what came out so.
    pub outcome: Option<Outcome>,
    /// Not older than this.
    pub since: Option<Micros>,
}

/// One line of the trail as it was read back.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The id.
    pub id: String,
    /// Which client took part.
    pub client: Option<String>,
    /// The area.
    pub topic: Topic,
    /// The act.
    pub action: String,
    /// How it went.
    pub outcome: Outcome,
    /// The address it came from.
    pub ip: Option<String>,
    /// The browser it came from.
    pub agent: Option<String>,
    /// When.
    pub at: Micros,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_addresses_or_the_first_half_of_ipv6() {
        let network = |ip: &str| Origin { ip: ip.parse().ok(), agent: None }.network();
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
