//! `/account/confirm`: a fresh proof before something that cannot be taken back; `/account/resume`: the form that
//! waited for it.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::{Id, Secret};
use crate::domain::contact::{Address, Channel};
use crate::domain::otp::OtpPurpose;
use crate::domain::policy::{Method, Whom};
use crate::protocol::params::Params;
use crate::service::authorize::View;
use crate::service::otp as codes;
use crate::service::passkeys::Purpose;
use crate::service::security;
use crate::service::sessions::SignedIn;
use crate::service::sign_in::again::{self, ByTotp};
use crate::service::sign_in::{
    self, Entered, Finish, FinishError, SignInError, Start, StartError, WithPasskey, WithPassword,
};
use crate::service::totp::TotpError;
use crate::web::account::guard;
use crate::web::cards;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::{arrived, barred, entered};
use crate::web::otp;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::{Act, ConfirmAsk, ConfirmPage, ConfirmWay, ResumePage};
use crate::web::passkey;
use crate::web::second::totp_refused;
use crate::web::time::clock;
use crate::web::visit::Visit;

/// What the proof is for, and where it leads.
struct For {
    act: Act,
    next: String,
    /// This page without the way.
    here: String,
}

/// A step of an authorization that asks for a fresh proof, too.
const MISSING: &str = "/consent/missing";

/// The proof was right: on, with the authorization that asked for it, if one did.
async fn onward(visit: Visit, next: String, how: Entered, device: &Secret) -> Result<Response, Stop> {
    let (visit, view) = serves(visit, &next).await?;
    entered(visit, view, how, device, Some(next)).await
}

/// The authorization that a page belongs to.
async fn serves(visit: Visit, next: &str) -> Result<(Visit, Option<View>), Stop> {
    let track = next.strip_prefix(MISSING).and_then(|rest| rest.strip_prefix("?track_id="));
    let track = track.map(str::to_owned);
    visit.look(track.as_deref()).await
}

/// Read from the address. Only pages of the account can follow.
fn wanted(visit: &Visit) -> Option<For> {
    let act: Act = visit.query.get("act")?.parse().ok()?;
    if let Some(form) = visit.query.get("form") {
        let id = form.parse::<Id<()>>().ok()?;
        let here = format!("/account/confirm?act={act}&form={id}");
        return Some(For { act, next: format!("/account/resume?form={id}"), here });
    }
    let next = visit.query.get("next").filter(|next| own_page(next))?.to_owned();
    let encoded: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Some(For { act, next, here: format!("/account/confirm?act={act}&next={encoded}") })
}

/// Whether a text is the address of a page of the console: a path and a query of ours, nothing else.
pub(in crate::web) fn own_page(text: &str) -> bool {
    let path = text.split('?').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '#' | '"' | '<' | '>');
    text.len() <= 500
        && (path == "/account" || path.starts_with("/account/") || matches!(path, "/device" | MISSING))
        && !path.contains("//")
        && !path.contains("..")
        && text.chars().all(plain)
}

/// What a person can prove themselves with afresh: the one place that knows. A code by e-mail is no proof where
/// somebody may have the mailbox and not the second step.
async fn ways(visit: &Visit, person: &SignedIn) -> Result<Vec<ConfirmWay>, Stop> {
    let has = security::factors(&visit.core, person.session.user).await?;
    let policy = visit.core.config.sign_in.policy();
    let whom = Whom { role: person.person.user.role, client: None };
    let sms = visit.core.gateways.sms.is_on() && policy.allows(Method::Sms, whom);
    let possible = [
        (ConfirmWay::Password, has.password && policy.allows(Method::Password, whom)),
        (ConfirmWay::Totp, has.totp && !has.password),
        (ConfirmWay::Sms, sms && contact(person, Channel::Phone).is_some()),
        (
            ConfirmWay::Email,
            !has.two_step() && policy.allows(Method::Email, whom) && contact(person, Channel::Email).is_some(),
        ),
    ];
    Ok(possible.into_iter().filter_map(|(way, can)| can.then_some(way)).collect())
}

fn contact(person: &SignedIn, channel: Channel) -> Option<&Address> {
    person.person.proved(channel).next().map(|contact| &contact.address)
}

/// The contact that a way goes to.
fn address(person: &SignedIn, way: ConfirmWay) -> Option<&Address> {
    match way {
        ConfirmWay::Sms => contact(person, Channel::Phone),
        ConfirmWay::Email => contact(person, Channel::Email),
        ConfirmWay::Password | ConfirmWay::Totp => None,
    }
}

/// Everything that the page needs.
struct Here {
    visit: Visit,
    person: SignedIn,
    wanted: For,
    ways: Vec<ConfirmWay>,
    way: Option<ConfirmWay>,
}

