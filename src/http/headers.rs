//! The one table of security headers, by kind of answer.
//!
//! A header that the handler has set itself stays: that is how the few exceptions are made (a widget
//! script with `Cross-Origin-Resource-Policy: cross-origin`, a pop-up page with
//! `Cross-Origin-Opener-Policy: unsafe-none`, a page with a [`Csp`] of its own).

mod csp;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, Entry, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

pub use csp::{BadSource, Csp, Source};

/// What an answer is. A handler may put another kind into the response extensions
/// (`(Extension(Kind::FormPost), page)`) than the one of its door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An HTML page of ours.
    Page,
    /// An answer of an API.
    Json,
    /// Metadata and keys: the same for everyone, cached, readable by any origin.
    PublicJson,
    /// The page that posts an authorization response to a client.
    FormPost,
    /// A file whose name contains its hash.
    Static,
    /// A page that other sites may put into a frame (the session check of OpenID Connect).
    Framed,
}

/// `Cross-Origin-Opener-Policy`
pub const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// `Cross-Origin-Resource-Policy`
pub const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Everything that pages could be granted is off, but for what signing in needs.
const PERMISSIONS_VALUE: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
     fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
     payment=(), picture-in-picture=(), screen-wake-lock=(), usb=(), web-share=(), \
     xr-spatial-tracking=(), publickey-credentials-get=(self), \
     publickey-credentials-create=(self), otp-credentials=(self)",
);
const HSTS_VALUE: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const CROSS_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");

/// The table, for one deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderTable {
    https: bool,
}

impl HeaderTable {
    /// `https` tells whether the issuer is an https address: only then may browsers be told to
    /// insist on it.
    pub const fn new(https: bool) -> Self {
        Self { https }
    }

    /// Completes the headers of an answer of this kind (or of the kind in its extensions).
    pub fn apply(self, kind: Kind, response: &mut Response) {
        let kind = response.extensions().get().copied().unwrap_or(kind);
        let failed = !(response.status().is_success() || response.status().is_redirection());
        let headers = response.headers_mut();
        headers.reserve(12);
        if self.https {
            fill(headers, STRICT_TRANSPORT_SECURITY, HSTS_VALUE);
        }
        fill(headers, X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        fill(headers, REFERRER_POLICY, SAME_ORIGIN);
        fill(headers, OPENER, SAME_ORIGIN);
        fill(headers, PERMISSIONS, PERMISSIONS_VALUE);
        fill(headers, RESOURCE, kind.resource_policy());
        fill(headers, CONTENT_SECURITY_POLICY, kind.content_policy());
        if kind != Kind::Framed {
            fill(headers, X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
        if kind == Kind::PublicJson {
            fill(headers, ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        // A cached failure would outlive its cause.
        fill(headers, CACHE_CONTROL, if failed { NO_STORE } else { kind.cache() });
    }
}

impl Kind {
    const fn cache(self) -> HeaderValue {
        match self {
            Self::Page | Self::Json | Self::FormPost => NO_STORE,
            Self::PublicJson => HeaderValue::from_static("public, max-age=900"),
            Self::Static => HeaderValue::from_static("public, max-age=31536000, immutable"),
            Self::Framed => HeaderValue::from_static("public, max-age=3600"),
        }
    }

    const fn resource_policy(self) -> HeaderValue {
        match self {
            Self::Page | Self::Json | Self::FormPost | Self::Static => SAME_ORIGIN,
            Self::PublicJson | Self::Framed => CROSS_ORIGIN,
        }
    }

    const fn content_policy(self) -> HeaderValue {
        match self {
            Self::Page => csp::PAGE,
            Self::Json | Self::PublicJson | Self::Static => csp::NOTHING,
            Self::FormPost => csp::FORM_POST_WITHOUT_TARGET,
            Self::Framed => csp::FRAMED,
        }
    }
}

fn fill(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if let Entry::Vacant(vacant) = headers.entry(name) {
        vacant.insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    fn applied(kind: Kind, https: bool, response: impl IntoResponse) -> HeaderMap {
        let mut response = response.into_response();
        HeaderTable::new(https).apply(kind, &mut response);
        response.headers().clone()
    }

    #[test]
    fn every_kind_has_the_common_headers() {
        for kind in [Kind::Page, Kind::Json, Kind::PublicJson, Kind::FormPost, Kind::Static, Kind::Framed] {
            let headers = applied(kind, true, ());
            for name in [STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, REFERRER_POLICY, OPENER] {
                assert!(headers.contains_key(&name), "{kind:?} {name}");
            }
            for name in [PERMISSIONS, RESOURCE, CONTENT_SECURITY_POLICY, CACHE_CONTROL] {
                assert!(headers.contains_key(&name), "{kind:?} {name}");
            }
            assert_eq!(headers.contains_key(X_FRAME_OPTIONS), kind != Kind::Framed);
            let open = headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(open, kind == Kind::PublicJson);
        }
    }

    #[test]
    fn plain_http_is_never_told_to_insist_on_https() {
        assert!(!applied(Kind::Page, false, ()).contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn only_public_answers_are_cached_and_failures_never() {
        let cache = |kind, status: StatusCode| applied(kind, true, status).get(CACHE_CONTROL).unwrap().clone();
        assert_eq!(cache(Kind::PublicJson, StatusCode::OK), "public, max-age=900");
        assert_eq!(cache(Kind::PublicJson, StatusCode::SERVICE_UNAVAILABLE), "no-store");
        assert_eq!(cache(Kind::Static, StatusCode::NOT_FOUND), "no-store");
        assert_eq!(cache(Kind::Static, StatusCode::NOT_MODIFIED), "public, max-age=31536000, immutable");
        assert_eq!(cache(Kind::Json, StatusCode::OK), "no-store");
    }

    #[test]
    fn the_handler_has_the_last_word() {
        let own = [(OPENER, "unsafe-none")];
        assert_eq!(applied(Kind::Page, true, own).get(OPENER).unwrap(), "unsafe-none");
        let other = axum::Extension(Kind::Framed);
        assert!(!applied(Kind::Page, true, (other, "")).contains_key(X_FRAME_OPTIONS));
    }
}
