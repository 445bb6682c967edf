//! The bounded lane for password hashes.

use std::sync::Arc;

use freedom_id::base::keyring::{Keyring, MasterKey};
use freedom_id::base::{Fault, Secret};
use freedom_id::config::Passwords;
use freedom_id::service::passwords::{Hasher, Verified};

fn hasher(config: &Passwords) -> Hasher {
    let master = MasterKey::parse(&Secret::new("A".repeat(43))).expect("a key");
    Hasher::new(config, Arc::new(Keyring::new(&master).expect("a keyring"))).expect("a hasher")
}

fn cheap() -> Passwords {
    Passwords { memory_kib: 64, iterations: 1, ..Passwords::default() }
}

#[tokio::test]
async fn a_hash_is_salted_argon2id_and_verifies_its_password_only() {
    let hasher = hasher(&cheap());
    let password = || Secret::new("correct horse battery");
    let hash = hasher.hash(password()).await.expect("hashed");
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
    assert_ne!(hash, hasher.hash(password()).await.expect("hashed"));
    let verified = |password, hash| hasher.verify(password, hash);
    let good = verified(password(), Some(hash.clone())).await.expect("verified");
    assert_eq!(good, Verified { matches: true, outdated: false });
    for (password, hash) in [
        (Secret::new("correct horse batterz"), Some(hash.clone())),
        (Secret::new(""), Some(hash.clone())),
        (password(), None),
        (password(), Some("not a hash".into())),
        (Secret::new("x".repeat(60_000)), Some(hash)),
    ] {
        assert!(!verified(password, hash).await.expect("verified").matches);
    }
}

#[tokio::test]
async fn the_hash_is_worth_nothing_without_the_key() {
    let hash = hasher(&cheap()).hash(Secret::new("correct horse battery")).await.expect("hashed");
    let other = MasterKey::parse(&Secret::new("B".repeat(42) + "A")).expect("a key");
    let other = Hasher::new(&cheap(), Arc::new(Keyring::new(&other).expect("a keyring"))).expect("a hasher");
    let verified = other.verify(Secret::new("correct horse battery"), Some(hash)).await.expect("verified");
    assert!(!verified.matches);
}

#[tokio::test]
async fn other_parameters_are_told() {
    let hash = hasher(&cheap()).hash(Secret::new("correct horse battery")).await.expect("hashed");
    let today = hasher(&Passwords { iterations: 2, ..cheap() });
    let verified = today.verify(Secret::new("correct horse battery"), Some(hash)).await.expect("verified");
    assert_eq!(verified, Verified { matches: true, outdated: true });
}

/// The hash of a password as it was typed, as this program once made it.
fn as_typed(password: &str) -> String {
    use argon2::PasswordHasher as _;
    let keyring = Keyring::new(&MasterKey::parse(&Secret::new("A".repeat(43))).expect("a key")).expect("a keyring");
    let params = argon2::Params::new(64, 1, 1, None).expect("parameters");
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let peppered = keyring.pepper(&Secret::new(password));
    argon2.hash_password(peppered.expose().as_bytes()).expect("hashed").to_string()
}

#[tokio::test]
async fn every_keyboard_gives_the_same_password_and_older_hashes_stay_good() {
    let hasher = hasher(&cheap());
    let (composed, decomposed, wide) =
        ("пароль мой caf\u{e9}", "пароль мои\u{306} cafe\u{301}", "пароль мой ｃａｆ\u{e9}");
    let hash = hasher.hash(Secret::new(decomposed)).await.expect("hashed");
    for typed in [composed, decomposed, wide] {
        let verified = hasher.verify(Secret::new(typed), Some(hash.clone())).await.expect("verified");
        assert_eq!(verified, Verified { matches: true, outdated: false }, "{typed}");
    }
    let old = as_typed(decomposed);
    for (typed, expected) in [
        (decomposed, Verified { matches: true, outdated: true }),
        (composed, Verified { matches: false, outdated: false }),
    ] {
        assert_eq!(hasher.verify(Secret::new(typed), Some(old.clone())).await.expect("verified"), expected, "{typed}");
    }
    let plain = as_typed("correct horse battery");
    let verified = hasher.verify(Secret::new("correct horse battery"), Some(plain)).await.expect("verified");
    assert_eq!(verified, Verified { matches: true, outdated: false });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_turned_away_at_once() {
    let config = Passwords { memory_kib: 65_536, iterations: 3, concurrency: Some(1), queue: 2, ..cheap() };
    let hasher = hasher(&config);
    let asks = (0..20).map(|_| {
        let hasher = hasher.clone();
        async move { hasher.verify(Secret::new("x"), None).await }
    });
    let results = asks.collect::<tokio::task::JoinSet<_>>().join_all().await;
    let busy = results.iter().filter(|r| matches!(r, Err(Fault::Busy(_)))).count();
    assert!((1..=19).contains(&busy), "{busy}");
}
