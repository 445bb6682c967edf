//! How a person wants to be served, and what they have seen of their account.

use crate::base::{Fault, Locale, Micros};
use crate::domain::preferences::{Preferences, Theme};
use crate::domain::user::UserId;

use super::{Conn, Row, Tx};

/// A person's choices; those of nobody are the usual ones.
pub async fn find(conn: &mut impl Conn, user: UserId) -> Result<Preferences, Fault> {
    let row = sqlx::query("SELECT id, theme, news, advice_from FROM users WHERE id = $1")
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?;
    let Some(row) = row else { return Ok(Preferences::default()) };
    let row = Row::of("users", row);
    Ok(Preferences {
        theme: row.opt_parsed("theme")?.unwrap_or_default(),
        news: row.flag("news")?,
        advice_from: row.opt_time("advice_from")?,
    })
}

/// Writes language, colours and whether news are wanted; false if the person is not in good standing.
pub async fn set(tx: &mut Tx, user: UserId, locale: Locale, theme: Theme, news: bool) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE users SET locale = $2, theme = $3, news = $4 WHERE id = $1 AND standing = 'open'")
        .bind(user.text())
        .bind(locale.tag())
        .bind((theme != Theme::Auto).then(|| theme.as_str()))
        .bind(i64::from(news))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// No recommendation before a moment.
pub async fn hide_advice(tx: &mut Tx, user: UserId, until: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE users SET advice_from = $2 WHERE id = $1 AND standing = 'open'")
        .bind(user.text())
        .bind(until.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// When the password was set last; none without one.
pub async fn password_changed_at(conn: &mut impl Conn, user: UserId) -> Result<Option<Micros>, Fault> {
    let row = sqlx::query("SELECT user_id AS id, changed_at FROM passwords WHERE user_id = $1")
        .bind(user.text())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| Row::of("passwords", row).time("changed_at")).transpose()
}
