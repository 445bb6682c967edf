//! The `OpenAPI` document of every JSON endpoint: the descriptions of the families in one.

use serde_json::json;

use crate::protocol::openapi::{Document, Info, Operation, Schema, Tag};

use super::{oauth, partner};

const HEALTH: &str = "Operation";

const ABOUT: &str = "One account for many sites and apps. Partners come in by a login link or by standard OpenID \
                     Connect; both lead to the same people, consents and tokens.";

/// The document of the server at `issuer`.
pub fn document(issuer: &str) -> Document {
    let info = Info { title: "Freedom ID", version: env!("CARGO_PKG_VERSION"), description: ABOUT };
    let health = vec![Tag { name: HEALTH, description: "For balancers and monitors." }];
    let tags = [partner::tags(), oauth::tags(), health].concat();
    let operations = [partner::operations(), oauth::operations(), probes().into()].concat();
    let schemas = [partner::schemas(), oauth::schemas()].concat();
    Document::new(info, issuer, tags, operations, schemas)
}

fn probes() -> [Operation; 2] {
    let word = || Schema::text("One line.");
    let alive = Operation::new("get", "/healthz", HEALTH, "alive").about("The process answers", "").answers_with(
        200,
        "It does.",
        "text/plain",
        word(),
        Some(json!("ok\n")),
    );
    let ready = Operation::new("get", "/readyz", HEALTH, "ready")
        .about("Database and keys are usable", "")
        .answers_with(200, "They are.", "text/plain", word(), Some(json!("ready\n")))
        .answers_with(
            503,
            "They are not, or the server is stopping.",
            "text/plain",
            word(),
            Some(json!("not ready\n")),
        );
    [alive, ready]
}
