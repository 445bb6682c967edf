//! Clients of partners: whose they are, where they are called, what they tell people.

use serde_json::{Value, json};

use super::program::Place;

const URI: &str = "https://shop.example/cb";

fn id(client: &Value) -> String {
    client["client_id"].as_str().expect("an id").to_owned()
}

#[test]
fn clients_belong_to_a_partner_that_is_found_or_made() {
    let place = Place::new();
    let add = |name: &str, more: &[&str]| {
        place.run(&[&["client", "add", "--name", name, "--redirect-uri", URI, "--json"], more].concat())
    };
    let shop = add("Shop", &["--partner", "Bank Group", "--legal-name", "Bank JSC"]).json();
    assert_eq!((&shop["partner"], &shop["partner_id"]), (&json!("Bank Group"), &json!(1)));
    let app = add("App", &["--partner", "Bank Group"]).json();
    assert_eq!(app["partner_id"], 1);
    let plain = add("Plain", &[]).json();
    assert_eq!((&plain["partner"], &plain["partner_id"]), (&Value::Null, &Value::Null));
    let users = ["--grant-type", "client_credentials", "--scope", "users.write"];
    let own = add("Registry", &users).json();
    assert_eq!((&own["partner"], &own["partner_id"]), (&json!("Registry"), &json!(2)));
    add("Registry", &users).refused(&["manages people", "partner"]);
    assert_eq!(add("Registry", &[&users[..], &["--partner", "Registry"]].concat()).json()["partner_id"], 2);
    add("X", &["--partner", " "]).refused(&["partner's name"]);

    let shown = place.run(&["client", "show", &id(&shop), "--json"]).json();
    assert_eq!((&shown["partner"], &shown["legal_name"]), (&json!("Bank Group"), &json!("Bank JSC")));
    assert!(place.run(&["client", "show", &id(&shop)]).out.contains("Bank Group"));
    let set = place.run(&["client", "set", &id(&plain), "--partner", "Third", "--json"]).json();
    assert_eq!((&set["partner"], &set["partner_id"]), (&json!("Third"), &json!(3)));
    let set = place.run(&["client", "set", &id(&set), "--scope", "users.write", "--json"]).json();
    assert_eq!(set["partner"], "Third");

    let pairwise = place.dir.join("pairwise.json");
    std::fs::write(&pairwise, json!({"subject_type": "pairwise"}).to_string()).expect("a file");
    let pairwise = ["client", "set", &id(&own), "--metadata", pairwise.to_str().expect("text")];
    place.run(&pairwise).refused(&["users.write", "pairwise"]);
}

#[test]
fn a_webhook_secret_is_made_with_the_first_revoke_host_and_shown_once() {
    let place = Place::new();
    let secret = |client: &Value| client["webhook_secret"].as_str().map(str::to_owned);
    let add = ["client", "add", "--name", "S", "--redirect-uri", URI, "--json"];
    let shop = [&add[..], &["--revoke-host", "Shop.Example", "shop.example:8443"]].concat();
    let shop = place.run(&[&shop[..], &["--revoke-uri", "https://shop.example/end"]].concat()).json();
    let first = secret(&shop).expect("a secret");
    assert_eq!(shop["revoke_hosts"], json!(["shop.example", "shop.example:8443"]));
    let hidden = |id: &str| {
        for more in [&["--json"][..], &[]] {
            let shown = place.run(&[&["client", "show", id], more].concat());
            assert!(shown.code == 0 && !shown.out.contains("webhook_secret"), "{shown:?}");
        }
        assert!(!place.run(&["client", "list", "--json"]).out.contains("webhook_secret"));
    };
    hidden(&id(&shop));
    let set = place.run(&["client", "set", &id(&shop), "--revoke-host", "pay.example,shop.example", "--json"]).json();
    assert_eq!((secret(&set), &set["revoke_hosts"]), (None, &json!(["pay.example", "shop.example"])));
    let fresh = place.run(&["client", "rotate-secret", &id(&shop), "--webhook", "--json"]).json();
    assert!(fresh.get("client_secret").is_none() && secret(&fresh).is_some_and(|fresh| fresh != first));

    let late = place.run(&add).json();
    assert_eq!(secret(&late), None);
    place.run(&["client", "rotate-secret", &id(&late), "--webhook"]).refused(&["revoke hosts"]);
    let set = place.run(&["client", "set", &id(&late), "--revoke-host", "late.example", "--json"]).json();
    assert!(secret(&set).is_some_and(|own| own != first));
    hidden(&id(&late));

    for bad in ["https://shop.example", "shop.example/x", "*.shop.example", "a@b.example", "x:y"] {
        place.run(&["client", "set", &id(&shop), "--revoke-host", bad]).refused(&["revoke host", bad]);
    }
    for bad in ["https://evil.example/end", "http://shop.example/end", "https://shop.example:9/end", "shop.example"] {
        place.run(&["client", "set", &id(&shop), "--revoke-uri", bad]).refused(&["revoke_uri", bad]);
    }
    // The default address goes with its host.
    place.run(&["client", "set", &id(&shop), "--revoke-host", "other.example"]).refused(&["revoke_uri"]);
}

