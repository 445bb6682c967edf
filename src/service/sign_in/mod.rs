//! Signing in. Every way in ends in [`enter::enter_within`], which alone decides whether a session begins or a
//! second proof is asked for.

pub mod again;
mod code;
mod enter;
mod passkey;
mod password;
pub mod prove;
pub mod second;

pub use code::{Finish, FinishError, Start, StartError, finish, start};
pub use enter::{Barred, Entered, Proved, barred, enter_within};
pub use passkey::{PasskeyError, WithPasskey, second_by_passkey, with_passkey};
pub use password::{SignInError, WithPassword, with_password};
