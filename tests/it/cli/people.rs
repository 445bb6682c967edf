//! `user`, and `token revoke` of a person.

use super::program::Place;

#[test]
fn an_address_is_taken_with_a_person_and_shown() {
    let place = Place::new();
    let add = |more: &[&str]| {
        let ana = ["user", "add", "--email", "ana@mail.example", "--password", "correct horse battery", "--json"];
        place.run(&[&ana[..], more].concat())
    };
    let wrong = ["--address-country", "Kazakhstan"];
    add(&wrong).refused(&["--address-country", "KAZ"]);
    let home = ["--street", "Абай даңғылы, 10", "--locality", "Алматы", "--region", "Алматы"];
    let more = ["--postal-code", "050000", "--address-country", "kaz"];
    let ana = add(&[&home[..], &more].concat()).json();
    assert_eq!(ana["address"], "Абай даңғылы, 10, 050000 Алматы, Алматы, KAZ");
    assert_eq!(place.run(&["user", "show", "ana@mail.example", "--json"]).json()["address"], ana["address"]);
}

#[test]
fn people_are_added_listed_shown_blocked_and_erased() {
    let place = Place::new();
    let add = ["user", "add", "--email", "Ana@Mail.Example", "--phone", "+77012345678", "--firstname", "Ana", "--json"];
    let ana = place.run(&add).json();
    assert_eq!((ana["email"].as_str(), ana["role"].as_str()), (Some("ana@mail.example"), Some("member")));
    assert!(ana["password"].as_str().is_some_and(|password| password.len() >= 40), "generated: {ana}");
    place.run(&add).refused(&["belongs to another person"]);
    let id = ana["id"].as_str().expect("an id");
    let bob = ["user", "add", "--email", "bob@mail.example", "--role", "admin", "--password-stdin", "--json"];
    place.run_with(&bob, "password123\n").refused(&["the password is refused", "easy to guess"]);
    let added = place.run_with(&bob, "correct horse battery\n").json();
    assert!(added.get("password").is_none(), "what was given is not told again");

    let page = place.run(&["user", "list", "--limit", "1", "--json"]).json();
    let rest = place.run(&["user", "list", "--after", page[0]["id"].as_str().expect("an id"), "--json"]).json();
    assert_eq!((page[0]["id"].as_str(), rest[0]["role"].as_str()), (Some(id), Some("admin")));
    assert!(place.run(&["user", "list"]).out.starts_with("ID "));
    for name in [id, "ana@mail.example", "+77012345678"] {
        assert_eq!(place.run(&["user", "show", name, "--json"]).json()["id"], ana["id"], "{name}");
    }

    let standing = || place.run(&["user", "show", id, "--json"]).json()["standing"].clone();
    assert_eq!(place.run(&["user", "block", id, "--kind", "ban"]).code, 0);
    assert_eq!(standing(), "banned");
    assert_eq!(place.run(&["user", "unblock", id]).code, 0);
    place.run(&["user", "unblock", id]).refused(&["open"]);
    assert_eq!(place.run(&["user", "set-role", id, "support"]).code, 0);
    assert_eq!(place.run(&["user", "set-role", id, "king"]).code, 2);
    let fresh = place.run(&["user", "set-password", id, "--json"]).json();
    assert!(fresh["password"].is_string() && fresh["role"] == "support", "{fresh}");
    assert_eq!(place.run(&["token", "revoke", "--user", id]).code, 0);
    assert_eq!(place.run(&["user", "delete", id]).code, 0);
    place.run(&["user", "show", "ana@mail.example"]).refused(&["no such person"]);
    place.run(&["token", "revoke", "--user", "nobody"]).refused(&["no such person"]);
}
