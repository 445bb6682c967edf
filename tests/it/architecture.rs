//! The floors: which module may import which, read from the source; and words that are at home in
//! one file only.

use std::fs;
use std::path::{Path, PathBuf};

/// Module, and the modules it may import. Same-floor rules stand beside their modules.
const FLOORS: &[(&str, &[&str])] = &[
    ("base", &[]),
    // The words of a setting are those of the domain.
    ("config", &["domain", "base"]),
    ("domain", &["base"]),
    ("protocol", &["domain", "config", "base"]),
    ("store", &["domain", "config", "base"]),
    ("gateways", &["domain", "config", "base"]),
    ("service", &["store", "gateways", "protocol", "domain", "config", "base"]),
    ("http", &["service", "domain", "config", "base"]),
    ("api", &["http", "service", "protocol", "domain", "config", "base"]),
    ("web", &["http", "service", "protocol", "domain", "config", "base"]),
];

/// Words that a floor must not contain, in code or in `use`.
const STRANGERS: &[(&str, &[&str])] = &[
    ("base", &["sqlx", "axum", "askama"]),
    ("domain", &["sqlx", "axum", "askama", "tokio", "async fn", "derive(Serialize", "reqwest"]),
    ("protocol", &["sqlx", "axum", "askama", "tokio", "async fn", "reqwest"]),
    ("store", &["axum", "askama", "reqwest"]),
    ("gateways", &["sqlx", "axum"]),
    ("service", &["sqlx", "axum", "askama", "StatusCode", "reqwest"]),
    ("http", &["sqlx", "askama", "reqwest::Client::"]),
    ("api", &["sqlx", "askama", "reqwest", "store::", "gateways::"]),
    ("web", &["sqlx", "store::", "gateways::"]),
    ("cli", &["sqlx::query"]),
];

/// Words with one home, and the home.
const HOMES: &[(&str, &str)] = &[
    ("SystemTime::now", "base/clock.rs"),
    ("Utc::now", "base/clock.rs"),
    ("OffsetDateTime::now_utc", "base/clock.rs"),
    ("thread_rng", "base/random.rs"),
    ("rand::fill", "base/random.rs"),
    ("getrandom", "base/random.rs"),
    ("reqwest::Client::new", "gateways/fetch.rs"),
    ("Client::builder()", "gateways/fetch.rs"),
    ("ClientBuilder::new", "gateways/fetch.rs"),
];

fn sources() -> Vec<(String, String)> {
    fn walk(dir: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).expect("src is readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, all);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                all.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    walk(&root, &mut all);
    all.into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            let name = path.strip_prefix(&root).expect("under src").to_string_lossy().replace('\\', "/");
            (name, code_of(&text))
        })
        .collect()
}

/// The code without comments and without the tests beside it.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn floor_of(file: &str) -> Option<&'static (&'static str, &'static [&'static str])> {
    let module = file.split(['/', '.']).next()?;
    FLOORS.iter().find(|(name, _)| *name == module)
}

/// The first segments of every `crate::…` path in a text, braces opened one level.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in code.split("crate::").skip(1) {
        if let Some(group) = piece.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.push(std::mem::take(&mut word));
                        continue;
                    }
                    _ => {}
                }
                if depth == 0 {
                    word.push(c);
                }
            }
            found.push(word);
        } else {
            found.push(piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found.iter().map(|w| w.trim().split("::").next().unwrap_or_default().to_owned()).filter(|w| !w.is_empty()).collect()
}

#[test]
fn imports_point_downward_only() {
    let modules: Vec<&str> = FLOORS.iter().map(|(name, _)| *name).chain(["app", "cli"]).collect();
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        let Some((own, allowed)) = floor_of(&file) else { continue };
        for import in imports(&code) {
            let is_module = modules.contains(&import.as_str());
            if is_module && import != *own && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{file} imports {import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the floors:\n{}", wrong.join("\n"));
}

#[test]
fn families_do_not_know_each_other() {
    let families: Vec<String> = sources()
        .iter()
        .filter_map(|(file, _)| file.strip_prefix("api/")?.split_once('/').map(|(family, _)| family.to_owned()))
        .collect();
    for (file, code) in sources() {
        let Some((own, _)) = file.strip_prefix("api/").and_then(|rest| rest.split_once('/')) else { continue };
        for other in families.iter().filter(|f| *f != own) {
            assert!(!code.contains(&format!("api::{other}")), "{file} knows the family {other}");
        }
    }
}

#[test]
fn strangers_stay_out_of_their_floors() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        let module = file.split(['/', '.']).next().unwrap_or_default().to_owned();
        for (_, words) in STRANGERS.iter().filter(|(name, _)| *name == module) {
            for word in words.iter().filter(|w| code.contains(**w)) {
                // What goes into the sealed outbox row is a domain value by design; mail is a template.
                let excused = [("domain/message.rs", "derive(Serialize"), ("web/demo", "reqwest")]
                    .iter()
                    .any(|(place, what)| file.starts_with(place) && what == word);
                if !excused {
                    wrong.push(format!("{file} contains {word}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "strangers:\n{}", wrong.join("\n"));
}

#[test]
fn time_randomness_and_http_clients_have_one_home() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        for (word, home) in HOMES {
            if code.contains(word) && file != *home {
                wrong.push(format!("{file} uses {word}; its home is {home}"));
            }
        }
    }
    assert!(wrong.is_empty(), "away from home:\n{}", wrong.join("\n"));
}

#[test]
fn new_passwords_come_in_by_one_verb() {
    // A right password whose hash is outdated is hashed anew at the sign-in; all others are judged first.
    let homes = ["service/passwords.rs", "service/sign_in/password.rs"];
    let hashes = |code: &str| code.contains("hasher.hash(");
    let found: Vec<String> = sources().into_iter().filter(|(_, code)| hashes(code)).map(|(file, _)| file).collect();
    assert!(found.iter().all(|file| homes.contains(&file.as_str())), "passwords::accept is the way: {found:?}");
    assert_eq!(found.len(), homes.len());
}

#[test]
fn the_check_itself_sees_what_it_should() {
    let code = "use crate::{store::users, base::{Clock, Fault}};\nlet x = crate::web::page();";
    assert_eq!(imports(code), ["store", "base", "web"]);
    assert_eq!(floor_of("http/server/io.rs").map(|(name, _)| *name), Some("http"));
    assert!(floor_of("main.rs").is_none());
}
