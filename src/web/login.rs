//! `/login`: by password, or towards a code.

use axum::http::{self, HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::base::Secret;
use crate::domain::oauth::entrance::Entrance;
use crate::http::refusal::Refusal;
use crate::protocol::params::Params;
use crate::protocol::prompt::Step;
use crate::service::authorize;
use crate::service::authorize::{Next, View};
use crate::service::passkeys::{Answer, Purpose};
use crate::service::sign_in::{self, Barred, Entered, SignInError, Start, StartError, WithPasskey, WithPassword};
use crate::service::upstream::choices;
use crate::web::authorize::{Via, go, go_on};
use crate::web::error::{Stop, lost};
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::ProviderOffer;
use crate::web::pages::sign_in::LoginPage;
use crate::web::passkey;
use crate::web::time::clock;
use crate::web::visit::{Visit, at};
use crate::web::{other_device, otp, upstream};

/// `GET /login`
pub(super) async fn get(method: http::Method, visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let other = visit.query.get("other").is_some();
    let (mut visit, view) = visit.look(track.as_deref()).await?;
    if !other && !visit.record.held().is_empty() {
        match &view {
            None if visit.people().await?.is_empty() => {}
            None => {
                let next = visit.next();
                return Ok(visit.redirect(next.as_deref().unwrap_or("/account")));
            }
            Some(view) if is_link(view) && is_glance(&method, &visit.headers) => {
                return Err(Refusal::OutOfTime.into_response().into());
            }
            Some(view) => match authorize::advance_from(&visit.core, view, &visit.browser(), &visit.origin).await {
                Ok(Next::Page { step: Step::SignIn, .. }) => {
                    if !visit.people().await?.is_empty() {
                        visit.notice = visit.notice.or(Some(Notice::SignInAgain));
                    }
                }
                // Elsewhere the dispatcher has shown them already; a link leads straight here.
                Ok(Next::Page { step: Step::Register | Step::ChooseAccount, .. }) if !is_link(view) => {}
                Ok(next) => {
                    // A second click on the link comes from the same browser.
                    visit.keep_binding();
                    return go(visit, next, Via::Get).await;
                }
                Err(error) => return lost(visit, error).await,
            },
        }
    }
    let hint = view.as_ref().and_then(|v| v.request.login_hint.clone()).unwrap_or_default();
    draw(visit, view, Typed { identifier: hint, remember: false }, StatusCode::OK, Vec::new()).await
}

fn is_link(view: &View) -> bool {
    view.request.entrance == Entrance::Link
}

/// Whether the browser only looks ahead: a login link is answered once, and not for that.
fn is_glance(method: &http::Method, headers: &HeaderMap) -> bool {
    let ahead = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).is_some_and(|v| v.contains("pre"));
    method == http::Method::HEAD || ["sec-purpose", "purpose", "x-moz"].into_iter().any(ahead)
}

/// What is kept of the form.
struct Typed {
    identifier: String,
    remember: bool,
}

impl Typed {
    fn read(form: &Params) -> Self {
        let identifier = form.get("identifier").unwrap_or_default().chars().take(320).collect();
        Self { identifier, remember: form.get("remember").is_some() }
    }
}

/// `POST /login`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, view) = visit.take(form.get("track_id")).await?;
    let typed = Typed::read(&form);
    if only_language {
        return draw(visit, view, typed, StatusCode::OK, Vec::new()).await;
    }
    match form.get("action") {
        Some("code") => by_code(visit, view, typed).await,
        Some("passkey") => {
            let answer = passkey::answer(&visit, Purpose::SignIn, &form);
            by_passkey(visit, view, typed, answer).await
        }
        Some("device") => other_device::start(visit, view).await,
        _ => by_password(visit, view, typed, form.get("password").map(Secret::new)).await,
    }
}