#[test]
fn lives_and_purposes_are_set_one_by_one_or_by_a_file() {
    let place = Place::new();
    let add = ["client", "add", "--name", "S", "--redirect-uri", URI, "--grants", "read.phone,read.email", "--json"];
    let lives = ["--access-token-seconds", "3600", "--refresh-token-seconds", "86400"];
    let texts = ["--purpose", "read.phone=To call you", "--purpose", "read.phone#ru=Чтобы = звонить"];
    let shop = place.run(&[&add[..], &lives, &texts].concat()).json();
    assert_eq!((&shop["access_token_seconds"], &shop["refresh_token_seconds"]), (&json!(3600), &json!(86_400)));
    assert_eq!(shop["purposes"], json!(["read.phone=To call you", "read.phone#ru=Чтобы = звонить"]));
    let set = |more: &[&str]| place.run(&[&["client", "set", &id(&shop), "--json"], more].concat());
    let changed = set(&["--purpose", "read.phone#ru=", "read.email=To write"]).json();
    assert_eq!(changed["purposes"], json!(["read.email=To write", "read.phone=To call you"]));
    assert_eq!(changed["access_token_seconds"], 3600);
    set(&["--access-token-seconds", "5"]).refused(&["60 seconds"]);
    set(&["--purpose", &format!("read.phone={}", "x".repeat(121))]).refused(&["120"]);
    for bad in ["read.phone", "read.everything=x", "read.phone#de=x"] {
        assert_eq!(set(&["--purpose", bad]).code, 2, "{bad}");
    }

    let metadata = json!({
        "purposes": {"read.phone#kk": "Қоңырау шалу үшін"}, "revoke_hosts": ["shop.example"],
        "revoke_uri": "https://shop.example/end", "legal_name": "Shop LLP", "access_token_seconds": 600,
        "refresh_token_seconds": null,
    });
    let change = ["client", "set", &id(&shop), "--metadata", "-", "--json"];
    let changed = place.run_with(&change, &metadata.to_string()).json();
    assert!(changed["webhook_secret"].is_string());
    let shown = place.run(&["client", "show", &id(&shop), "--json"]).json();
    for name in ["purposes", "revoke_hosts", "revoke_uri", "legal_name", "access_token_seconds"] {
        assert_eq!(shown["metadata"][name], metadata[name], "{name}");
    }
    assert_eq!(shown["metadata"].get("refresh_token_seconds"), None);
    let wrong = |members: Value| place.run_with(&change, &members.to_string());
    wrong(json!({"purposes": {"read.phone": 1}})).refused(&["purposes"]);
    wrong(json!({"revoke_hosts": "shop.example"})).refused(&["revoke_hosts"]);
    // Without a host nobody is called.
    let closed = wrong(json!({"revoke_hosts": null, "revoke_uri": null})).json();
    assert!(closed.get("webhook_secret").is_none());
    assert!(wrong(json!({"revoke_hosts": ["shop.example"]})).json()["webhook_secret"].is_string(), "a new one");
}
