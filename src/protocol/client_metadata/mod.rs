//! Client metadata (RFC 7591 §2, OIDC Registration 1.0 §2 and the RFCs that add to it) as JSON: read over
//! a client, and written back.

pub mod keys;
mod read;
mod write;

use serde_json::{Map, Value};

use crate::protocol::error::OAuthError;

pub use read::{Who, open_scopes, write_over};
pub use write::{described, registered};

/// Deepest nesting of arrays and objects.
const DEEPEST: usize = 8;
/// Most members.
const MOST: usize = 100;

/// The members of a metadata document.
#[derive(Clone, Debug, Default)]
pub struct Members(Map<String, Value>);

impl Members {
    /// Reads a document. How long it may be is the reader's to bound.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        if is_deep(text) {
            return Err(OAuthError::invalid_client_metadata("the metadata is nested too deeply"));
        }
        let members: Map<String, Value> = serde_json::from_str(text)
            .map_err(|_| OAuthError::invalid_client_metadata("the metadata is not a JSON object"))?;
        if members.len() > MOST {
            return Err(OAuthError::invalid_client_metadata("the metadata has too many members"));
        }
        Ok(Self(members))
    }

    /// A member, if it is there; `null` stands for one that is to be as if it never was (RFC 7592 §2.2).
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Whether a member has a value.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !value.is_null())
    }
}

/// Counted before anything is built, so that depth costs nothing.
fn is_deep(text: &str) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    text.bytes().any(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

#[cfg(test)]
mod tests;
