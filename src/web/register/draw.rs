//! The pages of a registration.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Phone;
use crate::domain::contact::{Address, Channel};
use crate::domain::oauth::scope::{Fact, lookup};
use crate::domain::password::PasswordFlaw;
use crate::domain::registration::{Registration, RegistrationStep};
use crate::domain::upstream::Wish;
use crate::domain::user::UserId;
use crate::protocol::params::Params;
use crate::service::accounts::register;
use crate::service::authorize::View;
use crate::service::passkeys;
use crate::service::upstream;
use crate::service::upstream::link;
use crate::web::error::Stop;
use crate::web::otp;
use crate::web::page::{FieldError, Issue};
use crate::web::pages::register::{
    Ask, LinkOffer, RegisterAboutPage, RegisterContactPage, RegisterDonePage, RegisterPasswordPage,
};
use crate::web::serves::Serves;
use crate::web::visit::Visit;

/// A step with what was typed into it.
pub(super) enum Step {
    Contacts(Contacts),
    Code,
    Password,
    About(About),
}

#[derive(Default)]
pub(super) struct Contacts {
    pub phone: String,
    pub email: String,
}

#[derive(Default)]
pub(super) struct About {
    pub firstname: String,
    pub lastname: String,
    pub accept_terms: bool,
    /// The account elsewhere that was ticked.
    pub link: Option<String>,
}

impl Step {
    /// The step that a registration is at; `before` fills in what was given earlier.
    pub(super) fn of(current: Option<&Registration>, before: Option<&Registration>) -> Self {
        match current.map(Registration::next) {
            Some(RegistrationStep::Prove(_)) => Self::Code,
            Some(RegistrationStep::Password) => Self::Password,
            Some(RegistrationStep::About) => Self::About(About::default()),
            None | Some(RegistrationStep::Contact | RegistrationStep::Done) => {
                let phone = before.and_then(|r| r.phone.as_ref()).map(Phone::spaced).unwrap_or_default();
                let email = before.and_then(|r| r.email.as_ref()).map(ToString::to_string).unwrap_or_default();
                Self::Contacts(Contacts { phone, email })
            }
        }
    }

    /// The step that a form is for.
    pub(super) fn typed(form: &Params) -> Self {
        let text = |name| form.get(name).unwrap_or_default().chars().take(320).collect();
        match form.get("step") {
            Some("code") => Self::Code,
            Some("password") => Self::Password,
            Some("about") => Self::About(About {
                firstname: text("firstname"),
                lastname: text("lastname"),
                accept_terms: form.get("accept_terms").is_some(),
                link: form.get("link_upstream").map(str::to_owned),
            }),
            _ => Self::Contacts(Contacts { phone: text("phone"), email: text("email") }),
        }
    }
}

/// Which contacts are asked for: those that the app needs, else either.
pub(super) fn asks(visit: &Visit, view: Option<&View>) -> (Ask, Ask) {
    let sms = register::takes_phones(&visit.core);
    let needs = |facts: [Fact; 2]| {
        view.is_some_and(|view| {
            let scopes = view.request.scopes.iter().filter(|scope| view.client.requires(scope)).filter_map(lookup);
            scopes.flat_map(|scope| scope.facts).any(|fact| facts.contains(fact))
        })
    };
    let phone = needs([Fact::Phone, Fact::Phones]);
    let email = needs([Fact::Email, Fact::Emails]);
    match (phone && sms, email || !sms) {
        (true, true) => (Ask::Required, Ask::Required),
        (true, false) => (Ask::Required, Ask::No),
        (false, true) => (Ask::No, Ask::Required),
        (false, false) => (Ask::Optional, Ask::Optional),
    }
}

/// Draws a step. A step that the record is not at draws the one it is at.
pub(super) async fn step(
    visit: Visit,
    serves: &Serves,
    current: Option<Registration>,
    step: Step,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let view = serves.view.as_ref();
    match (step, current) {
        (Step::Contacts(typed), _) => contact(visit, view, typed, status, issues).await,
        (Step::Code, Some(current)) => code(visit, serves, &current, status, issues).await,
        (Step::Password, Some(current)) => password(visit, view, &current, status, issues).await,
        (Step::About(typed), Some(current)) => about(visit, view, &current, typed, status, issues).await,
        (_, None) => Ok(visit.redirect(&serves.at("/register"))),
    }
}

