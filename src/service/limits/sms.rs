//! What text messages may cost: they are the one thing here that strangers can make us pay for.
//!
//! Rows are counted in the order of this file, the one that everybody shares last.

use crate::base::Phone;
use crate::config::EVERYWHERE;
use crate::store::{Tx, limits};

use super::{Core, DAY, HOUR, LimitError, bucket, window};

/// One message to a number: so many per hour to its neighbours, so many per day to its country and in all.
///
/// One that does not leave because nobody is there costs nothing, so it takes nothing from the budgets of
/// the day, or strangers could use them up for free. It is refused where they are full all the same, or the
/// refusal would tell who is there. It does count for its neighbours: a budget so small that one can see a
/// single message in it must not tell either.
pub(super) async fn send(core: &Core, tx: &mut Tx, phone: &Phone, leaves: bool) -> Result<(), LimitError> {
    let sms = &core.config.sms;
    let country = country(core, phone);
    window(core, tx, "sms-range", phone.range(), sms.sends_per_range_hour, HOUR).await?;
    window(core, tx, "sms-country", &country, sms.sends_per_country_day, DAY).await?;
    window(core, tx, "sms-day", "", sms.sends_per_day, DAY).await?;
    if !leaves && core.config.limits.enabled {
        limits::refund(tx, &bucket(core, "sms-country", &country)).await?;
        limits::refund(tx, &bucket(core, "sms-day", "")).await?;
    }
    Ok(())
}

fn country(core: &Core, phone: &Phone) -> String {
    match core.config.sms.country(phone) {
        Some(EVERYWHERE) | None => phone.calling_code(),
        Some(entry) => entry.to_owned(),
    }
}
