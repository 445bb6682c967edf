//! `/register`: opening an account, one question at a time. The step is the one the record is at; a
//! form for another step changes nothing and leads there.

pub(super) mod draw;

pub(super) use draw::password_flaw;

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::{Email, Phone, Secret};
use crate::domain::registration::{Registration, RegistrationStep};
use crate::protocol::params::Params;
use crate::service::accounts::register::{self, AboutFlaw, Finish, FinishError, Start, StartError, StepError};
use crate::web::authorize::{Via, go_on};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::arrived;
use crate::web::otp;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::passkey::{new_key, said};
use crate::web::serves::{Serves, serves};
use crate::web::visit::{Visit, at};

use draw::{About, Contacts, Step};

async fn serving(visit: Visit, track: Option<&str>) -> Result<(Visit, Serves), Stop> {
    let midway = visit.registration().is_some();
    serves(visit, track, midway).await
}

/// `GET /register`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (mut visit, serves) = serving(visit, track.as_deref()).await?;
    if visit.query.get("done").is_some()
        && let Some(person) = visit.person().await?
    {
        let user = person.session.user;
        return draw::done(visit, user).await;
    }
    let current = current(&visit).await?;
    match current.as_ref().map(Registration::next) {
        Some(RegistrationStep::Done) => {
            visit.keep_registration(None);
            finished(visit, serves).await
        }
        // Somebody who is signed in opens another account only where an app asks for it.
        None if serves.view.is_none() && visit.person().await?.is_some() => {
            Ok(visit.redirect(serves.next.as_deref().unwrap_or("/account")))
        }
        _ => {
            let change = visit.query.get("step") == Some("contact");
            let step = Step::of(current.as_ref().filter(|_| !change), current.as_ref());
            draw::step(visit, &serves, current, step, StatusCode::OK, Vec::new()).await
        }
    }
}

/// The last form was sent twice, or the person came back: on, if they are signed in here.
async fn finished(mut visit: Visit, serves: Serves) -> Result<Response, Stop> {
    match (visit.person().await?, serves.view) {
        (None, view) => Ok(visit.redirect(&at("/login", view.as_ref()))),
        (Some(_), Some(view)) => go_on(visit, view.track.id, Via::Get).await,
        (Some(_), None) => Ok(visit.redirect(serves.next.as_deref().unwrap_or("/account"))),
    }
}

async fn current(visit: &Visit) -> Result<Option<Registration>, Stop> {
    match visit.registration() {
        Some(cookie) => Ok(register::resume(&visit.core, &cookie).await?),
        None => Ok(None),
    }
}

/// `POST /register`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, serves) = serving(visit, form.get("track_id")).await?;
    let current = current(&visit).await?;
    let typed = Step::typed(&form);
    if only_language {
        return draw::step(visit, &serves, current, typed, StatusCode::OK, Vec::new()).await;
    }
    match (typed, visit.registration()) {
        (Step::Contacts(typed), _) => contacts(visit, serves, current, typed).await,
        (_, None) => Ok(visit.redirect(&serves.at("/register"))),
        (Step::Code, Some(cookie)) => code(visit, serves, current, &cookie, &form).await,
        (Step::Password, Some(cookie)) if form.get("action") == Some("passkey") => {
            passkey(visit, serves, current, &cookie, &form).await
        }
        (Step::Password, Some(cookie)) => password(visit, serves, current, &cookie, &form).await,
        (Step::About(typed), Some(cookie)) => about(visit, serves, current, cookie, typed).await,
    }
}

