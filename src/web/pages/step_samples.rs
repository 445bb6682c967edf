//! The second step and the pages that secure an account, filled.

use super::account::{Act, ConfirmAsk, ConfirmPage, ConfirmWay};
use super::samples::{Rendered, aigerim, at_party, chrome, page};
use super::second::{Ask, CodesLeftPage, LackingPage, SecondPage};
use super::security::{CodesPage, PasswordPage, SecurityPage, SetUpPage, ShownCodesPage};
use crate::base::{Locale, Micros, Secret};
use crate::domain::factors::{Factors, Second};
use crate::service::totp::Setup;
use crate::web::page::{Chrome, FieldError, Issue};

pub(super) fn second(l: Locale) -> Vec<Rendered> {
    let step = |chrome, ask, issues| SecondPage {
        chrome,
        card: aigerim(),
        ask,
        ways: Second::ALL.to_vec(),
        phone: "+7 ••• ••• 45 67".into(),
        trust: Some(30),
        trusted: true,
        reference: "0191-ref".into(),
        issues,
    };
    let code =
        |resend_at: Option<&str>| Ask::Code { works_until: "14:35".into(), resend_at: resend_at.map(Into::into) };
    let at = |way: &str| chrome(l, &format!("/login/second?way={way}"));
    let wrong = |error| vec![Issue::of("code", error)];
    vec![
        page("second-totp", &step(at_party(l, "/login/second"), Ask::Totp, vec![])),
        page("second-totp-wrong", &step(at("totp"), Ask::Totp, wrong(FieldError::TotpWrong))),
        page("second-totp-replayed", &step(at("totp"), Ask::Totp, wrong(FieldError::TotpReplayed))),
        page("second-totp-closed", &step(at("totp"), Ask::Totp, wrong(FieldError::WayClosed))),
        page("second-recovery", &step(at("recovery"), Ask::Recovery, vec![])),
        page("second-recovery-wrong", &step(at("recovery"), Ask::Recovery, wrong(FieldError::RecoveryWrong))),
        page("second-recovery-used", &step(at("recovery"), Ask::Recovery, wrong(FieldError::RecoveryUsed))),
        page("second-send", &step(at("sms"), Ask::Send, vec![])),
        page("second-sms", &step(at("sms"), code(Some("14:21")), vec![])),
        page("second-sms-wrong", &step(at("sms"), code(None), wrong(FieldError::CodeWrong { left: 3 }))),
        page("second-password", &step(at("password"), Ask::Password, vec![])),
        page("second-ways", &step(at_party(l, "/login/second?way=choose"), Ask::Ways, vec![])),
        page(
            "second-left",
            &CodesLeftPage { chrome: chrome(l, "/login/second/left"), left: 9, next: "/account".into() },
        ),
        page("second-lacking", &lacking(at_party(l, "/login/second"), Some("Demo Shop"), false)),
        page("second-lacking-strong", &lacking(at_party(l, "/login/second"), Some("Demo Shop"), true)),
        page("second-lacking-staff", &lacking(chrome(l, "/login/second"), None, false)),
    ]
}

fn lacking(chrome: Chrome, app: Option<&str>, strong: bool) -> LackingPage {
    LackingPage { chrome, card: aigerim(), app: app.map(Into::into), strong }
}

pub(super) fn security(l: Locale) -> Vec<Rendered> {
    let home = |factors, issues| SecurityPage {
        chrome: chrome(l, "/account/security"),
        factors,
        password_since: Some("20.11.2026".into()),
        totp_since: Some("20.11.2026".into()),
        codes_since: Some("20.11.2026".into()),
        trusted: 2,
        phone: Some("+7 ••• ••• 45 67".into()),
        sms_possible: true,
        connections: Some(1),
        issues,
    };
    let all = Factors { password: true, totp: true, sms_step: true, passkeys: 2, recovery_left: 9 };
    let password = |has_password, issues| PasswordPage {
        chrome: chrome(l, "/account/security/password"),
        username: "aigerim@mail.example".into(),
        has_password,
        others_out: true,
        issues,
    };
    let set_up = |issues| SetUpPage {
        chrome: chrome(l, "/account/security/authenticator"),
        setup: Setup {
            key: Secret::new("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
            url: Secret::new(
                "otpauth://totp/Freedom%20ID:x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Freedom%20ID",
            ),
            account: "+7 701 234 45 67".into(),
            until: Micros::from_seconds(0),
        },
        picture: crate::web::qr::path("otpauth://totp/x"),
        until: "14:35".into(),
        issues,
    };
    let codes = |left, possible| CodesPage {
        chrome: chrome(l, "/account/security/recovery-codes"),
        left,
        since: (left > 0).then(|| "20.11.2026".into()),
        possible,
    };
    let shown = |issues| ShownCodesPage {
        chrome: at_party(l, "/account/security/recovery-codes"),
        codes: (0..10).map(|n| format!("0{n}23-4567-89AB-CDEF")).collect(),
        account: "Aigerim Bekova, +7 ••• ••• 45 67".into(),
        on: "20.11.2026".into(),
        issues,
    };
    let confirm = |ask, way, issues| ConfirmPage {
        chrome: chrome(l, "/account/confirm"),
        card: aigerim(),
        act: Act::RemoveTotp,
        address: "/account/confirm?act=remove_totp&next=%2Faccount%2Fsecurity".into(),
        ask,
        way,
        ways: vec![ConfirmWay::Password, ConfirmWay::Totp, ConfirmWay::Sms, ConfirmWay::Email],
        destination: "+7 ••• ••• 45 67".into(),
        passkey: None,
        issues,
    };
    let sent = ConfirmAsk::Code { works_until: "14:35".into(), resend_at: None };
    let wrong_password = vec![Issue::of("password", FieldError::PasswordWrong)];
    vec![
        page("confirm", &confirm(ConfirmAsk::Password, Some(ConfirmWay::Password), wrong_password)),
        page("confirm-totp", &confirm(ConfirmAsk::Totp, Some(ConfirmWay::Totp), vec![])),
        page("confirm-send", &confirm(ConfirmAsk::Send, Some(ConfirmWay::Sms), vec![])),
        page("confirm-code", &confirm(sent, Some(ConfirmWay::Email), vec![])),
        page("confirm-nothing", &confirm(ConfirmAsk::Nothing, None, vec![])),
        page("security", &home(all, vec![])),
        page("security-needed", &home(all, vec![Issue::form(FieldError::StepNeeded)])),
        page("security-none", &home(Factors::default(), vec![])),
        page("password-change", &password(true, vec![Issue::of("current_password", FieldError::PasswordWrong)])),
        page("password-set", &password(false, vec![Issue::of("new_password", FieldError::PasswordCommon)])),
        page("authenticator", &set_up(vec![])),
        page("authenticator-wrong", &set_up(vec![Issue::of("code", FieldError::TotpWrong)])),
        page("recovery-codes", &codes(9, true)),
        page("recovery-codes-none", &codes(0, false)),
        page("codes-shown", &shown(vec![])),
        page("codes-not-saved", &shown(vec![Issue::of("saved", FieldError::NotSaved)])),
    ]
}
