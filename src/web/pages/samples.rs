//! Pages filled with what real people bring along: signing in, registering, deciding.

use askama::Template;

use super::account::ProviderOffer;
use super::consent::{ConsentPage, Datum, GrantRow, MissingField, MissingKind, MissingPage, Value};
use super::passkey_samples::offer;
use super::people::{AccountCard, AppCard, Standing};
use super::register::{Ask, RegisterAboutPage, RegisterContactPage, RegisterDonePage, RegisterPasswordPage};
use super::sign_in::{AccountsPage, Channel, LoginPage, OtpPage};
use crate::base::Locale;
use crate::web::page::{Chrome, FieldError, Issue, Notice, Party};

pub(super) const LONG: &str = "Қазақстан Республикасының Ұлттық Электрондық Сауда Алаңы";

pub(super) type Rendered = (String, String);

pub(super) fn page(name: &str, template: &impl Template) -> Rendered {
    (name.to_owned(), template.render().expect(name))
}

pub(super) fn chrome(locale: Locale, path: &str) -> Chrome {
    Chrome { development: true, ..Chrome::new(locale, "csrf-sample", path) }
}

pub(super) fn at_party(locale: Locale, path: &str) -> Chrome {
    Chrome {
        track: Some("3f1c9c5a-track".into()),
        party: Some(Party {
            name: "Demo Shop".into(),
            host: "shop.example".into(),
            leave: Some("https://shop.example/".into()),
            logo: Some("/logos/demo-shop?v=0123456789abcdef".into()),
            policy: Some("https://shop.example/privacy".into()),
            terms: Some("https://shop.example/terms".into()),
        }),
        ..Chrome::new(locale, "csrf-sample", path)
    }
}

pub(super) fn card(name: &str, contact: &str, signed_in: bool) -> AccountCard {
    AccountCard { id: "0191-a".into(), name: name.into(), contact: contact.into(), signed_in }
}

pub(super) fn aigerim() -> AccountCard {
    card("Aigerim Bekova", "+7 ••• ••• 45 67", true)
}

pub(super) fn sign_in(l: Locale) -> Vec<Rendered> {
    let login = |chrome, issues| LoginPage {
        chrome,
        identifier: "+7 701 234 56 78".into(),
        remember: true,
        passkey: Some(offer()),
        by_device: true,
        upstreams: vec![ProviderOffer { id: "mail".into(), name: "Example Mail".into() }],
        issues,
    };
    let otp = |chrome, progress: Option<(u8, u8)>, resend_at: Option<&str>, issues| OtpPage {
        chrome,
        action: if progress.is_some() { "/register" } else { "/login/code" }.into(),
        step: progress.map(|_| "phone".into()),
        progress,
        channel: if progress.is_some() { Channel::Email } else { Channel::Sms },
        destination: "+7 ••• ••• 45 67".into(),
        certain: progress.is_some(),
        digits: 6,
        works_until: "14:35".into(),
        resend_at: resend_at.map(Into::into),
        change: Some("/login".into()),
        issues,
    };
    vec![
        page("login", &login(chrome(l, "/login"), vec![])),
        page("login-app", &login(at_party(l, "/login?track_id=1"), vec![])),
        page("login-wrong", &login(at_party(l, "/login"), vec![Issue::form(FieldError::LoginMismatch)])),
        page(
            "login-empty",
            &login(
                Chrome { notice: Some(Notice::LanguageChanged), ..chrome(l, "/login") },
                vec![
                    Issue::of("identifier", FieldError::IdentifierEmpty),
                    Issue::of("password", FieldError::PasswordEmpty),
                ],
            ),
        ),
        page(
            "login-limited",
            &login(chrome(l, "/login"), vec![Issue::form(FieldError::TooMany { time: "14:50".into() })]),
        ),
        page("otp", &otp(at_party(l, "/login/code"), None, Some("14:21"), vec![])),
        page(
            "otp-wrong",
            &otp(
                chrome(l, "/register"),
                Some((2, 4)),
                None,
                vec![Issue::of("code", FieldError::CodeWrong { left: 3 })],
            ),
        ),
        page(
            "accounts",
            &AccountsPage {
                chrome: at_party(l, "/login/accounts"),
                accounts: vec![
                    aigerim(),
                    card("Тимур Утегенов", "t•••@mail.example", false),
                    card(LONG, "+998 •• ••• 45 67", true),
                ],
            },
        ),
        page("accounts-one", &AccountsPage { chrome: chrome(l, "/login/accounts"), accounts: vec![aigerim()] }),
    ]
}

