//! What a person gets as a copy of their data: rows as they stand, without secrets, digests and sealed values.

use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Column as _, Row as _};

use crate::base::{Fault, Micros};
use crate::domain::user::UserId;

use super::Conn;

/// Most rows of one kind in a copy.
const MOST: i64 = 10_000;

/// One row, by the names of its columns.
pub type Line = Map<String, Value>;

fn read(row: &AnyRow) -> Line {
    let value = |at: usize, name: &str| {
        if let Ok(text) = row.try_get::<Option<String>, _>(at) {
            return text.map_or(Value::Null, Value::String);
        }
        match row.try_get::<Option<i64>, _>(at) {
            Ok(Some(number)) if is_time(name) => Value::String(Micros(number).to_datetime().to_rfc3339()),
            Ok(Some(number)) => Value::from(number),
            _ => Value::Null,
        }
    };
    row.columns().iter().map(|column| (column.name().to_owned(), value(column.ordinal(), column.name()))).collect()
}

fn is_time(name: &str) -> bool {
    name == "at" || name == "since" || ["_at", "_time", "_until"].iter().any(|end| name.ends_with(end))
}

/// Every table's part of the copy: its name and its rows, the newest first.
#[expect(clippy::too_many_lines, reason = "one list")]
pub async fn all(conn: &mut impl Conn, user: UserId) -> Result<Vec<(&'static str, Vec<Line>)>, Fault> {
    let mut parts = Vec::new();
    for (name, statement) in [
        (
            "account",
            sqlx::query(
                "SELECT id, standing, role, locale, theme, news, terms_at, sms_step_at, created_at, updated_at FROM users
                  WHERE id = $1 LIMIT $2",
            ),
        ),
        (
            "contacts",
            sqlx::query(
                "SELECT c.channel, c.value, c.is_primary, c.confirmed_at, c.created_at, p.name AS said_by
                   FROM contacts c LEFT JOIN parties p ON p.id = c.party_id
                  WHERE c.user_id = $1 ORDER BY c.created_at LIMIT $2",
            ),
        ),
        (
            "password",
            sqlx::query("SELECT changed_at FROM passwords WHERE user_id = $1 LIMIT $2"),
        ),
        (
            "authenticator",
            sqlx::query("SELECT created_at, confirmed_at FROM totp WHERE user_id = $1 LIMIT $2"),
        ),
        (
            "passkeys",
            sqlx::query("SELECT name, synced, created_at, used_at FROM passkeys WHERE user_id = $1 LIMIT $2"),
        ),
        (
            "accounts_elsewhere",
            sqlx::query(
                "SELECT issuer, subject, email, linked_at, used_at FROM upstream_links WHERE user_id = $1 LIMIT $2",
            ),
        ),
        (
            "recovery_codes",
            sqlx::query("SELECT created_at, used_at FROM recovery_codes WHERE user_id = $1 LIMIT $2"),
        ),
        (
            "sessions",
            sqlx::query(
                "SELECT created_at, seen_at, auth_time, expires_at, ended_at, amr, remembered, ip, agent FROM sessions
                  WHERE user_id = $1 ORDER BY created_at DESC LIMIT $2",
            ),
        ),
        (
            "known_devices",
            sqlx::query("SELECT seen_at, trusted_until FROM known_devices WHERE user_id = $1 LIMIT $2"),
        ),
        (
            "apps",
            sqlx::query(
                "SELECT k.name AS app, c.client_id, c.granted, c.refused, c.decided_at
                   FROM consents c JOIN clients k ON k.id = c.client_id WHERE c.user_id = $1
                  ORDER BY c.decided_at DESC LIMIT $2",
            ),
        ),
        (
            "access_given",
            sqlx::query(
                "SELECT k.name AS app, g.scopes, g.auth_time, g.created_at, g.expires_at, g.revoked_at
                   FROM grants g JOIN clients k ON k.id = g.client_id WHERE g.user_id = $1
                  ORDER BY g.created_at DESC LIMIT $2",
            ),
        ),
        (
            "partners",
            sqlx::query(
                "SELECT p.name AS partner, m.road, m.since FROM memberships m JOIN parties p ON p.id = m.party_id
                  WHERE m.user_id = $1 LIMIT $2",
            ),
        ),
        (
            "activity",
            sqlx::query(
                "SELECT at, topic, action, outcome, client_id, ip, agent FROM activities
                  WHERE user_id = $1 ORDER BY at DESC LIMIT $2",
            ),
        ),
        (
            "notices",
            sqlx::query(
                "SELECT event, created_at, used_at FROM security_events WHERE user_id = $1 ORDER BY created_at DESC LIMIT $2",
            ),
        ),
        (
            "messages",
            sqlx::query(
                "SELECT channel, destination, purpose, locale, created_at, delivered_at FROM outbox
                  WHERE destination IN (SELECT value FROM contacts WHERE user_id = $1 AND confirmed_at IS NOT NULL)
                  ORDER BY created_at DESC LIMIT $2",
            ),
        ),
    ] {
        let rows = statement.bind(user.text()).bind(MOST).fetch_all(conn.conn()).await?;
        parts.push((name, rows.iter().map(read).collect()));
    }
    Ok(parts)
}
