//! The ways to reach a person: added with a code, made the primary one, removed.

use freedom_id::base::Locale;
use freedom_id::domain::contact::{Channel, ContactId, Keep};
use freedom_id::domain::policy::Method;
use freedom_id::domain::user::UserId;
use freedom_id::service::accounts::contacts::{
    self, AddContact, AddContactError, Change, ChangeError, ConfirmContact, ConfirmContactError,
};
use freedom_id::service::accounts::profile;
use freedom_id::service::otp::CodeError;
use freedom_id::service::sessions;

use crate::support::{TestCore, address, browser, from, minutes, seconds};

const ANA: &str = "ana@mail.example";
const PHONE: &str = "+77012345678";

fn add_in(name: &str, user: UserId, to: &str) -> AddContact {
    AddContact { user, address: address(to), browser: browser(name), locale: Locale::En, origin: from(1) }
}

fn confirm_in(name: &str, user: UserId, code: &str) -> ConfirmContact {
    ConfirmContact { user, browser: browser(name), code: code.into(), origin: from(1) }
}

fn add(user: UserId, to: &str) -> AddContact {
    add_in("ana", user, to)
}

fn confirm(user: UserId, code: &str) -> ConfirmContact {
    confirm_in("ana", user, code)
}

/// Adds a contact with its code.
async fn added(core: &TestCore, user: UserId, to: &str) {
    core.pass(seconds(61));
    contacts::add(core, add(user, to)).await.expect("sent");
    let code = core.last_code(&address(to)).await.expect("a code");
    contacts::confirm(core, confirm(user, &code)).await.expect("added");
}

async fn id_of(core: &TestCore, user: UserId, of: &str) -> ContactId {
    let person = profile::person(core, user).await.expect("reads").expect("is there");
    person.contacts.iter().find(|contact| contact.address == address(of)).expect("has it").id
}

async fn change(core: &TestCore, user: UserId, of: &str) -> Change {
    Change { user, contact: id_of(core, user, of).await, origin: from(1) }
}

/// What the newest message to an address is about.
async fn told(core: &TestCore, to: &str) -> String {
    core.letters(&address(to)).await.into_iter().next().map(|letter| letter.purpose).unwrap_or_default()
}

#[tokio::test]
async fn a_contact_is_added_by_its_code_by_the_account_and_in_the_browser_that_asked() {
    let core = TestCore::new().await;
    let (ana, eve) = (core.person(&[ANA]).await, core.person(&["eve@mail.example"]).await);
    assert!(matches!(contacts::add(&core, add(ana, ANA)).await, Err(AddContactError::Yours)));
    contacts::add(&core, add(ana, PHONE)).await.expect("sent");
    let waits = contacts::book(&core, ana, Channel::Phone).await.expect("reads");
    assert_eq!((waits.listed.len(), waits.pending), (0, Some(address(PHONE))));
    let code = core.last_code(&address(PHONE)).await.expect("a code");
    let elsewhere = contacts::confirm(&core, confirm_in("other", ana, &code)).await;
    assert!(matches!(elsewhere, Err(ConfirmContactError::Code(CodeError::Unknown))), "{elsewhere:?}");
    let added = contacts::confirm(&core, confirm(ana, &code)).await.expect("added");
    assert_eq!(added, address(PHONE));
    let again = contacts::confirm(&core, confirm(ana, &code)).await;
    assert!(matches!(again, Err(ConfirmContactError::Code(_))), "{again:?}");
    let person = profile::person(&core, ana).await.expect("reads").expect("is there");
    assert!(person.contacts.iter().all(|c| c.is_primary && c.confirmed_at.is_some()), "{person:?}");
    assert_eq!((told(&core, ANA).await, told(&core, PHONE).await), ("phone_added".into(), "phone_added".into()));

    core.pass(seconds(61));
    contacts::add(&core, add(ana, "+77012345679")).await.expect("sent");
    let code = core.last_code(&address("+77012345679")).await.expect("a code");
    assert!(contacts::pending(&core, &browser("ana"), eve).await.expect("reads").is_none(), "another account's");
    let refused = contacts::confirm(&core, confirm(eve, &code)).await;
    assert!(matches!(refused, Err(ConfirmContactError::Code(CodeError::Unknown))), "{refused:?}");
}

