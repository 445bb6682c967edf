//! `/account/security`: everything that secures an account, in one look.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::contact::Channel;
use crate::service::sms_step::TurnOnError;
use crate::service::totp::RemoveError;
use crate::service::upstream::link;
use crate::service::{security, sms_step, upstream};
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::Act;
use crate::web::pages::security::SecurityPage;
use crate::web::time::date;
use crate::web::visit::Visit;

use super::recovery_codes;

/// `GET /account/security`
pub(super) async fn get(mut visit: Visit) -> Result<Response, Stop> {
    if visit.query.get("done").is_some() {
        visit.notice = visit.notice.or(Some(Notice::Saved));
    }
    draw(visit, StatusCode::OK, Vec::new()).await
}

/// The last second step cannot go: the rules ask for one.
pub(super) async fn needed(visit: Visit) -> Result<Response, Stop> {
    draw(visit, StatusCode::UNPROCESSABLE_ENTITY, vec![Issue::form(FieldError::StepNeeded)]).await
}

async fn draw(visit: Visit, status: StatusCode, issues: Vec<Issue>) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    visit.now_at("/account/security");
    let standing = security::of(&visit.core, person.session.user).await?;
    let locale = visit.locale(None).await?;
    let on = |at: Option<crate::base::Micros>| at.map(|at| date(at, locale));
    let phone = person.person.proved(Channel::Phone).next().map(|contact| contact.address.masked());
    let sms_possible = phone.is_some() && standing.factors.password && visit.core.gateways.sms.is_on();
    let linked = link::of_user(&visit.core, person.session.user).await?.len();
    // What was connected can be removed even where no provider is left to connect.
    let connections = (linked > 0 || !upstream::choices(&visit.core).is_empty()).then_some(linked);
    visit
        .page(status, None, |chrome| SecurityPage {
            chrome,
            factors: standing.factors,
            password_since: on(standing.password_since),
            totp_since: on(standing.totp_since),
            codes_since: on(standing.codes_since),
            trusted: standing.trusted,
            phone,
            sms_possible,
            connections,
            issues,
        })
        .await
}

/// `POST /account/security/sms`
pub(super) async fn sms(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    if only_language {
        return Ok(visit.redirect("/account/security"));
    }
    let (visit, person) = guard::fresh(visit, Act::SmsStep, Some(&form)).await?;
    let (user, origin) = (person.session.user, visit.origin.clone());
    if form.get("action") == Some("off") {
        return match sms_step::turn_off(&visit.core, user, origin).await {
            Ok(()) | Err(RemoveError::Gone) => Ok(visit.redirect("/account/security?done=sms")),
            Err(RemoveError::Needed) => needed(visit).await,
            Err(RemoveError::Fault(fault)) => Err(fault.into()),
        };
    }
    let error = match sms_step::turn_on(&visit.core, user, origin).await {
        Ok(Some(codes)) => return recovery_codes::shown(visit, None, &codes, StatusCode::OK, Vec::new()).await,
        Ok(None) => return Ok(visit.redirect("/account/security?done=sms")),
        Err(TurnOnError::NoSms | TurnOnError::NoPhone) => FieldError::PhoneUnsupported,
        Err(TurnOnError::NoPassword) => FieldError::PasswordEmpty,
        Err(TurnOnError::Unknown) => return Ok(visit.redirect("/login")),
        Err(TurnOnError::Fault(fault)) => return Err(fault.into()),
    };
    draw(visit, StatusCode::UNPROCESSABLE_ENTITY, vec![Issue::form(error)]).await
}

/// `POST /account/security/trusted`: every browser is asked for the second step again.
pub(super) async fn distrust(Posted { visit, only_language, .. }: Posted) -> Result<Response, Stop> {
    if only_language {
        return Ok(visit.redirect("/account/security"));
    }
    let (visit, person) = guard::signed_in(visit).await?;
    security::distrust(&visit.core, person.session.user, visit.origin.clone()).await?;
    Ok(visit.redirect("/account/security?done=trusted"))
}
