//! The authorization that a longer flow serves: one that ends meanwhile does not stop somebody in the middle of it.

use crate::service::authorize::{self, TrackError, View};
use crate::web::error::{Stop, lost};
use crate::web::login::code_at;
use crate::web::visit::Visit;

/// What a flow leads back to.
pub(super) struct Serves {
    /// The authorization, while it can go on.
    pub view: Option<View>,
    /// Its id; told to be over at the end.
    pub track: Option<String>,
    /// The page of ours that the person wanted, where no authorization does.
    pub next: Option<String>,
}

impl Serves {
    /// Nothing.
    pub(super) const fn nothing() -> Self {
        Self { view: None, track: None, next: None }
    }

    /// An address of ours with the authorization.
    pub(super) fn at(&self, path: &str) -> String {
        let join = if path.contains('?') { '&' } else { '?' };
        match &self.track {
            Some(track) => format!("{path}{join}track_id={track}"),
            None => code_at(path, false, self.next.clone()),
        }
    }

    /// Where somebody who is signed in goes on.
    pub(super) fn end(&self) -> String {
        match &self.track {
            Some(id) => format!("/oauth2/authorize/continue?track_id={id}"),
            None => self.next.clone().unwrap_or_else(|| "/account".into()),
        }
    }
}

/// Reads the authorization that an address or a form names. `midway`: somebody is in the middle of the flow.
pub(super) async fn serves(mut visit: Visit, track: Option<&str>, midway: bool) -> Result<(Visit, Serves), Stop> {
    let Some(id) = track.and_then(|t| t.parse().ok()) else {
        let (visit, view) = visit.look(track).await?;
        let next = visit.next();
        return Ok((visit, Serves { view, track: None, next }));
    };
    match authorize::look(&visit.core, id, &visit.bound()).await {
        Ok(view) => {
            visit.serves(&view);
            Ok((visit, Serves { view: Some(view), track: Some(id.text()), next: None }))
        }
        Err(TrackError::Expired { .. }) if midway => {
            Ok((visit, Serves { view: None, track: Some(id.text()), next: None }))
        }
        Err(error) => Err(lost(visit, error).await?.into()),
    }
}
