//! Passwords that were hashed elsewhere: verified as they are, ours from the next sign-in on.

use std::sync::Arc;

use freedom_id::base::Secret;
use freedom_id::base::keyring::{Keyring, MasterKey};
use freedom_id::config::Passwords;
use freedom_id::domain::foreign_hash::stored;
use freedom_id::domain::user::{Profile, Role, UserId};
use freedom_id::service::accounts::import::{self, Import, ImportError, Imported};
use freedom_id::service::passwords::{Hasher, Verified};
use freedom_id::service::sign_in::{self, SignInError, WithPassword};
use freedom_id::store::credentials;

use crate::support::{PASSWORD, TestCore, address, browser, from, in_session};

const WORD: &str = "Длинный пароль 1";

/// Made by other programs: glibc, OpenSSL, the reference argon2.
const HASHES: [(&str, &str); 10] = [
    ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
    (WORD, "$2b$05$abcdefghijklmnopqrstuuKfY2yTPBUsuOaPovUPn3P8ybjBhrw5y"),
    ("", "$2b$05$abcdefghijklmnopqrstuu0oImNDIy4flhldV9YqunRgBAePKmw7m"),
    (WORD, "$scrypt$ln=10,r=8,p=1$c2l4dGVlbiBieXRlIHNsdA$YDOe7rblr1nUct2jfPEUBgkxcB0pv/n7GtuNs3zBGto"),
    (WORD, "$pbkdf2$1000$c2l4dGVlbiBieXRlIHNsdA$7G5Xsb94MOLi4fQPQLXnEdcPU0A"),
    (WORD, "$pbkdf2-sha256$1000$c2l4dGVlbiBieXRlIHNsdA$m14i.U2NooWe74JsVG6ohn9WDPypkf8WxzLkHuZm72I"),
    (WORD, "$pbkdf2-sha256$i=1000,l=32$c2l4dGVlbiBieXRlIHNsdA$m14i+U2NooWe74JsVG6ohn9WDPypkf8WxzLkHuZm72I"),
    (
        WORD,
        "$pbkdf2-sha512$1000$c2l4dGVlbiBieXRlIHNsdA$\
         Bjxfiq./TV9nq6xEkoqcFRVr4LlJdqC2NXita24VDj1kis.56yFGlGsNX7mjd.w3WsSp1wduaXTWHpjKKpN.4Q",
    ),
    (WORD, "pbkdf2_sha256$1000$NaClNaCl$W79YBz0+FNKdgm6zp2jSO3tqYYI0ijm22MjrKe+2o1Q="),
    (WORD, "bcrypt$$2b$05$abcdefghijklmnopqrstuuKfY2yTPBUsuOaPovUPn3P8ybjBhrw5y"),
];

fn hasher() -> Hasher {
    let master = MasterKey::parse(&Secret::new("A".repeat(43))).expect("a key");
    let cheap = Passwords { memory_kib: 64, iterations: 1, ..Passwords::default() };
    Hasher::new(&cheap, Arc::new(Keyring::new(&master).expect("a keyring"))).expect("a hasher")
}

async fn verify(password: &str, hash: &str) -> Verified {
    hasher().verify(Secret::new(password), Some(hash.to_owned())).await.expect("verified")
}

#[tokio::test]
async fn hashes_of_other_programs_verify_their_password_only() {
    for (word, hash) in HASHES {
        let good = verify(word, &stored(hash)).await;
        assert_eq!(good, Verified { matches: true, outdated: true }, "{hash}");
        for wrong in [format!("{word}x"), word.to_uppercase() + "!"] {
            assert!(!verify(&wrong, &stored(hash)).await.matches, "{hash}");
        }
    }
    let long = "$2a$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q";
    for (length, right) in [(72, true), (100, true), (71, false)] {
        let word = "x".repeat(length);
        assert_eq!(verify(&word, &stored(long)).await.matches, right, "{length}: bcrypt reads 72 bytes");
    }
}

#[tokio::test]
async fn ours_and_theirs_are_not_taken_for_each_other() {
    let (word, theirs) = HASHES[0];
    assert!(!verify(word, theirs).await.matches, "without the mark it is peppered");
    let ours = hasher().hash(Secret::new(word)).await.expect("hashed");
    assert!(verify(word, &ours).await.matches);
    assert!(!verify(word, &stored(&ours)).await.matches);
}

