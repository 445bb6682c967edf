//! `/consent`: the decision.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::vocab::{Prompt, SubjectType};
use crate::protocol::params::Params;
use crate::protocol::prompt::Step;
use crate::service::authorize::consent::{self, Decide, DecideError, Sheet};
use crate::service::authorize::{self, Next, TrackError, View};
use crate::web::authorize::{Via, go, go_on};
use crate::web::error::{Stop, lost};
use crate::web::form::Posted;
use crate::web::page::{Issue, Notice};
use crate::web::pages::consent::ConsentPage;
use crate::web::visit::{Visit, at};
use crate::web::{cards, grants, time};

/// `GET /consent`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let (visit, view) = visit.look(Some(track.as_deref().unwrap_or_default())).await?;
    let Some(view) = view else { return lost(visit, TrackError::Unknown).await };
    match authorize::advance(&visit.core, view.track.id, &visit.browser(), &visit.origin).await {
        Ok(Next::Page { step: Step::Consent(_), .. }) => {}
        Ok(next) => return go(visit, next, Via::Get).await,
        Err(error) => return lost(visit, error).await,
    }
    match consent::current(&visit.core, &view, &visit.browser()).await? {
        Some(sheet) => draw(visit, &view, &sheet, None, StatusCode::OK, Vec::new()).await,
        None => go_on(visit, view.track.id, Via::Get).await,
    }
}

/// `POST /consent`. Anything but an explicit allow or deny decides nothing.
pub(super) async fn post(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let Some(track) = form.get("track_id").and_then(|id| id.parse().ok()) else {
        return lost(visit, TrackError::Unknown).await;
    };
    let view = match authorize::view(&visit.core, track, &visit.bound()).await {
        Ok(view) => view,
        // A second click gets the first answer again.
        Err(TrackError::Repeat(answer)) => return go(visit, Next::Answer(*answer), Via::Post).await,
        Err(error) => return lost(visit, error).await,
    };
    visit.serves(&view);
    let Some(sheet) = consent::current(&visit.core, &view, &visit.browser()).await? else {
        return go_on(visit, track, Via::Post).await;
    };
    match form.get("decision").filter(|_| !only_language) {
        Some(word @ ("allow" | "deny")) => decide(visit, view, sheet, &form, word == "allow").await,
        _ => draw(visit, &view, &sheet, Some(ticked(&form)), StatusCode::OK, Vec::new()).await,
    }
}

fn ticked(form: &Params) -> Scopes {
    form.all("grant").take(30).collect()
}

async fn decide(mut visit: Visit, view: View, sheet: Sheet, form: &Params, allow: bool) -> Result<Response, Stop> {
    let Some(account) = form.get("account").and_then(|id| id.parse().ok()) else {
        return draw(visit, &view, &sheet, None, StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await;
    };
    // An app may change while somebody reads: nobody agrees to what was not on their page.
    let seen: Option<Scopes> = form.all("seen").next().map(|text| text.parse().unwrap_or_default());
    if allow && seen.is_some_and(|seen| !sheet.needs().is_subset(&seen)) {
        visit.notice = Some(Notice::AsksForMore { app: view.client.name.clone() });
        return draw(visit, &view, &sheet, Some(ticked(form)), StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await;
    }
    let input = Decide { account, ticked: ticked(form), allow, locale: visit.locale(Some(&view)).await? };
    let browser = visit.browser();
    match consent::decide(&visit.core, view.clone(), &sheet, input, &browser, &visit.origin).await {
        Ok(next) => go(visit, next, Via::Post).await,
        Err(DecideError::OtherAccount) => {
            visit.notice = Some(Notice::AccountChanged { name: cards::account(&sheet.person).name });
            draw(visit, &view, &sheet, None, StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await
        }
        Err(DecideError::Missing) => Ok(visit.redirect(&at("/consent/missing", Some(&view)))),
        Err(DecideError::Track(error)) => lost(visit, error).await,
    }
}

async fn draw(
    mut visit: Visit,
    view: &View,
    sheet: &Sheet,
    ticked: Option<Scopes>,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let locale = visit.locale(Some(view)).await?;
    let rows = grants::rows(view, sheet, ticked.as_ref(), locale);
    let expected = view.request.login_hint.as_deref().and_then(|hint| grants::expected(hint, &sheet.person));
    let valid_until = Some(time::clock(view.track.expires_at));
    let (app, account) = (cards::app(view), cards::account(&sheet.person));
    let asks_again = view.request.wants(Prompt::Consent);
    visit
        .page(status, Some(view), |chrome| ConsentPage {
            chrome,
            app,
            account,
            seen: sheet.needs().to_string(),
            required: rows.required,
            optional: rows.optional,
            allowed: if asks_again { Vec::new() } else { rows.allowed },
            manage: format!("/account/apps/{}", view.client.id),
            expected,
            until: None,
            valid_until,
            pairwise: view.client.options.subject_type == SubjectType::Pairwise,
            issues,
        })
        .await
}
