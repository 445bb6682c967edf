//! `/app/{client_id}/…`: addresses of ours that the apps of a client have claimed. The telephone opens the app;
//! who sees the page instead has it elsewhere, or not at all.

use axum::extract::Path;
use axum::http::header::REFERRER_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::refusal::Refusal;
use crate::protocol::app_links;
use crate::service::clients;
use crate::web::error::Stop;
use crate::web::pages::ends::AppPage;
use crate::web::visit::Visit;

/// The address may carry a code: nothing of it is drawn, followed or sent on.
pub(super) async fn get(mut visit: Visit, Path((id, _)): Path<(String, String)>) -> Result<Response, Stop> {
    let client = match id.parse() {
        Ok(id) => clients::find(&visit.core, &id).await?,
        Err(_) => None,
    };
    let Some(client) = client.filter(|client| !client.options.apps.is_empty()) else {
        return Ok(Refusal::NotFound.into_response());
    };
    visit.now_at(&format!("{}open", app_links::folder(&client.id)));
    let (app, site) = (client.name.clone(), client.home_uri.clone());
    let mut response = visit.page(StatusCode::OK, None, |chrome| AppPage { chrome, app, site }).await?;
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}
