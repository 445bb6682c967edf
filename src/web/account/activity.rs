//! `/account/activity`: what happened to an account, in sentences, with a filter and as a table to keep.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::base::{Fault, Locale, Micros};
use crate::domain::activity::{Filter, Outcome, Recorded, Topic};
use crate::service::{Core, activity, clients, sighting};
use crate::web::account::{csv, guard};
use crate::web::error::Stop;
use crate::web::pages::account::{TrailLine, TrailPage, topic_in};
use crate::web::text::{Happened, Trail};
use crate::web::time;
use crate::web::visit::Visit;

/// Lines of a page.
const LINES: u32 = 25;
/// Lines of a table to keep.
const MOST: usize = 10_000;
const DAY: Duration = Duration::from_secs(86_400);

/// What the address asks for.
struct Asked {
    filter: Filter,
    days: Option<u16>,
    after: Option<(Micros, String)>,
}

fn asked(visit: &Visit) -> Asked {
    let text = |name: &str| visit.query.get(name).unwrap_or_default();
    let days = text("period").parse::<u16>().ok().filter(|days| (1..=366).contains(days));
    let since = days.map(|days| visit.core.clock.now().minus(DAY.saturating_mul(u32::from(days))));
    let filter = Filter { topic: text("type").parse().ok(), outcome: text("result").parse().ok(), since };
    let after = text("before").split_once('.').and_then(|(at, id)| Some((Micros(at.parse().ok()?), id.to_owned())));
    Asked { filter, days, after }
}

impl Asked {
    /// The filter as a query, with its question mark; nothing without a filter.
    fn query(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let words = [
            ("type", self.filter.topic.map(|topic| topic.to_string())),
            ("result", self.filter.outcome.map(|outcome| outcome.to_string())),
            ("period", self.days.map(|days| days.to_string())),
        ];
        for (name, value) in words {
            if let Some(value) = value {
                out.append_pair(name, &value);
            }
        }
        let text = out.finish();
        if text.is_empty() { text } else { format!("?{text}") }
    }
}

/// `GET /account/activity`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let asked = asked(&visit);
    let locale = visit.locale(None).await?;
    let after = asked.after.as_ref().map(|(at, id)| (*at, id.as_str()));
    let mut found =
        activity::search(&visit.core, person.session.user, &asked.filter, after, LINES.saturating_add(1)).await?;
    let more = found.len() > LINES as usize;
    found.truncate(LINES as usize);
    let query = asked.query();
    let older = found.last().filter(|_| more).map(|last| {
        let join = if query.is_empty() { '?' } else { '&' };
        format!("/account/activity{query}{join}before={}.{}", last.at.get(), last.id)
    });
    let lines = lines(&visit.core, found, locale).await?;
    let Asked { filter: Filter { topic, outcome, .. }, days, after } = asked;
    let is_later = after.is_some();
    let page = |chrome| TrailPage { chrome, lines, topic, outcome, days, older, is_later, query };
    visit.page(StatusCode::OK, None, page).await
}

/// The lines as pages show them.
pub(super) async fn lines(core: &Core, found: Vec<Recorded>, locale: Locale) -> Result<Vec<TrailLine>, Fault> {
    let mut names = Names::default();
    let mut lines = Vec::new();
    for one in found {
        let asks = one.outcome != Outcome::Succeed && one.topic == Topic::Session;
        lines.push(TrailLine {
            at: time::moment(one.at, locale),
            what: sentence(&one.action, locale).to_owned(),
            app: names.of(core, one.client.as_deref()).await?,
            outcome: one.outcome,
            place: sighting::place(core, one.ip.as_deref(), locale),
            browser: sighting::browser(one.agent.as_deref()),
            ip: one.ip,
            asks,
        });
    }
    Ok(lines)
}

fn sentence(action: &str, locale: Locale) -> &'static str {
    let words = Happened(locale);
    words.of(action).unwrap_or_else(|| words.other())
}

/// Names of apps, each asked for once.
#[derive(Default)]
struct Names(BTreeMap<String, Option<String>>);

impl Names {
    async fn of(&mut self, core: &Core, client: Option<&str>) -> Result<Option<String>, Fault> {
        let Some(id) = client else { return Ok(None) };
        if let Some(known) = self.0.get(id) {
            return Ok(known.clone());
        }
        let found = match id.parse() {
            Ok(parsed) => clients::find(core, &parsed).await?.map(|client| client.name.clone()),
            Err(_) => None,
        };
        self.0.insert(id.to_owned(), found.clone());
        Ok(found)
    }
}

/// `GET /account/activity/csv`
pub(super) async fn csv(visit: Visit) -> Result<Response, Stop> {
    let (mut visit, person) = guard::signed_in(visit).await?;
    let asked = asked(&visit);
    let locale = visit.locale(None).await?;
    let words = Trail(locale);
    let mut out = String::from("\u{feff}");
    let time = format!("{} (UTC+5)", words.when());
    let head = [
        &time,
        words.kind(),
        words.what(),
        words.topic_consent(),
        words.result(),
        words.place(),
        "IP",
        words.browser(),
    ];
    csv::line(&mut out, &head);
    let mut after: Option<(Micros, String)> = None;
    let mut count = 0_usize;
    while count < MOST {
        let from = after.as_ref().map(|(at, id)| (*at, id.as_str()));
        let found = activity::search(&visit.core, person.session.user, &asked.filter, from, 1_000).await?;
        let Some(last) = found.last() else { break };
        after = Some((last.at, last.id.clone()));
        count = count.saturating_add(found.len());
        let kinds: Vec<_> = found.iter().map(|one| (topic_in(words, one.topic), one.at)).collect();
        for (line, (kind, at)) in lines(&visit.core, found, locale).await?.into_iter().zip(kinds) {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let result = match line.outcome {
                Outcome::Succeed => words.succeeded(),
                Outcome::Failed => words.failed(),
                Outcome::Denied => words.denied(),
            };
            let cells = [
                time::exact(at),
                kind.to_owned(),
                line.what.clone(),
                text(&line.app),
                result.to_owned(),
                text(&line.place),
                text(&line.ip),
                text(&line.browser),
            ];
            csv::line(&mut out, &cells.each_ref().map(String::as_str));
        }
    }
    Ok(attachment(visit, "text/csv; charset=utf-8", "freedom-id-activity.csv", out))
}

/// A file to keep.
pub(super) fn attachment(visit: Visit, kind: &'static str, name: &'static str, text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    visit.finish(response)
}
