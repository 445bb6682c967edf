//! `/developers`: the documentation for those who build on us. Public; nobody has to be signed in.

mod button;
mod grants;
mod trial;

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};

use crate::config::Config;
use crate::http::door::Door;
use crate::http::headers::Kind;
use crate::http::state::App;
use crate::protocol::openapi::Document;
use crate::service::Core;
use crate::web::error::Stop;
use crate::web::pages::developers::{
    DecisionsPage, OpenidPage, PartnerPage, ReferencePage, Room, SamplesPage, SessionEndPage, StartPage,
};
use crate::web::visit::Visit;

/// The pages. They belong behind the session layer, like all pages.
pub(super) fn pages(core: &Core, document: Document) -> Router<App> {
    let pages = Router::new()
        .route(Room::Start.path(), get(start))
        .route(Room::Partner.path(), get(partner))
        .route(Room::Openid.path(), get(openid))
        .route(Room::SessionEnd.path(), get(session_end))
        .route(Room::Samples.path(), get(samples))
        .route(Room::Decisions.path(), get(decisions))
        .route(Room::Reference.path(), get(reference))
        .route(Room::Button.path(), get(button::get));
    let pages = if core.config.is_development() {
        pages.route(Room::Trial.path(), get(trial::get).post(trial::post))
    } else {
        pages
    };
    pages.layer(Extension(Arc::new(document)))
}

/// The document as programs read it. Any site may: it says nothing that is not public.
pub(super) fn document(door: &Door, document: &Document) -> Router<App> {
    // Every part of it is text, number or list of those.
    let json = serde_json::to_vec(document).map(Bytes::from).unwrap_or_default();
    let answer = async move || ([(CONTENT_TYPE, "application/json")], json).into_response();
    Router::new().route("/developers/openapi.json", get(answer)).layer(door.clone().kind(Kind::PublicJson))
}

async fn start(visit: Visit) -> Result<Response, Stop> {
    let issuer = visit.core.issuer().to_owned();
    visit.page(StatusCode::OK, None, |chrome| StartPage { chrome, issuer }).await
}

async fn partner(visit: Visit, Extension(document): Extension<Arc<Document>>) -> Result<Response, Stop> {
    let issuer = visit.core.issuer().to_owned();
    let tokens = token_facts(&visit.core.config);
    let build = |chrome: crate::web::page::Chrome| {
        let grants = grants::lines(chrome.locale);
        PartnerPage { chrome, issuer, document, grants, tokens }
    };
    visit.page(StatusCode::OK, None, build).await
}

async fn openid(visit: Visit) -> Result<Response, Stop> {
    let issuer = visit.core.issuer().to_owned();
    visit.page(StatusCode::OK, None, |chrome| OpenidPage { chrome, issuer }).await
}

async fn session_end(visit: Visit) -> Result<Response, Stop> {
    visit.page(StatusCode::OK, None, |chrome| SessionEndPage { chrome }).await
}

async fn samples(visit: Visit) -> Result<Response, Stop> {
    let issuer = visit.core.issuer().to_owned();
    visit.page(StatusCode::OK, None, |chrome| SamplesPage { chrome, issuer }).await
}

async fn decisions(visit: Visit) -> Result<Response, Stop> {
    visit.page(StatusCode::OK, None, |chrome| DecisionsPage { chrome }).await
}

async fn reference(visit: Visit, Extension(document): Extension<Arc<Document>>) -> Result<Response, Stop> {
    visit.page(StatusCode::OK, None, |chrome| ReferencePage { chrome, document }).await
}

/// What tokens are like on this server.
fn token_facts(config: &Config) -> Vec<[String; 2]> {
    let settings = &config.freedom_id;
    let rows = [
        ("Look", "`^[a-zA-Z0-9]{128}$`, both tokens".to_owned()),
        ("Access token", format!("lives {}, unless the client has its own", life(settings.access_seconds))),
        (
            "Refresh token",
            "lives one calendar month (25 February to 25 March), unless the client has its own".to_owned(),
        ),
        ("Times", "UTC with six digits: `2025-03-04T06:35:50.000000Z`".to_owned()),
        ("Rotation", "every refresh gives a new pair and ends the old one".to_owned()),
        ("Grace", "10 seconds: the old refresh token gives the same new pair, for an answer that was lost".to_owned()),
        ("Reuse", "an old refresh token used later ends the whole family".to_owned()),
        (
            "401",
            "the access token is over: refresh it; if the refresh token is 401 too, the person signs in again"
                .to_owned(),
        ),
        ("Code", "one use, 60 seconds; a second use ends the tokens of the first".to_owned()),
        ("Login link", format!("one login, {}", life(settings.link_seconds))),
    ];
    rows.into_iter().map(|(fact, value)| [fact.to_owned(), value]).collect()
}

fn life(seconds: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "days"), (3_600, "hours"), (60, "minutes")];
    let whole = UNITS.iter().find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{seconds} seconds"), |(unit, name)| format!("{} {name}", seconds / unit))
}
