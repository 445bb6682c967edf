//! `[[upstream]]`: providers whose accounts open a Freedom ID ("continue with …").

use serde::{Deserialize, Serialize};
use url::Url;

use super::lenient;
use crate::base::Secret;

/// How we prove ourselves to a provider (RFC 6749 §2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientAuth {
    /// `client_secret_basic`
    #[default]
    Basic,
    /// `client_secret_post`
    Post,
}

/// One provider. There is no way to trust its e-mail addresses: people are known by issuer and subject.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// The word in its addresses here, e.g. `google`: lower-case letters, digits and hyphens. The redirect URI
    /// to register there is `{issuer}/login/upstream/{id}/callback`, with our issuer.
    pub id: String,
    /// What people know it by.
    pub name: String,
    /// Its issuer, exactly as its metadata name it.
    pub issuer: String,
    /// Our id there.
    pub client_id: String,
    /// Our secret there.
    #[serde(deserialize_with = "lenient::secret", serialize_with = "lenient::masked")]
    pub client_secret: Option<Secret>,
    /// What is asked for, words separated by spaces.
    #[serde(default = "usual_scopes")]
    pub scopes: String,
    /// How we prove ourselves there.
    #[serde(default)]
    pub client_auth: ClientAuth,
}

fn usual_scopes() -> String {
    "openid profile email".into()
}

/// What keeps a list of providers from being used, each with its cure. `plain` tells whether http will do.
pub(super) fn refusals(all: &[Upstream], own: &Url, plain: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, upstream) in all.iter().enumerate() {
        let mut refuse = |when: bool, text: &str| {
            if when {
                wrong.push(format!("upstream {:?}: {text}", upstream.id));
            }
        };
        let earlier = || all.iter().take(at);
        refuse(!is_slug(&upstream.id), "id has 1 to 32 lower-case letters, digits and hyphens");
        refuse(earlier().any(|other| other.id == upstream.id), "id is used twice");
        refuse(upstream.name.trim().is_empty() || upstream.name.chars().count() > 40, "name has 1 to 40 characters");
        refuse(upstream.client_id.is_empty(), "client_id is missing");
        refuse(upstream.client_secret.as_ref().is_none_or(|s| s.expose().is_empty()), "client_secret is missing");
        refuse(!upstream.scopes.split(' ').any(|scope| scope == "openid"), "scopes must contain openid");
        // Two entries would answer for the same people.
        refuse(earlier().any(|other| same(&other.issuer, &upstream.issuer)), "issuer is used twice");
        match Url::parse(&upstream.issuer) {
            Ok(url) => {
                let scheme = url.scheme() == "https" || (plain && url.scheme() == "http");
                refuse(!scheme, "issuer must begin with https://");
                let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
                refuse(!bare || url.host().is_none(), "issuer must be an address without query, fragment and name");
                refuse(same(url.as_str(), own.as_str()), "issuer is this server itself");
            }
            Err(_) => refuse(true, "issuer is not an address"),
        }
    }
    wrong
}

fn same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

fn is_slug(id: &str) -> bool {
    let letters = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (1..=32).contains(&id.len()) && letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str, issuer: &str) -> Upstream {
        Upstream {
            id: id.into(),
            name: "Example".into(),
            issuer: issuer.into(),
            client_id: "c".into(),
            client_secret: Some(Secret::new("s")),
            scopes: usual_scopes(),
            client_auth: ClientAuth::Basic,
        }
    }

    #[test]
    fn a_list_is_judged_with_names() {
        let own = Url::parse("https://id.example").unwrap();
        let judged = |all: &[Upstream]| refusals(all, &own, false);
        let good = one("example", "https://accounts.example");
        assert_eq!(judged(std::slice::from_ref(&good)), Vec::<String>::new());
        for bad in [
            one("Example", "https://accounts.example"),
            one("", "https://accounts.example"),
            one("example", "http://accounts.example"),
            one("example", "https://accounts.example/?x=1"),
            one("example", "https://id.example/"),
            one("example", "accounts"),
            Upstream { client_secret: None, ..good.clone() },
            Upstream { scopes: "profile".into(), ..good.clone() },
            Upstream { name: " ".into(), ..good.clone() },
        ] {
            assert_eq!(judged(std::slice::from_ref(&bad)).len(), 1, "{bad:?}");
        }
        assert_eq!(judged(&[good.clone(), one("example", "https://other.example")]).len(), 1);
        assert_eq!(judged(&[good, one("twin", "https://accounts.example/")]).len(), 1);
        assert!(refusals(&[one("local", "http://localhost:1")], &own, true).is_empty());
    }

    #[test]
    fn the_secret_is_not_written_out() {
        let text = serde_json::to_string(&one("example", "https://accounts.example")).unwrap();
        assert!(text.contains("***") && !text.contains("\"s\""), "{text}");
    }
}
