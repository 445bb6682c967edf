//! Every limit that must hold over all nodes, by name. Nothing here counts while
//! `limits.enabled` is false.

pub mod sms;

use std::time::Duration;

use crate::base::{Digest, Fault, Micros};
use crate::domain::activity::Origin;
use crate::domain::attempts::{Admission, LockoutRule};
use crate::domain::contact::Address;
use crate::domain::oauth::client::ClientId;
use crate::domain::otp::OtpPurpose;
use crate::domain::user::UserId;
use crate::store::{Tx, attempts, limits};

use super::Core;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);
const YEAR: Duration = Duration::from_secs(365 * 86_400);
const FIVE_MINUTES: Duration = Duration::from_secs(300);

/// A limit is reached. Made an `Err` of the write, so that what is refused is not counted.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    /// Not before then.
    #[error("limited")]
    Until(Micros),
    /// Our failure.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// One message to a destination: one per purpose and minute, so many per hour and day over all
/// purposes, so many per hour from one network; and what [`sms`] says. `leaves`: it is really sent, which
/// whoever asks must not find out.
pub async fn send(
    core: &Core,
    tx: &mut Tx,
    purpose: OtpPurpose,
    address: &Address,
    origin: &Origin,
    leaves: bool,
) -> Result<(), LimitError> {
    let otp = &core.config.otp;
    let minute = Duration::from_secs(otp.resend_seconds);
    let to = address.as_str();
    window(core, tx, "send-minute", &format!("{purpose} {to}"), 1, minute).await?;
    window(core, tx, "send-hour", to, otp.sends_per_hour, HOUR).await?;
    window(core, tx, "send-day", to, otp.sends_per_day, DAY).await?;
    window(core, tx, "send-network", &origin.network(), otp.sends_per_network_hour, HOUR).await?;
    match address {
        Address::Phone(phone) => sms::send(core, tx, phone, leaves).await,
        Address::Email(_) => Ok(()),
    }
}

/// One way back that begins for an address: few a day, whoever asks.
pub async fn recovery(core: &Core, tx: &mut Tx, address: &Address) -> Result<(), LimitError> {
    window(core, tx, "recover-day", address.as_str(), core.config.otp.recoveries_per_day, DAY).await
}

/// One registration or change of a client from a network. Counted before anything is fetched for it.
pub async fn registration(core: &Core, tx: &mut Tx, origin: &Origin) -> Result<(), LimitError> {
    let most = core.config.registration.per_network_hour;
    window(core, tx, "register-client", &origin.network(), most, HOUR).await
}

/// One call of a client that makes or changes records of people. It counts as a clash until
/// [`user_managed`] takes that back: a clash tells that somebody is here, and nobody may ask for many.
pub async fn manage_user(core: &Core, tx: &mut Tx, client: &ClientId) -> Result<(), LimitError> {
    let config = &core.config.freedom_id;
    window(core, tx, "manage-user", client.as_str(), config.user_calls_per_minute, MINUTE).await?;
    window(core, tx, CLASH, client.as_str(), config.user_clashes_per_hour, HOUR).await
}

/// The call did not clash.
pub async fn user_managed(core: &Core, tx: &mut Tx, client: &ClientId) -> Result<(), Fault> {
    if !core.config.limits.enabled {
        return Ok(());
    }
    limits::refund(tx, &bucket(core, CLASH, client.as_str())).await
}

const CLASH: &str = "user-clash";

/// One try at a code for a destination, over all its codes: a fresh code brings no fresh tries.
/// Tells until when no try counts, if so. The count stays, because the try was made.
pub async fn otp_try(core: &Core, tx: &mut Tx, address: &Address) -> Result<Option<Micros>, Fault> {
    if !core.config.limits.enabled {
        return Ok(None);
    }
    let now = core.clock.now();
    let row = (bucket(core, "otp-row", address.as_str()), in_a_row(core.config.limits.failures_in_a_row));
    if let Admission::Wait(until) = attempts::count(tx, &row.0, &row.1, now).await? {
        return Ok(Some(until));
    }
    let window = limits::count(tx, &bucket(core, "otp-tries", address.as_str()), HOUR, now).await?;
    Ok((window.count > core.config.otp.tries_per_hour).then_some(window.ends_at))
}

/// The try was right: only wrong ones count.
pub async fn otp_right(core: &Core, tx: &mut Tx, address: &Address) -> Result<(), Fault> {
    if !core.config.limits.enabled {
        return Ok(());
    }
    attempts::clear(tx, &bucket(core, "otp-row", address.as_str())).await?;
    limits::refund(tx, &bucket(core, "otp-tries", address.as_str())).await
}

