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
