//! `/recover`: the way back to an account. The step is the one that the record of this browser is at; a form for
//! another step changes nothing and leads there.

mod draw;
pub(super) mod link;

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Secret;
use crate::domain::contact::Address;
use crate::protocol::params::Params;
use crate::service::otp::IssueError;
use crate::service::recover::{
    self, Finish, FinishError, Here, Proof, Prove, ProveError, SecondError, Start, StartError,
};
use crate::service::sign_in::{Barred, Entered};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::entered;
use crate::web::otp;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::recover::End;
use crate::web::register::draw::password_flaw;
use crate::web::second::{recovery_refused, totp_refused};
use crate::web::serves::{Serves, serves};
use crate::web::visit::Visit;

use draw::Asked;

/// `GET /recover`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let here = recover::here(&visit.core, &visit.bound()).await?;
    let midway = matches!(here, Here::At(..)) || visit.query.get("done").is_some();
    let (mut visit, serves) = serves(visit, track.as_deref(), midway).await?;
    if visit.query.get("done").is_some() && visit.person().await?.is_some() {
        let next = serves.end();
        return draw::end(visit, serves.view.as_ref(), StatusCode::OK, End::Done, Some(next)).await;
    }
    if visit.query.get("lost").is_some() && matches!(here, Here::At(_, ref stage) if draw::is_second(stage)) {
        return draw::lost(visit, &serves).await;
    }
    if visit.query.get("step") == Some("start") {
        let identifier = named(&here).map(Address::shown).unwrap_or_default();
        return draw::start(visit, &serves, identifier, StatusCode::OK, Vec::new()).await;
    }
    let typed: String = visit.query.get("identifier").unwrap_or_default().chars().take(320).collect();
    // Another contact than the one that is on its way: the person begins anew.
    let other = Address::parse(&typed).is_ok_and(|address| named(&here).is_none_or(|named| named != &address));
    match here {
        Here::At(..) if other => draw::start(visit, &serves, typed, StatusCode::OK, Vec::new()).await,
        Here::Nothing => draw::start(visit, &serves, typed, StatusCode::OK, Vec::new()).await,
        here => {
            let asked = Asked { way: visit.query.get("way").and_then(|way| way.parse().ok()), ..Asked::default() };
            draw::here(visit, &serves, here, asked, StatusCode::OK, Vec::new()).await
        }
    }
}

fn named(here: &Here) -> Option<&Address> {
    match here {
        Here::At(recovery, _) => Some(&recovery.address),
        Here::Nothing | Here::Elsewhere => None,
    }
}

/// `POST /recover`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let here = recover::here(&visit.core, &visit.bound()).await?;
    let midway = matches!(here, Here::At(..));
    let (visit, serves) = serves(visit, form.get("track_id"), midway).await?;
    let step = form.get("step").unwrap_or_default();
    if only_language {
        if step == "start" {
            return draw::start(visit, &serves, identifier(&form), StatusCode::OK, Vec::new()).await;
        }
        let asked = Asked { way: step.parse().ok(), ..ticked(&form) };
        return draw::here(visit, &serves, here, asked, StatusCode::OK, Vec::new()).await;
    }
    match (step, here) {
        ("start", _) => start(visit, serves, identifier(&form)).await,
        (_, Here::Nothing | Here::Elsewhere) => Ok(visit.redirect(&serves.at("/recover"))),
        ("code", Here::At(recovery, _)) if form.get("action") == Some("resend") => {
            start(visit, serves, recovery.address.as_str().to_owned()).await
        }
        ("contact", _) if matches!(form.get("action"), Some("send" | "resend")) => {
            send_other(visit, serves, form.get("action") == Some("resend")).await
        }
        ("totp", _) => second(visit, serves, Proof::Totp(code(&form))).await,
        ("recovery", _) => second(visit, serves, Proof::Recovery(code(&form))).await,
        ("code" | "contact", _) => prove(visit, serves, &form).await,
        ("password", _) => Box::pin(finish(visit, serves, &form)).await,
        _ => Ok(visit.redirect(&serves.at("/recover"))),
    }
}

fn ticked(form: &Params) -> Asked {
    let is = |name| form.get(name).is_some();
    Asked { way: None, sign_out: is("sign_out"), forget_app: is("forget_app") }
}

fn identifier(form: &Params) -> String {
    form.get("identifier").unwrap_or_default().chars().take(320).collect()
}

async fn start(mut visit: Visit, serves: Serves, typed: String) -> Result<Response, Stop> {
    let again = matches!(
        recover::here(&visit.core, &visit.bound()).await?,
        Here::At(ref recovery, _) if recovery.address.as_str() == typed
    );
    let input = Start {
        identifier: typed.clone(),
        browser: visit.bound(),
        track: serves.view.as_ref().map(|view| view.track.id),
        locale: visit.locale(serves.view.as_ref()).await?,
        origin: visit.origin.clone(),
    };
    let (status, error) = match recover::start(&visit.core, input).await {
        Ok(()) if again => {
            visit.notice = Some(Notice::CodeResent);
            let here = recover::here(&visit.core, &visit.bound()).await?;
            return draw::here(visit, &serves, here, Asked::default(), StatusCode::OK, Vec::new()).await;
        }
        Ok(()) => {
            visit.keep_binding();
            return Ok(visit.redirect(&serves.at("/recover")));
        }
        Err(StartError::NotAnAddress(_)) if typed.trim().is_empty() => {
            (StatusCode::UNPROCESSABLE_ENTITY, FieldError::IdentifierEmpty)
        }
        Err(StartError::NotAnAddress(_)) => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::IdentifierShape),
        Err(StartError::NoSms) => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::PhoneUnsupported),
        Err(StartError::Wait { until }) if again => {
            let (status, issue) = otp::wait(until);
            let here = recover::here(&visit.core, &visit.bound()).await?;
            return draw::here(visit, &serves, here, Asked::default(), status, vec![issue]).await;
        }
        Err(StartError::Wait { until }) => (StatusCode::TOO_MANY_REQUESTS, otp::not_yet(until)),
        Err(StartError::Fault(fault)) => return Err(fault.into()),
    };
    draw::start(visit, &serves, typed, status, vec![Issue::of("identifier", error)]).await
}