async fn contacts(
    mut visit: Visit,
    serves: Serves,
    current: Option<Registration>,
    typed: Contacts,
) -> Result<Response, Stop> {
    let (phone, email) = match read_contacts(&visit, &serves, &typed) {
        Ok(read) => read,
        Err(issues) => {
            let step = Step::Contacts(typed);
            return draw::step(visit, &serves, current, step, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
        }
    };
    let start = Start {
        phone,
        email,
        locale: visit.locale(serves.view.as_ref()).await?,
        track: serves.view.as_ref().map(|v| v.track.id),
        previous: visit.registration(),
        origin: visit.origin.clone(),
    };
    let (status, issue) = match register::start(&visit.core, start).await {
        Ok(started) => {
            visit.keep_registration(Some(&started.cookie));
            return Ok(visit.redirect(&serves.at("/register")));
        }
        Err(StartError::NoContact) => (StatusCode::UNPROCESSABLE_ENTITY, Issue::form(FieldError::ContactEmpty)),
        Err(StartError::PhoneUnsupported) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Issue::of("phone", FieldError::PhoneUnsupported))
        }
        Err(StartError::Wait { until }) => (StatusCode::TOO_MANY_REQUESTS, Issue::form(otp::not_yet(until))),
        Err(StartError::Fault(fault)) => return Err(fault.into()),
    };
    draw::step(visit, &serves, current, Step::Contacts(typed), status, vec![issue]).await
}

/// What was typed where it was asked for; every flaw is told at once.
fn read_contacts(
    visit: &Visit,
    serves: &Serves,
    typed: &Contacts,
) -> Result<(Option<Phone>, Option<Email>), Vec<Issue>> {
    use crate::web::pages::register::Ask;
    let (ask_phone, ask_email) = draw::asks(visit, serves.view.as_ref());
    let phone_text = typed.phone.trim();
    let email_text = typed.email.trim();
    let mut issues = Vec::new();
    let phone = match (ask_phone, phone_text) {
        (Ask::No, _) | (Ask::Optional, "") => None,
        (Ask::Required, "") => {
            issues.push(Issue::of("phone", FieldError::PhoneEmpty));
            None
        }
        (_, text) => Phone::parse(text).map_err(|_| issues.push(Issue::of("phone", FieldError::PhoneShape))).ok(),
    };
    let email = match (ask_email, email_text) {
        (Ask::No, _) | (Ask::Optional, "") => None,
        (Ask::Required, "") => {
            issues.push(Issue::of("email", FieldError::EmailEmpty));
            None
        }
        (_, text) => Email::parse(text).map_err(|_| issues.push(Issue::of("email", FieldError::EmailShape))).ok(),
    };
    if issues.is_empty() && phone.is_none() && email.is_none() {
        issues.push(Issue::of("phone", FieldError::ContactEmpty));
    }
    if issues.is_empty() { Ok((phone, email)) } else { Err(issues) }
}

async fn code(
    mut visit: Visit,
    serves: Serves,
    current: Option<Registration>,
    cookie: &Secret,
    form: &Params,
) -> Result<Response, Stop> {
    let typed = form.get("code").unwrap_or_default();
    let resend = form.get("action") == Some("resend");
    let done = if resend {
        register::resend(&visit.core, cookie, visit.origin.clone()).await.map(drop)
    } else {
        register::prove(&visit.core, cookie, typed.to_owned(), visit.origin.clone()).await.map(drop)
    };
    match done {
        Ok(()) if resend => {
            visit.notice = Some(Notice::CodeResent);
            draw::step(visit, &serves, current, Step::Code, StatusCode::OK, Vec::new()).await
        }
        Ok(()) => Ok(visit.redirect(&serves.at("/register"))),
        Err(error) => not_taken(visit, serves, current, Step::Code, error, typed).await,
    }
}

