//! `client`, and `token revoke` of clients.

use serde_json::{Value, json};

use super::program::Place;

const URI: &str = "https://shop.example/cb";

#[test]
fn a_client_is_added_with_its_secret_shown_once() {
    let place = Place::new();
    let shop = place.run(&["client", "add", "--name", "Shop", "--redirect-uri", URI, "--json"]).json();
    assert!(shop["client_secret"].as_str().is_some_and(|secret| secret.len() == 43));
    assert_eq!(shop["grant_types"], json!(["authorization_code", "refresh_token"]));
    assert_eq!(shop["scope"], "address email offline_access openid phone profile");
    assert_eq!((&shop["auth_method"], &shop["id_token_alg"]), (&json!("client_secret_basic"), &json!("ES256")));
    let id = shop["client_id"].as_str().expect("an id");
    let shown = place.run(&["client", "show", id, "--json"]).json();
    assert!(shown.get("client_secret").is_none());
    let fresh = place.run(&["client", "rotate-secret", id, "--json"]).json();
    assert_ne!(fresh["client_secret"], shop["client_secret"]);
    assert_eq!(place.run(&["client", "list", "--json"]).json().as_array().map(Vec::len), Some(1));
    assert_eq!(place.run(&["token", "revoke", "--client", id]).code, 0);
    assert_eq!(place.run(&["token", "revoke", "--all"]).code, 0);
    assert_eq!(place.run(&["client", "delete", id]).code, 0);
    place.run(&["client", "show", id]).refused(&["there is no client", "client list"]);
}

#[test]
fn where_a_client_is_told_of_sign_outs_is_set_and_shown() {
    let place = Place::new();
    let out = "https://shop.example/out";
    let add = ["client", "add", "--name", "S", "--redirect-uri", URI, "--backchannel-logout-uri", out];
    let more = ["--frontchannel-logout-uri", out, "--initiate-login-uri", "https://shop.example/start", "--json"];
    let client = place.run(&[&add[..], &more[..]].concat()).json();
    assert_eq!((&client["backchannel_logout_uri"], &client["frontchannel_logout_uri"]), (&json!(out), &json!(out)));
    assert_eq!(client["initiate_login_uri"], "https://shop.example/start");
    let id = client["client_id"].as_str().expect("an id");
    let other = "https://shop.example/other";
    let set = place.run(&["client", "set", id, "--backchannel-logout-uri", other, "--json"]).json();
    assert_eq!((&set["backchannel_logout_uri"], &set["frontchannel_logout_uri"]), (&json!(other), &json!(out)));
    place.run(&["client", "set", id, "--initiate-login-uri", "http://x.example/"]).refused(&["initiate_login_uri"]);
}

#[test]
fn grants_are_required_unless_they_are_optional() {
    let place = Place::new();
    let add =
        |more: &[&str]| place.run(&[&["client", "add", "--name", "S", "--redirect-uri", URI, "--json"], more].concat());
    let grants = ["--grants", "read.phone,read.email", "--optional", "read.email,read.gender"];
    let client = add(&grants).json();
    let has = |list: &Value, name: &str| list.as_array().is_some_and(|all| all.contains(&json!(name)));
    assert!(has(&client["required"], "read.phone") && has(&client["required"], "openid"), "{client}");
    assert_eq!(client["optional"], json!(["read.email", "read.gender"]));
    add(&["--grants", "read.everything"]).refused(&["read.everything", "read.phone"]);
    add(&["--required", "read.phone", "--optional", "read.phone"]).refused(&["read.phone"]);

    let id = client["client_id"].as_str().expect("an id");
    let set = place.run(&["client", "set", id, "--required", "read.email", "--disable", "--json"]).json();
    assert!(has(&set["required"], "read.email") && set["disabled"] == true, "{set}");
    assert_eq!(set["optional"], json!(["read.gender"]));
    let set = place.run(&["client", "set", id, "--scope", "openid", "--enable", "--name", "T", "--json"]).json();
    assert_eq!((&set["scope"], &set["name"], &set["disabled"]), (&json!("openid"), &json!("T"), &json!(false)));
    assert_eq!(set["optional"], json!([]));
}