/// Who tries the code of a device from where.
#[derive(Clone, Debug)]
pub struct UserCodeTry {
    /// The browser, by its binding.
    pub browser: Digest,
    /// The person who is signed in there.
    pub user: Option<UserId>,
    /// From where.
    pub origin: Origin,
}

impl UserCodeTry {
    /// What the try is counted for, how many are let through, and in which time.
    fn windows(&self, core: &Core) -> Vec<(String, u32, Duration)> {
        let (few, many) = (core.config.otp.tries_per_hour, core.config.limits.network_failures);
        let of = |rule, subject: &str| bucket(core, rule, subject);
        let user = self.user.map(|user| (of("user-code-account", &user.text()), few, HOUR));
        let browser = (of("user-code-browser", self.browser.text()), few, HOUR);
        let network = (of("user-code-network", &self.origin.network()), many, FIVE_MINUTES);
        user.into_iter().chain([browser, network]).collect()
    }
}

/// RFC 8628 §5.1: one try at the code of a device. A cookie is easily dropped, so the network and the
/// account count too. Tells until when no try counts, if so. The count stays, because the try was made.
pub async fn user_code_try(core: &Core, tx: &mut Tx, who: &UserCodeTry) -> Result<Option<Micros>, Fault> {
    let mut until = None;
    if core.config.limits.enabled {
        for (bucket, most, length) in who.windows(core) {
            let window = limits::count(tx, &bucket, length, core.clock.now()).await?;
            until = until.max((window.count > most).then_some(window.ends_at));
        }
    }
    Ok(until)
}

/// The code was one that waits for somebody: only wrong ones count.
pub async fn user_code_right(core: &Core, tx: &mut Tx, who: &UserCodeTry) -> Result<(), Fault> {
    if core.config.limits.enabled {
        for (bucket, ..) in who.windows(core) {
            limits::refund(tx, &bucket).await?;
        }
    }
    Ok(())
}

/// What a second proof is tried with. Each has a count of its own for a person, over all doors and browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondTry {
    /// A code of the authenticator app.
    Totp,
    /// A recovery code.
    Recovery,
}

impl SecondTry {
    /// Name, how many wrong ones are looked at, and in which time (LIMITS 5.1).
    const fn window(self) -> (&'static str, u32, Duration) {
        match self {
            Self::Totp => ("totp-tries", 5, FIVE_MINUTES),
            Self::Recovery => ("recovery-tries", 5, HOUR),
        }
    }
}

/// Why a try of a second proof does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTry {
    /// Not before then.
    Until(Micros),
    /// Wrong so often that only another proof opens this one again.
    Closed,
}

/// So many wrong codes of the app in a row, however slowly, and only another proof helps.
const TOTP_IN_A_ROW: u32 = 50;
const IN_A_ROW: &str = "totp-in-a-row";

/// One try of a second proof. The count stays, because the try was made.
pub async fn second_try(core: &Core, tx: &mut Tx, user: UserId, with: SecondTry) -> Result<Option<NoTry>, Fault> {
    if !core.config.limits.enabled {
        return Ok(None);
    }
    let (now, id) = (core.clock.now(), user.text());
    let (name, most, length) = with.window();
    let window = limits::count(tx, &bucket(core, name, &id), length, now).await?;
    if window.count > most {
        return Ok(Some(NoTry::Until(window.ends_at)));
    }
    if with == SecondTry::Totp {
        let row = limits::count(tx, &bucket(core, IN_A_ROW, &id), YEAR, now).await?;
        if row.count > TOTP_IN_A_ROW {
            return Ok(Some(NoTry::Closed));
        }
    }
    Ok(None)
}

/// A person proved themselves by a second proof, or set up a new one: nothing that was wrong counts any more.
pub async fn second_right(core: &Core, tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    if !core.config.limits.enabled {
        return Ok(());
    }
    for name in [SecondTry::Totp.window().0, SecondTry::Recovery.window().0, IN_A_ROW] {
        limits::clear(tx, &bucket(core, name, &user.text())).await?;
    }
    Ok(())
}

/// Who tries a password from where. Unknown names are counted like known people.
#[derive(Clone, Debug)]
pub struct PasswordTry {
    /// The person's id, or the name that nobody has.
    pub person: String,
    /// From where.
    pub origin: Origin,
    /// A browser that signed this person in before. It has a count of its own, so that strangers
    /// cannot keep the owner out, and so that it gets no endless tries either.
    pub known_device: Option<Digest>,
}

/// Stands for every browser where a person is signed in: they share one count, whatever cookies they bring.
pub fn signed_in() -> Digest {
    Digest::of("signed in")
}

