//! `POST /oauth2/device_authorization` (RFC 8628 §3.1)

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::base::Fault;
use crate::domain::activity::Origin;
use crate::http::origin::From;
use crate::http::state::App;
use crate::service::clients::{self, Caller};
use crate::service::device;

use super::ENDPOINTS;
use super::client::ClientForm;
use super::cors::CrossOrigin;
use super::error::{JSON, Problem};

/// RFC 8628 §3.2.
#[derive(Serialize)]
struct Codes<'a> {
    device_code: &'a str,
    user_code: &'a str,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: u64,
    interval: u64,
}

pub(super) async fn start(
    State(app): State<App>,
    From(origin): From,
    from: CrossOrigin,
    form: Result<ClientForm, Problem>,
) -> Response {
    let answer = answer(&app, origin, form).await;
    from.open(&app.core, answer).await
}

async fn answer(app: &App, origin: Origin, form: Result<ClientForm, Problem>) -> Result<Response, Problem> {
    let ClientForm { params, presented, .. } = form?;
    let Caller { client, marks, .. } =
        clients::authenticate(&app.core, &presented, ENDPOINTS.device_authorization).await?;
    if let Some(refusal) = marks.spend_alone(&app.core).await? {
        return Err(refusal.into());
    }
    let started = device::start(&app.core, &client, &params, origin).await?;
    let user_code = started.user_code.shown();
    let page = format!("{}/device", app.core.issuer());
    let wire = Codes {
        device_code: started.device_code.expose(),
        verification_uri_complete: format!("{page}?user_code={user_code}"),
        user_code: &user_code,
        verification_uri: page,
        expires_in: started.expires_in,
        interval: started.interval,
    };
    let json = serde_json::to_string(&wire).map_err(|_| Fault::Bug("codes are JSON"))?;
    Ok(([(CONTENT_TYPE, JSON)], json).into_response())
}

impl std::convert::From<device::StartError> for Problem {
    fn from(error: device::StartError) -> Self {
        match error {
            device::StartError::Refused(error) => Self::OAuth(error),
            device::StartError::Fault(fault) => Self::Fault(fault),
        }
    }
}
