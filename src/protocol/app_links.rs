//! What the platforms of telephones are told about the apps of clients (Digital Asset Links; Apple's associated
//! domains), and the part of our own addresses that belongs to each client's apps.
//!
//! Only links are granted: never our passwords (`get_login_creds`, `webcredentials`).

use serde_json::{Value, json};
use url::Url;

use crate::domain::oauth::apps::Apps;
use crate::domain::oauth::client::ClientId;

/// Where the addresses of apps begin.
const PREFIX: &str = "/app/";

const LINKS: &str = "delegate_permission/common.handle_all_urls";

/// The folder of our addresses that belongs to the apps of a client.
pub fn folder(client: &ClientId) -> String {
    format!("{PREFIX}{client}/")
}

/// Whether an address leads to us.
pub fn is_ours(url: &Url, issuer: &Url) -> bool {
    // A dot at the end of a host makes another origin and the same server.
    let host = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
    host(url) == host(issuer) && url.port_or_known_default() == issuer.port_or_known_default()
}

/// Whether an address of ours lies in the folder of a client. The parser has resolved the dots of its path, as
/// browsers do.
pub fn is_in_folder(url: &Url, issuer: &Url, client: &ClientId) -> bool {
    url.origin() == issuer.origin()
        && url
            .path()
            .strip_prefix(&folder(client))
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains("//"))
}

/// `/.well-known/assetlinks.json`: apps that an operator lets open all links. From version 15 on Android keeps them
/// to the folder of their client.
pub fn android(all: &[(ClientId, Apps)]) -> Value {
    let statements = all.iter().flat_map(|(client, apps)| {
        let trusted = apps.android.iter().filter(|app| app.all_links);
        trusted.map(move |app| {
            let prints: Vec<_> = app.sha256_cert_fingerprints.iter().map(|print| print.to_ascii_uppercase()).collect();
            let bounds = json!([{ "/": format!("{}*", folder(client)) }, { "/": "*", "exclude": true }]);
            json!({
                "relation": [LINKS],
                "target": {
                    "namespace": "android_app",
                    "package_name": app.package,
                    "sha256_cert_fingerprints": prints,
                },
                "relation_extensions": { LINKS: { "dynamic_app_link_components": bounds } },
            })
        })
    });
    statements.collect()
}

/// `/.well-known/apple-app-site-association`: each app opens links in the folder of its client.
pub fn apple(all: &[(ClientId, Apps)]) -> Value {
    let with_apps = all.iter().filter(|(_, apps)| !apps.ios.is_empty());
    let details: Vec<_> = with_apps
        .map(|(client, apps)| {
            let ids: Vec<_> = apps.ios.iter().map(crate::domain::oauth::apps::IosApp::app_id).collect();
            json!({ "appIDs": ids, "components": [{ "/": format!("{}*", folder(client)) }] })
        })
        .collect();
    json!({ "applinks": { "details": details } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_its_own_folder_and_no_other() {
        let issuer: Url = "https://id.example".parse().unwrap();
        let shop: ClientId = "shop".parse().unwrap();
        let inside = |text: &str| is_in_folder(&text.parse().unwrap(), &issuer, &shop);
        assert!(inside("https://id.example/app/shop/back") && inside("https://id.example:443/app/shop/a/b?x=1"));
        for outside in [
            "https://id.example/app/shop/",
            "https://id.example/app/shop",
            "https://id.example/app/shopper/back",
            "https://id.example/app/other/back",
            "https://id.example/app/shop/../other/back",
            "https://id.example/app/shop/%2e%2e/other/back",
            "https://id.example/app/shop/..",
            "https://id.example/app/shop//evil.example",
            "https://id.example/login",
            "https://id.example:8443/app/shop/back",
            "http://id.example/app/shop/back",
            "https://id.example./app/shop/back",
        ] {
            assert!(!inside(outside), "{outside}");
        }
        for ours in ["https://ID.example/x", "https://id.example./x", "https://id.example:443/"] {
            assert!(is_ours(&ours.parse().unwrap(), &issuer), "{ours}");
        }
        assert!(!is_ours(&"https://id.example.evil.example/".parse().unwrap(), &issuer));
    }
}