#[tokio::test]
async fn whose_a_contact_is_learns_only_who_reads_its_messages() {
    let core = TestCore::new().await;
    let (ana, eve) = (core.person(&[ANA]).await, core.person(&["eve@mail.example"]).await);
    contacts::add(&core, add(ana, "eve@mail.example")).await.expect("looks the same");
    let refused = contacts::confirm(&core, confirm(ana, "000000")).await;
    assert!(matches!(refused, Err(ConfirmContactError::Code(CodeError::Wrong { .. }))), "{refused:?}");
    let code = core.last_code(&address("eve@mail.example")).await.expect("a code as for any other");
    let refused = contacts::confirm(&core, confirm(ana, &code)).await;
    assert!(matches!(refused, Err(ConfirmContactError::Taken)), "{refused:?}");
    let spent = contacts::confirm(&core, confirm(ana, &code)).await;
    assert!(matches!(spent, Err(ConfirmContactError::Code(_))), "the code is spent: {spent:?}");
    let book = contacts::book(&core, eve, Channel::Email).await.expect("reads");
    assert_eq!(book.listed.len(), 1, "it stays where it was");
    let book = contacts::book(&core, ana, Channel::Email).await.expect("reads");
    assert_eq!((book.listed.len(), book.pending), (1, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_prove_one_contact_at_once_one_gets_it() {
    let core = TestCore::new().await;
    let (ana, eve) = (core.person(&[ANA]).await, core.person(&["eve@mail.example"]).await);
    contacts::add(&core, add_in("eve", eve, PHONE)).await.expect("sent");
    let first = core.last_code(&address(PHONE)).await.expect("a code");
    core.pass(seconds(61));
    // One code lives per purpose and destination: the later one replaces the earlier.
    contacts::add(&core, add_in("ana", ana, PHONE)).await.expect("sent");
    let second = core.last_code(&address(PHONE)).await.expect("a code");
    let race = tokio::join!(
        contacts::confirm(&core, confirm_in("eve", eve, &first)),
        contacts::confirm(&core, confirm_in("ana", ana, &second)),
        contacts::confirm(&core, confirm_in("ana", ana, &second)),
    );
    let won = [race.0.is_ok(), race.1.is_ok(), race.2.is_ok()].iter().filter(|won| **won).count();
    assert_eq!(won, 1, "{race:?}");
    let holders = "SELECT COUNT(*) FROM contacts WHERE value = '+77012345678' AND confirmed_at IS NOT NULL";
    assert_eq!(core.count(holders).await, 1);
}

#[tokio::test]
async fn a_person_has_at_most_five_on_a_channel_however_they_hurry() {
    let core = TestCore::with(|config| config.limits.enabled = false).await;
    let ana = core.person(&[ANA]).await;
    for n in 1..=3 {
        added(&core, ana, &format!("ana{n}@mail.example")).await;
    }
    // Two more wait in two browsers; there is room for one of them, and one channel has one that waits.
    contacts::add(&core, add_in("one", ana, "one@mail.example")).await.expect("sent");
    let one = core.last_code(&address("one@mail.example")).await.expect("a code");
    contacts::add(&core, add_in("two", ana, "two@mail.example")).await.expect("sent");
    let two = core.last_code(&address("two@mail.example")).await.expect("a code");
    contacts::confirm(&core, confirm_in("two", ana, &two)).await.expect("added");
    let late = contacts::confirm(&core, confirm_in("one", ana, &one)).await;
    assert!(matches!(late, Err(ConfirmContactError::Code(CodeError::Ended))), "{late:?}");
    let sixth = contacts::add(&core, add(ana, "six@mail.example")).await;
    assert!(matches!(sixth, Err(AddContactError::Full)), "{sixth:?}");
    assert!(contacts::book(&core, ana, Channel::Email).await.expect("reads").full);
    added(&core, ana, PHONE).await;
    assert!(!contacts::book(&core, ana, Channel::Phone).await.expect("reads").full);
}

#[tokio::test]
async fn the_primary_one_changes_by_one_step_and_everybody_is_told() {
    let core = TestCore::new().await;
    let ana = core.person(&[ANA]).await;
    added(&core, ana, "work@mail.example").await;
    let of_primary = |book: contacts::Book| -> Vec<String> {
        let primary = book.listed.iter().filter(|listed| listed.contact.is_primary);
        primary.map(|listed| listed.contact.address.as_str().to_owned()).collect()
    };
    let work = change(&core, ana, "work@mail.example").await;
    contacts::make_primary(&core, work.clone()).await.expect("changed");
    assert_eq!(of_primary(contacts::book(&core, ana, Channel::Email).await.expect("reads")), ["work@mail.example"]);
    assert_eq!((told(&core, ANA).await, told(&core, "work@mail.example").await), {
        ("primary_changed".into(), "primary_changed".into())
    });
    let letters = core.letters(&address(ANA)).await.len();
    contacts::make_primary(&core, work.clone()).await.expect("it is already");
    assert_eq!(core.letters(&address(ANA)).await.len(), letters, "nothing changed, nobody is told");
    let eve = core.person(&["eve@mail.example"]).await;
    let foreign = contacts::make_primary(&core, Change { user: eve, ..work }).await;
    assert!(matches!(foreign, Err(ChangeError::Unknown)), "{foreign:?}");
}

#[tokio::test]
async fn what_leads_back_in_cannot_be_removed_and_the_rest_goes_with_a_word_to_everybody() {
    let core = TestCore::new().await;
    let ana = core.person(&[ANA]).await;
    let only = contacts::remove(&core, change(&core, ana, ANA).await).await;
    assert!(matches!(only, Err(ChangeError::Keep(Keep::Last))), "{only:?}");
    added(&core, ana, "work@mail.example").await;
    let primary = contacts::remove(&core, change(&core, ana, ANA).await).await;
    assert!(matches!(primary, Err(ChangeError::Keep(Keep::Primary))), "{primary:?}");
    let eve = core.person(&["eve@mail.example"]).await;
    let work = change(&core, ana, "work@mail.example").await;
    let foreign = contacts::remove(&core, Change { user: eve, ..work.clone() }).await;
    assert!(matches!(foreign, Err(ChangeError::Unknown)), "{foreign:?}");
    contacts::remove(&core, work.clone()).await.expect("removed");
    assert!(matches!(contacts::remove(&core, work).await, Err(ChangeError::Unknown)), "once");
    assert_eq!((told(&core, ANA).await, told(&core, "work@mail.example").await), {
        ("email_removed".into(), "email_removed".into())
    });
    assert!(core.count("SELECT COUNT(*) FROM security_events WHERE undo IS NOT NULL").await > 0);
    // It is free for others now.
    added(&core, eve, "work@mail.example").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_removals_at_once_one_contact_stays() {
    let core = TestCore::new().await;
    let ana = core.person(&[ANA, PHONE]).await;
    let (email, number) = (change(&core, ana, ANA).await, change(&core, ana, PHONE).await);
    let both = tokio::join!(contacts::remove(&core, email), contacts::remove(&core, number));
    assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
    assert_eq!(core.count("SELECT COUNT(*) FROM contacts").await, 1);
}

#[tokio::test]
async fn nobody_is_left_without_a_way_in() {
    let core = TestCore::with(|config| config.sign_in.methods = vec![Method::Sms]).await;
    let ana = core.person(&[ANA, PHONE]).await;
    let way_in = contacts::remove(&core, change(&core, ana, PHONE).await).await;
    assert!(matches!(way_in, Err(ChangeError::Keep(Keep::WayIn))), "only a number leads in here: {way_in:?}");
    contacts::remove(&core, change(&core, ana, ANA).await).await.expect("the address leads nowhere here");
}

#[tokio::test]
async fn the_second_step_by_sms_goes_with_the_last_number() {
    use freedom_id::store::Conn as _;
    let core = TestCore::new().await;
    let ana = core.person(&[ANA, PHONE]).await;
    let on: Result<(), freedom_id::base::Fault> = core
        .db
        .write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE users SET sms_step_at = 1").execute(tx.conn()).await?;
                Ok(())
            })
        })
        .await;
    on.expect("switched on");
    contacts::remove(&core, change(&core, ana, PHONE).await).await.expect("removed");
    assert_eq!(core.count("SELECT COUNT(*) FROM users WHERE sms_step_at IS NOT NULL").await, 0);
    let purposes: Vec<_> = core.letters(&address(ANA)).await.into_iter().map(|letter| letter.purpose).collect();
    assert_eq!(purposes, ["sms_step_off", "phone_removed"]);
    added(&core, ana, "+77012345679").await;
    assert_eq!(core.count("SELECT COUNT(*) FROM users WHERE sms_step_at IS NOT NULL").await, 0, "it stays off");
}

#[tokio::test]
async fn what_waits_is_gone_after_a_day_and_with_everything_else_of_a_person() {
    let core = TestCore::new().await;
    let ana = core.person(&[ANA]).await;
    contacts::add(&core, add(ana, PHONE)).await.expect("sent");
    let pending = async || contacts::book(&core, ana, Channel::Phone).await.expect("reads").pending;
    core.pass(minutes(24 * 60 - 1));
    assert!(pending().await.is_some());
    core.pass(minutes(1));
    assert!(pending().await.is_none());
    freedom_id::service::jobs::purge::run(&core).await.expect("purged");
    assert_eq!(core.count("SELECT COUNT(*) FROM pending_contacts").await, 0);

    contacts::add(&core, add(ana, PHONE)).await.expect("sent");
    let code = core.last_code(&address(PHONE)).await.expect("a code");
    sessions::end_all(&core, ana, None, from(1)).await.expect("signed out everywhere");
    let late = contacts::confirm(&core, confirm(ana, &code)).await;
    assert!(matches!(late, Err(ConfirmContactError::Code(CodeError::Ended))), "{late:?}");
}