async fn here(visit: Visit) -> Result<Here, Stop> {
    let Some(wanted) = wanted(&visit) else { return Err(visit.redirect("/account").into()) };
    let (visit, person) = guard::signed_in(visit).await?;
    let ways = ways(&visit, &person).await?;
    let asked = visit.query.get("way").and_then(ConfirmWay::read).filter(|way| ways.contains(way));
    let way = asked.or(ways.first().copied());
    Ok(Here { visit, person, wanted, ways, way })
}

/// `GET /account/confirm`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    draw(here(visit).await?, StatusCode::OK, Vec::new()).await
}

/// `POST /account/confirm`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let here = here(visit).await?;
    if only_language {
        return draw(here, StatusCode::OK, Vec::new()).await;
    }
    match (here.way, form.get("action")) {
        (_, Some("passkey")) => Box::pin(by_passkey(here, &form)).await,
        (Some(ConfirmWay::Sms | ConfirmWay::Email), Some("send" | "resend")) => send(here).await,
        (Some(ConfirmWay::Sms | ConfirmWay::Email), _) => Box::pin(by_code(here, &form)).await,
        (Some(ConfirmWay::Totp), _) => by_totp(here, &form).await,
        (Some(ConfirmWay::Password), _) => Box::pin(by_password(here, &form)).await,
        (None, _) => draw(here, StatusCode::UNPROCESSABLE_ENTITY, vec![Issue::form(FieldError::MethodBarred)]).await,
    }
}

