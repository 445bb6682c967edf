//! Pages of the way back, filled.

use super::recover::{
    End, NotMePage, RecoverEndPage, RecoverLinkPage, RecoverPage, RecoverPasswordPage, RecoverSecondPage,
};
use super::samples::{Rendered, at_party, chrome, page};
use crate::base::Locale;
use crate::domain::recovery::Way;
use crate::web::page::{FieldError, Issue};

pub(super) fn recover(l: Locale) -> Vec<Rendered> {
    let second = |way, issues| RecoverSecondPage {
        chrome: at_party(l, "/recover"),
        way,
        others: Way::ALL.iter().copied().filter(|other| *other != way).collect(),
        contact: "+7 ••• ••• 45 67".into(),
        issues,
    };
    let password = |sign_out, forget_app, issues| RecoverPasswordPage {
        chrome: at_party(l, "/recover"),
        username: "aigerim@mail.example".into(),
        min_length: 8,
        sign_out,
        forget_app,
        issues,
    };
    let start = |chrome, identifier: &str, issues| RecoverPage { chrome, identifier: identifier.into(), issues };
    let end = |end, token: Option<&str>, reference: Option<&str>| RecoverEndPage {
        chrome: chrome(l, "/recover"),
        end,
        next: Some("/login".into()),
        token: token.map(Into::into),
        reference: reference.map(Into::into),
    };
    let from = || Some("Chrome, Windows, 2001:db8::7".to_owned());
    let link = RecoverLinkPage {
        chrome: chrome(l, "/recover/link"),
        token: "token-sample".into(),
        contact: "a•••@mail.example".into(),
        asked_at: "20.11.2026, 14:05".into(),
        asked_from: from(),
    };
    let not_me = NotMePage {
        chrome: chrome(l, "/not-me"),
        token: "token-sample".into(),
        what: "E-mail: a•••@mail.example".into(),
        at: "20.11.2026, 14:05".into(),
        from: from(),
    };
    vec![
        page("recover", &start(at_party(l, "/recover"), "aigerim@mail.example", vec![])),
        page(
            "recover-wrong",
            &start(chrome(l, "/recover"), "x", vec![Issue::of("identifier", FieldError::IdentifierShape)]),
        ),
        page("recover-totp", &second(Way::Totp, vec![Issue::of("code", FieldError::TotpWrong)])),
        page("recover-contact", &second(Way::Contact, vec![])),
        page("recover-code", &second(Way::Code, vec![Issue::of("code", FieldError::RecoveryWrong)])),
        page("recover-password", &password(Some(true), Some(false), vec![])),
        page("recover-common", &password(None, None, vec![Issue::of("new_password", FieldError::PasswordCommon)])),
        page("recover-link", &link),
        page("recover-done", &RecoverEndPage { chrome: at_party(l, "/recover"), ..end(End::Done, None, None) }),
        page("recover-elsewhere", &end(End::Elsewhere, None, None)),
        page("recover-used", &end(End::LinkUsed, Some("token-sample"), None)),
        page("recover-expired", &end(End::LinkExpired, Some("token-sample"), None)),
        page("recover-unknown", &end(End::LinkUnknown, None, None)),
        page("recover-refused", &end(End::Refused, None, None)),
        page("recover-closed", &end(End::Closed, None, None)),
        page("recover-lost", &end(End::Lost, None, Some("8f2k"))),
        page("not-me", &not_me),
        page("not-me-frozen", &end(End::Frozen, None, None)),
        page("not-me-unknown", &end(End::ObjectionUnknown, None, None)),
        page("not-me-used", &end(End::ObjectedBefore, None, None)),
        page("not-me-late", &end(End::ObjectedLate, None, None)),
    ]
}
