//! Development mode only: what would have been sent, and the clock that tests move.

use std::time::Duration;

use askama::Template as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use crate::base::{Clock, Fault, Locale, Micros};
use crate::domain::contact::{Address, Channel};
use crate::http::cookie::Cookies;
use crate::http::door::Door;
use crate::http::headers::{Csp, Kind};
use crate::http::language::Chosen;
use crate::http::state::App;
use crate::protocol::params::Params;
use crate::service::Core;
use crate::service::outbox::{self, Preview, Shown};
use crate::web::page::Chrome;
use crate::web::pages::messages::{MessageSample, MessagesPage, Version};
use crate::web::pages::outbox::{OutboxMessage, OutboxPage};
use crate::web::pages::sign_in;
use crate::web::time::exact;

/// Messages on the page, and in the JSON.
const ON_PAGE: u32 = 100;
const IN_JSON: u32 = 500;
/// The farthest single move of the clock: ten years.
const FARTHEST: u64 = 10 * 366 * 86_400;
/// The last second that RFC 3339 can write.
const END_OF_TIME: Micros = Micros::from_seconds(253_402_300_799);

/// The routes behind their doors; none in production. `door` carries the pages' words for refusals.
pub fn routes(core: &Core, door: &Door) -> Router<App> {
    if !core.config.is_development() {
        return Router::new();
    }
    let pages = Router::new().route("/dev/outbox", get(page)).route("/dev/messages", get(messages));
    let pages = pages.layer(door.clone().kind(Kind::Page));
    let mut json = Router::new().route("/dev/outbox.json", get(list));
    if core.config.dev.clock {
        json = json.route("/dev/clock", post(advance));
    }
    pages.merge(json.layer(door.clone().kind(Kind::Json)))
}

/// What went wrong, as JSON.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("{0}")]
    Bad(&'static str),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::Bad(why) => json(StatusCode::BAD_REQUEST, &serde_json::json!({ "error": why })),
            Self::Fault(fault) => {
                tracing::error!(%fault, "a development page failed");
                json(StatusCode::INTERNAL_SERVER_ERROR, &serde_json::json!({ "error": "server error" }))
            }
        }
    }
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let Ok(text) = serde_json::to_string(value) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}

/// The filters of a request.
#[derive(Debug, PartialEq, Eq)]
struct Filter {
    to: Option<String>,
    channel: Option<Channel>,
}

impl Filter {
    fn of(query: &Params) -> Result<Self, Problem> {
        let channel = match query.get("channel") {
            None => None,
            Some("sms") => Some(Channel::Phone),
            Some("email") => Some(Channel::Email),
            Some(_) => return Err(Problem::Bad("channel is sms or email")),
        };
        Ok(Self { to: query.get("to").map(destination), channel })
    }

    async fn messages(&self, core: &Core, limit: u32) -> Result<Vec<Shown>, Fault> {
        outbox::list(core, self.to.as_deref(), self.channel, limit).await
    }
}

/// A `+` that nobody encoded arrives as a space. Addresses are kept in normal form.
fn destination(text: &str) -> String {
    let text = text.strip_prefix(' ').map_or_else(|| text.to_owned(), |rest| format!("+{rest}"));
    Address::parse(&text).map_or(text, |address| address.as_str().to_owned())
}

fn parse(query: Option<String>) -> Result<Params, Problem> {
    Params::parse(&query.unwrap_or_default()).map_err(|_| Problem::Bad("the query cannot be read"))
}

/// `GET /dev/outbox`
async fn page(State(app): State<App>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Problem> {
    let query = parse(query)?;
    let filter = Filter::of(&query)?;
    let messages = filter.messages(&app.core, ON_PAGE).await?.into_iter().map(on_page).collect();
    let page = OutboxPage {
        chrome: chrome(&app.core, &query, &headers, path(&query)),
        messages,
        to: filter.to.unwrap_or_default(),
        channel: filter.channel.map(shown),
    };
    let html = page.render().map_err(|_| Fault::Bug("the outbox page cannot be drawn"))?;
    Ok(Html(html).into_response())
}

/// `GET /dev/messages`
async fn messages(State(app): State<App>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Problem> {
    let mut messages: Vec<MessageSample> = Vec::new();
    for Preview { key, locale, sms, mail } in outbox::previews(&app.core)? {
        let (tag, name) = (locale.tag(), locale.own_name());
        let version = Version { tag, name, sms: sms.text, subject: mail.subject, text: mail.text, html: mail.html };
        match messages.last_mut().filter(|last| last.key == key) {
            Some(last) => last.versions.push(version),
            None => messages.push(MessageSample { key, versions: vec![version] }),
        }
    }
    let chrome = chrome(&app.core, &parse(query)?, &headers, "/dev/messages".into());
    let html = MessagesPage { chrome, messages }.render().map_err(|_| Fault::Bug("the messages cannot be drawn"))?;
    Ok(([(CONTENT_SECURITY_POLICY, Csp::page().inline_styles().value())], Html(html)).into_response())
}

fn chrome(core: &Core, query: &Params, headers: &HeaderMap, path: String) -> Chrome {
    let cookies = Cookies::new(core.config.server.issuer.scheme() == "https");
    let asked = query.get("lang").and_then(|tag| tag.parse().ok());
    let chosen = || Chosen::read(headers, cookies).map(|chosen| chosen.locale);
    let liked = || headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Locale::negotiate);
    let locale = asked.or_else(chosen).or_else(liked).unwrap_or_default();
    Chrome { development: true, ..Chrome::new(locale, "", path) }
}

/// The outbox with its filters, for the language links.
fn path(query: &Params) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for name in ["to", "channel"] {
        pairs.extend_pairs(query.get(name).map(|value| (name, value)));
    }
    let pairs = pairs.finish();
    if pairs.is_empty() { "/dev/outbox".to_owned() } else { format!("/dev/outbox?{pairs}") }
}

