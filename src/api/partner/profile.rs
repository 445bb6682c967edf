//! `POST /api/v1/oauth/get-profile` and `GET /api/v1/oauth/get-profile/status`: a person's whole profile, asked
//! for and come back for (seed `001`, "Profile", "Request").
//!
//! The status is asked for by a JSON body on a GET, whatever its content type because many programs send none
//! there, or by `?request_id=`; where both are sent they must agree. `request_id` is a UUID in its usual form,
//! told back as it was sent; `created_at` means nothing.

use axum::Json;
use axum::extract::State as Within;
use serde::Serialize;

use crate::base::Fault;
use crate::domain::profile_request::{OuterId, State};
use crate::http::state::App;
use crate::protocol::dress::six_digits;
use crate::service::partners::profile::{self, Asked};

use super::body::{Body, BodyOrQuery};
use super::caller::ByPerson;
use super::error::Problem;
use super::fields::Fields;

#[derive(Serialize)]
pub(super) struct Submitted {
    request_id: String,
    status: &'static str,
    status_message: &'static str,
    freedom_id: String,
}

pub(super) async fn ask(
    Within(app): Within<App>,
    ByPerson(bearer): ByPerson,
    Body(fields): Body,
) -> Result<Json<Submitted>, Problem> {
    let (request_id, id) = read(fields)?;
    let (status, status_message) = match profile::ask(&app.core, &bearer, id).await? {
        Asked::Accepted => ("accepted", "The request is accepted."),
        Asked::Known => ("pending", "The request is known already."),
        Asked::Rejected => ("rejected", "The user did not allow access to the profile."),
    };
    Ok(Json(Submitted { request_id, status, status_message, freedom_id: bearer.subject }))
}

/// `datetime`: since when the status is what it is; for one that is not found, now.
#[derive(Serialize)]
pub(super) struct Polled {
    request_id: String,
    status: &'static str,
    status_message: &'static str,
    freedom_id: Option<String>,
    datetime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<Answer>,
}

#[derive(Serialize)]
struct Answer {
    payload: String,
}

pub(super) async fn status(
    Within(app): Within<App>,
    ByPerson(bearer): ByPerson,
    BodyOrQuery(fields): BodyOrQuery,
) -> Result<Json<Polled>, Problem> {
    let (request_id, id) = read(fields)?;
    let Some(seen) = profile::look(&app.core, &bearer, id).await? else {
        return Ok(Json(Polled {
            request_id,
            status: "not_found",
            status_message: "There is no such request.",
            freedom_id: None,
            datetime: six_digits(app.core.clock.now()),
            profile: None,
        }));
    };
    let status_message = match seen.state {
        State::Pending => "The request is in work.",
        State::Completed => "The profile is ready.",
        State::Failed => "The profile cannot be given.",
    };
    Ok(Json(Polled {
        request_id,
        status: seen.state.as_str(),
        status_message,
        freedom_id: Some(bearer.subject),
        datetime: six_digits(seen.since),
        profile: seen.payload.map(|payload| Answer { payload: payload.expose().to_owned() }),
    }))
}

fn read(mut fields: Fields) -> Result<(String, OuterId), Problem> {
    let named = fields.required_id("request_id");
    fields.finish()?;
    Ok(named.ok_or(Fault::Bug("a field that is not wrong is there"))?)
}
