//! Nothing that was made before somebody proved to hold a contact survives that proof: whoever made it may be
//! somebody else.

use freedom_id::base::{Fault, Id, Micros};
use freedom_id::domain::contact::Address;
use freedom_id::domain::session::{Amr, Session};
use freedom_id::domain::user::{Profile, Role, Standing, User, UserId};
use freedom_id::service::sessions;
use freedom_id::store::{Tx, credentials, recovery_codes, sessions as session_rows, totp, unclaimed, undo, users};

use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::recovery::{at, prove, start};
use crate::support::{PASSWORD, TestCore, address, from};

const PHONE: &str = "+77012345678";
const MAIL: &str = "ana@mail.example";

/// Opens an account on our pages.
async fn register(app: &TestApp, contact: &str) -> (Browser, Page) {
    let mut visitor = app.browser();
    let page = visitor.get("/register").await;
    let field = if contact.contains('@') { "email" } else { "phone" };
    let page = visitor.submit(&page, "register", &[(field, contact)]).await;
    let code = app.last_code(&address(contact)).await.expect("a code");
    let page = visitor.submit(&page, "otp", &[("code", &code), ("action", "verify")]).await;
    let page = visitor.submit(&page, "register", &[("password", "tulip-harbour-vexing-92")]).await;
    let names = [("firstname", "Ana"), ("lastname", "Bek"), ("accept_terms", "1")];
    let done = visitor.submit(&page, "register", &names).await;
    (visitor, done)
}

async fn holder(core: &TestCore, contact: &str) -> Option<UserId> {
    let mut reader = core.db.read().await.expect("a reader");
    freedom_id::store::contacts::find_user(&mut reader, &address(contact)).await.expect("reads")
}

/// A record that somebody made for a contact, with everything in it that could let them in.
async fn prepared(core: &TestCore, contact: &str) -> (UserId, Session) {
    let (id, now, claimed): (UserId, Micros, Address) = (Id::opaque(), core.clock.now(), address(contact));
    let life = sessions::life(core, true);
    let session = Session::begin(id, vec![Amr::Pwd, Amr::Totp], true, life, now);
    let (kept, digest) = (session.clone(), core.keyring.code_digest("recovery code", "x"));
    core.db
        .write::<_, Fault, _>(move |tx: &mut Tx| {
            Box::pin(async move {
                let user = User {
                    id,
                    standing: Standing::Open,
                    role: Role::Member,
                    locale: None,
                    profile: Profile::default(),
                    created_at: now,
                    updated_at: now,
                };
                users::insert(tx, &user, None).await?;
                unclaimed::insert(tx, id, now).await?;
                freedom_id::store::contacts::add_unproved(tx, id, &claimed, now).await?;
                freedom_id::store::contacts::add_unproved(tx, id, &address("thief@mail.example"), now).await?;
                credentials::set_password(tx, id, "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAA", now).await?;
                undo::restore_totp(tx, id, "sealed", 0, now).await?;
                recovery_codes::insert(tx, id, &digest, now).await?;
                users::set_sms_step(tx, id, Some(now)).await?;
                session_rows::insert(tx, &kept, &from(7), session_rows::Begun { device: None, asked_at: None }).await
            })
        })
        .await
        .expect("prepared");
    (id, session)
}

#[tokio::test]
async fn a_record_that_becomes_its_person_keeps_no_way_in() {
    let app = TestApp::new().await;
    let (id, session) = prepared(&app, PHONE).await;
    let (_, done) = register(&app, PHONE).await;
    assert!(done.status.is_success(), "{}", done.body);
    assert_eq!(holder(&app, PHONE).await, Some(id), "the record is the person's now");
    assert!(sessions::find_live(&app, session.id).await.expect("reads").is_none());
    let mut reader = app.db.read().await.expect("a reader");
    assert!(totp::of(&mut reader, id).await.expect("reads").is_none());
    assert!(!freedom_id::store::factors::of(&mut reader, id).await.expect("reads").two_step());
    let hash = credentials::password_of(&mut reader, id).await.expect("reads").expect("their own");
    assert!(!hash.contains("AAAA$AAAA"));
    drop(reader);
    assert_eq!(app.count("SELECT COUNT(*) FROM recovery_codes").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM contacts").await, 1, "what was only said goes");
}

#[tokio::test]
async fn an_unproved_claim_of_another_person_gives_way() {
    let app = TestApp::new().await;
    let thief = app.person(&["thief@mail.example"]).await;
    let (claimed, now) = (address(MAIL), app.clock.now());
    app.db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move { freedom_id::store::contacts::add_unproved(tx, thief, &claimed, now).await })
        })
        .await
        .expect("claimed");
    let (_, done) = register(&app, MAIL).await;
    assert!(done.status.is_success(), "{}", done.body);
    assert_ne!(holder(&app, MAIL).await, Some(thief));
    assert_eq!(app.count("SELECT COUNT(*) FROM contacts WHERE confirmed_at IS NULL").await, 0);
    let mut visitor = app.browser();
    let login = visitor.get("/login").await;
    let typed = [("identifier", MAIL), ("password", PASSWORD), ("action", "password")];
    let refused = visitor.submit(&login, "login", &typed).await;
    assert_eq!(refused.status.as_u16(), 401, "the thief's password is nothing here");
}

#[tokio::test]
async fn a_registration_of_somebody_else_does_not_end_in_the_account() {
    let app = TestApp::new().await;
    let mut thief = app.browser();
    let page = thief.get("/register").await;
    let step = thief.submit(&page, "register", &[("email", MAIL)]).await;
    app.pass(crate::support::seconds(60));
    register(&app, MAIL).await;
    let owner = holder(&app, MAIL).await;
    let code = app.last_code(&address(MAIL)).await.unwrap_or_else(|| "000000".into());
    let page = thief.submit(&step, "otp", &[("code", &code), ("action", "verify")]).await;
    assert!(!page.has("#password"), "{}", page.body);
    assert_eq!(holder(&app, MAIL).await, owner);
}

#[tokio::test]
async fn a_way_back_that_began_when_nobody_was_there_stays_nobodys() {
    let app = TestApp::new().await;
    start(&app, MAIL, "thief").await.expect("begins");
    app.pass(crate::support::seconds(60));
    register(&app, MAIL).await;
    for code in ["000000", "123456", "999999"] {
        assert!(prove(&app, code, "thief").await.is_err());
    }
    assert_ne!(at(&app, "thief").await, "password");
}
