//! What lets a person in.

use crate::base::Fault;
use crate::domain::contact::{Channel, Contact};
use crate::domain::factors::Factors;
use crate::domain::session::Amr;
use crate::domain::user::{Person, UserId};
use crate::domain::ways::Ways;
use crate::store::{Conn, factors, upstream_links};

use super::{Core, upstream};

/// All that lets a person in now.
pub(super) async fn of(core: &Core, conn: &mut impl Conn, person: &Person) -> Result<Ways, Fault> {
    let user = person.user.id;
    let (factors, linked) = (factors::of(conn, user).await?, linked(core, conn, user).await?);
    Ok(by(core, factors, linked, &person.contacts.iter().collect::<Vec<_>>()))
}

/// Whether an account elsewhere lets a person in.
pub(super) async fn linked(core: &Core, conn: &mut impl Conn, user: UserId) -> Result<bool, Fault> {
    let choices = upstream::choices(core);
    if choices.is_empty() {
        return Ok(false);
    }
    let links = upstream_links::of_user(conn, user).await?;
    Ok(links.iter().any(|link| choices.iter().any(|choice| choice.issuer == link.issuer)))
}

/// What would let somebody in who has these contacts. The second step by SMS goes with the last number.
pub(super) fn by(core: &Core, factors: Factors, upstream: bool, contacts: &[&Contact]) -> Ways {
    let proved = |channel| contacts.iter().any(|c| c.confirmed_at.is_some() && c.address.channel() == channel);
    let (phone, email) = (proved(Channel::Phone), proved(Channel::Email));
    let others = [
        (factors.password && (phone || email), Amr::Pwd),
        (phone && core.gateways.sms.is_on(), Amr::Sms),
        (email, Amr::Otp),
        (upstream, Amr::Upstream),
    ];
    let factors = Factors { sms_step: factors.sms_step && phone, ..factors };
    Ways { factors, others: others.into_iter().filter_map(|(has, amr)| has.then_some(amr)).collect() }
}
