//! `import users` and `bench-hash`.

use std::fs;

use super::program::Place;

const HASH: &str = "$2b$05$abcdefghijklmnopqrstuuKfY2yTPBUsuOaPovUPn3P8ybjBhrw5y";

fn file(place: &Place, lines: &[String]) -> String {
    let path = place.dir.join("people.jsonl");
    fs::write(&path, lines.join("\n")).expect("written");
    path.display().to_string()
}

fn line(name: &str, more: &str) -> String {
    format!(r#"{{"emails": [{{"value": "{name}@mail.example", "confirmed": true}}], "password_hash": "{HASH}"{more}}}"#)
}

#[test]
fn a_broken_line_stops_nothing_and_the_same_file_changes_nothing() {
    let place = Place::new();
    let mut lines: Vec<String> = (0..200).map(|n| line(&format!("p{n}"), &format!(r#", "id": {n}"#))).collect();
    lines[3] = "{".into();
    lines[4] = line("p4", r#", "password": "hunter2""#);
    lines[5] = line("p5", "").replace("$2b$05$", "$2b$31$");
    lines[6] = line("p7", "");
    lines[8] = "x".repeat(70_000);
    lines[9] = String::new();
    lines[10] = line("P10", r#", "role": "admin", "phones": [{"value": "+77012345678"}]"#);
    let path = file(&place, &lines);
    let import = |more: &[&str]| place.run(&[&["import", "users", &path][..], more].concat());

    let dry = import(&["--dry-run", "--json"]);
    assert_eq!(dry.code, 1);
    assert_eq!(place.run(&["user", "list", "--json"]).json().as_array().map(Vec::len), Some(0), "nothing stays");

    let done = import(&["--json"]);
    done.refused(&["5 of 199 lines", "mend them"]);
    let sum: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
    assert_eq!((&sum["added"], &sum["failed"], &sum["unchanged"]), (&194.into(), &5.into(), &0.into()), "{sum}");
    let told: Vec<_> = sum["reports"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["line"].as_u64().expect("a number"), one["field"].as_str().expect("a field")))
        .collect();
    let wanted = [(4, "line"), (5, "line"), (6, "password_hash"), (8, "emails"), (9, "line"), (11, "role")];
    assert_eq!(told, wanted, "{sum}");
    assert!(!done.out.contains("hunter2") && !done.out.contains("mail.example") && !done.out.contains("$2b$"));

    let again = import(&["--json"]);
    again.refused(&["5 of 199 lines"]);
    let sum: serde_json::Value = serde_json::from_str(&again.out).expect("JSON");
    assert_eq!((&sum["added"], &sum["unchanged"]), (&0.into(), &194.into()), "{sum}");

    let admin = place.run(&["user", "show", "p10@mail.example", "--json"]).json();
    assert_eq!(admin["role"], "member");
    place.run(&["user", "show", "+77012345678"]).refused(&["no such person"]);
}

#[test]
fn roles_come_where_they_are_asked_for_and_a_file_may_be_a_pipe() {
    let place = Place::new();
    let input = line("ana", r#", "role": "support", "locale": "uz", "firstname": "O'tkir""#);
    let done = place.run_with(&["import", "users", "-", "--roles"], &input);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    let ana = place.run(&["user", "show", "ana@mail.example", "--json"]).json();
    assert_eq!((&ana["role"], &ana["locale"], &ana["firstname"]), (&"support".into(), &"uz".into(), &"Oʻtkir".into()));
    place.run(&["import", "users", "nowhere.jsonl"]).refused(&["nowhere.jsonl cannot be read"]);
}

#[test]
fn the_cost_of_a_hash_is_measured_and_one_is_suggested() {
    let place = Place::on_file();
    let rows = place.run(&["bench-hash", "--target", "1", "--json"]).json();
    let rows = rows.as_array().expect("a list");
    let suggested: Vec<_> = rows.iter().filter(|row| row["suggested"] == true).collect();
    assert_eq!(suggested.len(), 1, "{rows:?}");
    assert_eq!(suggested[0]["memory_kib"], 19_456, "the floor, however slow the machine");
    assert!(rows.iter().any(|row| row["configured"] == true && row["memory_kib"] == 64));
    assert!(!place.data("freedom-id.db").exists());
}