async fn password(
    visit: Visit,
    serves: Serves,
    current: Option<Registration>,
    cookie: &Secret,
    form: &Params,
) -> Result<Response, Stop> {
    let Some(typed) = form.get("password") else {
        let issues = vec![Issue::of("password", FieldError::PasswordEmpty)];
        return draw::step(visit, &serves, current, Step::Password, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    match register::choose_password(&visit.core, cookie, Secret::new(typed)).await {
        Ok(_) => Ok(visit.redirect(&serves.at("/register"))),
        Err(error) => not_taken(visit, serves, current, Step::Password, error, "").await,
    }
}

/// A passkey instead of a password.
async fn passkey(
    mut visit: Visit,
    serves: Serves,
    current: Option<Registration>,
    cookie: &Secret,
    form: &Params,
) -> Result<Response, Stop> {
    let Some(key) = new_key(&mut visit, form).await? else {
        return draw::step(visit, &serves, current, Step::Password, StatusCode::OK, Vec::new()).await;
    };
    match register::choose_passkey(&visit.core, cookie, key).await {
        Ok(()) => Ok(visit.redirect(&serves.at("/register"))),
        Err(error) => not_taken(visit, serves, current, Step::Password, error, "").await,
    }
}

/// The same step again with what is wrong, or the step that is next.
async fn not_taken(
    mut visit: Visit,
    serves: Serves,
    current: Option<Registration>,
    step: Step,
    error: StepError,
    typed: &str,
) -> Result<Response, Stop> {
    let (status, issue) = match error {
        StepError::Gone => {
            visit.keep_registration(None);
            return Ok(visit.redirect(&serves.at("/register")));
        }
        StepError::OtherStep => return Ok(visit.redirect(&serves.at("/register"))),
        StepError::Wait { until } => otp::wait(until),
        StepError::Code(error) => otp::refused(error, typed)?,
        StepError::Password(flaw) => (StatusCode::UNPROCESSABLE_ENTITY, Issue::of("password", password_flaw(flaw))),
        StepError::Passkey(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, Issue::form(said(refusal)?)),
        StepError::Fault(fault) => return Err(fault.into()),
    };
    draw::step(visit, &serves, current, step, status, vec![issue]).await
}

async fn about(
    mut visit: Visit,
    serves: Serves,
    current: Option<Registration>,
    cookie: Secret,
    typed: About,
) -> Result<Response, Stop> {
    let device = visit.device()?;
    let finish = Finish {
        cookie,
        firstname: typed.firstname.clone(),
        lastname: typed.lastname.clone(),
        accept_terms: typed.accept_terms,
        link: typed.link.as_ref().and_then(|id| id.parse().ok()).map(|id| (id, visit.bound())),
        device: Some(device.digest()),
        origin: visit.origin.clone(),
    };
    match register::finish(&visit.core, finish).await {
        Ok((_, session)) => {
            visit.enter(&session, &device).await?;
            visit.keep_registration(None);
            match (serves.view, serves.track) {
                (Some(view), _) => arrived(visit, Some(view), &session, None).await,
                (None, Some(track)) => Ok(visit.redirect(&format!("/oauth2/authorize/continue?track_id={track}"))),
                (None, None) => Ok(visit.redirect(serves.next.as_deref().unwrap_or("/register?done=1"))),
            }
        }
        Err(FinishError::Fields(flaws)) => {
            let issues = flaws.into_iter().map(|flaw| about_flaw(flaw, &typed)).collect();
            draw::step(visit, &serves, current, Step::About(typed), StatusCode::UNPROCESSABLE_ENTITY, issues).await
        }
        Err(FinishError::LinkGone) => {
            let issues = vec![Issue::form(FieldError::WaitsNoMore)];
            draw::step(visit, &serves, current, Step::About(typed), StatusCode::CONFLICT, issues).await
        }
        Err(FinishError::Gone | FinishError::OtherStep | FinishError::PasskeyGone) => {
            Ok(visit.redirect(&serves.at("/register")))
        }
        Err(FinishError::Taken(_)) => {
            visit.keep_registration(None);
            Ok(visit.redirect(&serves.at("/login")))
        }
        Err(FinishError::Fault(fault)) => Err(fault.into()),
    }
}

fn about_flaw(flaw: AboutFlaw, typed: &About) -> Issue {
    match flaw {
        AboutFlaw::Firstname if typed.firstname.trim().is_empty() => Issue::of("firstname", FieldError::FirstNameEmpty),
        AboutFlaw::Firstname => Issue::of("firstname", FieldError::NameChars),
        AboutFlaw::Lastname if typed.lastname.trim().is_empty() => Issue::of("lastname", FieldError::LastNameEmpty),
        AboutFlaw::Lastname => Issue::of("lastname", FieldError::NameChars),
        AboutFlaw::Terms => Issue::of("accept_terms", FieldError::Terms),
    }
}
