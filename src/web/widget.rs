//! `/widget/…`: the script and the style of "Login with Freedom ID", for pages of other sites.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::Router;
use axum::body::Bytes;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::http::headers::RESOURCE;
use crate::http::state::App;
use crate::web::assets;

/// A file that other sites load.
pub(super) struct File {
    text: Bytes,
    kind: &'static str,
    /// What a page compares it with (Subresource Integrity §3.1).
    pub integrity: String,
    etag: HeaderValue,
}

/// Where the first version is; another one that old pages could not use would have another address.
pub(super) const SCRIPT: &str = "/widget/v1/freedom-id.js";
/// The same for the style.
pub(super) const STYLE: &str = "/widget/v1/freedom-id.css";

pub(super) static SCRIPT_FILE: LazyLock<File> = LazyLock::new(|| File::of("widget/freedom-id.js"));
pub(super) static STYLE_FILE: LazyLock<File> = LazyLock::new(|| File::of("widget/freedom-id.css"));

/// The routes; `/widget/` without a version is the newest one.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(SCRIPT, get(script))
        .route("/widget/freedom-id.js", get(script))
        .route(STYLE, get(style))
        .route("/widget/freedom-id.css", get(style))
}

async fn script(headers: HeaderMap) -> Response {
    SCRIPT_FILE.answer(&headers)
}

async fn style(headers: HeaderMap) -> Response {
    STYLE_FILE.answer(&headers)
}

impl File {
    fn of(name: &'static str) -> Self {
        let (bytes, kind) = assets::named(name).unwrap_or_default();
        let text = lean(&String::from_utf8_lossy(&bytes));
        let digest = STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes()));
        let etag = HeaderValue::try_from(format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static("\"\""));
        Self { text: text.into(), kind, integrity: format!("sha256-{digest}"), etag }
    }

    /// Kept for an hour and then asked for again: a repair has to reach every site.
    fn answer(&self, asked: &HeaderMap) -> Response {
        let common = [
            (ETAG, self.etag.clone()),
            (CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
            (RESOURCE, HeaderValue::from_static("cross-origin")),
            (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        ];
        let known = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let own = self.etag.to_str().unwrap_or_default();
        if known.flat_map(|list| list.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == own) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        (common, [(CONTENT_TYPE, self.kind)], self.text.clone()).into_response()
    }
}

/// Without indentation and comments, which stand on lines of their own: every visitor of other sites loads it.
fn lean(source: &str) -> String {
    let lines = source.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_small_and_still_all_there() {
        let text = String::from_utf8(SCRIPT_FILE.text.to_vec()).unwrap();
        assert!(text.len() < 5 * 1024, "{}", text.len());
        assert!(text.starts_with("(() => {\n\"use strict\";") && text.ends_with("})();\n"), "{text}");
        assert!(!text.contains('`'), "a text over several lines would lose its indentation");
    }
}
