//! How a person and an app are drawn.

/// An account as its owner recognises it.
#[derive(Clone, Debug)]
pub struct AccountCard {
    /// The value of the button that chooses it.
    pub id: String,
    /// First and last name.
    pub name: String,
    /// A masked phone number or e-mail address.
    pub contact: String,
    /// False when this account has to sign in again.
    pub signed_in: bool,
}

impl AccountCard {
    /// The first letters of the first two words of the name.
    pub fn initials(&self) -> String {
        self.name.split_whitespace().take(2).filter_map(|w| w.chars().next()).flat_map(char::to_uppercase).collect()
    }

    /// One of six backgrounds, the same for the same name.
    pub fn hue(&self) -> u32 {
        self.name.chars().fold(0_u32, |sum, c| sum.wrapping_mul(31).wrapping_add(u32::from(c))) % 6
    }
}

/// How well the operator knows who runs an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The operator checked the company.
    Verified,
    /// A service of the operator's own group.
    Own,
    /// Nobody checked.
    Unverified,
    /// Only its listed testers may use it.
    Test,
}

/// The app that asks.
#[derive(Clone, Debug)]
pub struct AppCard {
    /// Its registered name.
    pub name: String,
    /// The host of the redirect target of this request.
    pub host: String,
    /// Who runs it.
    pub standing: Standing,
    /// Our copy of its logo, an address on this server; a letter tile without it.
    pub logo: Option<String>,
    /// What it says about itself.
    pub description: Option<String>,
    /// Its web site, an `https` address.
    pub site: Option<String>,
    /// An e-mail address or a phone number of its support.
    pub support: Option<String>,
    /// Legal name and country of the company, when checked.
    pub owner: Option<String>,
    /// The date of its registration.
    pub since: Option<String>,
    /// Its privacy policy.
    pub policy: Option<String>,
    /// Its terms.
    pub terms: Option<String>,
}

impl AppCard {
    /// An app of which only name, host and standing are known.
    pub fn new(name: impl Into<String>, host: impl Into<String>, standing: Standing) -> Self {
        Self {
            name: name.into(),
            host: host.into(),
            standing,
            logo: None,
            description: None,
            site: None,
            support: None,
            owner: None,
            since: None,
            policy: None,
            terms: None,
        }
    }

    /// The letter of the tile that stands for a logo.
    pub fn letter(&self) -> String {
        letter(&self.name)
    }

    /// Whether there is anything to tell beyond the name.
    pub const fn has_more(&self) -> bool {
        self.description.is_some() || self.site.is_some() || self.support.is_some() || self.owner.is_some()
    }
}

/// The first letter or digit of a name, in upper case.
pub fn letter(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map_or_else(|| "·".into(), |c| c.to_uppercase().collect())
}
