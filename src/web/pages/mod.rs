//! One struct per page. A handler fills it, askama draws it; no rule of the product lives here.

pub mod account;
pub mod button;
pub mod consent;
pub mod demo;
pub mod developers;
pub mod device;
pub mod ends;
pub mod field;
pub mod home;
pub mod messages;
pub mod moment;
pub mod other_device;
pub mod outbox;
pub mod passkey;
pub mod people;
pub mod recover;
pub mod register;
pub mod second;
pub mod security;
pub mod sign_in;
pub mod upstream;

#[cfg(test)]
mod account_samples;
#[cfg(test)]
mod console_samples;
#[cfg(test)]
mod more_samples;
#[cfg(test)]
mod passkey_samples;
#[cfg(test)]
mod recover_samples;
#[cfg(test)]
mod render_all;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod step_samples;
#[cfg(test)]
mod ways_samples;
