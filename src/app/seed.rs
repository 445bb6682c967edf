//! What development mode makes on its first start: an administrator, demo people, the demo client.
//!
//! Passwords and the client's secret are derived from the master key, which is random: whichever of
//! the database and the credentials file is lost, the next start makes it again with the same
//! words, and a start that was cut off is simply finished by the next one.

use crate::base::keyring::Keyring;
use crate::base::{Fault, Locale, Secret};
use crate::domain::activity::Origin;
use crate::domain::contact::Address;
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::options::Options;
use crate::domain::oauth::vocab::{AuthMethod, GrantType};
use crate::domain::signing_key::SigningAlgorithm;
use crate::domain::user::{Profile, Role};
use crate::service::Core;
use crate::service::accounts::manage::{self, ManageError};
use crate::service::accounts::profile::{self, SetProfile};
use crate::service::clients;

use super::Failure;
use super::credentials::{self, Credentials, DemoClient, DemoPerson};
use super::demo::site;

/// Somebody whom the first start adds.
struct Somebody {
    firstname: &'static str,
    lastname: &'static str,
    contacts: &'static [&'static str],
    role: Role,
    locale: Locale,
    /// Date of birth, gender, citizenship.
    facts: Option<(&'static str, &'static str, &'static str)>,
}

const ADMIN: Somebody = Somebody {
    firstname: "Site",
    lastname: "Administrator",
    contacts: &["admin@example.com"],
    role: Role::Admin,
    locale: Locale::En,
    facts: None,
};

const PEOPLE: [Somebody; 2] = [
    Somebody {
        firstname: "Айгерім",
        lastname: "Бекова",
        contacts: &["+77010000001", "aigerim@example.com"],
        role: Role::Member,
        locale: Locale::Kk,
        facts: Some(("1994-03-21", "F", "KAZ")),
    },
    Somebody {
        firstname: "Oʻtkir",
        lastname: "Yoʻldoshev",
        contacts: &["+998901234567", "otkir@example.com"],
        role: Role::Member,
        locale: Locale::Uz,
        facts: Some(("1990-09-01", "M", "UZB")),
    },
];

/// Makes what is missing, in development mode only. `demo` is the address of the demo site.
///
/// The administrator comes last: if there is one, and the file, then everything was made, and what
/// was changed or removed by hand since stays so.
pub(super) async fn ensure(core: &Core, demo: Option<String>) -> Result<Option<Credentials>, Failure> {
    if !core.config.is_development() {
        return Ok(None);
    }
    let path = credentials::file(&core.config);
    let known = credentials::read(&path).filter(|known| known.client.is_some() || !core.config.dev.demo);
    if let Some(known) = known
        && manage::any_with_role(core, Role::Admin).await?
    {
        if let (Some(client), Some(origin)) = (&known.client, &demo) {
            client_stands(core, client, origin).await?;
        }
        return Ok(Some(known));
    }
    let made = make(core, demo.as_deref()).await?;
    credentials::write(&path, &made)?;
    Ok(Some(made))
}

async fn make(core: &Core, demo: Option<&str>) -> Result<Credentials, Failure> {
    let mut made = Credentials::default();
    if core.config.dev.demo {
        for somebody in &PEOPLE {
            made.people.push(person_stands(core, somebody).await?);
        }
        let client = DemoClient {
            client_id: site::CLIENT_ID.into(),
            client_secret: Secret::new(core.keyring.sign("dev client secret", site::CLIENT_ID)),
        };
        client_stands(core, &client, demo.unwrap_or("http://127.0.0.1:8081")).await?;
        made.client = Some(client);
    }
    made.people.insert(0, person_stands(core, &ADMIN).await?);
    Ok(made)
}

