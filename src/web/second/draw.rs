//! The pages of the second step.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::factors::Second;
use crate::domain::policy::{Class, Whom};
use crate::service::Core;
use crate::service::authorize::View;
use crate::service::security;
use crate::service::sign_in::prove::{phone_of, sms_sent};
use crate::service::sign_in::second::Waiting;
use crate::web::account::confirm::own_page;
use crate::web::account::guard;
use crate::web::cards;
use crate::web::error::Stop;
use crate::web::otp::clock_up;
use crate::web::page::Issue;
use crate::web::pages::second::{Ask, CodesLeftPage, SecondPage};
use crate::web::time::clock;
use crate::web::visit::{Visit, at};

/// What the address asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing: the first way.
    First,
    /// The list of ways.
    List,
    /// One way; the list if the person does not have it.
    Way(Second),
}

impl Asked {
    /// The way that is named.
    pub(super) const fn way(self) -> Option<Second> {
        match self {
            Self::Way(way) => Some(way),
            Self::First | Self::List => None,
        }
    }
}

/// What is drawn, and how.
pub(super) struct Drawn {
    asked: Asked,
    /// Whether the browser is to be spared.
    pub trusted: bool,
    status: StatusCode,
    issues: Vec<Issue>,
}

impl Drawn {
    /// A page where nothing is wrong.
    pub(super) const fn of(asked: Asked) -> Self {
        Self { asked, trusted: false, status: StatusCode::OK, issues: Vec::new() }
    }

    /// The same page with the box as it was left.
    pub(super) fn trusting(self, trusted: bool) -> Self {
        Self { trusted, ..self }
    }

    /// The same page with what is wrong.
    pub(super) fn wrong(self, status: StatusCode, issue: Issue) -> Self {
        Self { status, issues: vec![issue], ..self }
    }
}

/// Draws the step for what waits in a browser.
pub(super) async fn step(visit: Visit, view: Option<View>, waiting: Waiting, drawn: Drawn) -> Result<Response, Stop> {
    let way = if drawn.asked == Asked::First { waiting.ways.first().copied() } else { drawn.asked.way() };
    let way = way.filter(|way| waiting.ways.contains(way));
    if way == Some(Second::Passkey) {
        return Ok(visit.redirect(&at("/login/second/passkey", view.as_ref())));
    }
    let ask = ask(&visit, &waiting, way).await?;
    let card = cards::account(&waiting.person);
    let phone = phone_of(&waiting.person).map(|phone| phone.masked().replace(' ', "\u{a0}")).unwrap_or_default();
    let trust = spares(&visit.core, &waiting);
    let reference = visit.request.to_string();
    let Drawn { trusted, status, issues, .. } = drawn;
    let ways = waiting.ways;
    visit
        .page(status, view.as_ref(), |chrome| SecondPage {
            chrome,
            card,
            ask,
            ways,
            phone,
            trust,
            trusted,
            reference,
            issues,
        })
        .await
}

/// What each way asks for: the one place that knows. A passkey has a page of its own.
async fn ask(visit: &Visit, waiting: &Waiting, way: Option<Second>) -> Result<Ask, Stop> {
    Ok(match way {
        Some(Second::Totp) => Ask::Totp,
        Some(Second::Recovery) => Ask::Recovery,
        Some(Second::Password) => Ask::Password,
        Some(Second::Sms) => match sms_sent(&visit.core, waiting, &visit.bound()).await? {
            Some(sent) => {
                let resend_at = (sent.resend_at > visit.core.clock.now()).then(|| clock_up(sent.resend_at));
                Ask::Code { works_until: clock(sent.expires_at), resend_at }
            }
            None => Ask::Send,
        },
        Some(Second::Passkey) | None => Ask::Ways,
    })
}

/// For how many days the browser can be spared: not where a rule asks each time, nor for one request only.
fn spares(core: &Core, waiting: &Waiting) -> Option<u64> {
    let whom = Whom { role: waiting.person.user.role, client: None };
    let ruled = core.config.sign_in.policy().demand(whom) >= Class::TwoFactor;
    let days = core.config.sign_in.trusted_device_seconds.div_euclid(86_400);
    (!ruled && waiting.pending.auth_time.is_none() && days > 0).then_some(days)
}

/// `GET /login/second/left`: a recovery code was used.
pub(super) async fn left(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(track.as_deref()).await?;
    let (visit, person) = guard::signed_in(visit).await?;
    let left = security::factors(&visit.core, person.session.user).await?.recovery_left;
    let next = match &view {
        Some(view) => format!("/oauth2/authorize/continue?track_id={}", view.track.id),
        None => visit.query.get("next").filter(|next| own_page(next)).unwrap_or("/account").to_owned(),
    };
    visit.page(StatusCode::OK, view.as_ref(), |chrome| CodesLeftPage { chrome, left, next }).await
}
