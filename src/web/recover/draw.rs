//! The pages of the way back.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::contact::Channel;
use crate::domain::recovery::{Recovery, Way};
use crate::service::authorize::View;
use crate::service::otp::Pending;
use crate::service::recover::{Here, Stage};
use crate::web::error::Stop;
use crate::web::otp;
use crate::web::page::Issue;
use crate::web::pages::recover::{End, RecoverEndPage, RecoverPage, RecoverPasswordPage, RecoverSecondPage};
use crate::web::pages::sign_in::{self, OtpPage};
use crate::web::serves::Serves;
use crate::web::time::clock;
use crate::web::visit::Visit;

/// What the person chose on the page.
pub(super) struct Asked {
    /// The way of a second proof.
    pub way: Option<Way>,
    /// Whether other browsers are signed out.
    pub sign_out: bool,
    /// Whether the authenticator app is lost.
    pub forget_app: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self { way: None, sign_out: true, forget_app: false }
    }
}

/// Whether a second proof is asked for.
pub(super) const fn is_second(stage: &Stage) -> bool {
    matches!(stage, Stage::Second { .. })
}

/// Asks for the contact.
pub(super) async fn start(
    visit: Visit,
    serves: &Serves,
    identifier: String,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    visit.page(status, serves.view.as_ref(), |chrome| RecoverPage { chrome, identifier, issues }).await
}

/// The step that a browser is at.
pub(super) async fn here(
    visit: Visit,
    serves: &Serves,
    here: Here,
    asked: Asked,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let view = serves.view.as_ref();
    match here {
        Here::Nothing => start(visit, serves, String::new(), status, whole(issues)).await,
        Here::Elsewhere => end(visit, view, StatusCode::OK, End::Elsewhere, Some(serves.at("/login"))).await,
        Here::At(recovery, stage) => match *stage {
            Stage::Code(None) => start(visit, serves, recovery.address.shown(), status, whole(issues)).await,
            Stage::Code(Some(pending)) => first_code(visit, serves, pending, status, issues).await,
            Stage::Second { ways, other, sent } => {
                let contact = other.map(|address| address.masked()).unwrap_or_default();
                let second = Second { ways, contact, sent };
                ask_second(visit, serves, &recovery, second, asked, status, issues).await
            }
            Stage::Password { username, everywhere, app } => {
                let min_length = u16::try_from(visit.core.config.passwords.min_length).unwrap_or(u16::MAX);
                let Asked { sign_out, forget_app, .. } = asked;
                let forget_app = app.then_some(forget_app);
                visit
                    .page(status, view, |chrome| RecoverPasswordPage {
                        chrome,
                        username,
                        min_length,
                        sign_out: (!everywhere).then_some(sign_out),
                        forget_app,
                        issues,
                    })
                    .await
            }
        },
    }
}

/// A page without the field has its sentence at the top.
fn whole(issues: Vec<Issue>) -> Vec<Issue> {
    issues.into_iter().map(|issue| Issue::form(issue.error)).collect()
}

async fn first_code(
    visit: Visit,
    serves: &Serves,
    pending: Pending,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let change = serves.at("/recover?step=start");
    let ask =
        otp::Ask { pending, action: "/recover", step: Some("code".into()), progress: None, certain: false, change };
    otp::draw(visit, serves.view.as_ref(), ask, status, issues).await
}

struct Second {
    ways: Vec<Way>,
    contact: String,
    sent: Option<Pending>,
}

async fn ask_second(
    visit: Visit,
    serves: &Serves,
    recovery: &Recovery,
    second: Second,
    asked: Asked,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let Second { ways, contact, sent } = second;
    let chosen = asked.way.filter(|way| ways.contains(way));
    if let Some(pending) = sent.filter(|_| chosen.is_none_or(|way| way == Way::Contact)) {
        return other_code(visit, serves, pending, status, issues).await;
    }
    let Some(way) = chosen.or_else(|| ways.first().copied()) else {
        tracing::info!(recovery = %recovery.id, request_id = %visit.request, "a recovery has nothing left to prove");
        return lost(visit, serves).await;
    };
    let others = ways.into_iter().filter(|other| *other != way).collect();
    let view = serves.view.as_ref();
    visit.page(status, view, |chrome| RecoverSecondPage { chrome, way, others, contact, issues }).await
}

/// The contact is the person's, who has proved another one: but they may not be shown all of it yet.
async fn other_code(
    visit: Visit,
    serves: &Serves,
    pending: Pending,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let now = visit.core.clock.now();
    let channel = match pending.address.channel() {
        Channel::Phone => sign_in::Channel::Sms,
        Channel::Email => sign_in::Channel::Email,
    };
    let change = serves.at("/recover?lost=1");
    visit
        .page(status, serves.view.as_ref(), |chrome| OtpPage {
            chrome,
            action: "/recover".into(),
            step: Some(Way::Contact.as_str().into()),
            progress: None,
            channel,
            destination: pending.address.masked(),
            certain: true,
            digits: otp::digits(),
            works_until: clock(pending.expires_at),
            resend_at: (pending.resend_at > now).then(|| otp::clock_up(pending.resend_at)),
            change: Some(change),
            issues,
        })
        .await
}

/// Nothing that is left can be proved: support decides.
pub(super) async fn lost(visit: Visit, serves: &Serves) -> Result<Response, Stop> {
    let reference = Some(visit.request.to_string());
    let next = Some(serves.at("/login"));
    let view = serves.view.as_ref();
    visit
        .page(StatusCode::OK, view, |chrome| RecoverEndPage { chrome, end: End::Lost, next, token: None, reference })
        .await
}

/// An end.
pub(super) async fn end(
    visit: Visit,
    view: Option<&View>,
    status: StatusCode,
    end: End,
    next: Option<String>,
) -> Result<Response, Stop> {
    visit.page(status, view, |chrome| RecoverEndPage { chrome, end, next, token: None, reference: None }).await
}
