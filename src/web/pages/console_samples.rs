//! Pages of the account console filled with what real people bring along.

use super::account::{
    AccountPage, Advised, ClosedPage, ClosingPage, ContactLine, DataPage, DeletePage, DocumentsPage, FactsPage,
    PartnerLine, Safety, TrailLine, TrailPage, Typed,
};
use super::moment::Moment;
use super::samples::{Rendered, aigerim, chrome, page};
use super::sign_in::Channel;
use crate::base::Locale;
use crate::domain::activity::Outcome;
use crate::domain::closing::Reason;
use crate::domain::party::Road;
use crate::domain::preferences::Theme;
use crate::domain::profile::Block;
use crate::service::accounts::glance::Advice;
use crate::web::page::{Chrome, FieldError, Issue, Notice};

pub(super) fn moment() -> Moment {
    Moment { text: "20.11.2026, 14:05".into(), iso: "2026-11-20T09:05:00Z".into() }
}

pub(super) fn lines() -> Vec<TrailLine> {
    let line = |outcome, app: Option<&str>| TrailLine {
        at: moment(),
        what: "…".into(),
        app: app.map(Into::into),
        outcome,
        place: Some("2001:db8::1".into()),
        browser: Some("Chrome, Windows".into()),
        ip: Some("2001:db8::1".into()),
        asks: outcome == Outcome::Failed,
    };
    vec![line(Outcome::Succeed, None), line(Outcome::Failed, None), line(Outcome::Denied, Some("Demo Shop"))]
}

fn at(l: Locale, path: &str) -> Chrome {
    Chrome { me: Some(aigerim()), ..chrome(l, path) }
}

pub(super) fn console(l: Locale) -> Vec<Rendered> {
    let fresh = AccountPage {
        chrome: at(l, "/account"),
        card: aigerim(),
        alerts: Vec::new(),
        contacts: vec![ContactLine { channel: Channel::Sms, value: "+7 701 234 45 67".into(), confirmed: true }],
        apps: Vec::new(),
        safety: Safety::default(),
        lines: lines(),
        steps: vec![
            (Advised(Advice::Name), true),
            (Advised(Advice::SecondContact), false),
            (Advised(Advice::SecondStep), false),
        ],
        advice: None,
    };
    let mut all = vec![page("account-new", &fresh)];
    all.extend(profile(l));
    all.extend(trail(l));
    let data = |next_copy, issues| DataPage {
        chrome: at(l, "/account/data"),
        language: Locale::Kk,
        theme: Theme::Auto,
        news: false,
        next_copy,
        issues,
    };
    let later = Issue::form(FieldError::ExportLater { time: "20.11.2026, 14:05".into() });
    let delete = |issues| DeletePage {
        chrome: at(l, "/account/data/delete"),
        until: Moment { text: "04.12.2026".into(), ..moment() },
        apps: vec!["Demo Shop".into(), "Demo Pay".into()],
        reason: Some(Reason::Privacy),
        understood: false,
        issues,
    };
    let on = || Moment { text: "04.12.2026".into(), ..moment() };
    all.extend([
        page("data", &data(None, vec![])),
        page("data-later", &data(Some(moment()), vec![later])),
        page("documents", &DocumentsPage { chrome: at(l, "/account/documents"), phone: true, email: false }),
        page("delete", &delete(vec![])),
        page("delete-wrong", &delete(vec![Issue::of("understand", FieldError::NotUnderstood)])),
        page("closed", &ClosedPage { chrome: chrome(l, "/login"), until: Some(on()) }),
        page("closing", &ClosingPage { chrome: chrome(l, "/login/closing"), card: aigerim(), on: on() }),
        page("closing-left", &ClosedPage { chrome: chrome(l, "/login"), until: None }),
    ]);
    all
}

fn profile(l: Locale) -> Vec<Rendered> {
    let known = || {
        Typed(vec![
            ("firstname", "Aigerim".into()),
            ("lastname", "Bekova".into()),
            ("date_of_birth", "14.03.1994".into()),
            ("identifier", "••••••••1234".into()),
            ("address", "Абай даңғылы, 10".into()),
        ])
    };
    let facts = |edit, now: Option<&str>, issues, notice| FactsPage {
        chrome: Chrome { notice, ..at(l, "/account/profile") },
        known: known(),
        bare: false,
        edit,
        typed: known(),
        version: "v".into(),
        now: now.map(Into::into),
        partners: vec![PartnerLine {
            id: "p".into(),
            name: "Demo Shop".into(),
            road: Road::Created,
            since: Moment { text: "20.11.2026".into(), ..moment() },
        }],
        issues,
    };
    let changed = vec![Issue::form(FieldError::ChangedElsewhere)];
    let mut all = vec![
        page("profile", &facts(None, None, vec![], Some(Notice::Saved))),
        page("profile-conflict", &facts(Some(Block::Name), Some("Bekova, Aigerim B"), changed, None)),
    ];
    let wrong = |field, error| vec![Issue::of(field, error)];
    for (block, issues) in [
        (Block::Name, wrong("lastname", FieldError::LastNameEmpty)),
        (Block::Birth, wrong("birth_day", FieldError::BirthDateFuture)),
        (Block::Citizenship, wrong("country", FieldError::ValueShape)),
        (Block::Identifier, wrong("identifier", FieldError::IdentifierNumber)),
        (Block::Address, wrong("street", FieldError::ValueShape)),
    ] {
        all.push(page(&format!("profile-{block}"), &facts(Some(block), None, issues, None)));
    }
    all
}

fn trail(l: Locale) -> Vec<Rendered> {
    let trail = |lines, outcome, is_later| TrailPage {
        chrome: at(l, "/account/activity"),
        lines,
        topic: None,
        outcome,
        days: Some(30),
        older: Some("/account/activity?before=1.a".into()),
        is_later,
        query: "?period=30".into(),
    };
    vec![
        page("activity", &trail(lines(), None, false)),
        page("activity-later", &trail(lines(), Some(Outcome::Failed), true)),
        page("activity-none", &trail(vec![], Some(Outcome::Denied), false)),
    ]
}
