//! `/login/second`: one more proof. What waits is found by the browser; the way is in the address.

mod draw;
mod passkey;
mod raise;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::base::Secret;
use crate::domain::factors::Second;
use crate::http::state::App;
use crate::protocol::params::Params;
use crate::service::authorize::View;
use crate::service::limits::NoTry;
use crate::service::recovery_codes::RecoveryError;
use crate::service::sign_in::Entered;
use crate::service::sign_in::prove::{self, Done, Proof, Prove, ProveError, SendError};
use crate::service::sign_in::second::{self, Ended, Waiting};
use crate::service::totp::{DIGITS, TotpError};
use crate::web::authorize::{Via, go_on};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::login::{arrived, turned_away};
use crate::web::otp;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::time::clock;
use crate::web::visit::{Visit, at};

use draw::{Asked, Drawn};

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/login/second", get(show).post(post))
        .route("/login/second/passkey", get(passkey::get).post(passkey::post))
        .route("/login/second/left", get(draw::left))
}

/// `GET /login/second`
async fn show(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    match second::waiting(&visit.core, &visit.bound()).await? {
        Some(waiting) if !waiting.ways.is_empty() => {
            let asked = asked(&visit);
            draw::step(visit, view, waiting, Drawn::of(asked)).await
        }
        _ => raise::begin(visit, view).await,
    }
}

/// The way that the address names.
fn asked(visit: &Visit) -> Asked {
    match visit.query.get("way") {
        Some(way) => way.parse().map_or(Asked::List, Asked::Way),
        None => Asked::First,
    }
}

/// `POST /login/second`
async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, view) = visit.take(form.get("track_id")).await?;
    if form.get("action") == Some("leave") && !only_language {
        return raise::leave(visit, view).await;
    }
    let asked = asked(&visit);
    let Some(waiting) = second::waiting(&visit.core, &visit.bound()).await? else {
        return over(visit, view).await;
    };
    let trusted = form.get("trust").is_some();
    let drawn = Drawn::of(asked).trusting(trusted);
    if only_language {
        return draw::step(visit, view, waiting, drawn).await;
    }
    if matches!(form.get("action"), Some("send" | "resend")) {
        return send(visit, view, waiting, drawn).await;
    }
    let Some(proof) = asked.way().and_then(|way| typed(way, &form)) else {
        let issue = match asked.way() {
            Some(Second::Password) => Issue::of("password", FieldError::PasswordEmpty),
            _ => Issue::of("code", FieldError::CodeEmpty),
        };
        return draw::step(visit, view, waiting, drawn.wrong(StatusCode::UNPROCESSABLE_ENTITY, issue)).await;
    };
    Box::pin(try_it(visit, view, waiting, drawn, proof)).await
}

/// What was typed for a way; none if nothing was, or if the way is not one that is typed.
fn typed(way: Second, form: &Params) -> Option<Proof> {
    let code = || form.get("code").filter(|code| !code.trim().is_empty()).map(str::to_owned);
    match way {
        Second::Totp => code().map(Proof::Totp),
        Second::Recovery => code().map(Proof::Recovery),
        Second::Sms => code().map(Proof::Sms),
        Second::Password => form.get("password").map(Secret::new).map(Proof::Password),
        Second::Passkey => None,
    }
}

async fn try_it(
    mut visit: Visit,
    view: Option<View>,
    waiting: Waiting,
    drawn: Drawn,
    proof: Proof,
) -> Result<Response, Stop> {
    let way = proof.way();
    let input = Prove { browser: visit.bound(), proof, trust: drawn.trusted, origin: visit.origin.clone() };
    let (status, issue) = match prove::prove(&visit.core, input).await {
        Ok(Done { entered: Entered::Second(_), .. }) => {
            visit.keep_binding();
            return Ok(visit.redirect(&at("/login/second", view.as_ref())));
        }
        Ok(Done { entered: Entered::Closing(_), .. }) => {
            visit.keep_binding();
            return Ok(visit.redirect(&at("/login/closing", view.as_ref())));
        }
        Ok(Done { entered: Entered::Session(session), next }) => {
            let device = visit.device()?;
            visit.enter(&session, &device).await?;
            if way != Second::Recovery {
                return arrived(visit, view, &session, next).await;
            }
            let to = left_at(view.as_ref(), next.as_deref());
            let visit = match view {
                Some(view) => visit.identify(view, &session).await?,
                None => visit,
            };
            return Ok(visit.redirect(&to));
        }
        Err(ProveError::Ended(Ended::Gone)) => return over(visit, view).await,
        Err(ProveError::NoWay) => return Ok(visit.redirect(&at("/login/second", view.as_ref()))),
        Err(ProveError::Ended(Ended::Barred(why))) => return turned_away(visit, view, why).await,
        Err(error) => refused(error)?,
    };
    draw::step(visit, view, waiting, drawn.wrong(status, issue)).await
}

