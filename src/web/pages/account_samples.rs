//! Pages filled with what real people bring along: contacts, devices and apps of an account.

use super::account::{
    AppEvent, AppLine, AppPage, AppRemovePage, AppRow, AppsPage, BrowserRow, ContactRemovePage, ContactRow,
    ContactsPage, May, OptionalGrant, SecurePage, SessionsAllPage, SessionsPage, SignInAlert,
};
use super::consent::Datum;
use super::moment::Moment;
use super::people::{AppCard, Standing};
use super::samples::{LONG, Rendered, aigerim, chrome, page};
use super::sign_in::Channel;
use crate::base::Locale;
use crate::domain::session::Amr;
use crate::web::page::{Chrome, FieldError, Issue, Notice};

fn here(l: Locale, path: &str) -> Chrome {
    Chrome { me: Some(aigerim()), ..chrome(l, path) }
}

fn at() -> Moment {
    Moment { text: "20.11.2026, 14:05".into(), iso: "2026-11-20T09:05:00Z".into() }
}

pub(super) fn alerts(_: Locale) -> Vec<SignInAlert> {
    vec![SignInAlert {
        id: "1".into(),
        name: Some("Chrome, Windows".into()),
        place: Some("2001:db8::7".into()),
        at: at(),
    }]
}

pub(super) fn contacts(l: Locale) -> Vec<Rendered> {
    let row = |id: &str, value: &str, primary, may| ContactRow {
        id: id.into(),
        value: value.into(),
        primary,
        added: at(),
        may,
    };
    let emails = |rows, pending: Option<&str>, full, issues| ContactsPage {
        chrome: here(l, "/account/emails"),
        channel: Channel::Email,
        account: "0191-a".into(),
        rows,
        pending: pending.map(Into::into),
        full,
        reachable: true,
        typed: String::new(),
        issues,
    };
    let some = vec![
        row("1", "aigerim@mail.example", true, May::KeepPrimary),
        row(
            "2",
            "aigerim.bekova.with.a.very.long.name.of.an.address@subdomain.of.an.organisation.example",
            false,
            May::Remove,
        ),
        row("3", "from-the-shop@mail.example", false, May::Confirm),
    ];
    let full = (1..=5).map(|n| row(&n.to_string(), "+7 701 234 45 67", n == 1, May::Remove)).collect();
    let remove = |ends_step| ContactRemovePage {
        chrome: here(l, "/account/phones"),
        channel: if ends_step { Channel::Sms } else { Channel::Email },
        id: "1".into(),
        value: "+7 701 234 45 67".into(),
        ends_step,
    };
    vec![
        page("emails", &emails(some, Some("new@mail.example"), false, vec![])),
        page("emails-empty", &emails(vec![], None, false, vec![])),
        page(
            "emails-wrong",
            &emails(
                vec![row("1", "aigerim@mail.example", true, May::KeepLast)],
                None,
                false,
                vec![Issue::of("email", FieldError::EmailShape)],
            ),
        ),
        page("emails-taken", &emails(vec![], None, false, vec![Issue::form(FieldError::ContactTaken)])),
        page("phones-full", &ContactsPage { channel: Channel::Sms, ..emails(full, None, true, vec![]) }),
        page(
            "phones-off",
            &ContactsPage { channel: Channel::Sms, reachable: false, ..emails(vec![], None, false, vec![]) },
        ),
        page("contact-remove", &remove(false)),
        page("contact-remove-last-phone", &remove(true)),
    ]
}

pub(super) fn whereabouts(l: Locale) -> Vec<Rendered> {
    let row = |name: Option<&str>, count| BrowserRow {
        id: "1".into(),
        name: name.map(Into::into),
        place: name.map(|_| "2001:db8::7".into()),
        by: Amr::ALL.to_vec(),
        since: at(),
        seen: name.map(|_| at()),
        count,
    };
    let sessions = |others, notice| SessionsPage {
        chrome: Chrome { notice, ..here(l, "/account/sessions") },
        here: Some(BrowserRow { seen: None, ..row(Some("Chrome, Windows"), 1) }),
        others,
        apps: 3,
    };
    let ended = Some(Notice::DeviceSignedOut { device: None });
    vec![
        page("sessions", &sessions(vec![row(Some("Safari, iPhone"), 2), row(None, 1)], ended)),
        page("sessions-alone", &sessions(vec![], Some(Notice::OthersSignedOut))),
        page("sessions-all", &SessionsAllPage { chrome: here(l, "/account/sessions/all") }),
        page("secure", &SecurePage { chrome: here(l, "/account/secure"), alone: false }),
        page("secure-alone", &SecurePage { chrome: here(l, "/account/secure"), alone: true }),
    ]
}

pub(super) fn apps(l: Locale) -> Vec<Rendered> {
    let row = |name: &str, off| AppRow {
        id: "demo".into(),
        card: AppCard {
            policy: Some("https://shop.example/privacy".into()),
            site: Some("https://shop.example/".into()),
            ..AppCard::new(name, "shop.example", Standing::Verified)
        },
        off,
        data: vec![Datum::Name, Datum::Phone],
        since: at(),
        used: Some(at()),
    };
    let list = |rows: Vec<AppRow>, total, filter: &str| AppsPage {
        chrome: here(l, "/account/apps"),
        rows,
        total,
        filter: filter.into(),
    };
    let app = |off, optional| AppPage {
        chrome: here(l, "/account/apps/demo"),
        row: row(LONG, off),
        account: "0191-a".into(),
        optional,
        start: Some("https://shop.example/login".into()),
        history: [
            AppEvent::Allowed,
            AppEvent::Denied,
            AppEvent::Changed,
            AppEvent::SignedIn,
            AppEvent::Removed,
            AppEvent::Token,
        ]
        .map(|event| AppLine { event, at: at() })
        .to_vec(),
    };
    let optional = |name: &str, datum, ticked| OptionalGrant { grant: name.into(), data: vec![datum], ticked };
    let both = vec![optional("read.email", Datum::Email, true), optional("read.gender", Datum::Gender, false)];
    let remove = AppRemovePage {
        chrome: here(l, "/account/apps/demo/remove"),
        id: "demo".into(),
        name: LONG.into(),
        account: "0191-a".into(),
    };
    vec![
        page("account-apps", &list(vec![row("Demo Shop", false), row(LONG, true)], 12, "")),
        page("account-apps-empty", &list(vec![], 0, "")),
        page("account-apps-nothing-found", &list(vec![], 12, "zzz")),
        page("account-app", &app(false, both)),
        page("account-app-off", &app(true, vec![])),
        page("account-app-remove", &remove),
    ]
}
