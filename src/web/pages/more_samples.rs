//! Pages filled with what real people bring along: ends of roads, the house, development.

use super::account::{AccountPage, Advised, ConnectedApp, ContactLine, Safety};
use super::account_samples::alerts;
use super::button::{ButtonPage, Choice, Files, Look, Mode, Size, Wording};
use super::consent::{Datum, GrantRow, Value};
use super::console_samples;
use super::demo::{DemoErrorPage, DemoGrant, DemoHomePage, DemoProfilePage, DemoTrouble};
use super::device::{ConfirmPage, DonePage, EnterPage};
use super::ends::{
    AppPage, ErrorKind, ErrorPage, FormPostPage, HandOffPage, LinkPage, LinkState, LogoutPage, LogoutRequest,
    MessagePage, SignedOutPage,
};
use super::home::{HomePage, Paper, PaperPage};
use super::messages::{MessageSample, MessagesPage, Version};
use super::outbox::{OutboxMessage, OutboxPage};
use super::people::{AppCard, Standing};
use super::samples::{LONG, Rendered, aigerim, chrome, consent_page, page};
use super::sign_in::Channel;
use crate::base::Locale;
use crate::service::accounts::glance::Advice;
use crate::service::authorize::device::DeviceEnd;
use crate::web::page::{Chrome, FieldError, Issue, Notice};

pub(super) fn ends(l: Locale) -> Vec<Rendered> {
    let link = |state, app: Option<&str>| LinkPage {
        chrome: chrome(l, "/consent"),
        state,
        app: app.map(Into::into),
        back: app.map(|_| "https://shop.example/start".into()),
        reference: Some("8F2K-19QD".into()),
    };
    let mut pages = vec![
        page("link-expired", &link(LinkState::Expired { until: "14:35".into() }, Some("Demo Shop"))),
        page("link-allowed", &link(LinkState::Allowed { at: "14:06".into() }, Some("Demo Shop"))),
        page("link-denied", &link(LinkState::Denied, Some("Demo Shop"))),
        page("link-unknown", &link(LinkState::Unknown, None)),
        page("link-other-browser", &link(LinkState::OtherBrowser, None)),
        page(
            "hand-off",
            &HandOffPage {
                chrome: chrome(l, ""),
                app: "Demo Shop".into(),
                url: "#https://shop.example/cb?code=1&state=2".into(),
            },
        ),
        page(
            "app",
            &AppPage {
                chrome: chrome(l, "/app/shop/open"),
                app: "Demo Shop".into(),
                site: Some("https://shop.example/".into()),
            },
        ),
        page(
            "message",
            &MessagePage {
                chrome: chrome(l, ""),
                app: "Demo Shop".into(),
                origin: "https://shop.example".into(),
                message: "[\"</a><script>\"]".into(),
                url: "#https://shop.example/cb?code=1&state=2".into(),
            },
        ),
        page(
            "form-post",
            &FormPostPage {
                chrome: chrome(l, ""),
                app: "Demo Shop".into(),
                action: "#".into(),
                fields: vec![("code".into(), "\"><script>".into()), ("state".into(), "2".into())],
            },
        ),
    ];
    pages.extend(sign_out(l));
    for (name, kind) in [
        ("client", ErrorKind::Client),
        ("request", ErrorKind::Request),
        ("forbidden", ErrorKind::Forbidden),
        ("form-old", ErrorKind::FormOld),
        ("not-found", ErrorKind::NotFound),
        ("method", ErrorKind::Method),
        ("too-large", ErrorKind::TooLarge),
        ("media", ErrorKind::MediaType),
        ("restricted", ErrorKind::Restricted),
        ("limit", ErrorKind::Limit { time: "14:35".into() }),
        ("server", ErrorKind::Server),
        ("maintenance", ErrorKind::Maintenance),
        ("cookies", ErrorKind::Cookies),
    ] {
        pages.push(page(
            &format!("error-{name}"),
            &ErrorPage {
                chrome: chrome(l, "/somewhere"),
                kind,
                code: "invalid_request".into(),
                reference: Some("8F2K-19QD".into()),
                at: Some("20.11.2026, 14:05".into()),
                next: None,
                details: vec![("error_description".into(), "redirect_uri does not match".into())],
            },
        ));
    }
    pages
}

