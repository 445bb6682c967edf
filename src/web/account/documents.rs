//! `/account/documents`: how well the identity is confirmed. No door checks documents yet.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::contact::Channel;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::pages::account::DocumentsPage;
use crate::web::visit::Visit;

/// `GET /account/documents`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    let has = |channel| person.person.proved(channel).next().is_some();
    let (phone, email) = (has(Channel::Phone), has(Channel::Email));
    visit.page(StatusCode::OK, None, |chrome| DocumentsPage { chrome, phone, email }).await
}
