//! Pages of passkeys, filled with what real people bring along.

use super::account::{KeyCard, PasskeyAddPage, PasskeyRemovePage, PasskeysPage};
use super::passkey::SecondPasskeyPage;
use super::samples::{LONG, Rendered, aigerim, at_party, chrome, page};
use crate::base::Locale;
use crate::domain::ways::Last;
use crate::service::passkeys::Offer;
use crate::web::page::{FieldError, Issue, Notice};

/// What a device is asked.
pub(super) fn offer() -> Offer {
    Offer { options: r#"{"challenge":"AAAA","rpId":"localhost"}"#.into(), ceremony: "sealed-sample".into() }
}

fn key(number: usize, name: &str, open: bool) -> KeyCard {
    KeyCard {
        id: format!("0191-{number}"),
        number,
        name: name.into(),
        typed: if open { String::new() } else { name.into() },
        created: "20.11.2026".into(),
        used: number.is_multiple_of(2).then(|| "21.11.2026".into()),
        synced: !number.is_multiple_of(2),
        open,
    }
}

pub(super) fn passkeys(l: Locale) -> Vec<Rendered> {
    const LIST: &str = "/account/security/passkeys";
    let list = |keys: Vec<KeyCard>, possible, full, issues| PasskeysPage {
        chrome: crate::web::page::Chrome { notice: Some(Notice::PasskeyCreated), ..chrome(l, LIST) },
        keys,
        possible,
        full,
        issues,
    };
    let add = |issues| PasskeyAddPage { chrome: chrome(l, "/account/security/passkeys/add"), offer: offer(), issues };
    let remove = |kept| PasskeyRemovePage {
        chrome: chrome(l, "/account/security/passkeys/remove"),
        id: "0191-1".into(),
        name: "iPhone".into(),
        kept,
    };
    let two = || vec![key(1, "iPhone", false), key(2, LONG, false)];
    let wrong = vec![Issue::of("name", FieldError::PasskeyName)];
    vec![
        page("passkeys-none", &list(vec![], true, false, vec![])),
        page("passkeys", &list(two(), true, false, vec![])),
        page("passkeys-full", &list(two(), true, true, vec![])),
        page("passkeys-impossible", &list(vec![], false, false, vec![])),
        page("passkeys-name", &list(vec![key(1, "iPhone", true), key(2, "Mac", false)], true, false, wrong)),
        page("passkey-add", &add(vec![])),
        page("passkey-add-refused", &add(vec![Issue::form(FieldError::PasskeyTaken)])),
        page("passkey-remove", &remove(None)),
        page("passkey-last", &remove(Some(Last::WayIn))),
        page("passkey-last-second", &remove(Some(Last::Second))),
        page(
            "second-passkey",
            &SecondPasskeyPage {
                chrome: at_party(l, "/login/second/passkey"),
                card: aigerim(),
                offer: offer(),
                other: "/login/second".into(),
                issues: vec![Issue::form(FieldError::PasskeyCloned)],
            },
        ),
    ]
}