/// Admits a try and counts it as a failure until [`password_right`] takes it back.
pub async fn password_try(core: &Core, tx: &mut Tx, who: &PasswordTry) -> Result<(), LimitError> {
    if !core.config.limits.enabled {
        return Ok(());
    }
    let limits = &core.config.limits;
    let far = far(core, who).map(|bucket| (bucket, limits.account_failures));
    let growing = |after: u32| LockoutRule {
        after: after.max(1),
        first: Duration::from_secs(limits.lockout_seconds),
        longest: Duration::from_secs(limits.lockout_max_seconds),
    };
    let counted = [(near(core, who), limits.password_failures)].into_iter().chain(far);
    let counted = counted.map(|(bucket, after)| (bucket, growing(after)));
    for (bucket, rule) in counted.chain([(hard(core, who), in_a_row(limits.failures_in_a_row))]) {
        if let Admission::Wait(until) = attempts::count(tx, &bucket, &rule, core.clock.now()).await? {
            return Err(LimitError::Until(until));
        }
    }
    if who.known_device.is_none() {
        let network = who.origin.network();
        window(core, tx, "password-network", &network, limits.network_failures, FIVE_MINUTES).await?;
        window(core, tx, "password-network-day", &network, limits.network_failures_per_day, DAY).await?;
    }
    Ok(())
}

/// The password was right.
pub async fn password_right(core: &Core, tx: &mut Tx, who: &PasswordTry) -> Result<(), Fault> {
    if !core.config.limits.enabled {
        return Ok(());
    }
    // In the order in which a try counts them: two that hold them otherwise would block each other.
    for bucket in [near(core, who)].into_iter().chain(far(core, who)).chain([hard(core, who)]) {
        attempts::clear(tx, &bucket).await?;
    }
    if who.known_device.is_none() {
        for rule in ["password-network", "password-network-day"] {
            limits::refund(tx, &bucket(core, rule, &who.origin.network())).await?;
        }
    }
    Ok(())
}

/// Somebody came back to their account: whatever failed before, here or from anywhere, is forgotten.
pub async fn forget_failures(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    origin: &Origin,
    device: Option<&Digest>,
) -> Result<(), Fault> {
    let anybody = PasswordTry { person: user.text(), origin: origin.clone(), known_device: None };
    let known = PasswordTry { known_device: device.cloned(), ..anybody.clone() };
    let inside = PasswordTry { known_device: Some(signed_in()), ..anybody.clone() };
    // In the order in which a try counts them: two that hold them otherwise would block each other.
    let near = [near(core, &anybody), near(core, &known), near(core, &inside)].into_iter();
    let hard = [hard(core, &anybody), hard(core, &known), hard(core, &inside)];
    for bucket in near.chain(far(core, &anybody)).chain(hard) {
        attempts::clear(tx, &bucket).await?;
    }
    Ok(())
}

/// So many failures in a row end a way in (NIST SP 800-63B-4 §3.2.2): it stays shut until its owner comes in by
/// another way, or for so long.
const SHUT: Duration = Duration::from_secs(30 * 86_400);

fn in_a_row(most: u32) -> LockoutRule {
    LockoutRule { after: most.max(1), first: SHUT, longest: SHUT }
}

/// All failures of a person's password in a row; a known browser has its own.
fn hard(core: &Core, who: &PasswordTry) -> String {
    let from = who.known_device.as_ref().map_or("anywhere", Digest::text);
    bucket(core, "password-row", &format!("{} {from}", who.person))
}

/// Somebody came in by whichever way: what others failed at before no longer shuts their password.
pub async fn came_in(core: &Core, tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    if !core.config.limits.enabled {
        return Ok(());
    }
    attempts::clear(tx, &bucket(core, "password-row", &format!("{} anywhere", user.text()))).await
}

/// A person as seen from one network, or from one known browser.
fn near(core: &Core, who: &PasswordTry) -> String {
    let from = match &who.known_device {
        Some(device) => format!("device {}", device.text()),
        None => format!("network {}", who.origin.network()),
    };
    bucket(core, "password-near", &format!("{} {from}", who.person))
}

/// A person as seen from everywhere; known browsers are exempt.
fn far(core: &Core, who: &PasswordTry) -> Option<String> {
    who.known_device.is_none().then(|| bucket(core, "password-far", &who.person))
}

async fn window(
    core: &Core,
    tx: &mut Tx,
    rule: &str,
    subject: &str,
    most: u32,
    length: Duration,
) -> Result<(), LimitError> {
    if !core.config.limits.enabled {
        return Ok(());
    }
    let window = limits::count(tx, &bucket(core, rule, subject), length, core.clock.now()).await?;
    if window.count > most { Err(LimitError::Until(window.ends_at)) } else { Ok(()) }
}

/// Names and addresses do not stand in these tables in clear.
fn bucket(core: &Core, rule: &str, subject: &str) -> String {
    format!("{rule}/{}", core.keyring.word_digest(rule, subject).text())
}
