//! What operators do with accounts.

use freedom_id::base::Secret;
use freedom_id::domain::activity::Origin;
use freedom_id::domain::password::PasswordFlaw;
use freedom_id::domain::session::Session;
use freedom_id::domain::user::{Role, Standing};
use freedom_id::service::accounts::manage::{self, Add, Block, ManageError};
use freedom_id::service::sign_in::{self, Barred, SignInError, WithPassword};
use freedom_id::service::{Core, sessions};

use crate::support::{PASSWORD, TestCore, address, browser, from, in_session};

async fn sign_in(core: &Core, password: &str) -> Result<Session, SignInError> {
    let input = WithPassword {
        identifier: "ana@mail.example".into(),
        password: Secret::new(password),
        remembered: false,
        device: None,
        browser: browser("ana"),
        next: None,
        only: None,
        origin: from(1),
    };
    sign_in::with_password(core, input).await.map(in_session)
}

async fn live(core: &Core, session: &Session) -> bool {
    sessions::find_live(core, session.id).await.expect("reads").is_some()
}

fn operator() -> Origin {
    Origin::default()
}

#[tokio::test]
async fn a_block_ends_sessions_and_lifting_it_does_not_bring_them_back() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let session = sign_in(&core, PASSWORD).await.expect("signs in");
    assert!(live(&core, &session).await);
    manage::block(&core, user, Block::Lock, operator()).await.expect("blocked");
    assert!(!live(&core, &session).await);
    assert!(matches!(sign_in(&core, PASSWORD).await, Err(SignInError::Barred(Barred::Standing(Standing::Locked)))));
    manage::block(&core, user, Block::Ban, operator()).await.expect("a lock can become a ban");
    manage::unblock(&core, user, operator()).await.expect("lifted");
    assert!(!live(&core, &session).await);
    let refused = manage::unblock(&core, user, operator()).await;
    assert!(matches!(refused, Err(ManageError::Standing(Standing::Open))), "{refused:?}");
    sign_in(&core, PASSWORD).await.expect("signs in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_beside_sign_ins_leaves_no_session_behind() {
    let core = TestCore::with(|c| c.limits.enabled = false).await;
    let user = core.person(&["ana@mail.example"]).await;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..12 {
        let inner = core.core.clone();
        all.spawn(async move {
            if n == 6 {
                manage::block(&inner, user, Block::Lock, operator()).await.expect("blocked");
            } else {
                let _ = sign_in(&inner, PASSWORD).await;
            }
        });
    }
    all.join_all().await;
    assert_eq!(core.count("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL").await, 0);
}

#[tokio::test]
async fn a_new_password_ends_everything_and_the_old_one_is_worth_nothing() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let session = sign_in(&core, PASSWORD).await.expect("signs in");
    let refused = manage::set_password(&core, user, Secret::new("aigerim-1234-xyz"), operator()).await;
    assert!(matches!(refused, Err(ManageError::Password(PasswordFlaw::Personal))), "{refused:?}");
    manage::set_password(&core, user, Secret::new("staple orange canyon"), operator()).await.expect("set");
    assert!(!live(&core, &session).await);
    assert!(matches!(sign_in(&core, PASSWORD).await, Err(SignInError::Mismatch)));
    sign_in(&core, "staple orange canyon").await.expect("signs in");
}

#[tokio::test]
async fn what_is_deleted_leaves_a_tombstone_without_personal_data() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example", "+77012345678"]).await;
    let session = sign_in(&core, PASSWORD).await.expect("signs in");
    manage::delete(&core, user, operator()).await.expect("deleted");
    assert!(!live(&core, &session).await);
    let person = manage::show(&core, user).await.expect("the tombstone");
    assert_eq!(person.user.standing, Standing::Erased);
    assert_eq!((person.user.profile.display_name(), person.contacts.len()), (None, 0));
    assert_eq!(core.count("SELECT COUNT(*) FROM passwords").await, 0);
    assert_eq!(core.count("SELECT COUNT(*) FROM activities WHERE ip IS NOT NULL").await, 0);
    assert_eq!(core.count("SELECT COUNT(*) FROM sessions WHERE ip IS NOT NULL").await, 0);
    assert!(matches!(sign_in(&core, PASSWORD).await, Err(SignInError::Mismatch)));
    assert!(matches!(manage::delete(&core, user, operator()).await, Err(ManageError::Unknown)));
    assert!(manage::list(&core, None, 10).await.expect("reads").is_empty());
    core.person(&["ana@mail.example"]).await;
}

#[tokio::test]
async fn people_are_added_found_and_listed() {
    let core = TestCore::new().await;
    let mut all = Vec::new();
    for n in 0..5 {
        all.push(core.person(&[&format!("p{n}@mail.example")]).await);
        core.pass(std::time::Duration::from_secs(1));
    }
    let first = manage::list(&core, None, 3).await.expect("reads");
    let last = first.last().map(|p| p.user.id);
    let rest = manage::list(&core, last, 3).await.expect("reads");
    let ids: Vec<_> = first.iter().chain(&rest).map(|p| p.user.id).collect();
    assert_eq!(ids, all);
    assert_eq!(manage::find(&core, "P1@mail.example").await.expect("found"), all[1]);
    assert_eq!(manage::find(&core, &all[2].text()).await.expect("found"), all[2]);
    assert!(matches!(manage::find(&core, "nobody").await, Err(ManageError::Unknown)));
    assert!(!manage::any_with_role(&core, Role::Admin).await.expect("reads"));
    manage::set_role(&core, all[0], Role::Admin, operator()).await.expect("set");
    assert!(manage::any_with_role(&core, Role::Admin).await.expect("reads"));
    let again = Add {
        contacts: vec![address("new@mail.example"), address("p1@mail.example")],
        firstname: None,
        lastname: None,
        address: None,
        password: None,
        role: Role::Member,
        locale: None,
        origin: operator(),
    };
    let refused = manage::add(&core, again.clone()).await;
    assert!(matches!(refused, Err(ManageError::Taken(a)) if a == address("p1@mail.example")));
    assert_eq!(core.count("SELECT COUNT(*) FROM users").await, 5, "nothing of it stays");
    let refused = manage::add(&core, Add { contacts: vec![], ..again }).await;
    assert!(matches!(refused, Err(ManageError::NoContact)));
}
