//! `/account/emails` and `/account/phones`: the ways to reach a person, one implementation for both.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::contact::{Address, Channel, ContactId, Keep};
use crate::protocol::params::Params;
use crate::service::accounts::contacts::{
    self, AddContact, AddContactError, Change, ChangeError, ConfirmContact, ConfirmContactError, Listed,
};
use crate::service::otp::Pending;
use crate::service::sessions::SignedIn;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::{Act, ContactRemovePage, ContactRow, ContactsPage, May};
use crate::web::pages::sign_in;
use crate::web::time::day_of;
use crate::web::visit::Visit;
use crate::web::{cards, otp};

/// The page of a channel.
const fn page(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "/account/emails",
        Channel::Phone => "/account/phones",
    }
}

const fn code_page(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "/account/emails/code",
        Channel::Phone => "/account/phones/code",
    }
}

/// How a page calls a channel.
const fn drawn(channel: Channel) -> sign_in::Channel {
    match channel {
        Channel::Email => sign_in::Channel::Email,
        Channel::Phone => sign_in::Channel::Sms,
    }
}

/// `GET`: the contacts.
pub(super) async fn get(visit: Visit, channel: Channel) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let done = match visit.query.get("done") {
        Some("added") => Some(Notice::ContactAdded),
        Some("removed") => Some(Notice::ContactRemoved),
        Some("primary") => {
            let primary = person.person.proved(channel).find(|contact| contact.is_primary);
            primary.map(|contact| Notice::PrimaryChanged { contact: contact.address.shown() })
        }
        _ => None,
    };
    visit.notice = visit.notice.or(done);
    draw(visit, &person, channel, String::new(), StatusCode::OK, Vec::new()).await
}

async fn draw(
    mut visit: Visit,
    person: &SignedIn,
    channel: Channel,
    typed: String,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    visit.now_at(page(channel));
    let locale = visit.locale(None).await?;
    let book = contacts::book(&visit.core, person.session.user, channel).await?;
    let row = |listed: Listed| ContactRow {
        id: listed.contact.id.text(),
        value: listed.contact.address.shown(),
        primary: listed.contact.is_primary,
        added: day_of(listed.added_at, locale),
        may: match (listed.contact.confirmed_at, listed.keep) {
            (None, _) => May::Confirm,
            (Some(_), None) => May::Remove,
            (Some(_), Some(Keep::Last)) => May::KeepLast,
            (Some(_), Some(Keep::Primary)) => May::KeepPrimary,
            (Some(_), Some(Keep::WayIn)) => May::KeepWayIn,
        },
    };
    // What somebody said and the person is adding is one line.
    let pending = book.pending.filter(|waits| book.listed.iter().all(|listed| listed.contact.address != *waits));
    let account = person.session.user.text();
    visit
        .page(status, None, |chrome| ContactsPage {
            chrome,
            channel: drawn(channel),
            account,
            rows: book.listed.into_iter().map(row).collect(),
            pending: pending.map(|address| address.shown()),
            full: book.full,
            reachable: book.reachable,
            typed,
            issues,
        })
        .await
}

fn typed(form: &Params, channel: Channel) -> String {
    form.get(channel.as_str()).unwrap_or_default().chars().take(320).collect()
}

