//! The only way in which pages take a form: drawn by us, for this browser, sent from our own page.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};

use crate::http::form::{FormBody, is_form};
use crate::http::state::App;
use crate::protocol::params::Params;
use crate::web::error::{Stop, problem};
use crate::web::pages::ends::ErrorKind;
use crate::web::visit::Visit;

/// A form that passed every check.
pub(super) struct Posted {
    /// Who sent it.
    pub visit: Visit,
    /// Its fields.
    pub form: Params,
    /// Only the language was changed: the same step is drawn again with what was typed, and nothing
    /// is done.
    pub only_language: bool,
}

impl FromRequest<App> for Posted {
    type Rejection = Stop;

    async fn from_request(request: Request, app: &App) -> Result<Self, Stop> {
        let (mut parts, body) = request.into_parts();
        let mut visit = Visit::from_request_parts(&mut parts, app).await?;
        let own = is_ours(&parts.headers, app) && is_form(&parts.headers);
        let Ok(FormBody(text)) = FormBody::from_request(Request::from_parts(parts, body), app).await else {
            return Err(refuse(visit).await);
        };
        let form = Params::parse(&text).unwrap_or_default();
        visit.came_by(form.get("track_id"));
        let token = form.get("csrf_token").unwrap_or_default();
        if !own || form.is_repeated("csrf_token") || !visit.binding.drew(&visit.core.keyring, token) {
            return Err(refuse(visit).await);
        }
        if drawn_for_another(&mut visit, &form).await? {
            return Err(visit.redirect("/account?done=switched").into());
        }
        let language = form.get("_lang").map(str::to_owned);
        if let Some(tag) = &language {
            visit.choose_language(tag);
        }
        Ok(Self { visit, form, only_language: language.is_some() })
    }
}

/// Whether a form of the console was drawn for somebody else than who is active now: another tab changed the account
/// meanwhile, and nothing of it may happen to the wrong one. A form that names its account itself says so better.
async fn drawn_for_another(visit: &mut Visit, form: &Params) -> Result<bool, Stop> {
    let drawn = form.get("drawn_for").filter(|_| visit.is_at("/account") && form.get("account").is_none());
    let Some(drawn) = drawn else { return Ok(false) };
    Ok(visit.person().await?.is_some_and(|person| person.session.user.text() != drawn))
}

/// Fetch metadata says where a form was sent from; older browsers say it with `Origin`. A page of ours
/// may have an opaque origin for its forms only if something else made it.
fn is_ours(headers: &HeaderMap, app: &App) -> bool {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(ORIGIN.as_str()) {
        Some(origin) => origin == app.core.config.server.issuer.origin().ascii_serialization(),
        None => true,
    }
}

/// Sets no cookies: a form from another site comes without the browser's own, and must not replace
/// them.
async fn refuse(mut visit: Visit) -> Stop {
    if visit.is_at("/account") {
        visit.now_at("/account");
    }
    let page = problem(visit.quietly(), StatusCode::FORBIDDEN, ErrorKind::FormOld, "", Vec::new()).await;
    page.map_or_else(|stop| stop, Stop::from)
}
