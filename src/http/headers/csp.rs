//! Content security policies with a part that differs per response.

use std::fmt::Write;
use std::net::Ipv6Addr;

use axum::http::HeaderValue;
use url::Url;

/// The part of a page's policy that is always the same.
macro_rules! page {
    () => {
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
         connect-src 'self'; font-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    };
}
const PAGE_TEXT: &str = page!();
pub(super) const PAGE: HeaderValue = HeaderValue::from_static(concat!(page!(), "; form-action 'self'"));
pub(super) const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
pub(super) const FORM_POST_WITHOUT_TARGET: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'");
pub(super) const FRAMED: HeaderValue =
    HeaderValue::from_static("default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'");

/// The text is neither a bare origin nor a scheme of an app.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a bare origin (https://host) nor a private-use scheme (com.example.app:)")]
pub struct BadSource;

/// A place that a policy may name: a bare origin, or the scheme of an app with its colon. Its
/// alphabet has no spaces, semicolons or quotes, so that it cannot add to the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(String);

/// Schemes that name no app, and would allow far too much or run scripts.
const NO_APPS: [&str; 11] =
    ["http", "https", "ws", "wss", "ftp", "file", "data", "blob", "filesystem", "javascript", "about"];

impl Source {
    /// Checks a source written out.
    pub fn parse(text: &str) -> Result<Self, BadSource> {
        let well_formed = match text.split_once("://") {
            Some(("https" | "http", authority)) => is_authority(authority),
            Some(_) => false,
            None => text.strip_suffix(':').is_some_and(is_app_scheme),
        };
        if well_formed { Ok(Self(text.to_owned())) } else { Err(BadSource) }
    }

    /// The source that a redirect to this address needs.
    pub fn of(redirect: &Url) -> Result<Self, BadSource> {
        match redirect.scheme() {
            "https" | "http" => Self::parse(&redirect.origin().ascii_serialization()),
            scheme => Self::parse(&format!("{scheme}:")),
        }
    }
}

/// RFC 3986 §3.1, in lower case as the parsed form has it.
fn is_app_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b))
        && !NO_APPS.contains(&scheme)
}

fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port_fits = port.is_none_or(|p| p.bytes().all(|b| b.is_ascii_digit()) && p.parse::<u16>().is_ok());
    port_fits && is_host(host)
}

fn is_host(host: &str) -> bool {
    if let Some(ip) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        return ip.parse::<Ipv6Addr>().is_ok();
    }
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
}

/// A policy in the making.
#[derive(Clone, Debug)]
pub struct Csp {
    text: String,
    targets: String,
}

impl Csp {
    /// The policy of our pages.
    pub fn page() -> Self {
        Self { text: PAGE_TEXT.to_owned(), targets: " 'self'".to_owned() }
    }

    /// The policy of a page that posts an answer to a client. Browsers hold every redirect that follows
    /// a form to `form-action`, and where the client sends people on to is not ours to know: only the
    /// scheme is bound. Our own script sends the one form; nothing is inlined.
    pub fn form_post(client: &Source) -> Self {
        let targets = match client.0.split_once("://") {
            Some(("https", _)) => " https:".to_owned(),
            Some(_) => " https: http:".to_owned(),
            None => format!(" {}", client.0),
        };
        Self { text: PAGE_TEXT.to_owned(), targets }
    }

    /// Lets forms end at a client too: browsers apply `form-action` to the redirect that answers
    /// the form.
    #[must_use]
    pub fn form_action(mut self, client: &Source) -> Self {
        self.targets.push(' ');
        self.targets.push_str(&client.0);
        self
    }

    /// Lets the page frame these clients (front-channel logout).
    #[must_use]
    pub fn frames<'a>(mut self, clients: impl IntoIterator<Item = &'a Source>) -> Self {
        let list: String = clients.into_iter().flat_map(|s| [" ", s.0.as_str()]).collect();
        if !list.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(self.text, "; frame-src{list}");
        }
        self
    }

    /// Lets elements bring their own style: letters do, and the page that shows them in frames hands this
    /// policy on to them.
    #[must_use]
    pub fn inline_styles(mut self) -> Self {
        self.text = self.text.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
        self
    }

    /// Makes browsers refuse strings where scripts could be injected (the admin console).
    #[must_use]
    pub fn trusted_types(mut self) -> Self {
        self.text.push_str("; require-trusted-types-for 'script'");
        self
    }

    /// The header's value.
    pub fn value(&self) -> HeaderValue {
        // The alphabet of every part is ASCII; the fallback is the policy that allows nothing.
        HeaderValue::try_from(format!("{}; form-action{}", self.text, self.targets)).unwrap_or(NOTHING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_additions_has_the_table_s_policy() {
        assert_eq!(Csp::page().value(), PAGE);
    }

    #[test]
    fn additions_come_at_their_place() {
        let client = Source::parse("https://app.example:8443").unwrap();
        let app = Source::of(&"com.example.app:/callback".parse().unwrap()).unwrap();
        let policy = Csp::page().form_action(&client).form_action(&app).frames([&client]).trusted_types();
        let value = policy.value();
        let text = value.to_str().unwrap();
        assert!(text.ends_with("; form-action 'self' https://app.example:8443 com.example.app:"), "{text}");
        assert!(text.contains("; frame-src https://app.example:8443; require-trusted-types-for 'script';"));
    }

    #[test]
    fn form_post_may_be_sent_on_over_a_scheme_that_is_as_safe() {
        for (client, targets) in [
            ("https://app.example/cb?x=1", "https:"),
            ("http://127.0.0.1:9/cb", "https: http:"),
            ("app.example:/cb", "app.example:"),
        ] {
            let value = Csp::form_post(&Source::of(&client.parse().unwrap()).unwrap()).value();
            let text = value.to_str().unwrap();
            assert_eq!(text, format!("{PAGE_TEXT}; form-action {targets}"));
        }
    }

    #[test]
    fn only_bare_origins_and_app_schemes_are_sources() {
        for good in ["https://a.example", "http://localhost:3000", "http://[::1]:80", "com.example.app:", "myapp:"] {
            assert!(Source::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "*",
            "'self'",
            "https:",
            "http:",
            "https://",
            "https://*",
            "https://*.example",
            "javascript:",
            "data:",
            "https://a.example/",
            "https://a.example/path",
            "https://a;b",
            "https://a b",
            "https://a,b",
            "https://u@a.example",
            "https://a.example:",
            "https://a.example:70000",
            "https://a:b:1",
            "//a.example",
            "a.example",
            "com.example.app",
            "com.example.app:x",
            "com.example.app://x",
            "https://[::1",
            "https://a\n",
            "app; script-src *:",
            "https://пример.example",
            "https://a.example?x",
            "https://a.example#x",
        ] {
            assert_eq!(Source::parse(bad), Err(BadSource), "{bad}");
        }
    }
}
