//! E-mail addresses and phone numbers: read once, kept in their normal form. However a person spells one, at
//! whichever door, it is one contact; and no two that people take for different ones become the same.

mod email;
mod phone;

pub use email::{Email, NotAnEmail, has_at};
pub use phone::{NotAPhone, Phone};