/// Adds a person, unless somebody has the first contact.
async fn person_stands(core: &Core, somebody: &Somebody) -> Result<DemoPerson, Failure> {
    let first = somebody.contacts.first().copied().unwrap_or_default();
    let person = DemoPerson {
        name: format!("{} {}", somebody.firstname, somebody.lastname),
        contacts: somebody.contacts.iter().map(|&contact| contact.to_owned()).collect(),
        password: password(&core.keyring, first),
    };
    match manage::find(core, first).await {
        Ok(_) => return Ok(person),
        Err(ManageError::Unknown) => {}
        Err(other) => return Err(other.into()),
    }
    let contacts: Result<Vec<Address>, _> = somebody.contacts.iter().map(|text| Address::parse(text)).collect();
    let add = manage::Add {
        contacts: contacts.map_err(|_| Fault::Bug("a demo contact is an address"))?,
        firstname: Some(somebody.firstname.into()),
        lastname: Some(somebody.lastname.into()),
        address: None,
        password: Some(person.password.clone()),
        role: somebody.role,
        locale: Some(somebody.locale),
        origin: Origin::default(),
    };
    match manage::add(core, add).await {
        Ok(id) => tell(core, id, somebody).await?,
        // Another node was faster, or a person who was added by hand has it.
        Err(ManageError::Taken(_)) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(person)
}

/// The rest of a demo person's profile: something to share on the consent page.
async fn tell(core: &Core, user: crate::domain::user::UserId, somebody: &Somebody) -> Result<(), Failure> {
    let Some((born, gender, country)) = somebody.facts else { return Ok(()) };
    let profile = Profile {
        date_of_birth: Some(born.into()),
        gender: Some(gender.into()),
        country: Some(country.into()),
        ..Profile::default()
    };
    let set = profile::set(core, SetProfile { user, profile, origin: Origin::default() }).await;
    set.map_err(|error| Failure::new(format!("demo person: {error}")))
}

/// Makes the demo client, or leads a known one to where the site is today.
async fn client_stands(core: &Core, demo: &DemoClient, origin: &str) -> Result<(), Failure> {
    let id: ClientId = demo.client_id.parse().map_err(|_| Fault::Bug("the demo client has an id"))?;
    let redirects = site::redirect_uris(origin);
    let digest = demo.client_secret.digest();
    match clients::show(core, &id).await {
        Ok(known) if known.redirect_uris == redirects && known.secret.as_ref() == Some(&digest) => return Ok(()),
        Ok(_) => {}
        Err(clients::ManageError::Unknown(_)) => match clients::add(core, shop(id.clone(), origin)).await {
            Ok(_) | Err(clients::ManageError::Taken(_)) => {}
            Err(other) => return Err(other.into()),
        },
        Err(other) => return Err(other.into()),
    }
    let logouts = site::logout_uris(origin);
    clients::change(core, &id, move |client| {
        client.secret = Some(digest);
        client.redirect_uris = redirects;
        client.logout_uris = logouts;
        Ok(())
    })
    .await?;
    Ok(())
}

fn shop(id: ClientId, origin: &str) -> clients::Add {
    clients::Add {
        id: Some(id),
        name: site::NAME.into(),
        auth_method: AuthMethod::ClientSecretBasic,
        redirect_uris: site::redirect_uris(origin),
        logout_uris: site::logout_uris(origin),
        grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        scopes: site::scopes(),
        optional_scopes: site::optional_scopes(),
        id_token_alg: SigningAlgorithm::Es256,
        pkce_required: true,
        verified: true,
        home_uri: Some(format!("{origin}/")),
        policy_uri: None,
        terms_uri: None,
        options: Options::default(),
    }
}

/// Sixteen of 31 letters and digits that are not mistaken for each other: 79 bits.
fn password(keyring: &Keyring, person: &str) -> Secret {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let source = ["1", "2"].map(|part| keyring.sign("dev password", &format!("{person}/{part}"))).concat();
    let letters: Vec<char> = source.bytes().filter(|b| LETTERS.contains(b)).take(16).map(char::from).collect();
    Secret::new(letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::keyring::MasterKey;

    #[test]
    fn a_password_is_the_persons_own_and_stays() {
        let ring = |letter: &str| Keyring::new(&MasterKey::parse(&Secret::new(letter.repeat(43))).unwrap()).unwrap();
        let first = password(&ring("A"), "a");
        assert_eq!(first.expose(), password(&ring("A"), "a").expose());
        assert_ne!(first.expose(), password(&ring("A"), "b").expose());
        assert_ne!(first.expose(), password(&ring("E"), "a").expose());
        assert!(first.expose().len() >= 17, "{}", first.expose());
    }
}
