//! Marks of what a request presented and may not present again. They are spent in the transaction of the
//! verb, so that proof costs no write of its own.

use crate::base::{Digest, Fault, Micros};
use crate::protocol::error::OAuthError;
use crate::service::Core;
use crate::store::{Tx, replays};

/// Everything of one request that works only once.
#[derive(Clone, Debug, Default)]
pub struct Marks(Vec<Mark>);

#[derive(Clone, Debug)]
struct Mark {
    once: Digest,
    ends_at: Micros,
    refusal: OAuthError,
}

impl Marks {
    /// Adds one; `refusal` is told to whoever presents it again.
    pub fn add(&mut self, once: Digest, ends_at: Micros, refusal: OAuthError) {
        self.0.push(Mark { once, ends_at, refusal });
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Spends them. `Some` refusal if one was spent before: then nothing else may be written but what must
    /// be remembered.
    pub async fn spend(&self, tx: &mut Tx) -> Result<Option<OAuthError>, Fault> {
        for mark in &self.0 {
            if !replays::spend(tx, &mark.once, mark.ends_at).await? {
                return Ok(Some(mark.refusal));
            }
        }
        Ok(None)
    }

    /// Spends them where nothing else is written.
    pub async fn spend_alone(self, core: &Core) -> Result<Option<OAuthError>, Fault> {
        if self.0.is_empty() {
            return Ok(None);
        }
        core.db.write(move |tx| Box::pin(async move { self.spend(tx).await })).await
    }
}