#[tokio::test]
async fn a_hash_that_would_take_the_machine_is_never_computed() {
    for hash in [
        "$argon2id$v=19$m=4194304,t=100,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$2b$31$abcdefghijklmnopqrstuuKfY2yTPBUsuOaPovUPn3P8ybjBhrw5y",
        "$scrypt$ln=30,r=8,p=1$c2l4dGVlbiBieXRlIHNsdA$YDOe7rblr1nUct2jfPEUBgkxcB0pv/n7GtuNs3zBGto",
        "$pbkdf2-sha256$2147483648$c2l4dGVlbiBieXRlIHNsdA$m14i.U2NooWe74JsVG6ohn9WDPypkf8WxzLkHuZm72I",
    ] {
        // Each would take hours, or 4 GiB.
        assert!(!verify(WORD, &stored(hash)).await.matches, "{hash}");
        let core = TestCore::new().await;
        let refused = import::import(&core, person("ana@mail.example", hash), false).await;
        assert!(matches!(refused, Err(ImportError::Hash(_))), "{refused:?}");
        assert_eq!(core.count("SELECT COUNT(*) FROM users").await, 0);
    }
}

#[tokio::test]
async fn a_decoy_is_computed_and_never_matches() {
    let (word, hash) = HASHES[1];
    for stranger in [None, Some("not a hash".to_owned())] {
        let found = hasher().verify_or(Secret::new(word), stranger, Some(stored(hash))).await.expect("verified");
        assert_eq!(found, Verified { matches: false, outdated: false });
    }
}

fn person(contact: &str, hash: &str) -> Import {
    Import {
        source: "old".into(),
        external_id: None,
        contacts: vec![(address(contact), true)],
        profile: Profile {
            firstname: Some("Ana".into()),
            identifier: Some("990101300123".into()),
            ..Profile::default()
        },
        locale: None,
        role: Role::Member,
        password_hash: Some(Secret::new(hash)),
        line: Secret::new(format!("{contact} {hash}")),
    }
}

async fn sign_in(core: &TestCore, name: &str, password: &str) -> Result<UserId, SignInError> {
    let input = WithPassword {
        identifier: name.into(),
        password: Secret::new(password),
        remembered: false,
        device: None,
        browser: browser("ana"),
        next: None,
        only: None,
        origin: from(1),
    };
    sign_in::with_password(core, input).await.map(|entered| in_session(entered).user)
}

async fn hash_of(core: &TestCore, user: UserId) -> String {
    let mut reader = core.db.read().await.expect("a reader");
    credentials::password_of(&mut reader, user).await.expect("reads").expect("a hash")
}

async fn added(core: &TestCore, import: Import) -> UserId {
    match import::import(core, import, false).await.expect("imported") {
        Imported::Added { user, .. } => user,
        Imported::Unchanged(user) => panic!("{user:?} was here"),
    }
}