async fn send_other(mut visit: Visit, serves: Serves, again: bool) -> Result<Response, Stop> {
    let locale = visit.locale(serves.view.as_ref()).await?;
    let sent = recover::send_other(&visit.core, &visit.bound(), locale, visit.origin.clone()).await;
    let (status, issues) = match sent {
        Ok(Some(_)) if again => {
            visit.notice = Some(Notice::CodeResent);
            (StatusCode::OK, Vec::new())
        }
        Ok(_) => return Ok(visit.redirect(&serves.at("/recover"))),
        Err(IssueError::Wait { until }) => {
            let (status, issue) = otp::wait(until);
            // Without a box for the code, the sentence is about the whole form.
            (status, vec![if again { issue } else { Issue::form(issue.error) }])
        }
        Err(IssueError::Fault(fault)) => return Err(fault.into()),
    };
    let here = recover::here(&visit.core, &visit.bound()).await?;
    draw::here(visit, &serves, here, Asked::default(), status, issues).await
}

async fn prove(visit: Visit, serves: Serves, form: &Params) -> Result<Response, Stop> {
    let code = form.get("code").unwrap_or_default().to_owned();
    let input = Prove { browser: visit.bound(), code: code.clone(), origin: visit.origin.clone() };
    let (status, issue) = match recover::prove(&visit.core, input).await {
        Ok(()) => return Ok(visit.redirect(&serves.at("/recover"))),
        Err(ProveError::Code(error)) => otp::refused(error, &code)?,
        Err(ProveError::Barred(_)) => return closed(visit, &serves).await,
        Err(ProveError::Fault(fault)) => return Err(fault.into()),
    };
    let here = recover::here(&visit.core, &visit.bound()).await?;
    draw::here(visit, &serves, here, Asked::default(), status, vec![issue]).await
}

fn code(form: &Params) -> String {
    form.get("code").unwrap_or_default().chars().take(64).collect()
}

async fn second(visit: Visit, serves: Serves, proof: Proof) -> Result<Response, Stop> {
    let way = proof.way();
    let error = match recover::second(&visit.core, &visit.bound(), proof, visit.origin.clone()).await {
        Ok(()) | Err(SecondError::OtherStep) => return Ok(visit.redirect(&serves.at("/recover"))),
        Err(SecondError::Barred(_)) => return closed(visit, &serves).await,
        Err(SecondError::Fault(fault)) => return Err(fault.into()),
        Err(SecondError::Totp(error)) => totp_refused(error)?,
        Err(SecondError::Recovery(error)) => recovery_refused(&error),
    };
    let (status, issue) = error;
    let here = recover::here(&visit.core, &visit.bound()).await?;
    let asked = Asked { way: Some(way), ..Asked::default() };
    draw::here(visit, &serves, here, asked, status, vec![issue]).await
}

async fn closed(visit: Visit, serves: &Serves) -> Result<Response, Stop> {
    let next = serves.at("/login");
    draw::end(visit, serves.view.as_ref(), StatusCode::FORBIDDEN, End::Closed, Some(next)).await
}

async fn finish(visit: Visit, serves: Serves, form: &Params) -> Result<Response, Stop> {
    let asked = ticked(form);
    let device = visit.device()?;
    let wrong = match form.get("new_password").map(Secret::new) {
        None => FieldError::PasswordEmpty,
        Some(password) => {
            let input = Finish {
                browser: visit.bound(),
                password,
                sign_out: asked.sign_out,
                forget_app: asked.forget_app,
                device: Some(device.digest()),
                origin: visit.origin.clone(),
            };
            match recover::finish(&visit.core, input).await {
                Ok(done) => return finished(visit, serves, done.how, &device).await,
                Err(FinishError::OtherStep) => return Ok(visit.redirect(&serves.at("/recover"))),
                Err(FinishError::Barred(_)) => return closed(visit, &serves).await,
                Err(FinishError::Password(flaw)) => password_flaw(flaw),
                Err(FinishError::Fault(fault)) => return Err(fault.into()),
            }
        }
    };
    let here = recover::here(&visit.core, &visit.bound()).await?;
    let issues = vec![Issue::of("new_password", wrong)];
    draw::here(visit, &serves, here, asked, StatusCode::UNPROCESSABLE_ENTITY, issues).await
}

/// The password is set: the person is in, is asked for one more proof, or has to come in another way.
async fn finished(
    mut visit: Visit,
    serves: Serves,
    how: Result<Entered, Barred>,
    device: &Secret,
) -> Result<Response, Stop> {
    match how {
        Ok(Entered::Session(session)) => {
            visit.enter(&session, device).await?;
            let to = serves.at("/recover?done=1");
            let visit = match serves.view {
                Some(view) => visit.identify(view, &session).await?,
                None => visit,
            };
            Ok(visit.redirect(&to))
        }
        Ok(second) => entered(visit, serves.view, second, device, None).await,
        Err(_) => {
            let next = serves.at("/login");
            draw::end(visit, serves.view.as_ref(), StatusCode::OK, End::Done, Some(next)).await
        }
    }
}
