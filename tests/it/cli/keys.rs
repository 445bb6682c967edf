//! `key`

use super::program::Place;

#[test]
fn a_rotation_publishes_the_next_key_and_a_running_server_tells_it() {
    let place = Place::new();
    let server = place.serve();
    let made = place.run(&["key", "rotate", "--alg", "ES256", "--json"]).json();
    assert_eq!((made[0]["stage"].as_str(), made.as_array().map(Vec::len)), (Some("next"), Some(1)));
    let listed = place.run(&["key", "list", "--json"]).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(3));
    assert!(listed.to_string().contains("retired_at"));
    place.run(&["key", "rotate", "--alg", "EdDSA"]).refused(&["tokens.eddsa"]);

    // The server trusts what it read for a few seconds.
    let published = |count: usize| {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while server.json("/oauth2/jwks")["keys"].as_array().map(Vec::len) != Some(count) {
            assert!(std::time::Instant::now() < deadline, "{count} keys are not published");
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    };
    published(3);
    let old = listed[0]["kid"].as_str().expect("a kid");
    assert_eq!(place.run(&["key", "revoke", old]).code, 0);
    place.run(&["key", "revoke", old]).refused(&["key list"]);
    let after = place.run(&["key", "list", "--json"]).json().to_string();
    assert!(!after.contains(old), "{after}");
    server.stop();
}
