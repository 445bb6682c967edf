//! The front page, and the texts that every page links to.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::http::refusal::Refusal;
use crate::web::assets;
use crate::web::error::Stop;
use crate::web::pages::home::{HomePage, Paper, PaperPage};
use crate::web::visit::Visit;

/// `GET /`
pub(super) async fn home(mut visit: Visit) -> Result<Response, Stop> {
    let person = visit.person().await?.and_then(|p| p.person.user.profile.firstname);
    let metadata_url = format!("{}/.well-known/openid-configuration", visit.core.issuer());
    visit.page(StatusCode::OK, None, |chrome| HomePage { chrome, person, metadata_url }).await
}

/// `GET /terms`
pub(super) async fn terms(visit: Visit) -> Result<Response, Stop> {
    paper(visit, Paper::Terms).await
}

/// `GET /privacy`
pub(super) async fn privacy(visit: Visit) -> Result<Response, Stop> {
    paper(visit, Paper::Privacy).await
}

/// `GET /help`
pub(super) async fn help(visit: Visit) -> Result<Response, Stop> {
    paper(visit, Paper::Help).await
}

async fn paper(visit: Visit, paper: Paper) -> Result<Response, Stop> {
    visit.page(StatusCode::OK, None, |chrome| PaperPage { chrome, paper }).await
}

/// `GET /static/{*path}`: a file of this version, from memory.
pub(super) async fn file(Path(path): Path<String>) -> Response {
    match assets::find(&path) {
        Some((bytes, kind)) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        None => Refusal::NotFound.into_response(),
    }
}