async fn by_password(
    visit: Visit,
    view: Option<View>,
    typed: Typed,
    password: Option<Secret>,
) -> Result<Response, Stop> {
    let empty = [
        (typed.identifier.trim().is_empty(), Issue::of("identifier", FieldError::IdentifierEmpty)),
        (password.is_none(), Issue::of("password", FieldError::PasswordEmpty)),
    ];
    let issues: Vec<Issue> = empty.into_iter().filter_map(|(wrong, issue)| wrong.then_some(issue)).collect();
    let (Some(password), true) = (password, issues.is_empty()) else {
        return draw(visit, view, typed, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let device = visit.device()?;
    let input = WithPassword {
        identifier: typed.identifier.clone(),
        password,
        remembered: typed.remember,
        device: Some(device.digest()),
        browser: visit.bound(),
        next: visit.next(),
        only: None,
        origin: visit.origin.clone(),
    };
    let (status, error) = match sign_in::with_password(&visit.core, input).await {
        Ok(how) => {
            let next = visit.next();
            return entered(visit, view, how, &device, next).await;
        }
        Err(SignInError::Mismatch) => (StatusCode::UNAUTHORIZED, FieldError::LoginMismatch),
        Err(SignInError::Wait { until }) => (StatusCode::TOO_MANY_REQUESTS, FieldError::TooMany { time: clock(until) }),
        Err(SignInError::Barred(why)) => (StatusCode::FORBIDDEN, barred(why)),
        Err(SignInError::Fault(fault)) => return Err(fault.into()),
    };
    draw(visit, view, typed, status, vec![Issue::form(error)]).await
}

async fn by_passkey(visit: Visit, view: Option<View>, typed: Typed, answer: Option<Answer>) -> Result<Response, Stop> {
    let Some(answer) = answer else {
        let issues = vec![Issue::form(FieldError::PasskeyStale)];
        return draw(visit, view, typed, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let device = visit.device()?;
    let input = WithPasskey { answer, remembered: typed.remember, device: Some(device.digest()), next: None };
    let (status, error) = match sign_in::with_passkey(&visit.core, input).await {
        Ok(how) => return entered(visit, view, how, &device, None).await,
        Err(error) => passkey::refused(error)?,
    };
    draw(visit, view, typed, status, vec![Issue::form(error)]).await
}

async fn by_code(mut visit: Visit, view: Option<View>, typed: Typed) -> Result<Response, Stop> {
    let issue = |error| vec![Issue::of("identifier", error)];
    if typed.identifier.trim().is_empty() {
        let issues = issue(FieldError::IdentifierEmpty);
        return draw(visit, view, typed, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    }
    let start = Start {
        identifier: typed.identifier.clone(),
        browser: visit.bound(),
        locale: visit.locale(view.as_ref()).await?,
        origin: visit.origin.clone(),
    };
    let (status, error) = match sign_in::start(&visit.core, start).await {
        Ok(_) => {
            let to = at("/login/code", view.as_ref());
            let to = code_at(&to, typed.remember, visit.next());
            return Ok(visit.redirect(&to));
        }
        Err(StartError::NotAnAddress(_)) => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::IdentifierShape),
        Err(StartError::Off) => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::MethodBarred),
        Err(StartError::NoSms) => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::PhoneUnsupported),
        Err(StartError::Wait { until }) => (StatusCode::TOO_MANY_REQUESTS, otp::not_yet(until)),
        Err(StartError::Fault(fault)) => return Err(fault.into()),
    };
    draw(visit, view, typed, status, issue(error)).await
}

/// The page for the code, with what it hands on.
pub(super) fn code_at(to: &str, remember: bool, next: Option<String>) -> String {
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    let mut out = form_urlencoded::Serializer::new(query.to_owned());
    if remember {
        out.append_pair("remember", "1");
    }
    if let Some(next) = next {
        out.append_pair("next", &next);
    }
    let query = out.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The words for somebody who proved who they are and is not let in.
pub(super) const fn barred(why: Barred) -> FieldError {
    match why {
        Barred::Standing(_) => FieldError::Paused,
        Barred::Frozen => FieldError::Frozen,
        Barred::Method => FieldError::MethodBarred,
    }
}

/// The first page again, with the reason, for somebody whose proof was right and is used up.
pub(super) async fn turned_away(mut visit: Visit, view: Option<View>, why: Barred) -> Result<Response, Stop> {
    visit.now_at("/login");
    visit.came_by(view.as_ref().map(|view| view.track.id.text()).as_deref());
    let typed = Typed { identifier: String::new(), remember: false };
    draw(visit, view, typed, StatusCode::FORBIDDEN, vec![Issue::form(barred(why))]).await
}

/// A proof was right: the person is in, or is asked for one more. `next`: the page of ours that follows where no
/// authorization does.
pub(super) async fn entered(
    mut visit: Visit,
    view: Option<View>,
    how: Entered,
    device: &Secret,
    next: Option<String>,
) -> Result<Response, Stop> {
    match how {
        Entered::Session(session) => {
            visit.enter(&session, device).await?;
            arrived(visit, view, &session, next).await
        }
        Entered::Second(_) => {
            visit.keep_binding();
            visit.keep_device(device);
            Ok(visit.redirect(&at("/login/second", view.as_ref())))
        }
        Entered::Closing(_) => {
            visit.keep_binding();
            visit.keep_device(device);
            Ok(visit.redirect(&at("/login/closing", view.as_ref())))
        }
    }
}

/// Somebody is signed in: on with the authorization, else to the page that was asked for, else to the account.
pub(super) async fn arrived(
    visit: Visit,
    view: Option<View>,
    session: &crate::domain::session::Session,
    next: Option<String>,
) -> Result<Response, Stop> {
    let detour = if next.is_none() { upstream::detour(&visit, session).await? } else { None };
    let Some(view) = view else {
        let next = detour.or(next);
        return Ok(visit.redirect(next.as_deref().unwrap_or("/account")));
    };
    let track = view.track.id;
    let visit = visit.identify(view, session).await?;
    match detour {
        Some(to) => Ok(visit.redirect(&to)),
        None => go_on(visit, track, Via::Post).await,
    }
}

async fn draw(
    visit: Visit,
    view: Option<View>,
    typed: Typed,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let Typed { identifier, remember } = typed;
    let passkey = passkey::ask(&visit, Purpose::SignIn).await?;
    let by_device = other_device::is_offered(&visit);
    let upstreams =
        choices(&visit.core).into_iter().map(|choice| ProviderOffer { id: choice.id, name: choice.name }).collect();
    let page = |chrome| LoginPage { chrome, identifier, remember, passkey, by_device, upstreams, issues };
    visit.page(status, view.as_ref(), page).await
}
