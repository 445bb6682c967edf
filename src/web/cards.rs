//! People and apps as pages show them.

use crate::domain::oauth::client::Client;
use crate::domain::user::Person;
use crate::protocol::logout::with_query;
use crate::service::authorize::View;
use crate::web::logos;
use crate::web::pages::people::{AccountCard, AppCard, Standing};

/// A person as their owner recognises them: the contact is masked.
pub(super) fn account(person: &Person) -> AccountCard {
    let contact = person.contacts.iter().find(|c| c.confirmed_at.is_some()).or(person.contacts.first());
    let contact = contact.map(|c| c.address.masked()).unwrap_or_default();
    AccountCard {
        id: person.user.id.text(),
        name: person.user.profile.display_name().unwrap_or_else(|| contact.clone()),
        contact,
        signed_in: true,
    }
}

/// How well its runner is known.
pub(super) const fn standing(client: &Client) -> Standing {
    if client.verified_at.is_some() { Standing::Verified } else { Standing::Unverified }
}

/// The app that asks.
pub(super) fn app(view: &View) -> AppCard {
    let client: &Client = &view.client;
    let standing = standing(client);
    AppCard {
        logo: logos::address(client),
        site: client.home_uri.clone(),
        policy: client.policy_uri.clone(),
        terms: client.terms_uri.clone(),
        ..AppCard::new(client.name.clone(), host(view), standing)
    }
}

/// An app outside of a request.
pub(super) fn known_app(client: &Client) -> AppCard {
    AppCard {
        logo: logos::address(client),
        site: client.home_uri.clone(),
        policy: client.policy_uri.clone(),
        terms: client.terms_uri.clone(),
        ..AppCard::new(client.name.clone(), home_host(client), standing(client))
    }
}

/// Where an app begins a sign-in that it did not ask for itself (OIDC Core §4).
pub(super) fn start(client: &Client, issuer: &str) -> Option<String> {
    let uri = client.options.initiate_login_uri.as_deref()?;
    Some(with_query(uri, &[("iss", issuer)]))
}

/// Where the person goes after the answer; nowhere if a device waits for it.
pub(super) fn host(view: &View) -> String {
    if view.request.device.is_some() { String::new() } else { view.request.redirect.shown() }
}

/// The host by which people know an app outside of a request: its home, else where answers go.
pub(super) fn home_host(client: &Client) -> String {
    let first = client.home_uri.as_deref().or(client.redirect_uris.first().map(String::as_str));
    let url = first.and_then(|text| url::Url::parse(text).ok());
    url.and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default()
}
