//! The catalogue: every visible text of the pages, in four languages.

mod account;
mod button;
mod common;
mod consent;
pub mod countries;
mod custody;
mod dev;
mod developers;
mod device;
mod ends;
mod facts;
mod fields;
mod home;
mod register;
mod sign_in;
mod trail;

pub use account::Account;
pub use button::Button;
pub use common::Common;
pub use consent::{Consent, Data};
pub use custody::{Custody, Glance, Identity};
pub use dev::{Demo, Outbox};
pub use developers::Developers;
pub use device::Device;
pub use ends::{Ends, Trouble};
pub use facts::Facts;
pub use fields::{Fields, Wrong};
pub use home::{Home, Papers};
pub use register::Register;
pub use sign_in::SignIn;
pub use trail::{Happened, Trail};
