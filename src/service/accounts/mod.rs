//! Accounts: how they come to be, what people and operators do with them.

mod claim;
pub mod closing;
pub mod contacts;
pub mod erase;
pub mod export;
pub mod facts;
pub mod glance;
pub mod import;
pub mod manage;
mod open;
pub mod password;
pub mod preferences;
pub mod profile;
pub mod register;
mod register_passkey;

use crate::domain::contact::Address;
use crate::service::Core;

/// The policy of our own pages for contacts: a phone number must exist in its numbering plan, and
/// SMS must go there.
fn can_reach(core: &Core, address: &Address) -> bool {
    match address {
        Address::Phone(phone) => core.gateways.sms.reaches(phone) && phone.is_assignable(),
        Address::Email(_) => true,
    }
}