#[tokio::test]
async fn the_next_right_sign_in_makes_the_hash_ours() {
    let core = TestCore::new().await;
    for (n, (word, hash)) in HASHES.into_iter().enumerate() {
        let name = format!("p{n}@mail.example");
        let user = added(&core, person(&name, hash)).await;
        assert!(matches!(sign_in(&core, &name, "something else").await, Err(SignInError::Mismatch)), "{hash}");
        assert_eq!(hash_of(&core, user).await, stored(hash), "a wrong one changes nothing");
        assert_eq!(sign_in(&core, &name, word).await.expect("signs in"), user, "{hash}");
        let ours = hash_of(&core, user).await;
        assert!(ours.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{ours}");
        assert_eq!(sign_in(&core, &name, word).await.expect("signs in"), user, "{hash}");
        assert_eq!(hash_of(&core, user).await, ours);
    }
    assert!(matches!(sign_in(&core, "nobody@mail.example", PASSWORD).await, Err(SignInError::Mismatch)));
}

#[tokio::test]
async fn the_same_line_is_taken_once_and_another_changes_nobody() {
    let core = TestCore::new().await;
    let import = Import { external_id: Some("17".into()), ..person("ana@mail.example", HASHES[1].1) };
    let rehearsed = import::import(&core, import.clone(), true).await.expect("rehearsed");
    assert!(matches!(rehearsed, Imported::Added { .. }));
    assert_eq!(core.count("SELECT COUNT(*) FROM users").await, 0, "nothing of it stays");
    let user = added(&core, import.clone()).await;
    assert_eq!(import::import(&core, import.clone(), false).await.expect("taken"), Imported::Unchanged(user));
    let other = Import { line: Secret::new("other"), ..import.clone() };
    assert!(matches!(import::import(&core, other, false).await, Err(ImportError::Differs)));
    let elsewhere = Import { source: "another".into(), ..import.clone() };
    let refused = import::import(&core, elsewhere, false).await;
    assert!(matches!(refused, Err(ImportError::Taken(a)) if a == address("ana@mail.example")));
    let (users, contacts) =
        (core.count("SELECT COUNT(*) FROM users").await, core.count("SELECT COUNT(*) FROM contacts").await);
    assert_eq!((users, contacts), (1, 1));
    freedom_id::service::accounts::manage::delete(&core, user, from(1)).await.expect("erased");
    assert_eq!(
        import::import(&core, import, false).await.expect("taken"),
        Imported::Unchanged(user),
        "who was erased does not come again"
    );
    assert_eq!(core.count("SELECT COUNT(*) FROM contacts").await, 0);
}

#[tokio::test]
async fn only_a_proved_contact_identifies() {
    let core = TestCore::new().await;
    let ana = core.person(&["ana@mail.example"]).await;
    let said = vec![
        (address("bob@mail.example"), true),
        (address("ana@mail.example"), false),
        (address("+77012345678"), false),
    ];
    let bob = Import { contacts: said, ..person("bob@mail.example", HASHES[1].1) };
    let done = import::import(&core, bob, false).await.expect("imported");
    assert!(matches!(done, Imported::Added { left_out: 1, .. }), "{done:?}");
    assert_eq!(sign_in(&core, "ana@mail.example", PASSWORD).await.expect("signs in"), ana);
    assert!(matches!(sign_in(&core, "+77012345678", WORD).await, Err(SignInError::Mismatch)));
    let eve = added(&core, person("+77012345678", HASHES[1].1)).await;
    assert_eq!(sign_in(&core, "+77012345678", WORD).await.expect("signs in"), eve, "whoever proved it takes it");
    for contacts in [vec![], vec![(address("x@mail.example"), false)]] {
        let nobody = Import { contacts, ..person("x@mail.example", HASHES[1].1) };
        assert!(matches!(import::import(&core, nobody, false).await, Err(ImportError::NoContact)));
    }
    let twice = vec![(address("x@mail.example"), true), (address("X@mail.example"), false)];
    let twice = Import { contacts: twice, ..person("x@mail.example", HASHES[1].1) };
    assert!(matches!(import::import(&core, twice, false).await, Err(ImportError::Twice)));
    let wrong = Profile { firstname: Some("<b>".into()), gender: Some("x".into()), ..Profile::default() };
    let wrong = Import { profile: wrong, ..person("x@mail.example", HASHES[1].1) };
    assert!(
        matches!(import::import(&core, wrong, false).await, Err(ImportError::Profile(fields)) if fields.len() == 2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_of_one_line_make_one_person() {
    let core = TestCore::new().await;
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let inner = core.core.clone();
        all.spawn(async move { import::import(&inner, person("ana@mail.example", HASHES[1].1), false).await });
    }
    let done = all.join_all().await;
    let added = done.iter().filter(|one| matches!(one, Ok(Imported::Added { .. }))).count();
    assert_eq!(added, 1, "{done:?}");
    assert_eq!(core.count("SELECT COUNT(*) FROM users").await, 1);
}

#[tokio::test]
async fn the_number_of_the_state_is_sealed() {
    let core = TestCore::new().await;
    let user = added(&core, person("ana@mail.example", HASHES[1].1)).await;
    let person = freedom_id::service::accounts::profile::person(&core, user).await.expect("reads").expect("a person");
    assert_eq!(person.user.profile.identifier.as_deref(), Some("990101300123"));
    assert!(core.texts().await.iter().all(|(_, text)| !text.contains("990101300123")));
}
