//! Static files inside the binary. Each is served under a digest of its content, so a browser
//! may keep it for ever and a new version has a new address.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// Hexadecimal digits of the SHA-256 that stand in an address.
const DIGITS: usize = 12;

static DIGESTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|path| {
            let file = Files::get(&path)?;
            let mut hex = String::with_capacity(DIGITS);
            for byte in file.metadata.sha256_hash().iter().take(DIGITS / 2) {
                write!(hex, "{byte:02x}").ok()?;
            }
            Some((path.into_owned(), hex))
        })
        .collect()
});

/// The address of a static file: `css/core.css` becomes `/static/<hash>/css/core.css`.
/// A name that does not exist gets an address that answers 404.
pub fn asset(path: &str) -> String {
    let hash = DIGESTS.get(path).map_or("none", String::as_str);
    format!("/static/{hash}/{path}")
}

/// The content and media type of a file, by what follows `/static/` in its address.
/// An address with another digest belongs to another version: nothing is found.
pub fn find(hash_and_path: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
    let (hash, path) = hash_and_path.split_once('/')?;
    if DIGESTS.get(path)? != hash {
        return None;
    }
    named(path)
}

/// The content and media type of a file by its path under `static/`, for one that is served at an address of
/// its own.
pub fn named(path: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
    Some((Files::get(path)?.data, media_type(path)))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_file_and_to_no_other_version() {
        let address = asset("css/core.css");
        let (bytes, kind) = find(address.strip_prefix("/static/").unwrap()).unwrap();
        assert!(!bytes.is_empty());
        assert_eq!(kind, "text/css; charset=utf-8");
        assert!(find("000000000000/css/core.css").is_none());
        assert!(find("css/core.css").is_none());
    }

    #[test]
    fn the_files_stay_within_their_budget() {
        let size = |path: &str| Files::get(path).unwrap().data.len();
        assert!(size("css/core.css") <= 22 * 1024);
        assert!(size("css/flow.css") <= 6 * 1024);
        assert!(size("js/core.js") <= 8 * 1024);
    }
}
