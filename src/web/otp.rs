//! `/login/code`, and how any one-time code is asked for.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Micros;
use crate::domain::contact;
use crate::domain::otp::OtpPurpose;
use crate::service::authorize::View;
use crate::service::otp::{self, CODE_LENGTH, CodeError, Pending};
use crate::service::sign_in::{self, Finish, FinishError, Start, StartError};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::{code_at, entered, turned_away};
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::sign_in::{Channel, OtpPage};
use crate::web::time::clock;
use crate::web::visit::{Visit, at};

/// What is asked on the page.
pub(super) struct Ask {
    /// The code on its way.
    pub pending: Pending,
    /// Where the form goes.
    pub action: &'static str,
    /// The hidden step.
    pub step: Option<String>,
    /// Step n of total.
    pub progress: Option<(u8, u8)>,
    /// Whether the person typed the address on their own behalf, so that it may be shown.
    pub certain: bool,
    /// Where "Change" leads.
    pub change: String,
}

/// Draws the page of a one-time code.
pub(super) async fn draw(
    visit: Visit,
    view: Option<&View>,
    ask: Ask,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let Pending { address, expires_at, resend_at, .. } = ask.pending;
    let now = visit.core.clock.now();
    let channel = match address.channel() {
        contact::Channel::Phone => Channel::Sms,
        contact::Channel::Email => Channel::Email,
    };
    visit
        .page(status, view, |chrome| OtpPage {
            chrome,
            action: ask.action.to_owned(),
            step: ask.step,
            progress: ask.progress,
            channel,
            destination: if ask.certain { address.shown() } else { address.masked() },
            certain: ask.certain,
            digits: digits(),
            works_until: clock(expires_at),
            resend_at: (resend_at > now).then(|| clock_up(resend_at)),
            change: Some(ask.change),
            issues,
        })
        .await
}

/// A time that has not passed when the clock shows it.
pub(super) fn clock_up(at: Micros) -> String {
    clock(at.plus(std::time::Duration::from_secs(59)))
}

pub(super) fn digits() -> u8 {
    u8::try_from(CODE_LENGTH).unwrap_or(6)
}

/// The words for a code that is not accepted.
pub(super) fn refused(error: CodeError, typed: &str) -> Result<(StatusCode, Issue), Stop> {
    let wrong = match error {
        CodeError::Malformed if typed.trim().is_empty() => FieldError::CodeEmpty,
        CodeError::Malformed => FieldError::CodeFormat { digits: digits() },
        CodeError::Wrong { left } => FieldError::CodeWrong { left: u8::try_from(left).unwrap_or(u8::MAX) },
        CodeError::Unknown | CodeError::Expired => FieldError::CodeExpired,
        CodeError::Ended => FieldError::CodeUsed,
        CodeError::Exhausted { until } => {
            let error = FieldError::CodeTooMany { time: clock_up(until) };
            return Ok((StatusCode::TOO_MANY_REQUESTS, Issue::of("code", error)));
        }
        CodeError::Fault(fault) => return Err(fault.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Issue::of("code", wrong)))
}

/// No other code is sent yet.
pub(super) fn wait(until: Micros) -> (StatusCode, Issue) {
    (StatusCode::TOO_MANY_REQUESTS, Issue::of("code", not_yet(until)))
}

/// The words for that, where there is no field for a code.
pub(super) fn not_yet(until: Micros) -> FieldError {
    FieldError::CodeWait { time: clock_up(until) }
}

/// `GET /login/code`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let remember = visit.query.get("remember").is_some();
    let (visit, view) = visit.look(track.as_deref()).await?;
    again(visit, view, remember, StatusCode::OK, Vec::new()).await
}

/// Draws the step for the code this browser waits for; without one, the person begins again.
async fn again(
    visit: Visit,
    view: Option<View>,
    remember: bool,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let Some(pending) = otp::pending(&visit.core, &visit.bound(), OtpPurpose::SignIn).await? else {
        let to = code_at(&at("/login", view.as_ref()), false, visit.next());
        return Ok(visit.redirect(&to));
    };
    let action = if remember { "/login/code?remember=1" } else { "/login/code" };
    let change = code_at(&at("/login", view.as_ref()), false, visit.next());
    let ask = Ask { pending, action, step: None, progress: None, certain: false, change };
    draw(visit, view.as_ref(), ask, status, issues).await
}

/// `POST /login/code`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let remember = visit.query.get("remember").is_some();
    let (visit, view) = visit.take(form.get("track_id")).await?;
    if only_language {
        return again(visit, view, remember, StatusCode::OK, Vec::new()).await;
    }
    if form.get("action") == Some("resend") {
        return resend(visit, view, remember).await;
    }
    let code = form.get("code").unwrap_or_default().to_owned();
    verify(visit, view, remember, code).await
}

async fn verify(visit: Visit, view: Option<View>, remember: bool, code: String) -> Result<Response, Stop> {
    let device = visit.device()?;
    let input = Finish {
        id: None,
        browser: visit.bound(),
        code: code.clone(),
        remembered: remember,
        device: Some(device.digest()),
        next: visit.next(),
        only: None,
        origin: visit.origin.clone(),
    };
    let (status, issue) = match sign_in::finish(&visit.core, input).await {
        Ok(how) => {
            let next = visit.next();
            return entered(visit, view, how, &device, next).await;
        }
        Err(FinishError::Code(error)) => refused(error, &code)?,
        // The code is used up: its page has nothing left to ask.
        Err(FinishError::Barred(why)) => return turned_away(visit, view, why).await,
        Err(FinishError::Fault(fault)) => return Err(fault.into()),
    };
    again(visit, view, remember, status, vec![issue]).await
}

async fn resend(mut visit: Visit, view: Option<View>, remember: bool) -> Result<Response, Stop> {
    let Some(pending) = otp::pending(&visit.core, &visit.bound(), OtpPurpose::SignIn).await? else {
        return Ok(visit.redirect(&at("/login", view.as_ref())));
    };
    let start = Start {
        identifier: pending.address.as_str().to_owned(),
        browser: visit.bound(),
        locale: visit.locale(view.as_ref()).await?,
        origin: visit.origin.clone(),
    };
    match sign_in::start(&visit.core, start).await {
        Ok(_) => {
            visit.notice = Some(Notice::CodeResent);
            again(visit, view, remember, StatusCode::OK, Vec::new()).await
        }
        Err(StartError::Wait { until }) => {
            let (status, issue) = wait(until);
            again(visit, view, remember, status, vec![issue]).await
        }
        Err(StartError::NotAnAddress(_) | StartError::NoSms | StartError::Off) => {
            Ok(visit.redirect(&at("/login", view.as_ref())))
        }
        Err(StartError::Fault(fault)) => Err(fault.into()),
    }
}
