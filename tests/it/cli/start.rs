//! Starts: what is made once, what is kept, what is refused.

use std::fs;

use super::program::{Place, mode_of};

#[test]
fn a_second_start_keeps_everything() {
    let place = Place::new();
    let first = place.serve();
    let keys = first.json("/oauth2/jwks");
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2));
    let shop = place.run(&["client", "add", "--name", "Shop", "--redirect-uri", "https://a.example/cb", "--json"]);
    let shop = shop.json()["client_id"].as_str().expect("an id").to_owned();
    let banner = first.stop();
    let kept = ["master.key", "dev-credentials.toml"].map(|file| place.data(file));
    assert!(kept.iter().all(|file| mode_of(file) == 0o600));
    let before = kept.clone().map(|file| fs::read(file).expect("a file"));
    let people = place.run(&["user", "list", "--json"]).json();

    let second = place.serve();
    assert_eq!(second.json("/oauth2/jwks"), keys);
    let again = second.stop();
    let credentials = |text: &str| {
        let lines = text.lines().filter(|l| l.contains("@example.com") || l.contains("demo-shop"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(credentials(&banner).len(), 4, "{banner}");
    assert_eq!(credentials(&banner), credentials(&again));
    assert_eq!(kept.map(|file| fs::read(file).expect("a file")), before);
    assert_eq!(place.run(&["user", "list", "--json"]).json(), people);
    assert_eq!(place.run(&["client", "show", &shop, "--json"]).json()["name"], "Shop");
}

#[test]
fn what_is_lost_of_database_and_credentials_is_made_again() {
    let place = Place::on_file();
    place.serve().stop();
    let file = place.data("dev-credentials.toml");
    let credentials = fs::read_to_string(&file).expect("a file");
    let people = place.run(&["user", "list", "--json"]).json();

    fs::remove_file(&file).expect("removed");
    place.serve().stop();
    assert_eq!(fs::read_to_string(&file).expect("a file"), credentials);
    assert_eq!(place.run(&["user", "list", "--json"]).json(), people);

    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(place.data(&format!("freedom-id.db{ending}")));
    }
    place.serve().stop();
    assert_eq!(fs::read_to_string(&file).expect("a file"), credentials);
    assert_eq!(place.run(&["user", "list", "--json"]).json().as_array().map(Vec::len), Some(3));
}

#[test]
fn a_lost_or_foreign_master_key_is_told_and_never_replaced() {
    let place = Place::new();
    place.serve().stop();
    let key = place.data("master.key");
    let text = fs::read_to_string(&key).expect("a key");
    fs::remove_file(&key).expect("removed");
    place.run(&["serve"]).refused(&["master.key is missing", "put the file back"]);
    assert!(!key.exists());
    fs::write(&key, "A".repeat(43)).expect("written");
    place.run(&["serve"]).refused(&["does not open the stored signing keys"]);
    fs::write(&key, "short").expect("written");
    place.run(&["serve"]).refused(&["master.key", "openssl rand"]);
    assert_eq!(fs::read_to_string(&key).expect("a file"), "short");
    fs::write(&key, text).expect("written");
    place.serve().stop();
}

#[test]
fn production_refuses_what_is_unsafe_and_says_all_of_it() {
    let place = Place::new().set("SERVER__MODE", "production");
    place.run(&[]).refused(&["server.issuer", "mail.mode", "sms.mode", "secrets.master_key"]);
    assert!(!place.dir.join("data").exists(), "nothing is made");
    for (key, value, named) in [
        ("OTP__FIXED_CODE", "123456", "otp.fixed_code"),
        ("LIMITS__ENABLED", "false", "limits.enabled"),
        ("DEV__CLOCK", "true", "dev.clock"),
        ("FETCH__ALLOW_PRIVATE", "true", "fetch.allow_private"),
    ] {
        production().set(key, value).run(&["serve"]).refused(&[named]);
    }
    production().run(&["serve", "--issuer", "http://id.example.org"]).refused(&["server.issuer"]);
}

fn production() -> Place {
    Place::new()
        .set("SERVER__MODE", "production")
        .set("SERVER__ISSUER", "https://id.example.org")
        .set("MAIL__MODE", "smtp")
        .set("MAIL__URL", "smtp://127.0.0.1:9")
        .set("SMS__MODE", "off")
        .set("SECRETS__MASTER_KEY", &"A".repeat(43))
        .set("PASSWORDS__MEMORY_KIB", "19456")
        .set("PASSWORDS__ITERATIONS", "2")
}

#[test]
fn production_makes_no_people_and_prints_no_banner() {
    let place = production();
    assert_eq!(place.run(&["migrate"]).code, 0);
    assert_eq!(place.run(&["user", "list", "--json"]).json(), serde_json::json!([]));
    assert!(!place.data("master.key").exists() && !place.data("dev-credentials.toml").exists());
}

#[test]
fn mistakes_in_settings_and_arguments_are_named() {
    let place = Place::new();
    place.run(&["--config", "nowhere.toml"]).refused(&["nowhere.toml does not exist"]);
    fs::write(place.dir.join("freedom-id.toml"), "[server]\nlistenn = 1\n").expect("written");
    place.run(&["serve"]).refused(&["listenn", "freedom-id.toml"]);
    let place = Place::new().set("SERVER__LISTENN", "x");
    place.run(&["serve"]).refused(&["FREEDOM_ID_SERVER__LISTENN"]);
    let place = Place::new();
    for wrong in [&["nonsense"][..], &["user", "add"], &["token", "revoke"], &["client", "add"], &["--listen", "x"]] {
        assert_eq!(place.run(wrong).code, 2, "{wrong:?}");
    }
    assert_eq!(place.run(&["--help"]).code, 0);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = listener.local_addr().expect("an address").to_string();
    place.run(&["--listen", &taken]).refused(&["cannot listen on", "--listen"]);
}

#[test]
fn migrate_runs_once() {
    let place = Place::new();
    let first = place.run(&["migrate"]);
    assert!(first.code == 0 && first.out.contains("migrations have run"), "{first:?}");
    let second = place.run(&["migrate"]);
    assert_eq!((second.code, second.out.trim_end()), (0, "the database is up to date"));
}