/// `POST`: a contact to add. A code goes to it.
pub(super) async fn add(Posted { visit, form, only_language }: Posted, channel: Channel) -> Result<Response, Stop> {
    let typed = typed(&form, channel);
    if only_language {
        let (visit, person) = guard::signed_in(visit).await?;
        return draw(visit, &person, channel, typed, StatusCode::OK, Vec::new()).await;
    }
    let (mut visit, person) = guard::fresh(visit, Act::AddContact, Some(&form)).await?;
    // Drawn for somebody else than who is active now: nothing of it goes into the wrong account.
    if form.get("account") != Some(person.session.user.text().as_str()) {
        visit.notice = Some(Notice::AccountChanged { name: cards::account(&person.person).name });
        return draw(visit, &person, channel, String::new(), StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await;
    }
    let wrong = match channel {
        Channel::Email => (FieldError::EmailEmpty, FieldError::EmailShape),
        Channel::Phone => (FieldError::PhoneEmpty, FieldError::PhoneShape),
    };
    let address = Address::parse(&typed).ok().filter(|address| address.channel() == channel);
    let Some(address) = address else {
        let error = if typed.trim().is_empty() { wrong.0 } else { wrong.1 };
        let issues = vec![Issue::of(channel.as_str(), error)];
        return draw(visit, &person, channel, typed, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    };
    let (status, error) = match send(&mut visit, &person, address).await {
        Ok(_) => {
            visit.keep_binding();
            return Ok(visit.redirect(code_page(channel)));
        }
        Err(error) => refused(error)?,
    };
    draw(visit, &person, channel, typed, status, vec![Issue::of(channel.as_str(), error)]).await
}

async fn send(visit: &mut Visit, person: &SignedIn, address: Address) -> Result<Pending, AddContactError> {
    let input = AddContact {
        user: person.session.user,
        address,
        browser: visit.bound(),
        locale: visit.locale(None).await?,
        origin: visit.origin.clone(),
    };
    contacts::add(&visit.core, input).await
}

fn refused(error: AddContactError) -> Result<(StatusCode, FieldError), Stop> {
    Ok(match error {
        AddContactError::Unsupported => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::PhoneUnsupported),
        AddContactError::Yours => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::ContactYours),
        AddContactError::Full => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::ContactsFull),
        AddContactError::Wait { until } => (StatusCode::TOO_MANY_REQUESTS, otp::not_yet(until)),
        AddContactError::Fault(fault) => return Err(fault.into()),
    })
}

/// `GET …/code`: the code that a contact waits for in this browser.
pub(super) async fn code(visit: Visit, channel: Channel) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    draw_code(visit, &person, channel, StatusCode::OK, Vec::new()).await
}

async fn draw_code(
    visit: Visit,
    person: &SignedIn,
    channel: Channel,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let Some(pending) = waiting(&visit, person, channel).await? else { return Ok(visit.redirect(page(channel))) };
    let (action, change) = (code_page(channel), page(channel).to_owned());
    let ask = otp::Ask { pending, action, step: None, progress: None, certain: true, change };
    otp::draw(visit, None, ask, status, issues).await
}

async fn waiting(visit: &Visit, person: &SignedIn, channel: Channel) -> Result<Option<Pending>, Stop> {
    let pending = contacts::pending(&visit.core, &visit.bound(), person.session.user).await?;
    Ok(pending.filter(|pending| pending.address.channel() == channel))
}

/// `POST …/code`. Whoever asked for it proved themselves then: another proof is not asked.
pub(super) async fn verify(Posted { visit, form, only_language }: Posted, channel: Channel) -> Result<Response, Stop> {
    let (visit, person) = guard::signed_in(visit).await?;
    if only_language {
        return draw_code(visit, &person, channel, StatusCode::OK, Vec::new()).await;
    }
    let Some(pending) = waiting(&visit, &person, channel).await? else { return Ok(visit.redirect(page(channel))) };
    if form.get("action") == Some("resend") {
        return resend(visit, &person, pending.address).await;
    }
    let code = form.get("code").unwrap_or_default().to_owned();
    let input = ConfirmContact {
        user: person.session.user,
        browser: visit.bound(),
        code: code.clone(),
        origin: visit.origin.clone(),
    };
    let error = match contacts::confirm(&visit.core, input).await {
        Ok(_) => return Ok(visit.redirect(&format!("{}?done=added", page(channel)))),
        Err(ConfirmContactError::Code(error)) => {
            let (status, issue) = otp::refused(error, &code)?;
            return draw_code(visit, &person, channel, status, vec![issue]).await;
        }
        // Told only to who reads its messages.
        Err(ConfirmContactError::Taken) => FieldError::ContactTaken,
        Err(ConfirmContactError::Full) => FieldError::ContactsFull,
        Err(ConfirmContactError::Fault(fault)) => return Err(fault.into()),
    };
    let issues = vec![Issue::form(error)];
    draw(visit, &person, channel, String::new(), StatusCode::UNPROCESSABLE_ENTITY, issues).await
}

