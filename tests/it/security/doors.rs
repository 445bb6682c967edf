//! Every way in, held to the same rules. A new one is a line in [`DOORS`].
//!
//! Who was blocked, deleted or got another password on one node is out on the other at the next request, whichever
//! way they came in and however far they had come.

use std::pin::Pin;
use std::sync::Mutex;

use axum::Router;
use freedom_id::base::Secret;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::manage::{self, Block};

use crate::support::app::TestApp;
use crate::support::authenticator::Authenticator;
use crate::support::browser::{Browser, Page};
use crate::support::{PASSWORD, address, from, minutes};

const EMAIL: &str = "ana@mail.example";
const PHONE: &str = "+77017654321";
/// The spellings of the same two contacts.
const SPELLINGS: [&str; 4] = [EMAIL, "ANA@Mail.Example", PHONE, "8 701 765 43 21"];

type Pages<'a> = Pin<Box<dyn Future<Output = Page> + 'a>>;

/// A server, and somebody with every proof that a door asks for.
struct World {
    app: TestApp,
    user: UserId,
    device: Mutex<Authenticator>,
}

impl std::ops::Deref for World {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl World {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let user = app.person(&[EMAIL, PHONE]).await;
        let mut device = Authenticator::new(&app.config.server.issuer.origin().ascii_serialization());
        let mut browser = app.browser();
        let page = login(&mut browser).await;
        password(&mut browser, page).await;
        let page = browser.get("/account/security/passkeys/add").await;
        let credential = device.create(&question(&page));
        browser.submit(&page, "passkey-add", &[("credential", &credential)]).await;
        Self { app, user, device: Mutex::new(device) }
    }
}

/// A way in, in two parts: what may lie before a change, and the last proof.
struct Door {
    name: &'static str,
    /// Goes up to the page where the last proof is given.
    knock: for<'a> fn(&'a World, &'a mut Browser) -> Pages<'a>,
    /// Gives the right proof.
    enter: for<'a> fn(&'a World, &'a mut Browser, Page) -> Pages<'a>,
}

/// Every way in.
const DOORS: &[Door] = &[
    Door { name: "password", knock: |_, b| Box::pin(login(b)), enter: |_, b, page| Box::pin(password(b, page)) },
    Door {
        name: "code by e-mail",
        knock: |_, b| Box::pin(ask_code(b, EMAIL)),
        enter: |app, b, page| Box::pin(code(app, b, page, EMAIL)),
    },
    Door {
        name: "code by SMS",
        knock: |_, b| Box::pin(ask_code(b, PHONE)),
        enter: |app, b, page| Box::pin(code(app, b, page, PHONE)),
    },
    Door {
        name: "passkey",
        knock: |_, b| Box::pin(login(b)),
        enter: |world, b, page| Box::pin(passkey(world, b, page)),
    },
];

async fn login(browser: &mut Browser) -> Page {
    browser.get("/login").await
}

async fn password(browser: &mut Browser, page: Page) -> Page {
    browser.submit(&page, "login", &[("identifier", EMAIL), ("password", PASSWORD), ("action", "password")]).await
}

async fn ask_code(browser: &mut Browser, to: &str) -> Page {
    let page = browser.get("/login").await;
    browser.submit(&page, "login", &[("identifier", to), ("action", "code")]).await
}

async fn code(app: &TestApp, browser: &mut Browser, page: Page, to: &str) -> Page {
    // Of somebody who was erased there is none left; notices may be newer than the code.
    let code = app.letters(&address(to)).await.into_iter().find_map(|letter| letter.code);
    let code = code.unwrap_or_else(|| "000000".into());
    browser.submit(&page, "otp", &[("code", &code), ("action", "verify")]).await
}

/// What a page asks the device.
fn question(page: &Page) -> String {
    page.attribute("button[data-passkey]", "data-options").expect("a question to the device")
}

async fn passkey(world: &World, browser: &mut Browser, page: Page) -> Page {
    let credential = world.device.lock().expect("a lock").get(&question(&page));
    browser.submit(&page, "login", &[("credential", &credential), ("action", "passkey")]).await
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.path.starts_with("/account")
}

/// What takes a person's rights away.
type Change = for<'a> fn(&'a TestApp, UserId) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