#[test]
fn machines_need_no_redirect_uri_and_public_clients_no_secret() {
    let place = Place::new();
    let machine = ["client", "add", "--name", "M", "--grant-type", "client_credentials", "--json"];
    let machine = place.run(&[&machine[..], &["--scope", "users.write"]].concat()).json();
    assert_eq!((&machine["scope"], &machine["redirect_uris"]), (&json!("users.write"), &json!([])));
    let app = ["client", "add", "--id", "app", "--name", "App", "--redirect-uri", "http://127.0.0.1/cb"];
    let app = place.run(&[&app[..], &["--auth-method", "none", "--json"]].concat()).json();
    assert_eq!((&app["client_id"], &app["client_secret"]), (&json!("app"), &Value::Null));
    let kept = place.run(&["client", "set", "app", "--auth-method", "client_secret_post", "--json"]).json();
    assert!(kept["client_secret"].is_string(), "a client that gets a secret is told it: {kept}");

    let device = "urn:ietf:params:oauth:grant-type:device_code";
    let tv = ["client", "add", "--name", "TV", "--auth-method", "none", "--grant-type", device, "--json"];
    let tv = place.run(&tv).json();
    assert_eq!((&tv["redirect_uris"], &tv["grant_types"]), (&json!([]), &json!([device])));
    assert!(tv["scope"].as_str().is_some_and(|scope| scope.contains("openid")), "people sign in with it: {tv}");

    let add = |more: &[&str]| place.run(&[&["client", "add", "--name", "X"], more].concat());
    add(&[]).refused(&["--redirect-uri"]);
    add(&["--redirect-uri", "http://evil.example/cb"]).refused(&["must be https"]);
    add(&["--redirect-uri", URI, "--auth-method", "none", "--no-pkce"]).refused(&["PKCE"]);
    add(&["--id", "app", "--redirect-uri", URI]).refused(&["already"]);
}