const fn shown(channel: Channel) -> sign_in::Channel {
    match channel {
        Channel::Phone => sign_in::Channel::Sms,
        Channel::Email => sign_in::Channel::Email,
    }
}

fn on_page(message: Shown) -> OutboxMessage {
    OutboxMessage {
        id: message.id.to_string(),
        channel: shown(message.channel),
        to: message.to,
        purpose: message.purpose,
        subject: Some(message.content.subject).filter(|s| !s.is_empty()),
        text: message.content.text,
        code: message.code,
        at: exact(message.created_at),
    }
}

/// A message as programs read it.
#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    channel: &'static str,
    to: String,
    purpose: String,
    subject: Option<String>,
    text: String,
    code: Option<String>,
    created_at: String,
}

impl From<Shown> for Entry {
    fn from(message: Shown) -> Self {
        let channel = match message.channel {
            Channel::Phone => "sms",
            Channel::Email => "email",
        };
        Self {
            id: message.id.to_string(),
            channel,
            to: message.to,
            purpose: message.purpose,
            subject: Some(message.content.subject).filter(|s| !s.is_empty()),
            text: message.content.text,
            code: message.code,
            created_at: message.created_at.to_rfc3339(),
        }
    }
}

/// `GET /dev/outbox.json`
async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let filter = Filter::of(&parse(query)?)?;
    let entries: Vec<Entry> = filter.messages(&app.core, IN_JSON).await?.into_iter().map(Entry::from).collect();
    Ok(json(StatusCode::OK, &entries))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

/// `POST /dev/clock`. A page of another site can send neither this content type nor a body of JSON
/// without asking first, and it is told no.
async fn advance(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json")) {
        return Err(Problem::Bad("the content type must be application/json"));
    }
    let now = moved(&app.core.clock, &body)?;
    Ok(json(StatusCode::OK, &serde_json::json!({ "now": now.to_rfc3339() })))
}

fn moved(clock: &Clock, body: &[u8]) -> Result<Micros, Problem> {
    let ask: Advance = serde_json::from_slice(body)
        .map_err(|_| Problem::Bad("the body must be {\"advance_seconds\": N} with a whole number from 0"))?;
    let by = Duration::from_secs(ask.advance_seconds);
    if ask.advance_seconds > FARTHEST || clock.now().plus(by) > END_OF_TIME {
        return Err(Problem::Bad("advance_seconds is too large"));
    }
    clock.advance(by);
    Ok(clock.now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_found_however_they_are_written() {
        for (query, to) in [
            ("to=%2B77012345678", "+77012345678"),
            ("to=+77012345678", "+77012345678"),
            ("to=%20", "+"),
            ("to=ana@mail.example", "ana@mail.example"),
        ] {
            let filter = Filter::of(&Params::parse(query).unwrap()).unwrap();
            assert_eq!(filter.to.as_deref(), Some(to), "{query}");
        }
        let none = Filter::of(&Params::parse("to=&channel=").unwrap()).unwrap();
        assert_eq!(none, Filter { to: None, channel: None });
        assert!(Filter::of(&Params::parse("channel=pigeon").unwrap()).is_err());
    }

    #[test]
    fn the_clock_moves_forward_within_bounds() {
        let start = Micros::from_seconds(1_750_000_000);
        let clock = Clock::manual(start);
        for bad in [
            "",
            "{}",
            "[]",
            "{\"advance_seconds\":-1}",
            "{\"advance_seconds\":1.5}",
            "{\"advance_seconds\":\"1\"}",
            "{\"advance_seconds\":99999999999}",
            "{\"advance_seconds\":1,\"more\":1}",
        ] {
            assert!(moved(&clock, bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(clock.now(), start);
        let later = moved(&clock, b"{\"advance_seconds\": 90}").unwrap();
        assert_eq!(later, Micros::from_seconds(1_750_000_090));
        let clock = Clock::manual(END_OF_TIME);
        assert!(moved(&clock, b"{\"advance_seconds\": 1}").is_err());
    }
}