const CHANGES: &[(&str, Change)] = &[
    ("a block", |app, user| {
        Box::pin(async move { manage::block(app, user, Block::Lock, from(9)).await.expect("blocked") })
    }),
    ("a deletion", |app, user| Box::pin(async move { manage::delete(app, user, from(9)).await.expect("deleted") })),
    ("a new password", |app, user| {
        let new = Secret::new("another harbour vexing 41");
        Box::pin(async move { manage::set_password(app, user, new, from(9)).await.expect("set") })
    }),
];

#[tokio::test]
async fn each_door_lets_the_right_person_in_on_any_node() {
    for door in DOORS {
        let app = World::new().await;
        let mut browser = app.browser();
        let page = (door.knock)(&app, &mut browser).await;
        browser.moves_to(&app.node());
        let page = (door.enter)(&app, &mut browser, page).await;
        assert!(is_in(&mut browser).await, "{}: {} {}", door.name, page.path, page.body);
    }
}

#[tokio::test]
async fn what_takes_rights_away_on_one_node_holds_on_the_other_at_the_next_request() {
    for door in DOORS {
        for (change, make) in CHANGES {
            let app = World::new().await;
            let node: Router = app.node();
            let mut browser = app.browser();
            let page = (door.knock)(&app, &mut browser).await;
            (door.enter)(&app, &mut browser, page).await;
            assert!(is_in(&mut browser).await, "{}", door.name);
            // Both nodes have seen the session, and may have kept what they saw.
            browser.moves_to(&node);
            assert!(is_in(&mut browser).await, "{}", door.name);
            make(&app, app.user).await;
            assert!(!is_in(&mut browser).await, "{}: {change}", door.name);
        }
    }
}

#[tokio::test]
async fn a_proof_that_was_under_way_when_the_person_was_blocked_or_deleted_is_worth_nothing() {
    for door in DOORS {
        for (change, make) in &CHANGES[..2] {
            let app = World::new().await;
            let mut browser = app.browser();
            let page = (door.knock)(&app, &mut browser).await;
            make(&app, app.user).await;
            browser.moves_to(&app.node());
            let page = (door.enter)(&app, &mut browser, page).await;
            assert!(!page.status.is_server_error(), "{}, {change}: {} {}", door.name, page.status, page.path);
            let told = page.status.as_u16() == 403 && page.has("#errors");
            assert!(told || *change != "a block", "{}: a right proof is told why: {}", door.name, page.body);
            assert!(!is_in(&mut browser).await, "{}: {change}", door.name);
        }
    }
}

#[tokio::test]
async fn every_proof_counts_once() {
    for door in DOORS.iter().filter(|door| door.name != "password") {
        let app = World::new().await;
        let mut browser = app.browser();
        let page = (door.knock)(&app, &mut browser).await;
        let (mut twin, again) = (browser.clone(), page.clone());
        (door.enter)(&app, &mut browser, page).await;
        assert!(is_in(&mut browser).await, "{}", door.name);
        twin.moves_to(&app.node());
        (door.enter)(&app, &mut twin, again).await;
        assert!(!is_in(&mut twin).await, "{}: a repeated proof", door.name);
    }
}

#[tokio::test]
async fn wrong_passwords_count_together_over_spellings_nodes_and_doors() {
    let app = World::new().await;
    let node = app.node();
    let mut refused = 0;
    for at in 0..8 {
        let mut browser = app.browser();
        if at % 2 == 1 {
            browser.moves_to(&node);
        }
        let page = browser.get("/login").await;
        let wrong = [("identifier", SPELLINGS[at % 4]), ("password", "not the password"), ("action", "password")];
        let page = browser.submit(&page, "login", &wrong).await;
        refused += usize::from(page.status.as_u16() == 429);
    }
    assert_eq!(refused, 3, "five tries, whatever the name was written like");
    let mut browser = app.browser();
    let page = browser.get("/login").await;
    let page = password(&mut browser, page).await;
    assert_eq!(page.status.as_u16(), 429, "also the right one has to wait");
    app.pass(minutes(61));
    let page = browser.get("/login").await;
    password(&mut browser, page).await;
    assert!(is_in(&mut browser).await);
}
