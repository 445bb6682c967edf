//! Where a page cannot be drawn: faults, refusals of the door, links that do not work.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::base::{Clock, Fault, Locale, Micros};
use crate::domain::oauth::client::{Client, ValidatedRedirect};
use crate::http::refusal::{Asked, Refusal};
use crate::protocol::error::OAuthError;
use crate::service::authorize::{BeginError, TrackError};
use crate::web::page::Chrome;
use crate::web::pages::ends::{ErrorKind, ErrorPage, LinkPage, LinkState};
use crate::web::time::clock;
use crate::web::visit::{Visit, html};

/// Ends a handler early with a finished answer.
#[derive(Debug)]
pub(super) struct Stop(Box<Response>);

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Stop {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

/// A fault is logged here, once; the door draws a page that tells nothing but its kind.
impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        let refusal = match &fault {
            Fault::Busy(what) => {
                tracing::warn!(what, "overloaded");
                Refusal::OutOfTime
            }
            Fault::Database(_) => {
                tracing::error!(%fault, "the database failed");
                Refusal::OutOfTime
            }
            Fault::Corrupt { .. } | Fault::Gateway(_) | Fault::Crypto(_) | Fault::Bug(_) => {
                tracing::error!(%fault, "a page failed");
                Refusal::Broken
            }
        };
        refusal.into_response().into()
    }
}

/// The pages for what is refused before a handler: drawn without database and session.
pub fn refusals(time: Clock) -> impl Fn(Refusal, &Asked) -> Response + Send + Sync + 'static {
    move |refusal, asked| refused(refusal, asked, &time)
}

fn refused(refusal: Refusal, asked: &Asked, time: &Clock) -> Response {
    let accepted = asked.accept_language.as_ref().and_then(|v| v.to_str().ok()).and_then(Locale::negotiate);
    let locale = asked.chosen.or(accepted).unwrap_or_default();
    let kind = match refusal {
        Refusal::NotFound => ErrorKind::NotFound,
        Refusal::MethodNotAllowed => ErrorKind::Method,
        Refusal::BodyTooLarge => ErrorKind::TooLarge,
        Refusal::EncodedBody => ErrorKind::MediaType,
        Refusal::TooManyRequests { retry_after } => ErrorKind::Limit { time: clock(time.now().plus(retry_after)) },
        Refusal::OutOfTime => ErrorKind::Maintenance,
        Refusal::Broken => ErrorKind::Server,
    };
    // Queries may carry what must not be drawn again; the way back is the bare path. Two slashes at its
    // beginning would make it another host.
    let path = format!("/{}", asked.uri.path().trim_start_matches(['/', '\\']));
    let chrome = Chrome::new(locale, "", path);
    let page = ErrorPage {
        chrome,
        kind,
        code: String::new(),
        reference: Some(asked.request_id.to_string()),
        at: None,
        next: None,
        details: Vec::new(),
    };
    html(refusal.status(), &page)
}

/// The protocol's error where there is nowhere to send the browser.
pub(super) async fn client_error(visit: Visit, error: &OAuthError, client: Option<&str>) -> Result<Response, Stop> {
    let mut details = vec![
        ("error".to_owned(), error.code.as_str().to_owned()),
        ("error_description".to_owned(), error.description.to_owned()),
    ];
    details.extend(client.map(|id| ("client_id".to_owned(), id.chars().take(100).collect())));
    problem(visit, StatusCode::BAD_REQUEST, ErrorKind::Client, error.code.as_str(), details).await
}

/// Any error page of a visit.
pub(super) async fn problem(
    visit: Visit,
    status: StatusCode,
    kind: ErrorKind,
    code: &str,
    details: Vec<(String, String)>,
) -> Result<Response, Stop> {
    let reference = Some(visit.request.to_string());
    let at = Some(clock(visit.core.clock.now()));
    let code = code.to_owned();
    visit.page(status, None, |chrome| ErrorPage { chrome, kind, code, reference, at, next: None, details }).await
}

/// The answer to a request that never became an authorization.
pub(super) async fn not_begun(visit: Visit, error: BeginError) -> Result<Response, Stop> {
    match error {
        BeginError::Refused(error) => {
            let client = visit.query.get("client_id").map(str::to_owned);
            client_error(visit, &error, client.as_deref()).await
        }
        BeginError::Fault(fault) => Err(fault.into()),
    }
}

/// Where a person starts again: an address that the client registered, or the front page of the site that the
/// answer would have gone to. Never with anything of the request in it.
fn way_back(client: &Client, redirect: &ValidatedRedirect) -> Option<String> {
    let front = redirect.url().origin();
    let front = front.is_tuple().then(|| format!("{}/", front.ascii_serialization()));
    client.options.initiate_login_uri.clone().or_else(|| client.home_uri.clone()).or(front)
}

/// The page for an authorization that cannot go on.
pub(super) async fn lost(mut visit: Visit, error: TrackError) -> Result<Response, Stop> {
    let back = match &error {
        TrackError::Expired { client, redirect, mode, .. } | TrackError::Answered { client, redirect, mode, .. } => {
            visit.answers_by(*mode);
            way_back(client, redirect)
        }
        _ => None,
    };
    let (status, state, client) = match error {
        TrackError::Fault(fault) => return Err(fault.into()),
        TrackError::Repeat(_) | TrackError::Unknown => (StatusCode::NOT_FOUND, LinkState::Unknown, None),
        TrackError::OtherBrowser => (StatusCode::NOT_FOUND, LinkState::OtherBrowser, None),
        TrackError::Expired { client, at, .. } => {
            (StatusCode::GONE, LinkState::Expired { until: clock(at) }, Some(client))
        }
        TrackError::Answered { client, allowed: true, at, .. } => {
            let at = clock(at.unwrap_or(Micros::from_seconds(visit.core.clock.now().seconds())));
            (StatusCode::CONFLICT, LinkState::Allowed { at }, Some(client))
        }
        TrackError::Answered { client, allowed: false, .. } => (StatusCode::CONFLICT, LinkState::Denied, Some(client)),
    };
    let app = client.map(|c| c.name.clone());
    let reference = Some(visit.request.to_string());
    visit.page(status, None, |chrome| LinkPage { chrome, state, app, back, reference }).await
}
