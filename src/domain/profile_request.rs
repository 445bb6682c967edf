//! A client's request for a person's whole profile (seed `001`, "Client Profile Request"): queued, worked
//! off, kept for a while.

use std::time::Duration;

use crate::base::{Id, Micros};
use crate::domain::oauth::client::ClientId;
use crate::domain::oauth::grant::GrantId;
use crate::domain::user::UserId;
use crate::domain::words;

/// Tag of our ids of requests.
pub enum ProfileRequestTag {}
/// Our id of a request: a new one each time, so that what was begun for an earlier one cannot be written
/// into a later one.
pub type ProfileRequestId = Id<ProfileRequestTag>;

/// Tag of the clients' ids of requests.
pub enum OuterTag {}
/// The id that the client chose. It names a request of one client about one person only.
pub type OuterId = Id<OuterTag>;

/// How far a request is. When its time is over there is no such request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its answer.
    Pending,
    /// The answer is there.
    Completed,
    /// There will be none.
    Failed,
}
words!(State { Pending = "pending", Completed = "completed", Failed = "failed" });

impl State {
    /// How long a request is known from the moment on at which it came to stand so.
    pub const fn kept(self) -> Duration {
        match self {
            Self::Pending => Duration::from_secs(24 * 3_600),
            Self::Completed | Self::Failed => Duration::from_secs(3_600),
        }
    }
}

/// Requests of one client about one person that may wait at once.
pub const MOST_PENDING: u32 = 20;
/// Requests of one client about one person that are known at once, answers included.
pub const MOST_KNOWN: u32 = 200;

/// One request.
#[derive(Clone, Debug)]
pub struct ProfileRequest {
    /// Our id; also the place the payload is sealed for.
    pub id: ProfileRequestId,
    /// Who asks.
    pub client: ClientId,
    /// About whom.
    pub user: UserId,
    /// By what right.
    pub grant: GrantId,
    /// The client's id.
    pub outer: OuterId,
    /// How far it is.
    pub state: State,
    /// Since when.
    pub changed_at: Micros,
    /// Not known after that.
    pub expires_at: Micros,
    /// Tries to answer it, the present one included.
    pub attempts: u32,
    /// The sealed answer, while there is one.
    pub payload: Option<String>,
}

impl ProfileRequest {
    /// A request that is made now.
    pub fn new(client: ClientId, user: UserId, grant: GrantId, outer: OuterId, now: Micros) -> Self {
        let state = State::Pending;
        let expires_at = now.plus(state.kept());
        Self {
            id: Id::ordered(),
            client,
            user,
            grant,
            outer,
            state,
            changed_at: now,
            expires_at,
            attempts: 0,
            payload: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_known_for_a_day_and_what_ended_for_an_hour() {
        let hours = |state: State| state.kept().as_secs() / 3_600;
        assert_eq!(State::ALL.iter().map(|s| hours(*s)).collect::<Vec<_>>(), [24, 1, 1]);
    }
}
