//! Deletes what is over, in slices, so that no write holds others up for long.

use std::pin::Pin;
use std::time::Duration;

use crate::base::{Fault, Micros};
use crate::store::{
    Tx, access_tokens, attempts, device_sign_ins, devices, grants, held_forms, known_devices, limits, logout_notices,
    otp_challenges, outbox, pending_contacts, pending_sign_ins, profile_requests, pushed_requests, recoveries,
    refresh_tokens, registrations, replays, security_events, signing_keys, totp, tracks, upstream_trips,
    upstream_waiting, web_sessions,
};

use super::super::Core;
use super::runner::Job;

/// Rows in one slice.
const SLICE: u32 = 500;
/// Slices of one table in one run.
const SLICES: u32 = 200;
const DAY: Duration = Duration::from_secs(86_400);

/// Longest time for which an answer may be repeated (`tokens.refresh_grace_seconds` is at most this).
const REPEAT: Duration = Duration::from_secs(30);

/// The job.
pub const JOB: Job = Job {
    name: "purge",
    every: Duration::from_secs(60),
    longest: Duration::from_secs(50),
    run: |core| Box::pin(async move { run(&core).await }),
};

/// Deletes one slice of one table and tells how many rows went.
type Purge = for<'t> fn(&'t mut Tx, Micros, u32) -> Pin<Box<dyn Future<Output = Result<u64, Fault>> + Send + 't>>;

/// What is deleted: the table, how long a row is kept after its end, and how. Extend this list with
/// each table whose rows end.
const TABLES: &[(&str, Duration, Purge)] = &[
    // Kept for a while, so that a late code is told to be late and not unknown.
    ("otp_challenges", DAY, |tx, now, n| Box::pin(otp_challenges::purge(tx, now, n))),
    ("pending_sign_ins", Duration::ZERO, |tx, now, n| Box::pin(pending_sign_ins::purge(tx, now, n))),
    // Kept for a while, so that a late link is told to be late and not unknown.
    ("recoveries", DAY, |tx, now, n| Box::pin(recoveries::purge(tx, now, n))),
    ("totp_setups", Duration::ZERO, |tx, now, n| Box::pin(totp::purge(tx, now, n))),
    ("pending_contacts", Duration::ZERO, |tx, now, n| Box::pin(pending_contacts::purge(tx, now, n))),
    ("held_forms", Duration::ZERO, |tx, now, n| Box::pin(held_forms::purge(tx, now, n))),
    // Kept for a while, so that a late objection is told to be late and not unknown.
    ("security_events", Duration::from_secs(30 * 86_400), |tx, now, n| Box::pin(security_events::purge(tx, now, n))),
    ("limits", Duration::ZERO, |tx, now, n| Box::pin(limits::purge(tx, now, n))),
    ("attempts", Duration::ZERO, |tx, now, n| Box::pin(attempts::purge(tx, now, n))),
    ("replays", Duration::from_secs(60), |tx, now, n| Box::pin(replays::purge(tx, now, n))),
    ("registrations", Duration::ZERO, |tx, now, n| Box::pin(registrations::purge(tx, now, n))),
    ("upstream_trips", Duration::ZERO, |tx, now, n| Box::pin(upstream_trips::purge(tx, now, n))),
    ("upstream_waiting", Duration::ZERO, |tx, now, n| Box::pin(upstream_waiting::purge(tx, now, n))),
    ("web_sessions", Duration::ZERO, |tx, now, n| Box::pin(web_sessions::purge(tx, now, n))),
    ("known_devices", Duration::from_secs(180 * 86_400), |tx, now, n| Box::pin(known_devices::purge(tx, now, n))),
    // A track that is over is told to be over for a day, then it is unknown.
    ("tracks", DAY, |tx, now, n| Box::pin(tracks::purge(tx, now, n))),
    // A track that came from one may be answered as long as it lives.
    ("pushed_requests", DAY, |tx, now, n| Box::pin(pushed_requests::purge(tx, now, n))),
    // A late question of a device is told to be late, and a late reuse is seen as one.
    ("device_sign_ins", Duration::from_secs(3_600), |tx, now, n| Box::pin(device_sign_ins::purge(tx, now, n))),
    ("devices", DAY, |tx, now, n| Box::pin(devices::purge(tx, now, n))),
    // Grants of the partner API last as long as they are used: their chains must not. A late reuse is seen as one.
    ("refresh_tokens", DAY, |tx, now, n| Box::pin(refresh_tokens::purge(tx, now, n))),
    ("access_tokens", Duration::ZERO, |tx, now, n| Box::pin(access_tokens::purge(tx, now, n))),
    // With everything below them. Kept beyond their end, so that a late reuse is still seen as one.
    ("grants", DAY, |tx, now, n| Box::pin(grants::purge(tx, now, n))),
    ("signing_keys", Duration::from_secs(30 * 86_400), |tx, now, n| Box::pin(signing_keys::purge(tx, now, n))),
    // Answers that were kept for a repeat: blanked, not deleted.
    ("tracks' answers", REPEAT, |tx, now, n| Box::pin(tracks::blank_answers(tx, now, n))),
    ("refresh_tokens' answers", REPEAT, |tx, now, n| Box::pin(refresh_tokens::blank_answers(tx, now, n))),
    ("outbox", Duration::from_secs(7 * 86_400), |tx, now, n| Box::pin(outbox::purge(tx, now, n))),
    ("profile_requests", Duration::ZERO, |tx, now, n| Box::pin(profile_requests::purge(tx, now, n))),
    ("logout_notices", Duration::from_secs(7 * 86_400), |tx, now, n| Box::pin(logout_notices::purge(tx, now, n))),
];

/// Goes through all tables once.
pub async fn run(core: &Core) -> Result<(), Fault> {
    for &(table, kept, purge) in TABLES {
        let mut gone = 0;
        for _ in 0..SLICES {
            let before = core.clock.now().minus(kept);
            let slice = core.db.write::<u64, Fault, _>(move |tx| purge(tx, before, SLICE)).await?;
            gone += slice;
            if slice < u64::from(SLICE) {
                break;
            }
        }
        if gone > 0 {
            tracing::debug!(table, rows = gone, "purged");
        }
    }
    Ok(())
}
