//! Samples of the pages of other providers and other devices.

use super::account::{Connection, ConnectionRemovePage, ConnectionsPage, ProviderOffer};
use super::other_device::{LetInPage, OtherEnd, OtherEndPage, WaitPage};
use super::samples::{Rendered, aigerim, at_party, chrome, page};
use super::upstream::{ChoicePage, LeavePage, LinkIdentityPage, UpstreamEndPage, Why};
use crate::base::Locale;
use crate::web::page::{FieldError, Issue};
use crate::web::qr;

const NAME: &str = "Example Mail";
const EMAIL: &str = "aigerim@mail.example";

fn connection(name: &str, used: Option<&str>, usable: bool) -> Connection {
    Connection {
        id: "0191-c".into(),
        name: name.into(),
        email: used.map(|_| EMAIL.into()),
        since: "20.11.2026".into(),
        used: used.map(Into::into),
        usable,
    }
}

fn connections(l: Locale, connections: Vec<Connection>, issues: Vec<Issue>) -> ConnectionsPage {
    let offers = vec![ProviderOffer { id: "mail".into(), name: NAME.into() }];
    ConnectionsPage {
        chrome: chrome(l, "/account/security/connections"),
        account: "0191-a".into(),
        connections,
        offers,
        issues,
    }
}

/// Other providers.
pub(super) fn upstream(l: Locale) -> Vec<Rendered> {
    let end = |why, console| UpstreamEndPage {
        chrome: chrome(l, "/login"),
        upstream: NAME.into(),
        why,
        back: "/login".into(),
        console,
    };
    let choice = ChoicePage {
        chrome: at_party(l, "/login/upstream"),
        upstream: NAME.into(),
        email: Some(EMAIL.into()),
        waiting: "0191-w".into(),
        until: "14:45".into(),
    };
    let link = |email: Option<&str>| LinkIdentityPage {
        chrome: at_party(l, "/account/security/connections/link"),
        upstream: NAME.into(),
        email: email.map(Into::into),
        card: aigerim(),
        waiting: "0191-w".into(),
    };
    let remove = ConnectionRemovePage {
        chrome: chrome(l, "/account/security/connections/remove"),
        account: "0191-a".into(),
        id: "0191-c".into(),
        name: NAME.into(),
        email: Some(EMAIL.into()),
    };
    let two = vec![connection(NAME, Some("20.11.2026"), true), connection("old.example", None, false)];
    let last = vec![Issue::form(FieldError::LastWay { name: NAME.into() })];
    let leave = LeavePage {
        chrome: chrome(l, "/login"),
        upstream: NAME.into(),
        url: "https://mail.example/authorize?client_id=freedom-id".into(),
    };
    vec![
        page("upstream-leave", &leave),
        page("upstream-choice", &choice),
        page("upstream-link", &link(Some(EMAIL))),
        page("upstream-link-bare", &link(None)),
        page("upstream-no-trip", &end(Why::NoTrip, false)),
        page("upstream-foreign", &end(Why::Foreign, false)),
        page("upstream-declined", &end(Why::Declined, true)),
        page("upstream-failed", &end(Why::Failed, false)),
        page("upstream-taken", &end(Why::Taken, true)),
        page("upstream-too-many", &end(Why::TooMany, true)),
        page("connections", &connections(l, two.clone(), vec![])),
        page("connections-none", &connections(l, vec![], vec![])),
        page("connections-last", &connections(l, two, last)),
        page("connection-remove", &remove),
    ]
}

/// Other devices.
pub(super) fn other_device(l: Locale) -> Vec<Rendered> {
    let wait = |issues| {
        let (path, side) = qr::path("https://id.example/device?user_code=BDWP-HQKT").unwrap();
        WaitPage {
            chrome: at_party(l, "/login/device"),
            path,
            side,
            address: "https://id.example/device".into(),
            code: "BDWP-HQKT".into(),
            until: "14:45".into(),
            issues,
        }
    };
    let let_in = |elsewhere| LetInPage {
        chrome: chrome(l, "/device"),
        card: aigerim(),
        code: "BDWP-HQKT".into(),
        at: "14:03".into(),
        minutes: u64::from(elsewhere),
        address: Some("2001:db8::7".into()),
        platform: Some("Windows"),
        elsewhere,
    };
    let end = |name: &'static str, end| page(name, &OtherEndPage { chrome: chrome(l, "/login/device"), end });
    vec![
        page("other-device", &wait(vec![])),
        page("other-device-not-yet", &wait(vec![Issue::form(FieldError::NotAllowedYet)])),
        page("other-device-confirm", &let_in(false)),
        page("other-device-confirm-far", &let_in(true)),
        end("other-device-ready", OtherEnd::Ready),
        end("other-device-turned-away", OtherEnd::TurnedAway),
        end("other-device-over", OtherEnd::Over),
        end("other-device-ended", OtherEnd::Ended),
        end("other-device-allowed", OtherEnd::Allowed),
        end("other-device-denied", OtherEnd::Denied),
    ]
}