/// The page that tells how many recovery codes are left.
fn left_at(view: Option<&View>, next: Option<&str>) -> String {
    match (view, next) {
        (None, Some(next)) => {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("/login/second/left?next={next}")
        }
        (view, _) => at("/login/second/left", view),
    }
}

/// The words for a proof that is not accepted.
fn refused(error: ProveError) -> Result<(StatusCode, Issue), Stop> {
    let field = match error {
        ProveError::Totp(error) => return totp_refused(error),
        ProveError::Code(error) => return otp::refused(error, "x"),
        ProveError::Recovery(error) => return Ok(recovery_refused(&error)),
        ProveError::Password => {
            return Ok((StatusCode::UNAUTHORIZED, Issue::of("password", FieldError::PasswordWrong)));
        }
        ProveError::Wait { until } => {
            let error = FieldError::TooMany { time: clock(until) };
            return Ok((StatusCode::TOO_MANY_REQUESTS, Issue::of("password", error)));
        }
        ProveError::Fault(fault) => return Err(fault.into()),
        ProveError::Ended(_) | ProveError::NoWay => FieldError::CodeExpired,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Issue::of("code", field)))
}

/// The words for a recovery code that is not accepted.
pub(super) fn recovery_refused(error: &RecoveryError) -> (StatusCode, Issue) {
    let field = match error {
        RecoveryError::Malformed | RecoveryError::Wrong => FieldError::RecoveryWrong,
        RecoveryError::Used => FieldError::RecoveryUsed,
        RecoveryError::Limited(why) => return limited(*why),
    };
    (StatusCode::UNPROCESSABLE_ENTITY, Issue::of("code", field))
}

/// The words for a code of an app that is not accepted.
pub(super) fn totp_refused(error: TotpError) -> Result<(StatusCode, Issue), Stop> {
    let field = match error {
        TotpError::Malformed => FieldError::CodeFormat { digits: u8::try_from(DIGITS).unwrap_or(6) },
        TotpError::Wrong => FieldError::TotpWrong,
        TotpError::Replayed => FieldError::TotpReplayed,
        TotpError::Limited(why) => return Ok(limited(why)),
        TotpError::Gone => FieldError::CodeExpired,
        TotpError::Fault(fault) => return Err(fault.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Issue::of("code", field)))
}

fn limited(why: NoTry) -> (StatusCode, Issue) {
    let error = match why {
        NoTry::Until(until) => FieldError::TooMany { time: clock(until) },
        NoTry::Closed => FieldError::WayClosed,
    };
    (StatusCode::TOO_MANY_REQUESTS, Issue::of("code", error))
}

async fn send(mut visit: Visit, view: Option<View>, waiting: Waiting, drawn: Drawn) -> Result<Response, Stop> {
    let locale = visit.locale(view.as_ref()).await?;
    let again = prove::sms_sent(&visit.core, &waiting, &visit.bound()).await?.is_some();
    match prove::send_sms(&visit.core, &waiting, visit.bound(), locale, visit.origin.clone()).await {
        Ok(_) => {
            visit.notice = again.then_some(Notice::CodeResent);
            draw::step(visit, view, waiting, drawn).await
        }
        Err(SendError::Wait { until }) => {
            let (status, issue) = otp::wait(until);
            let issue = if again { issue } else { Issue::form(issue.error) };
            draw::step(visit, view, waiting, drawn.wrong(status, issue)).await
        }
        Err(SendError::NoWay) => Ok(visit.redirect(&at("/login/second", view.as_ref()))),
        Err(SendError::Fault(fault)) => Err(fault.into()),
    }
}

/// Nothing waits any more: another tab was faster, or it is too late.
async fn over(mut visit: Visit, view: Option<View>) -> Result<Response, Stop> {
    match (visit.person().await?, view) {
        (Some(_), Some(view)) => go_on(visit, view.track.id, Via::Post).await,
        (Some(_), None) => Ok(visit.redirect("/account")),
        (None, view) => Ok(visit.redirect(&at("/login", view.as_ref()))),
    }
}