fn sign_out(l: Locale) -> Vec<Rendered> {
    vec![
        page(
            "logout",
            &LogoutPage {
                chrome: chrome(l, "/logout"),
                account: Some(aigerim()),
                asked_by: Some("Demo Shop".into()),
                apps: vec!["Demo Pay".into(), "Freedom Broker".into()],
                request: LogoutRequest { fields: vec![("state".into(), "a\"b<".into())] },
            },
        ),
        page(
            "logout-plain",
            &LogoutPage {
                chrome: chrome(l, "/logout"),
                account: None,
                asked_by: None,
                apps: vec![],
                request: LogoutRequest::default(),
            },
        ),
        page(
            "signed-out",
            &SignedOutPage {
                chrome: chrome(l, "/logout"),
                told: vec!["Demo Shop".into()],
                not_reached: vec!["Demo Pay".into()],
                back: Some(("Demo Shop".into(), "https://shop.example/".into())),
                goes_back: true,
                frames: vec!["https://shop.example/logged-out".into()],
            },
        ),
        page(
            "signed-out-plain",
            &SignedOutPage {
                chrome: chrome(l, "/logout"),
                told: vec![],
                not_reached: vec![],
                back: None,
                goes_back: false,
                frames: vec![],
            },
        ),
    ]
}

pub(super) fn device(l: Locale) -> Vec<Rendered> {
    let enter =
        |typed: &str, issues: Vec<Issue>| EnterPage { chrome: chrome(l, "/device"), typed: typed.into(), issues };
    let confirm = |app: &str, standing, elsewhere| ConfirmPage {
        chrome: chrome(l, "/device"),
        app: app.into(),
        standing,
        code: "BDWP-HQKT".into(),
        at: "14:03".into(),
        minutes: 2,
        address: Some("2001:db8:85a3:8d3:1319:8a2e:370:7348".into()),
        platform: Some("Linux"),
        elsewhere,
    };
    let mut pages = vec![
        page("device", &enter("", vec![])),
        page("device-linked", &enter("BDWP-HQKT", vec![])),
        page("device-unknown", &enter("", vec![Issue::of("user_code", FieldError::DeviceUnknown)])),
        page("device-confirm", &confirm("Demo TV", Standing::Verified, false)),
        page("device-confirm-far", &confirm(LONG, Standing::Unverified, true)),
    ];
    for error in [FieldError::DeviceExpired, FieldError::DeviceUsed, FieldError::DeviceTooMany { time: "14:35".into() }]
    {
        pages.push(page("device-wrong", &enter("", vec![Issue::of("user_code", error)])));
    }
    let rows = vec![
        GrantRow::new("profile", Datum::Name, vec![Value::plain("Айгерім Бекова")]),
        GrantRow::new("address", Datum::Address, vec![Value::plain("Абай даңғылы, 10, 050000 Алматы")]),
    ];
    let tv = AppCard::new("Demo TV", "", Standing::Verified);
    pages.push(page("device-consent", &consent_page(chrome(l, "/consent"), tv, rows, vec![])));
    for (name, end) in [
        ("device-allowed", DeviceEnd::Allowed),
        ("device-denied", DeviceEnd::Denied),
        ("device-expired", DeviceEnd::Expired),
        ("device-used", DeviceEnd::Used),
    ] {
        pages.push(page(name, &DonePage { chrome: chrome(l, "/device/done"), app: "Demo TV".into(), end }));
    }
    pages
}

fn button(l: Locale) -> Rendered {
    let choice = Choice { look: Look::Light, size: Size::Icon, words: Wording::Register, mode: Mode::Popup, tongue: l };
    let at = |name: &str| format!("https://id.example/widget/v1/{name}");
    let files = Files {
        script: at("freedom-id.js"),
        script_integrity: "sha256-a".into(),
        style: at("freedom-id.css"),
        style_integrity: "sha256-b".into(),
    };
    page("button", &ButtonPage { chrome: chrome(l, "/developers/button"), choice, files })
}