pub(super) fn register(l: Locale) -> Vec<Rendered> {
    let contact = |chrome, ask_phone, ask_email, issues| RegisterContactPage {
        chrome,
        step: "contact".into(),
        progress: (1, 4),
        ask_phone,
        ask_email,
        phone: String::new(),
        email: "aigerim@mail.example".into(),
        issues,
    };
    let about = |issues| RegisterAboutPage {
        chrome: at_party(l, "/register"),
        step: "about".into(),
        progress: (4, 4),
        firstname: "Aigerim".into(),
        lastname: String::new(),
        accept_terms: true,
        link: None,
        issues,
    };
    vec![
        page("register-contact", &contact(chrome(l, "/register"), Ask::Optional, Ask::Optional, vec![])),
        page(
            "register-contact-wrong",
            &contact(
                at_party(l, "/register"),
                Ask::Required,
                Ask::Required,
                vec![Issue::of("phone", FieldError::PhoneShape), Issue::of("email", FieldError::EmailShape)],
            ),
        ),
        page("register-phone", &contact(chrome(l, "/register"), Ask::Required, Ask::No, vec![])),
        page("register-email", &contact(chrome(l, "/register"), Ask::No, Ask::Required, vec![])),
        page(
            "register-password",
            &RegisterPasswordPage {
                chrome: at_party(l, "/register"),
                step: "password".into(),
                progress: (3, 4),
                username: "+77012345678".into(),
                min_length: 8,
                passkey: Some(offer()),
                issues: vec![Issue::of("password", FieldError::PasswordShort { min: 8 })],
            },
        ),
        page("register-about", &about(vec![])),
        page(
            "register-about-wrong",
            &about(vec![
                Issue::of("lastname", FieldError::LastNameEmpty),
                Issue::of("accept_terms", FieldError::Terms),
            ]),
        ),
        page(
            "register-done",
            &RegisterDonePage { chrome: at_party(l, "/register"), next: "/consent".into(), passkeys: false },
        ),
        page(
            "register-done-alone",
            &RegisterDonePage { chrome: chrome(l, "/register"), next: "/account".into(), passkeys: true },
        ),
    ]
}

fn shop(standing: Standing) -> AppCard {
    AppCard {
        description: Some("Shoes, tea and lamps, delivered in two days.".into()),
        site: Some("https://shop.example/".into()),
        support: Some("help@shop.example".into()),
        owner: Some("Demo Shop LLP, Kazakhstan".into()),
        since: Some("20.11.2025".into()),
        policy: Some("https://shop.example/privacy".into()),
        terms: Some("https://shop.example/terms".into()),
        ..AppCard::new("Demo Shop", "shop.example", standing)
    }
}

