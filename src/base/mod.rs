//! Floor 0: words without product meaning. Imports nothing of ours.

pub mod clock;
pub mod contact;
pub mod fault;
pub mod id;
pub mod jwk;
pub mod jws;
pub mod keyring;
pub mod locale;
pub mod random;
pub mod request_id;
pub mod secret;

pub use clock::{Clock, Micros};
pub use contact::{Email, Phone};
pub use fault::Fault;
pub use id::Id;
pub use locale::Locale;
pub use request_id::RequestId;
pub use secret::{Digest, Secret};