#[test]
fn a_metadata_file_says_what_flags_do_not() {
    let place = Place::new();
    let jwks = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
    let metadata = json!({
        "client_name": "Bank", "redirect_uris": [URI], "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks,
        "scope": "openid read.identifier", "profile": "fapi2", "resources": ["https://api.example"],
        "access_token_format": "jwt", "exchange": {"impersonation": true}, "client_name#ru": "Банк",
    });
    let bank = place.run_with(&["client", "add", "--metadata", "-", "--json"], &metadata.to_string()).json();
    let id = bank["client_id"].as_str().expect("an id");
    assert_eq!((&bank["name"], &bank["client_secret"]), (&json!("Bank"), &Value::Null));
    assert_eq!(bank["scope"], "openid read.identifier");
    let shown = place.run(&["client", "show", id, "--json"]).json();
    let kept = &shown["metadata"];
    for (name, value) in metadata.as_object().expect("members").iter().filter(|(name, _)| *name != "client_name#ru") {
        if name == "exchange" {
            assert_eq!(kept[name]["impersonation"], true);
        } else {
            assert_eq!(&kept[name], value, "{name}");
        }
    }
    assert_eq!(kept["require_pushed_authorization_requests"], true);
    assert_eq!(kept["dpop_bound_access_tokens"], true);
    assert!(!place.run(&["client", "show", id]).out.contains("metadata"));

    let file = place.dir.join("more.json");
    std::fs::write(&file, json!({"policy_uri": "https://shop.example/p", "resources": null}).to_string())
        .expect("a file");
    let file = file.to_str().expect("text");
    let set = |more: &[&str]| place.run(&[&["client", "set", id], more].concat());
    assert_eq!(set(&["--metadata", file, "--name", "Bank 2"]).code, 0);
    let shown = place.run(&["client", "show", id, "--json"]).json();
    assert_eq!((&shown["name"], &shown["policy_uri"]), (&json!("Bank 2"), &json!("https://shop.example/p")));
    assert_eq!(shown["metadata"].get("resources"), None);
    set(&["--auth-method", "client_secret_basic"]).refused(&["fapi2", "private_key_jwt"]);
    set(&["--id-token-alg", "RS256"]).refused(&["RS256"]);
    set(&["--metadata", "nothing.json"]).refused(&["nothing.json"]);
    place.run_with(&["client", "set", id, "--metadata", "-"], "[]").refused(&["JSON object"]);
    place
        .run_with(&["client", "set", id, "--metadata", "-"], r#"{"jwks":{"keys":[{"kty":"oct"}]}}"#)
        .refused(&["not public"]);
    place.run_with(&["client", "add", "--metadata", "-"], "{}").refused(&["--name"]);
}

#[test]
fn common_metadata_has_flags() {
    let place = Place::new();
    let add = ["client", "add", "--name", "Bank", "--redirect-uri", URI, "--json"];
    let fapi = ["--profile", "fapi2", "--auth-method", "private_key_jwt", "--jwks-uri", "https://shop.example/jwks"];
    let logout =
        ["--backchannel-logout-uri", "https://shop.example/b", "--frontchannel-logout-uri", "https://shop.example/f"];
    let bank = place.run(&[&add[..], &fapi, &logout].concat()).json();
    let id = bank["client_id"].as_str().expect("an id");
    let kept = &place.run(&["client", "show", id, "--json"]).json()["metadata"];
    assert_eq!((&kept["profile"], &kept["jwks_uri"]), (&json!("fapi2"), &json!("https://shop.example/jwks")));
    assert_eq!(kept["require_pushed_authorization_requests"], true);
    assert_eq!(
        (&kept["backchannel_logout_uri"], &kept["dpop_bound_access_tokens"]),
        (&json!("https://shop.example/b"), &json!(true))
    );
    place.run(&[&add[..], &["--profile", "fapi2"]].concat()).refused(&["private_key_jwt"]);
    place.run(&[&add[..], &["--logo-uri", "javascript:x"]].concat()).refused(&["logo_uri"]);
    let app =
        ["client", "add", "--name", "App", "--redirect-uri", "com.example.app:/cb", "--auth-method", "none", "--json"];
    let app = place.run(&app).json();
    let app = place.run(&["client", "show", app["client_id"].as_str().expect("an id"), "--json"]).json();
    assert_eq!(app["metadata"]["application_type"], "native");
    let device = ["client", "add", "--name", "TV", "--auth-method", "none", "--json", "--grant-type"];
    let device = place.run(&[&device[..], &["urn:ietf:params:oauth:grant-type:device_code"]].concat()).json();
    assert_eq!(device["redirect_uris"], json!([]));
}

#[test]
fn a_method_that_needs_its_secret_back_gets_a_new_one() {
    let place = Place::new();
    let shop = place.run(&["client", "add", "--name", "Shop", "--redirect-uri", URI, "--json"]).json();
    let id = shop["client_id"].as_str().expect("an id");
    let method = |name: &str| place.run(&["client", "set", id, "--auth-method", name, "--json"]).json();
    assert!(method("client_secret_jwt")["client_secret"].is_string());
    assert!(method("client_secret_post").get("client_secret").is_none(), "the same secret will do");
    place.run(&["client", "set", id, "--auth-method", "tls_client_auth"]).refused(&["tls_client_auth_"]);
}

#[test]
fn an_api_is_registered_and_named_at_its_callers() {
    let place = Place::new();
    let uri = "https://stock.example";
    let api = place.run(&["client", "add", "--name", "Stock API", "--serves", uri, "--json"]).json();
    assert_eq!((&api["serves"], &api["grant_types"], &api["scope"]), (&json!([uri]), &json!([]), &json!("")));
    let add = ["client", "add", "--id", "shop", "--name", "Shop", "--redirect-uri", URI];
    assert_eq!(place.run(&add).code, 0);
    let set = ["client", "set", "shop", "--resource", uri, "--access-token-format", "jwt", "--exchange-for", "a,b"];
    let shop = place.run(&[&set[..], &["--delegate", "--json"]].concat()).json();
    assert_eq!((&shop["resources"], &shop["access_token_format"]), (&json!([uri]), &json!("jwt")));
    assert_eq!((&shop["exchange_for"], &shop["delegate"]), (&json!(["a", "b"]), &json!(true)));
    assert_eq!(shop["impersonate"], json!(false));
    place.run(&["client", "set", "shop", "--resource", "stock"]).refused(&["absolute URI"]);
    let public = ["client", "add", "--name", "App", "--redirect-uri", URI, "--auth-method", "none", "--serves", uri];
    place.run(&public).refused(&["public client"]);
}

#[test]
fn apps_are_named_and_what_android_cannot_bound_is_decided_for_each() {
    const PRINT: &str =
        "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";
    let place = Place::new();
    let app = |package: &str| format!("{package}={PRINT}");
    let add = ["client", "add", "--name", "App", "--auth-method", "none", "--redirect-uri", "kz.shop.app:/back"];
    let more = ["--android-app", &app("kz.shop.app"), "--ios-app", "9JA89QQLNQ.kz.shop.app", "--json"];
    let client = place.run(&[&add[..], &more[..]].concat()).json();
    assert_eq!(client["apps"], json!(["android:kz.shop.app", "ios:9JA89QQLNQ.kz.shop.app"]));
    let id = client["client_id"].as_str().expect("an id");
    let set = place.run(&["client", "set", id, "--android-app-all-links", &app("kz.shop.app"), "--json"]).json();
    assert_eq!(set["apps"], json!(["android:kz.shop.app (all links)", "ios:9JA89QQLNQ.kz.shop.app"]));
    let shown = place.run(&["client", "show", id, "--json"]).json();
    assert_eq!(shown["metadata"]["apps"]["android"][0]["all_links"], true);
    let none = place.run_with(&["client", "set", id, "--metadata", "-", "--json"], "{\"apps\":null}");
    assert_eq!(none.json()["apps"], json!([]));
    place.run(&["client", "set", id, "--android-app", "kz.shop.app=AA"]).refused(&["fingerprints"]);
    let wrong = place.run(&["client", "set", id, "--ios-app", "kz"]);
    assert!(wrong.code == 2 && wrong.err.contains("TEAM.BUNDLE"), "{wrong:?}");
}