async fn resend(mut visit: Visit, person: &SignedIn, address: Address) -> Result<Response, Stop> {
    let channel = address.channel();
    match send(&mut visit, person, address).await {
        Ok(_) => {
            visit.notice = Some(Notice::CodeResent);
            draw_code(visit, person, channel, StatusCode::OK, Vec::new()).await
        }
        Err(AddContactError::Wait { until }) => {
            let (status, issue) = otp::wait(until);
            draw_code(visit, person, channel, status, vec![issue]).await
        }
        Err(error) => {
            let (status, error) = refused(error)?;
            draw(visit, person, channel, String::new(), status, vec![Issue::form(error)]).await
        }
    }
}

/// `POST …/primary`
pub(super) async fn primary(
    Posted { mut visit, form, only_language }: Posted,
    channel: Channel,
) -> Result<Response, Stop> {
    if only_language {
        visit.now_at(page(channel));
        return Ok(visit.redirect(page(channel)));
    }
    let (visit, person) = guard::fresh(visit, Act::ChangePrimary, Some(&form)).await?;
    let Some(contact) = form.get("contact").and_then(|id| id.parse().ok()) else {
        return Ok(visit.redirect(page(channel)));
    };
    let change = Change { user: person.session.user, contact, origin: visit.origin.clone() };
    match contacts::make_primary(&visit.core, change).await {
        Ok(()) => Ok(visit.redirect(&format!("{}?done=primary", page(channel)))),
        Err(ChangeError::Unknown | ChangeError::Keep(_)) => Ok(visit.redirect(page(channel))),
        Err(ChangeError::Fault(fault)) => Err(fault.into()),
    }
}

/// `GET …/{id}/remove`: what it means.
pub(super) async fn ask(Path(id): Path<String>, visit: Visit, channel: Channel) -> Result<Response, Stop> {
    let (visit, person) = guard::fresh(visit, Act::RemoveContact, None).await?;
    draw_removal(visit, &person, &id, channel).await
}

async fn draw_removal(visit: Visit, person: &SignedIn, id: &str, channel: Channel) -> Result<Response, Stop> {
    let book = contacts::book(&visit.core, person.session.user, channel).await?;
    let may_go = |listed: &&Listed| listed.contact.id.text() == id && listed.keep.is_none();
    let found = book.listed.iter().find(may_go).filter(|listed| listed.contact.confirmed_at.is_some());
    let Some(listed) = found else { return Ok(visit.redirect(page(channel))) };
    let confirmed = book.listed.iter().filter(|listed| listed.contact.confirmed_at.is_some()).count();
    let ends_step = channel == Channel::Phone && confirmed == 1 && book.sms_step;
    let (id, value) = (listed.contact.id.text(), listed.contact.address.shown());
    let channel = drawn(channel);
    visit.page(StatusCode::OK, None, |chrome| ContactRemovePage { chrome, channel, id, value, ends_step }).await
}

/// `POST …/{id}/remove`
pub(super) async fn remove(
    Path(id): Path<String>,
    Posted { visit, form, only_language }: Posted,
    channel: Channel,
) -> Result<Response, Stop> {
    let (visit, person) = guard::fresh(visit, Act::RemoveContact, Some(&form)).await?;
    if only_language {
        return draw_removal(visit, &person, &id, channel).await;
    }
    let Ok(contact) = id.parse::<ContactId>() else { return Ok(visit.redirect(page(channel))) };
    let change = Change { user: person.session.user, contact, origin: visit.origin.clone() };
    match contacts::remove(&visit.core, change).await {
        Ok(()) => Ok(visit.redirect(&format!("{}?done=removed", page(channel)))),
        // The page tells the reason.
        Err(ChangeError::Unknown | ChangeError::Keep(_)) => Ok(visit.redirect(page(channel))),
        Err(ChangeError::Fault(fault)) => Err(fault.into()),
    }
}