async fn contact(
    visit: Visit,
    view: Option<&View>,
    typed: Contacts,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let (ask_phone, ask_email) = asks(&visit, view);
    let total = if (ask_phone, ask_email) == (Ask::Required, Ask::Required) { 5 } else { 4 };
    let Contacts { phone, email } = typed;
    visit
        .page(status, view, |chrome| RegisterContactPage {
            chrome,
            step: "contact".into(),
            progress: (1, total),
            ask_phone,
            ask_email,
            phone,
            email,
            issues,
        })
        .await
}

async fn code(
    visit: Visit,
    serves: &Serves,
    current: &Registration,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let to_register = serves.at("/register");
    let Some(cookie) = visit.registration() else { return Ok(visit.redirect(&to_register)) };
    // The address that is proved now; its code may have been used up or refused by the limits.
    let RegistrationStep::Prove(address) = current.next() else { return Ok(visit.redirect(&to_register)) };
    let pending = register::pending(&visit.core, &cookie).await?.filter(|p| p.address == address);
    let join = if to_register.contains('?') { '&' } else { '?' };
    let change = format!("{to_register}{join}step=contact");
    let Some(pending) = pending else { return Ok(visit.redirect(&change)) };
    let progress = (if second(current, &address) { 3 } else { 2 }, total(current));
    let step = Some("code".to_owned());
    let ask = otp::Ask { pending, action: "/register", step, progress: Some(progress), certain: true, change };
    otp::draw(visit, serves.view.as_ref(), ask, status, issues).await
}

fn second(current: &Registration, address: &Address) -> bool {
    address.channel() == Channel::Email && current.phone.is_some()
}

fn total(current: &Registration) -> u8 {
    if current.phone.is_some() && current.email.is_some() { 5 } else { 4 }
}

async fn password(
    visit: Visit,
    view: Option<&View>,
    current: &Registration,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let phone = current.phone.as_ref().map(|p| p.as_str().to_owned());
    let username = phone.or_else(|| current.email.as_ref().map(ToString::to_string)).unwrap_or_default();
    let min_length = u16::try_from(visit.core.config.passwords.min_length).unwrap_or(u16::MAX);
    let progress = (total(current) - 1, total(current));
    let passkey = register::ask_passkey(&visit.core, current, &visit.bound()).await?;
    visit
        .page(status, view, |chrome| RegisterPasswordPage {
            chrome,
            step: "password".into(),
            progress,
            username,
            min_length,
            passkey,
            issues,
        })
        .await
}

/// What is wrong with a password, in the words of pages.
pub(in crate::web) fn password_flaw(flaw: PasswordFlaw) -> FieldError {
    let number = |n| u16::try_from(n).unwrap_or(u16::MAX);
    match flaw {
        PasswordFlaw::Short { least } => FieldError::PasswordShort { min: number(least) },
        PasswordFlaw::Long => FieldError::PasswordLong { max: 128 },
        PasswordFlaw::Common => FieldError::PasswordCommon,
        PasswordFlaw::Breached => FieldError::PasswordBreached,
        PasswordFlaw::Personal => FieldError::PasswordPersonal,
    }
}

async fn about(
    visit: Visit,
    view: Option<&View>,
    current: &Registration,
    typed: About,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let progress = (total(current), total(current));
    let About { mut firstname, mut lastname, accept_terms, link } = typed;
    let waits = link::waiting_to(&visit.core, &visit.bound(), Wish::Register).await?;
    if let Some(waiting) = waits.as_ref().filter(|_| issues.is_empty() && firstname.is_empty() && lastname.is_empty()) {
        firstname = waiting.identity.firstname.clone().unwrap_or_default();
        lastname = waiting.identity.lastname.clone().unwrap_or_default();
    }
    let link = waits.map(|waiting| LinkOffer {
        name: upstream::name_of(&visit.core, &waiting.upstream).unwrap_or_default(),
        email: waiting.identity.email.map(|email| email.to_string()),
        wanted: issues.is_empty() || link.is_some(),
        waiting: waiting.id.text(),
    });
    visit
        .page(status, view, |chrome| RegisterAboutPage {
            chrome,
            step: "about".into(),
            progress,
            firstname,
            lastname,
            accept_terms,
            link,
            issues,
        })
        .await
}

/// The account exists.
pub(super) async fn done(visit: Visit, user: UserId) -> Result<Response, Stop> {
    let passkeys = passkeys::are_possible(&visit.core) && passkeys::list(&visit.core, user).await?.is_empty();
    visit.page(StatusCode::OK, None, |chrome| RegisterDonePage { chrome, next: "/account".into(), passkeys }).await
}
