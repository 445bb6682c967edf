//! Hosts that a client registered for calls at the end of a session.

use url::Url;

use crate::domain::oauth::client::is_local;

/// A host, or host and port, as it is kept: lower case, in ASCII, the usual port of https left out. `None` if
/// the text is anything else.
pub fn normal(text: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "-.:[]".contains(c);
    if text.len() > 260 || !text.chars().all(plain) {
        return None;
    }
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty() && !host.ends_with('.'))?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Whether an address may be called for a client with these hosts: https at one of them; http on the machine
/// itself where `private` addresses may be called at all. At most 2,000 bytes, without credentials and fragment.
pub fn admits(hosts: &[String], text: &str, private: bool) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    // The parser takes white space away, and this text is what is kept.
    let clean = text.len() <= 2_000 && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let plain = clean && url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_local(&url) && private);
    let Some(host) = url.host_str() else { return false };
    let own = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    plain && safe && hosts.iter().any(|known| known.eq_ignore_ascii_case(&own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_one_spelling() {
        for (text, kept) in [
            ("Shop.Example", "shop.example"),
            ("shop.example:8443", "shop.example:8443"),
            ("shop.example:443", "shop.example"),
            ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
            ("[::1]:9000", "[::1]:9000"),
        ] {
            assert_eq!(normal(text).as_deref(), Some(kept), "{text}");
        }
        for bad in [
            "",
            "https://shop.example",
            "shop.example/x",
            "*.shop.example",
            "a@b.example",
            "a b",
            "x:99999",
            "a?b",
            ":",
        ] {
            assert_eq!(normal(bad), None, "{bad}");
        }
    }

    #[test]
    fn calls_go_to_registered_hosts_only() {
        let hosts = ["shop.example".to_owned(), "shop.example:8443".to_owned(), "localhost:9000".to_owned()];
        for good in ["https://shop.example/end", "https://shop.example:8443/", "https://SHOP.example:443/x?y=1"] {
            assert!(admits(&hosts, good, false), "{good}");
        }
        for bad in [
            "http://shop.example/end",
            "https://shop.example:9/end",
            "https://www.shop.example/",
            "https://shop.example@evil.example/",
            "https://u:p@shop.example/",
            "https://shop.example/#x",
            "shop.example",
            " https://shop.example/",
            "https://shop.example/a\nb",
            "http://localhost:9000/",
        ] {
            assert!(!admits(&hosts, bad, false), "{bad}");
        }
        assert!(admits(&hosts, "http://localhost:9000/", true));
    }
}
