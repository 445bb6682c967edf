//! An authorization from its request to its answer. One dispatcher decides what comes next; pages
//! never know which page follows.

mod advance;
mod begin;
pub mod connected;
pub mod consent;
pub mod device;
mod issue;
pub mod link;
mod push;
mod resolve;
mod view;

pub use advance::{advance, advance_from, give_up, identify};
pub use begin::{Begin, BeginError, begin, park};
pub use push::{Push, Pushed, push};
pub use view::{Browser, TrackError, View, look, view};

use crate::domain::oauth::track::TrackId;
use crate::domain::oauth::vocab::ResponseMode;
use crate::protocol::prompt::Step;
use crate::protocol::redirect::Answer;

/// What the browser does next.
#[derive(Debug)]
pub enum Next {
    /// Back to the client.
    Answer(Answer),
    /// A page of ours. The step is one that has a page.
    Page {
        /// For this authorization.
        track: TrackId,
        /// Which page.
        step: Step,
        /// How the answer will travel: a page in a pop-up window keeps its opener.
        mode: ResponseMode,
    },
}