pub(super) fn house(l: Locale) -> Vec<Rendered> {
    let home = |person: Option<&str>| HomePage {
        chrome: chrome(l, "/"),
        person: person.map(Into::into),
        metadata_url: "http://localhost:8080/.well-known/openid-configuration".into(),
    };
    let account = |apps, notice| AccountPage {
        chrome: Chrome { notice, me: Some(aigerim()), ..chrome(l, "/account") },
        card: aigerim(),
        alerts: alerts(l),
        contacts: vec![
            ContactLine { channel: Channel::Sms, value: "+7 701 234 45 67".into(), confirmed: true },
            ContactLine { channel: Channel::Email, value: "aigerim@mail.example".into(), confirmed: false },
        ],
        apps,
        safety: Safety { password: Some(console_samples::moment()), second: true, passkeys: 2 },
        lines: console_samples::lines(),
        steps: Vec::new(),
        advice: Some(Advised(Advice::SecondStep)),
    };
    let apps = vec![
        ConnectedApp {
            client_id: "demo".into(),
            name: "Demo Shop".into(),
            host: "shop.example".into(),
            since: "20.11.2026".into(),
            until: Some("20.11.2027".into()),
            data: vec![Datum::Name, Datum::Phone, Datum::IdentifierUz],
            start: Some("https://shop.example/login?iss=https%3A%2F%2Fid.example".into()),
        },
        ConnectedApp {
            client_id: "market".into(),
            name: LONG.into(),
            host: "market.example".into(),
            since: "01.02.2026".into(),
            until: None,
            data: vec![],
            start: None,
        },
    ];
    let paper = |paper| PaperPage { chrome: chrome(l, "/terms"), paper };
    vec![
        page("home", &home(None)),
        page("home-signed-in", &home(Some("Aigerim"))),
        page("terms", &paper(Paper::Terms)),
        page("privacy", &paper(Paper::Privacy)),
        page("help", &paper(Paper::Help)),
        page("account", &account(apps.clone(), Some(Notice::AccessRemoved { app: "Demo Pay".into() }))),
        page("account-one", &account(apps[..1].to_vec(), None)),
        button(l),
        page("account-empty", &account(vec![], None)),
    ]
}

pub(super) fn development(l: Locale) -> Vec<Rendered> {
    let outbox =
        |messages, channel| OutboxPage { chrome: chrome(l, "/dev/outbox"), messages, to: String::new(), channel };
    let message = |channel, subject: Option<&str>| OutboxMessage {
        id: "0191b".into(),
        channel,
        to: "+77012345678".into(),
        purpose: "sign_in".into(),
        subject: subject.map(Into::into),
        text: "Freedom ID: 123456.\n@localhost #123456".into(),
        code: Some("123456".into()),
        at: "20.11.2026, 14:05:09".into(),
    };
    let grants = || ["read.firstname", "read.phone"].map(|n| DemoGrant { name: n.into(), ticked: true }).to_vec();
    let mut pages = vec![
        page("outbox-empty", &outbox(vec![], None)),
        page(
            "outbox",
            &outbox(
                vec![message(Channel::Sms, None), message(Channel::Email, Some("123456 — Freedom ID"))],
                Some(Channel::Sms),
            ),
        ),
        page(
            "messages",
            &MessagesPage {
                chrome: chrome(l, "/dev/messages"),
                messages: vec![MessageSample {
                    key: "passkey_added",
                    versions: vec![Version {
                        tag: l.tag(),
                        name: l.own_name(),
                        sms: "Freedom ID: 123456.\n@localhost #123456".into(),
                        subject: "123456 — Freedom ID".into(),
                        text: "Freedom ID: 123456.\n@localhost #123456".into(),
                        html: "<p>123456</p>".into(),
                    }],
                }],
            },
        ),
        page(
            "demo-home",
            &DemoHomePage {
                chrome: chrome(l, "/"),
                required: grants(),
                optional: grants(),
                request: "http://localhost:8080/oauth2/authorize?client_id=demo&response_type=code&state=…".into(),
                issuer: "http://localhost:8080".into(),
            },
        ),
        page(
            "demo-profile",
            &DemoProfilePage {
                chrome: chrome(l, "/"),
                name: "Aigerim".into(),
                claims: vec![
                    ("sub".into(), "9d0c1f52-7d0d-4b0b-8a53-0e5b1f7a5d11".into()),
                    ("name".into(), "Aigerim Bekova".into()),
                ],
                refused: vec!["read.email".into()],
                tokens: vec![("id_token".into(), "{\n  \"iss\": \"http://localhost:8080\"\n}".into())],
                answer: Some("200 OK".into()),
            },
        ),
    ];
    for (name, trouble) in [
        ("denied", DemoTrouble::Denied),
        ("expired", DemoTrouble::Expired),
        ("state", DemoTrouble::State),
        ("failed", DemoTrouble::Failed),
    ] {
        let details = Some("access_denied".into());
        pages.push(page(&format!("demo-{name}"), &DemoErrorPage { chrome: chrome(l, "/"), trouble, details }));
    }
    pages
}
