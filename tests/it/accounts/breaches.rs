//! Leaked passwords: a service is asked by a prefix, and what it does not answer keeps nobody out.

use freedom_id::base::Secret;
use freedom_id::domain::activity::Origin;
use freedom_id::domain::password::PasswordFlaw;
use freedom_id::service::accounts::manage::{self, ManageError};
use freedom_id::service::passwords::accept;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::app::TestApp;
use crate::support::outside::Outside;
use crate::support::{PASSWORD, TestCore, address, minutes, seconds};

/// SHA-1 of [`PASSWORD`], as it is told and kept.
const PREFIX: &str = "98DEC";
const SUFFIX: &str = "C62ECE399A22ED30D490EF333BE7FDE7385";

async fn asking(site: &Outside) -> TestCore {
    let url = site.address("/range/{prefix}");
    TestCore::with(|config| config.passwords.breach_url = Some(url)).await
}

async fn judged(core: &TestCore, password: &str) -> Option<PasswordFlaw> {
    accept(core, Secret::new(password), Vec::new()).await.expect("judged").err()
}

#[tokio::test]
async fn a_leaked_password_is_refused_at_every_door() {
    let site = Outside::open().await;
    site.serve(&format!("/range/{PREFIX}"), format!("{}:1\r\n{SUFFIX}:7\r\n", "0".repeat(35)).into_bytes());
    let url = site.address("/range/{prefix}");
    let app = TestApp::with(|config| config.passwords.breach_url = Some(url)).await;
    assert_eq!(judged(&app, PASSWORD).await, Some(PasswordFlaw::Breached));

    let mut browser = app.browser();
    let contact = browser.get("/register?ui_locales=ru").await;
    let otp = browser.submit(&contact, "register", &[("email", "ana@mail.example")]).await;
    let code = app.last_code(&address("ana@mail.example")).await.expect("a code");
    let password = browser.submit(&otp, "otp", &[("code", &code), ("action", "verify")]).await;
    let refused = browser.submit(&password, "register", &[("password", PASSWORD)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.has("#password-error"), "{}", refused.body);
    assert_eq!(app.count("SELECT COUNT(*) FROM registrations WHERE password_hash IS NOT NULL").await, 0);

    let add = manage::Add {
        contacts: vec![address("bob@mail.example")],
        firstname: None,
        lastname: None,
        address: None,
        password: Some(Secret::new(PASSWORD)),
        role: freedom_id::domain::user::Role::Member,
        locale: None,
        origin: Origin::default(),
    };
    let refused = manage::add(&app, add).await;
    assert!(matches!(refused, Err(ManageError::Password(PasswordFlaw::Breached))), "{refused:?}");
    assert_eq!(site.calls(), 1, "an answer is kept for a while");
    app.pass(minutes(11));
    assert_eq!(judged(&app, PASSWORD).await, Some(PasswordFlaw::Breached));
    assert_eq!(site.calls(), 2);
}

#[tokio::test]
async fn padding_and_weak_passwords_are_no_finds() {
    let site = Outside::open().await;
    site.serve(&format!("/range/{PREFIX}"), format!("{SUFFIX}:0\r\n").into_bytes());
    let core = asking(&site).await;
    assert_eq!(judged(&core, PASSWORD).await, None);
    assert_eq!(judged(&core, "password123").await, Some(PasswordFlaw::Common));
    assert_eq!(judged(&core, &"long ".repeat(103)).await, Some(PasswordFlaw::Long));
    assert_eq!(site.calls(), 1, "what is refused here is not asked about");
}

#[tokio::test]
async fn where_the_service_fails_our_own_rule_decides() {
    let site = Outside::open().await;
    let core = asking(&site).await;
    assert_eq!(judged(&core, PASSWORD).await, None);
    assert_eq!(judged(&core, "qwertyuiop").await, Some(PasswordFlaw::Common));
    site.serve(&format!("/range/{PREFIX}"), format!("{SUFFIX}:7").into_bytes());
    assert_eq!(judged(&core, PASSWORD).await, None, "it is left alone for a moment");
    assert_eq!(site.calls(), 1);
    core.pass(seconds(30));
    assert_eq!(judged(&core, PASSWORD).await, Some(PasswordFlaw::Breached));

    let flood = Outside::open().await;
    flood.serve(&format!("/range/{PREFIX}"), vec![b'\n'; 300 * 1024]);
    assert_eq!(judged(&asking(&flood).await, PASSWORD).await, None);
    let elsewhere = Outside::open().await;
    elsewhere.redirect(&format!("/range/{PREFIX}"), &site.address(&format!("/range/{PREFIX}")));
    assert_eq!(judged(&asking(&elsewhere).await, PASSWORD).await, None, "nobody is followed");

    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/{{prefix}}", silent.local_addr().expect("an address"));
    let core = TestCore::with(|config| config.passwords.breach_url = Some(url)).await;
    assert_eq!(judged(&core, PASSWORD).await, None);
}

#[tokio::test]
async fn five_digits_are_all_that_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/range/{{prefix}}", listener.local_addr().expect("an address"));
    let core = TestCore::with(|config| config.passwords.breach_url = Some(url)).await;
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a call");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a request"));
        }
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        stream.write_all(answer).await.expect("answered");
        String::from_utf8(head).expect("text").to_lowercase()
    });
    assert_eq!(judged(&core, PASSWORD).await, None);
    let head = heard.await.expect("heard");
    assert!(head.starts_with(&format!("get /range/{} http/1.1\r\n", PREFIX.to_lowercase())), "{head}");
    assert!(head.contains("add-padding: true"), "{head}");
    assert!(!head.contains(&SUFFIX.to_lowercase()) && !head.contains("horse"), "{head}");
}
