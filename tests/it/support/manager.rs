//! A partner that keeps records of people.

use axum::http::Method;
use freedom_id::domain::contact::Address;
use freedom_id::domain::oauth::vocab::GrantType;
use freedom_id::domain::user::{Person, UserId};
use freedom_id::service::accounts::profile;
use freedom_id::service::accounts::register::{self, Finish, Start};
use freedom_id::service::clients;
use serde_json::{Value, json};

use super::partner::{By, Partner, partner_named};
use super::provider::{Reply, Site};
use super::{PASSWORD, address, email, from, phone};

pub const USER: &str = "/api/v1/oauth/user";

/// A client with the scope `users.write`.
pub fn bank_named(name: &str) -> clients::Add {
    let mut add = partner_named(name);
    add.grant_types.push(GrantType::ClientCredentials);
    add.scopes = add.scopes.union(&["users.write"].into_iter().collect());
    add
}

impl Partner {
    /// A partner that keeps records of people, and a token of it.
    pub async fn bank() -> (Self, String) {
        let bank = Self::with(super::TestCore::new().await, bank_named("Bank")).await;
        let token = bank.own_token(&bank.site).await;
        (bank, token)
    }

    /// One more of them.
    pub async fn another_bank(&self, name: &str) -> (Site, String) {
        let site = self.site(bank_named(name)).await;
        let token = self.own_token(&site).await;
        (site, token)
    }

    /// A token that a client gets in its own name.
    pub async fn own_token(&self, site: &Site) -> String {
        let form = [("grant_type", "client_credentials")];
        self.form("/oauth2/token", site, &form).await.ok().member("access_token")
    }

    pub async fn create(&self, token: &str, body: Value) -> Reply {
        self.call(Method::POST, USER, By::Token(token), &body).await
    }

    pub async fn update(&self, token: &str, body: Value) -> Reply {
        self.call(Method::PUT, USER, By::Token(token), &body).await
    }

    /// A record with this phone.
    pub async fn created(&self, token: &str, phone: &str) -> UserId {
        let made = self.create(token, json!({"phone": phone})).await.ok();
        made.member("freedom_id").parse().expect("a UUID")
    }

    /// A person as our own side knows them.
    pub async fn known(&self, id: UserId) -> Person {
        profile::person(&self.provider, id).await.expect("reads").expect("is there")
    }

    /// Somebody registers on our own pages.
    pub async fn registers(&self, contacts: &[&str]) -> UserId {
        let finish = self.ready(contacts).await;
        register::finish(&self.provider, finish).await.expect("finished").0.id
    }

    /// A registration of which nothing but its last step is left.
    pub async fn ready(&self, contacts: &[&str]) -> Finish {
        let find = |mail: bool| contacts.iter().copied().find(|text| text.contains('@') == mail);
        let start = Start {
            phone: find(false).map(phone),
            email: find(true).map(email),
            locale: freedom_id::base::Locale::Ru,
            track: None,
            previous: None,
            origin: from(7),
        };
        let cookie = register::start(&self.provider, start).await.expect("started").cookie;
        for to in [find(false), find(true)].into_iter().flatten() {
            let code = self.last_code(&address(to)).await.expect("a code");
            register::prove(&self.provider, &cookie, code, from(7)).await.expect("proved");
        }
        let password = freedom_id::base::Secret::new(PASSWORD);
        register::choose_password(&self.provider, &cookie, password).await.expect("chosen");
        Finish {
            cookie,
            firstname: "Aliya".into(),
            lastname: "Omarova".into(),
            accept_terms: true,
            link: None,
            device: None,
            origin: from(7),
        }
    }
}

/// A person's contacts, each with whether it was proved.
pub fn contacts(person: &Person) -> Vec<(&str, bool)> {
    let mut all: Vec<_> =
        person.contacts.iter().map(|c| (Address::as_str(&c.address), c.confirmed_at.is_some())).collect();
    all.sort_unstable();
    all
}
