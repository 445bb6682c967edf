//! What text messages may cost: they are the one thing here that strangers can make us pay for.
//!
//! Rows are counted in the order of this file, the one that everybody shares last.

use crate::base::{Fault, Phone};
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

/// One notice about an account to a number of its owner: so many per day. It counts for the day's budget but
/// is not refused by it: whoever uses that up must not keep owners from being told. Tells whether it may be
/// sent; one that may not was not counted.
pub(in crate::service) async fn notice(core: &Core, tx: &mut Tx, phone: &Phone) -> Result<bool, Fault> {
    if !core.config.limits.enabled {
        return Ok(true);
    }
    let (own, now) = (bucket(core, "sms-notices", phone.as_str()), core.clock.now());
    if limits::count(tx, &own, DAY, now).await?.count > core.config.sms.notices_per_day {
        limits::refund(tx, &own).await?;
        return Ok(false);
    }
    limits::count(tx, &bucket(core, "sms-day", ""), DAY, now).await?;
    Ok(true)
}

fn country(core: &Core, phone: &Phone) -> String {
    match core.config.sms.country(phone) {
        Some(EVERYWHERE) | None => phone.calling_code(),
        Some(entry) => entry.to_owned(),
    }
}
