//! What handlers share.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::service::Core;

/// The state of every router. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The services.
    pub core: Core,
    /// Documents that are the same for everybody, serialised once.
    pub documents: Arc<Documents>,
}

/// Answers that do not change while the program runs.
#[derive(Debug, Default)]
pub struct Documents {
    /// Provider metadata, JSON.
    pub metadata: bytes::Bytes,
    /// Metadata of user info as a resource, JSON.
    pub resource: bytes::Bytes,
}

impl FromRef<App> for Core {
    fn from_ref(app: &App) -> Self {
        app.core.clone()
    }
}