async fn by_password(here: Here, form: &Params) -> Result<Response, Stop> {
    let Some(password) = form.get("password").map(Secret::new) else {
        let issues = vec![Issue::of("password", FieldError::PasswordEmpty)];
        return draw(here, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let Here { visit, person, wanted, .. } = &here;
    let device = visit.device()?;
    let input = WithPassword {
        identifier: identifier(person),
        password,
        remembered: person.session.remembered,
        device: Some(device.digest()),
        browser: visit.bound(),
        next: Some(wanted.next.clone()),
        only: Some(person.session.user),
        origin: visit.origin.clone(),
    };
    let (status, error) = match sign_in::with_password(&visit.core, input).await {
        Ok(how) => return onward(here.visit, here.wanted.next, how, &device).await,
        Err(SignInError::Mismatch) => (StatusCode::UNAUTHORIZED, FieldError::PasswordWrong),
        Err(SignInError::Wait { until }) => (StatusCode::TOO_MANY_REQUESTS, FieldError::TooMany { time: clock(until) }),
        Err(SignInError::Barred(why)) => (StatusCode::FORBIDDEN, barred(why)),
        Err(SignInError::Fault(fault)) => return Err(fault.into()),
    };
    draw(here, status, vec![Issue::of("password", error)]).await
}

async fn by_totp(mut here: Here, form: &Params) -> Result<Response, Stop> {
    let code = form.get("code").unwrap_or_default().to_owned();
    if code.trim().is_empty() {
        let issues = vec![Issue::of("code", FieldError::CodeEmpty)];
        return draw(here, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    }
    let device = here.visit.device()?;
    let input = ByTotp {
        session: here.person.session.clone(),
        code,
        device: Some(device.digest()),
        origin: here.visit.origin.clone(),
    };
    match again::by_totp(&here.visit.core, input).await {
        Ok(session) => {
            here.visit.enter(&session, &device).await?;
            let (visit, view) = serves(here.visit, &here.wanted.next).await?;
            arrived(visit, view, &session, Some(here.wanted.next)).await
        }
        Err(TotpError::Gone) => Ok(here.visit.redirect(&here.wanted.here)),
        Err(error) => {
            let (status, issue) = totp_refused(error)?;
            draw(here, status, vec![issue]).await
        }
    }
}

async fn send(mut here: Here) -> Result<Response, Stop> {
    let Some(address) = here.way.and_then(|way| address(&here.person, way)).cloned() else {
        return Ok(here.visit.redirect(&here.wanted.here));
    };
    let again = sent(&here).await?.is_some();
    let start = Start {
        identifier: address.as_str().to_owned(),
        browser: here.visit.bound(),
        locale: here.visit.locale(None).await?,
        origin: here.visit.origin.clone(),
    };
    match sign_in::start(&here.visit.core, start).await {
        Ok(_) => {
            here.visit.notice = again.then_some(Notice::CodeResent);
            draw(here, StatusCode::OK, Vec::new()).await
        }
        Err(StartError::Wait { until }) => {
            let (status, issue) = otp::wait(until);
            let issue = if again { issue } else { Issue::form(issue.error) };
            draw(here, status, vec![issue]).await
        }
        Err(StartError::NotAnAddress(_) | StartError::NoSms | StartError::Off) => {
            Ok(here.visit.redirect(&here.wanted.here))
        }
        Err(StartError::Fault(fault)) => Err(fault.into()),
    }
}

async fn by_code(here: Here, form: &Params) -> Result<Response, Stop> {
    let code = form.get("code").unwrap_or_default().to_owned();
    let Here { visit, person, wanted, .. } = &here;
    let device = visit.device()?;
    let input = Finish {
        id: None,
        browser: visit.bound(),
        code: code.clone(),
        remembered: person.session.remembered,
        device: Some(device.digest()),
        next: Some(wanted.next.clone()),
        only: Some(person.session.user),
        origin: visit.origin.clone(),
    };
    let (status, issue) = match sign_in::finish(&visit.core, input).await {
        Ok(how) => return onward(here.visit, here.wanted.next, how, &device).await,
        Err(FinishError::Code(error)) => otp::refused(error, &code)?,
        Err(FinishError::Barred(why)) => (StatusCode::FORBIDDEN, Issue::form(barred(why))),
        Err(FinishError::Fault(fault)) => return Err(fault.into()),
    };
    draw(here, status, vec![issue]).await
}

/// The code that this browser waits for by the present way.
async fn sent(here: &Here) -> Result<Option<codes::Pending>, Stop> {
    let Some(address) = here.way.and_then(|way| address(&here.person, way)) else { return Ok(None) };
    let now = here.visit.core.clock.now();
    let pending = codes::pending(&here.visit.core, &here.visit.bound(), OtpPurpose::SignIn).await?;
    Ok(pending.filter(|sent| sent.address == *address && sent.expires_at > now))
}

async fn by_passkey(here: Here, form: &Params) -> Result<Response, Stop> {
    let Some(answer) = passkey::answer(&here.visit, Purpose::Confirm(here.person.session.user), form) else {
        let issues = vec![Issue::form(FieldError::PasskeyStale)];
        return draw(here, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let device = here.visit.device()?;
    let input = WithPasskey {
        answer,
        remembered: here.person.session.remembered,
        device: Some(device.digest()),
        next: Some(here.wanted.next.clone()),
    };
    let (status, error) = match sign_in::with_passkey(&here.visit.core, input).await {
        Ok(how) => return onward(here.visit, here.wanted.next, how, &device).await,
        Err(error) => passkey::refused(error)?,
    };
    draw(here, status, vec![Issue::form(error)]).await
}

/// A contact that identifies the person.
fn identifier(person: &SignedIn) -> String {
    let contact = person.person.contacts.iter().find(|contact| contact.confirmed_at.is_some());
    contact.map(|contact| contact.address.as_str().to_owned()).unwrap_or_default()
}

async fn draw(here: Here, status: StatusCode, issues: Vec<Issue>) -> Result<Response, Stop> {
    let destination = here.way.and_then(|way| address(&here.person, way)).map(Address::masked).unwrap_or_default();
    let ask = match here.way {
        Some(ConfirmWay::Password) => ConfirmAsk::Password,
        Some(ConfirmWay::Totp) => ConfirmAsk::Totp,
        Some(ConfirmWay::Sms | ConfirmWay::Email) => match sent(&here).await? {
            Some(sent) => {
                let resend_at = (sent.resend_at > here.visit.core.clock.now()).then(|| otp::clock_up(sent.resend_at));
                ConfirmAsk::Code { works_until: clock(sent.expires_at), resend_at }
            }
            None => ConfirmAsk::Send,
        },
        None => ConfirmAsk::Nothing,
    };
    let card = cards::account(&here.person.person);
    let passkey = passkey::ask(&here.visit, Purpose::Confirm(here.person.session.user)).await?;
    let Here { visit, wanted, ways, way, .. } = here;
    let (act, address) = (wanted.act, wanted.here);
    visit
        .page(status, None, |chrome| ConfirmPage {
            chrome,
            card,
            act,
            address,
            ask,
            way,
            ways,
            destination,
            passkey,
            issues,
        })
        .await
}

/// `GET /account/resume`
pub(super) async fn resume(visit: Visit) -> Result<Response, Stop> {
    let id = visit.query.get("form").and_then(|id| id.parse().ok());
    let (visit, person) = guard::signed_in(visit).await?;
    let Some(id) = id else { return Ok(visit.redirect("/account")) };
    let held = again::held(&visit.core, id, person.session.user, &visit.bound()).await?;
    let Some(held) = held.filter(|held| own_page(&held.path)) else { return Ok(visit.redirect("/account")) };
    let Ok(act) = held.act.parse() else { return Ok(visit.redirect("/account")) };
    let (action, fields) = (held.path, held.fields);
    visit.page(StatusCode::OK, None, |chrome| ResumePage { chrome, act, action, fields }).await
}
