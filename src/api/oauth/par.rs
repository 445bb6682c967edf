//! `POST /oauth2/par` (RFC 9126)

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::http::state::App;
use crate::service::authorize::{Push, Pushed, push};

use super::client::{ClientForm, with_nonce};
use super::cors::CrossOrigin;
use super::error::{JSON, Problem};

pub(super) async fn par(State(app): State<App>, from: CrossOrigin, form: Result<ClientForm, Problem>) -> Response {
    let answer = match form {
        Ok(ClientForm { params, presented, dpop }) => {
            push(&app.core, Push { params, presented, dpop }).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    let answer = match answer {
        Ok(pushed) => render(&pushed),
        Err(problem) => problem.into_response(),
    };
    from.open(&app.core, with_nonce(&app.core, answer)).await
}

/// §2.2. Both values are ours and need no escaping.
fn render(pushed: &Pushed) -> Response {
    let json = format!(r#"{{"request_uri":"{}","expires_in":{}}}"#, pushed.request_uri, pushed.expires_in);
    (StatusCode::CREATED, [(CONTENT_TYPE, JSON)], json).into_response()
}
