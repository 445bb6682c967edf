//! `/account`: what an account holds, and which apps have access.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Locale;
use crate::domain::consent::Consent;
use crate::domain::contact::{self, Contact};
use crate::domain::oauth::client::ClientId;
use crate::domain::user::Person;
use crate::service::accounts::{glance, preferences};
use crate::service::authorize::consent;
use crate::service::clients;
use crate::web::account::{activity, alerts, guard};
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::Notice;
use crate::web::pages::account::{AccountPage, Advised, ConnectedApp, ContactLine, Safety};
use crate::web::pages::sign_in::Channel;
use crate::web::visit::Visit;
use crate::web::{cards, grants, time};

/// `GET /account`
pub(super) async fn get(mut visit: Visit) -> Result<Response, Stop> {
    if visit.query.get("done") == Some("kept") {
        visit.notice = visit.notice.or(Some(Notice::Kept));
    }
    if visit.query.get("done") == Some("switched")
        && let Some(person) = visit.person().await?
    {
        visit.notice = Some(Notice::AccountChanged { name: cards::account(&person.person).name });
    }
    draw(visit).await
}

/// `POST /account/advice`: not now.
pub(super) async fn later(Posted { visit, only_language, .. }: Posted) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    if !only_language {
        preferences::hide_advice(&visit.core, person.session.user).await?;
    }
    Ok(visit.redirect("/account"))
}

/// `POST /account/apps/remove`
pub(super) async fn remove(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let client = form.get("client_id").and_then(|id| id.parse::<ClientId>().ok());
    let (Some(client), Some(person), false) = (client, visit.person().await?, only_language) else {
        return Ok(visit.redirect("/account"));
    };
    let user = person.session.user;
    visit.now_at("/account");
    // Drawn for somebody else than who is active now: another account's app stays.
    if form.get("account") != Some(user.text().as_str()) {
        visit.notice = Some(Notice::AccountChanged { name: cards::account(&person.person).name });
        return draw(visit).await;
    }
    let known = consent::of_user(&visit.core, user).await?.into_iter().find(|(id, ..)| *id == client);
    if let Some((_, app, _)) = known
        && consent::withdraw(&visit.core, user, client, visit.origin.clone()).await?
    {
        visit.notice = Some(Notice::AccessRemoved { app });
    }
    draw(visit).await
}

async fn draw(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, signed_in) = guard::signed_in(visit).await?;
    let locale = visit.locale(None).await?;
    let apps = apps(&visit, &signed_in.person, locale).await?;
    let contacts = signed_in.person.contacts.iter().map(line).collect();
    let card = cards::account(&signed_in.person);
    let glance = glance::at(&visit.core, &signed_in.person).await?;
    let safety = Safety {
        password: glance.password_at.map(|at| time::day_of(at, locale)),
        second: glance.factors.two_step(),
        passkeys: glance.factors.passkeys,
    };
    let lines = activity::lines(&visit.core, glance.lines, locale).await?;
    let steps = glance.steps.into_iter().map(|(advice, done)| (Advised(advice), done)).collect();
    let advice = glance.advice.map(Advised);
    let alerts = alerts::lines(&visit, &signed_in.session, locale).await?;
    let page = |chrome| AccountPage { chrome, card, alerts, contacts, apps, safety, lines, steps, advice };
    visit.page(StatusCode::OK, None, page).await
}

async fn apps(visit: &Visit, person: &Person, locale: Locale) -> Result<Vec<ConnectedApp>, Stop> {
    let mut apps = Vec::new();
    for (id, name, decision) in consent::of_user(&visit.core, person.user.id).await? {
        let client = clients::find(&visit.core, &id).await?;
        let host = client.as_ref().map(|client| cards::home_host(client)).unwrap_or_default();
        let start = client.and_then(|client| cards::start(&client, visit.core.issuer()));
        apps.push(ConnectedApp { start, ..app(&id, name, host, &decision, locale) });
    }
    Ok(apps)
}

fn app(id: &ClientId, name: String, host: String, decision: &Consent, locale: Locale) -> ConnectedApp {
    ConnectedApp {
        client_id: id.to_string(),
        name,
        host,
        since: time::date(decision.decided_at, locale),
        until: None,
        data: grants::data(&decision.granted),
        start: None,
    }
}

fn line(contact: &Contact) -> ContactLine {
    ContactLine {
        channel: match contact.address.channel() {
            contact::Channel::Phone => Channel::Sms,
            contact::Channel::Email => Channel::Email,
        },
        value: contact.address.shown(),
        confirmed: contact.confirmed_at.is_some(),
    }
}
