//! `/oauth2/authorize`: from a request to the next page, or back to the client.

use std::collections::BTreeMap;

use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::base::Fault;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::track::TrackId;
use crate::domain::oauth::vocab::ResponseMode;
use crate::http::form::{FormBody, NotAForm};
use crate::http::headers::{Csp, Source};
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::protocol::prompt::Step;
use crate::protocol::redirect::Answer;
use crate::service::authorize::{self, Begin, Next, TrackError};
use crate::web::error::{Stop, client_error, lost, not_begun};
use crate::web::pages::ends::{FormPostPage, HandOffPage, MessagePage};
use crate::web::visit::{Visit, html};

/// `GET /oauth2/authorize`
pub(super) async fn get(uri: Uri, visit: Visit) -> Result<Response, Stop> {
    begin(uri, visit, Entrance::Standard).await
}

/// `GET /openid`: the OIDC generation of the partner API.
pub(super) async fn openid(uri: Uri, visit: Visit) -> Result<Response, Stop> {
    begin(uri, visit, Entrance::Openid).await
}

async fn begin(uri: Uri, visit: Visit, entrance: Entrance) -> Result<Response, Stop> {
    let params = match Params::parse(uri.query().unwrap_or_default()) {
        Ok(params) => params,
        Err(error) => return client_error(visit, &error, None).await,
    };
    let begin = Begin { params, entrance, browser: visit.browser(), origin: visit.origin.clone() };
    match authorize::begin(&visit.core, begin).await {
        Ok(next) => go(visit, next, Via::Get).await,
        Err(error) => not_begun(visit, error).await,
    }
}

/// `POST /oauth2/authorize` (OIDC Core §3.1.2.1): from another site the browser sends no cookies, so
/// the request is stored and opened by a GET of our own. Sets no cookies.
pub(super) async fn post(visit: Visit, body: Result<FormBody, NotAForm>) -> Result<Response, Stop> {
    let visit = visit.quietly();
    let read = body.map_err(|_| OAuthError::invalid_request("the body must be application/x-www-form-urlencoded"));
    let params = match read.and_then(|FormBody(text)| Params::parse(&text)) {
        Ok(params) => params,
        Err(error) => return client_error(visit, &error, None).await,
    };
    match authorize::park(&visit.core, params).await {
        Ok(Ok(track)) => Ok(visit.redirect(&format!("/oauth2/authorize/continue?track_id={track}"))),
        Ok(Err(answer)) => go(visit, Next::Answer(answer), Via::Get).await,
        Err(error) => not_begun(visit, error).await,
    }
}

/// `GET /oauth2/authorize/continue`: the dispatcher.
pub(super) async fn resume(visit: Visit) -> Result<Response, Stop> {
    match visit.query.get("track_id").and_then(|id| id.parse().ok()) {
        Some(track) => go_on(visit, track, Via::Get).await,
        None => lost(visit, TrackError::Unknown).await,
    }
}

/// How the browser came: a redirect that answers a form is held to `form-action`, at every hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    /// By an address.
    Get,
    /// By one of our forms.
    Post,
}

/// Asks the dispatcher what comes next, and goes there.
pub(super) async fn go_on(visit: Visit, track: TrackId, via: Via) -> Result<Response, Stop> {
    match authorize::advance(&visit.core, track, &visit.browser(), &visit.origin).await {
        Ok(next) => go(visit, next, via).await,
        Err(error) => lost(visit, error).await,
    }
}

/// Goes where the dispatcher says.
pub(super) async fn go(mut visit: Visit, next: Next, via: Via) -> Result<Response, Stop> {
    match next {
        Next::Page { track, step, mode } => {
            visit.answers_by(mode);
            visit.keep_binding();
            Ok(visit.redirect(&format!("{}?track_id={track}", page_of(&step))))
        }
        Next::Answer(answer) => answer_with(visit, answer, via).await,
    }
}

const fn page_of(step: &Step) -> &'static str {
    match step {
        Step::SignIn => "/login",
        Step::Register => "/register",
        Step::ChooseAccount => "/login/accounts",
        Step::Raise(..) => "/login/second",
        Step::Consent(_) => "/consent",
        Step::Issue(_) | Step::Refuse(_) => "/oauth2/authorize/continue",
    }
}

async fn answer_with(visit: Visit, answer: Answer, via: Via) -> Result<Response, Stop> {
    match (answer, via) {
        (Answer::Location(to), Via::Get) => Ok(visit.redirect(&to)),
        // A page of ours: forms may end there.
        (Answer::Location(to), Via::Post) if to.starts_with('/') => Ok(visit.redirect(&to)),
        (Answer::Location(url), Via::Post) => hand_off(visit, url).await,
        (Answer::FormPost { action, fields }, _) => form_post(visit, action, fields).await,
        (Answer::Message { origin, fields, otherwise }, _) => tell(visit, origin, &fields, otherwise).await,
    }
}

/// The last page in a pop-up window: its script tells the page that opened it, and that one only.
async fn tell(
    mut visit: Visit,
    origin: String,
    fields: &[(&'static str, String)],
    url: String,
) -> Result<Response, Stop> {
    visit.answers_by(ResponseMode::WebMessage);
    let app = visit.app.clone().unwrap_or_else(|| host_of(&url));
    let named = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let message: BTreeMap<&str, &str> = [("type", "freedom-id:response")].into_iter().chain(named).collect();
    let message = serde_json::to_string(&message).map_err(|_| Fault::Bug("texts are JSON"))?;
    visit.page(StatusCode::OK, None, |chrome| MessagePage { chrome, app, origin, message, url }).await
}

/// After a form of ours the browser continues by a GET of its own: Chromium applies `form-action` to
/// every further redirect, and where a client sends people on to is not ours to know.
pub(super) async fn hand_off(visit: Visit, url: String) -> Result<Response, Stop> {
    let app = visit.app.clone().unwrap_or_else(|| host_of(&url));
    visit.page(StatusCode::OK, None, |chrome| HandOffPage { chrome, app, url }).await
}

async fn form_post(mut visit: Visit, action: String, fields: Vec<(&'static str, String)>) -> Result<Response, Stop> {
    let app = visit.app.clone().unwrap_or_else(|| host_of(&action));
    let locale = visit.locale(None).await?;
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let source = url::Url::parse(&action).ok().and_then(|url| Source::of(&url).ok());
    let chrome = crate::web::page::Chrome::new(locale, "", "/");
    let mut response = html(StatusCode::OK, &FormPostPage { chrome, app, action, fields });
    if let Some(source) = source {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, Csp::form_post(&source).value());
    }
    Ok(visit.finish(response))
}

/// Whom the browser returns to, where no more is at hand.
fn host_of(url: &str) -> String {
    let parsed = url::Url::parse(url).ok();
    parsed.and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_else(|| url.split(':').next().unwrap_or("").into())
}