fn thirteen() -> Vec<GrantRow> {
    let plain = |grant, datum, text: &str| GrantRow::new(grant, datum, vec![Value::plain(text)]);
    vec![
        plain("read.firstname", Datum::FirstName, "Aigerim"),
        plain("read.lastname", Datum::LastName, LONG),
        GrantRow::new("read.patronymic", Datum::Patronymic, vec![]),
        GrantRow::new("read.email", Datum::Email, vec![Value::contact("aigerim.bekova.long@mail.example", false)]),
        GrantRow {
            purpose: Some("To tell you about delivery".into()),
            ..GrantRow::new(
                "read.phones",
                Datum::Phones,
                vec![Value::contact("+7 701 234 45 67", true), Value::contact("+998 90 123 45 67", false)],
            )
        },
        GrantRow { ticked: true, ..plain("read.emails", Datum::Emails, "aigerim@mail.example") },
        plain("read.date_of_birth", Datum::DateOfBirth, "14.03.1994"),
        plain("read.gender", Datum::Gender, "F"),
        plain("read.country", Datum::Country, "KZ"),
        GrantRow::new("offline_access", Datum::Offline, vec![]),
        plain("read.nationality", Datum::Nationality, "Қазақ"),
        GrantRow::new("read.identifier", Datum::IdentifierKz, vec![Value::masked("940314400123", "•••••••• 0123")]),
        GrantRow::new("read.profile", Datum::Profile, vec![]),
    ]
}

pub(super) fn consent_page(
    chrome: Chrome,
    app: AppCard,
    required: Vec<GrantRow>,
    optional: Vec<GrantRow>,
) -> ConsentPage {
    ConsentPage {
        chrome,
        app,
        account: aigerim(),
        seen: required.iter().map(|row| row.grant.as_str()).collect::<Vec<_>>().join(" "),
        required,
        optional,
        allowed: vec![],
        manage: "/account/apps/demo".into(),
        expected: None,
        until: Some("20.11.2027".into()),
        valid_until: Some("14:35".into()),
        pairwise: true,
        issues: vec![],
    }
}

pub(super) fn consent(l: Locale) -> Vec<Rendered> {
    let here = || at_party(l, "/consent?track_id=1");
    let name = || GrantRow::new("read.name", Datum::Name, vec![Value::plain("Aigerim Bekova")]);
    let phone = || GrantRow {
        purpose: Some("Жеткізу туралы хабарлау үшін".into()),
        ..GrantRow::new("read.phone", Datum::Phone, vec![Value::contact("+7 701 234 45 67", true)])
    };
    let usual = consent_page(here(), shop(Standing::Verified), vec![name(), phone()], thirteen());
    let more = ConsentPage {
        allowed: vec![name(), phone()],
        expected: Some("t•••@mail.example".into()),
        until: None,
        pairwise: false,
        ..consent_page(here(), shop(Standing::Own), vec![thirteen().remove(6)], vec![thirteen().remove(11)])
    };
    let lacking = ConsentPage {
        issues: vec![Issue::form(FieldError::RequiredMissing)],
        ..consent_page(
            Chrome { notice: Some(Notice::AccountChanged { name: "Timur".into() }), ..here() },
            AppCard::new(LONG, "very-long-host-name.market.example", Standing::Unverified),
            vec![thirteen().remove(2), phone()],
            vec![],
        )
    };
    let missing = |issues| MissingPage {
        chrome: here(),
        app: shop(Standing::Verified),
        account: aigerim(),
        fields: [
            MissingKind::LastName,
            MissingKind::FirstName,
            MissingKind::Patronymic,
            MissingKind::DateOfBirth,
            MissingKind::Gender,
            MissingKind::Country,
            MissingKind::Nationality,
            MissingKind::Identifier,
            MissingKind::Phone,
            MissingKind::Email,
        ]
        .map(MissingField::empty)
        .to_vec(),
        issues,
    };
    vec![
        page("consent", &usual),
        page("consent-more", &more),
        page("consent-lacking", &lacking),
        page("consent-nothing", &consent_page(here(), shop(Standing::Test), vec![], vec![])),
        page("missing", &missing(vec![])),
        page(
            "missing-wrong",
            &missing(vec![
                Issue::of("birth_day", FieldError::BirthDateInvalid),
                Issue::of("identifier", FieldError::IdentifierNumber),
                Issue::of("gender", FieldError::ValueEmpty),
            ]),
        ),
    ]
}
