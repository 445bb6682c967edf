//! The catalogue: every visible text of the pages, in four languages.

mod account;
mod apps;
mod button;
mod common;
mod consent;
mod contacts;
mod dev;
mod developers;
mod device;
mod ends;
mod fields;
mod home;
mod passkey;
mod register;
mod sign_in;
mod whereabouts;

pub use account::Account;
pub use apps::Apps;
pub use button::Button;
pub use common::Common;
pub use consent::{Consent, Data};
pub use contacts::Contacts;
pub use dev::{Demo, Outbox};
pub use developers::Developers;
pub use device::Device;
pub use ends::{Ends, Trouble};
pub use fields::{Fields, Wrong};
pub use home::{Home, Papers};
pub use passkey::Passkey;
pub use register::Register;
pub use sign_in::SignIn;
pub use whereabouts::Whereabouts;
