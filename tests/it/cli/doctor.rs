//! `doctor`

use std::fs;

use super::program::Place;

#[test]
fn a_sound_place_is_told_with_its_settings_and_without_secrets() {
    let place = Place::new();
    place.serve().stop();
    let place = place.set("OTP__FIXED_CODE", "135790");
    let text = place.run(&["doctor"]);
    assert_eq!(text.code, 0, "{text:?}");
    assert!(text.out.contains(r#"otp.fixed_code = "***""#) && !text.out.contains("135790"), "{text:?}");
    for check in ["configuration", "data folder", "database", "master key", "clock", "mail"] {
        assert!(text.out.lines().any(|line| line.starts_with("ok") && line.contains(check)), "{check} in {text:?}");
    }
    let json = place.run(&["doctor", "--json"]).json();
    assert_eq!(json["configuration"]["server"]["listen"], "127.0.0.1:8080");
    assert!(json["checks"].as_array().is_some_and(|checks| checks.iter().all(|check| check["ok"] == true)));
}

#[test]
fn everything_that_is_wrong_is_listed() {
    let place = Place::on_file();
    place.run(&["doctor"]).refused(&["freedom-id migrate"]);
    assert!(!place.data("freedom-id.db").exists(), "looking makes nothing");
    place.serve().stop();
    fs::write(place.data("master.key"), "A".repeat(43)).expect("written");
    let place = place.set("MAIL__MODE", "smtp").set("MAIL__URL", "smtp://user:hush@127.0.0.1:9");
    let done = place.run(&["doctor"]);
    done.refused(&["2 wrong", "master key", "mail"]);
    assert!(!done.out.contains("hush") && !done.err.contains("hush"), "{done:?}");
}

/// The examples of README in TOML.
fn examples() -> Vec<String> {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README.md");
    let blocks = readme.split("```toml\n").skip(1);
    blocks.filter_map(|rest| rest.split("```").next().map(str::to_owned)).collect()
}

#[test]
fn the_examples_of_the_readme_are_sound() {
    let examples = examples();
    assert!(examples.len() >= 2, "{examples:?}");
    for example in examples {
        let place = Place::new();
        place.serve().stop();
        fs::write(place.dir.join("freedom-id.toml"), &example).expect("written");
        let done = place.run(&["doctor"]);
        assert_eq!(done.code, 0, "{example}\n{done:?}");
    }
}

#[test]
fn gateways_for_text_messages_are_looked_at_and_their_secrets_hidden() {
    let place = Place::new();
    place.serve().stop();
    let place = place
        .set("SMS__MODE", "http")
        .set("SMS__URL", "https://sms.example/send?key=hush1")
        .set("SMS__HEADERS__AUTHORIZATION", "Bearer hush2")
        .set("SMS__BODY", r#"{"to":"{to}","text":"{text}","password":"hush3"}"#)
        .set("SMS__SUCCESS__POINTER", "/status")
        .set("SMS__SUCCESS__EQUALS", "0")
        .set("SMS__BACKUP__URL", "https://b.example/?to={to}&text={text}&key=hush4")
        .set("SMS__BACKUP__METHOD", "GET");
    let text = place.run(&["doctor"]);
    assert_eq!(text.code, 0, "{text:?}");
    assert!(!text.out.contains("hush"), "{text:?}");
    for line in [r#"{"authorization":"***"}"#, "POST to sms.example, else GET to b.example", r#""url":"***""#] {
        assert!(text.out.contains(line), "{line} in {text:?}");
    }
    let wrong = place.set("SMS__BACKUP__METHOD", "PUT").set("SMS__BODY", "{\"to\":{to},\"text\":\"{text}\"}hush");
    wrong.run(&["doctor"]).refused(&["1 wrong", "text messages", "sms.body is not JSON"]);
    wrong.run(&[]).refused(&["sms.body is not JSON"]);
}
