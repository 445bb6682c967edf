//! People. The state's number is kept sealed and therefore apart from the rest of the profile:
//! what this file reads as a [`User`] never carries it.

use crate::base::{Fault, Id, Micros};
use crate::domain::user::{Profile, Role, Standing, User, UserId};

use super::{Conn, Row, Tx};

macro_rules! columns {
    () => {
        "id, standing, role, locale, firstname, lastname, patronymic, date_of_birth, gender, country, nationality, \
         address, created_at, updated_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<User, Fault> {
    of_row(&Row::of("users", row), "id")
}

/// Reads a person out of a row that has these columns; in a join the id may go by another name.
pub(super) fn of_row(row: &Row, id: &'static str) -> Result<User, Fault> {
    Ok(User {
        id: row.id(id)?,
        standing: row.parsed("standing")?,
        role: row.parsed("role")?,
        locale: row.opt_parsed("locale")?,
        profile: Profile {
            firstname: row.opt_text("firstname")?,
            lastname: row.opt_text("lastname")?,
            patronymic: row.opt_text("patronymic")?,
            date_of_birth: row.opt_text("date_of_birth")?,
            gender: row.opt_text("gender")?,
            country: row.opt_text("country")?,
            nationality: row.opt_text("nationality")?,
            identifier: None,
            address: row.opt_json("address")?,
        },
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}

/// An address goes in and out as a whole.
fn address(profile: &Profile) -> Result<Option<String>, Fault> {
    let json = profile.address.as_ref().map(serde_json::to_string).transpose();
    json.map_err(|_| Fault::Bug("an address is JSON"))
}

/// Writes a new person. `terms_at`: when the terms were accepted.
pub async fn insert(tx: &mut Tx, user: &User, terms_at: Option<Micros>) -> Result<(), Fault> {
    let profile = &user.profile;
    sqlx::query(
        "INSERT INTO users (id, standing, role, locale, firstname, lastname, patronymic, date_of_birth, gender, \
                            country, nationality, terms_at, created_at, updated_at, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(user.id.text())
    .bind(user.standing.as_str())
    .bind(user.role.as_str())
    .bind(user.locale.map(|l| l.tag().to_owned()))
    .bind(profile.firstname.clone())
    .bind(profile.lastname.clone())
    .bind(profile.patronymic.clone())
    .bind(profile.date_of_birth.clone())
    .bind(profile.gender.clone())
    .bind(profile.country.clone())
    .bind(profile.nationality.clone())
    .bind(terms_at.map(Micros::get))
    .bind(user.created_at.get())
    .bind(user.updated_at.get())
    .bind(address(profile)?)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One person, tombstones included.
pub async fn find(conn: &mut impl Conn, id: UserId) -> Result<Option<User>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM users WHERE id = $1"))
        .bind(id.text())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// The sealed number of the state for a person.
pub async fn sealed_identifier(conn: &mut impl Conn, id: UserId) -> Result<Option<String>, Fault> {
    let row = sqlx::query("SELECT id, identifier FROM users WHERE id = $1")
        .bind(id.text())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| Row::of("users", row).opt_text("identifier")).transpose().map(Option::flatten)
}

/// People by age of their account, tombstones left out, from after a given person on.
pub async fn list(conn: &mut impl Conn, after: Option<UserId>, limit: u32) -> Result<Vec<User>, Fault> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM users
         WHERE standing <> 'erased'
           AND ($1 = '' OR created_at > (SELECT created_at FROM users WHERE id = $1)
                OR (created_at = (SELECT created_at FROM users WHERE id = $1) AND id > $1))
         ORDER BY created_at, id LIMIT $2"
    ))
    .bind(after.map(Id::text).unwrap_or_default())
    .bind(i64::from(limit))
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// Whether anybody in good standing has a role.
pub async fn any_with_role(conn: &mut impl Conn, role: Role) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT 1 AS found FROM users WHERE role = $1 AND standing = 'open' LIMIT 1")
        .bind(role.as_str())
        .fetch_optional(conn.conn())
        .await?;
    Ok(row.is_some())
}

/// Holds a person's row until the transaction ends, if the person is in good standing. A sign-in
/// and a block or a change of password that meet are thereby put in order.
pub async fn hold_open(tx: &mut Tx, id: UserId) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE users SET standing = standing WHERE id = $1 AND standing = 'open'")
        .bind(id.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a person's row until the transaction ends, whatever the standing. It comes before what counts or uses up
/// the person's proofs: taken in this order by everybody, two transactions never wait for each other.
pub async fn hold(tx: &mut Tx, id: UserId) -> Result<(), Fault> {
    sqlx::query("UPDATE users SET standing = standing WHERE id = $1").bind(id.text()).execute(tx.conn()).await?;
    Ok(())
}

/// Moves a person from one standing to another; false if the person does not stand so.
pub async fn set_standing(tx: &mut Tx, id: UserId, from: Standing, to: Standing, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE users SET standing = $3, updated_at = $4 WHERE id = $1 AND standing = $2")
        .bind(id.text())
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Freezes an account: nobody comes in before its owner has come back by a contact that was proved before
/// `before`. Of several such moments the earliest counts. False if there is no such living person.
pub async fn freeze(tx: &mut Tx, id: UserId, before: Micros, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE users
            SET frozen_at = COALESCE(frozen_at, $3), updated_at = $3,
                frozen_before = CASE WHEN frozen_before < $2 THEN frozen_before ELSE $2 END
          WHERE id = $1 AND standing <> 'erased'",
    )
    .bind(id.text())
    .bind(before.get())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets every contact that there is lead back to a frozen account.
pub async fn freeze_all(tx: &mut Tx, id: UserId) -> Result<(), Fault> {
    sqlx::query("UPDATE users SET frozen_before = $2 WHERE id = $1 AND frozen_at IS NOT NULL")
        .bind(id.text())
        .bind(i64::MAX)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Lets the owner of a frozen account in again; false if it was not frozen.
pub async fn thaw(tx: &mut Tx, id: UserId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE users SET frozen_at = NULL, frozen_before = NULL, updated_at = $2
          WHERE id = $1 AND frozen_at IS NOT NULL",
    )
    .bind(id.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Of a frozen account: only contacts that were proved before this lead back to it.
pub async fn frozen_before(conn: &mut impl Conn, id: UserId) -> Result<Option<Micros>, Fault> {
    let row = sqlx::query("SELECT id, frozen_before FROM users WHERE id = $1 AND frozen_at IS NOT NULL")
        .bind(id.text())
        .fetch_optional(conn.conn())
        .await?;
    row.map(|row| Row::of("users", row).time("frozen_before")).transpose()
}

/// Gives a person a role; false if there is no such living person.
pub async fn set_role(tx: &mut Tx, id: UserId, role: Role, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE users SET role = $2, updated_at = $3 WHERE id = $1 AND standing <> 'erased'")
        .bind(id.text())
        .bind(role.as_str())
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes since when codes by SMS are a person's second step, or that they are not; false if it was so before.
pub async fn set_sms_step(tx: &mut Tx, id: UserId, since: Option<Micros>) -> Result<bool, Fault> {
    let done = match since {
        Some(since) => {
            sqlx::query("UPDATE users SET sms_step_at = $2 WHERE id = $1 AND sms_step_at IS NULL")
                .bind(id.text())
                .bind(since.get())
                .execute(tx.conn())
                .await?
        }
        None => {
            sqlx::query("UPDATE users SET sms_step_at = NULL WHERE id = $1 AND sms_step_at IS NOT NULL")
                .bind(id.text())
                .execute(tx.conn())
                .await?
        }
    };
    Ok(done.rows_affected() == 1)
}

/// Writes what is given of a profile and leaves the rest; false if the person is not in good
/// standing. The state's number comes sealed.
pub async fn set_profile(
    tx: &mut Tx,
    id: UserId,
    profile: &Profile,
    sealed_identifier: Option<&str>,
    now: Micros,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE users
            SET firstname = COALESCE($2, firstname), lastname = COALESCE($3, lastname),
                patronymic = COALESCE($4, patronymic), date_of_birth = COALESCE($5, date_of_birth),
                gender = COALESCE($6, gender), country = COALESCE($7, country),
                nationality = COALESCE($8, nationality), identifier = COALESCE($9, identifier),
                address = COALESCE($11, address), updated_at = $10
          WHERE id = $1 AND standing = 'open'",
    )
    .bind(id.text())
    .bind(profile.firstname.clone())
    .bind(profile.lastname.clone())
    .bind(profile.patronymic.clone())
    .bind(profile.date_of_birth.clone())
    .bind(profile.gender.clone())
    .bind(profile.country.clone())
    .bind(profile.nationality.clone())
    .bind(sealed_identifier.map(str::to_owned))
    .bind(now.get())
    .bind(address(profile)?)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a profile as a whole, whatever is not in it goes; the state's number is left alone. Only inside
/// [`hold_open`].
pub async fn replace_profile(tx: &mut Tx, id: UserId, profile: &Profile, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE users
            SET firstname = $2, lastname = $3, patronymic = $4, date_of_birth = $5, gender = $6, country = $7,
                nationality = $8, address = $9, updated_at = $10
          WHERE id = $1",
    )
    .bind(id.text())
    .bind(profile.firstname.clone())
    .bind(profile.lastname.clone())
    .bind(profile.patronymic.clone())
    .bind(profile.date_of_birth.clone())
    .bind(profile.gender.clone())
    .bind(profile.country.clone())
    .bind(profile.nationality.clone())
    .bind(address(profile)?)
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes the sealed number of the state for a person, or that there is none. Only inside [`hold_open`].
pub async fn replace_identifier(tx: &mut Tx, id: UserId, sealed: Option<&str>, now: Micros) -> Result<(), Fault> {
    sqlx::query("UPDATE users SET identifier = $2, updated_at = $3 WHERE id = $1")
        .bind(id.text())
        .bind(sealed.map(str::to_owned))
        .bind(now.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Codes by SMS are no longer a person's second step; false if they were not.
pub async fn stop_sms_step(tx: &mut Tx, id: UserId) -> Result<bool, Fault> {
    let done = sqlx::query("UPDATE users SET sms_step_at = NULL WHERE id = $1 AND sms_step_at IS NOT NULL")
        .bind(id.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A record that a party made becomes a person: names as they typed them, their language, when they accepted
/// the terms. A role was given to nobody they are.
pub async fn claim(tx: &mut Tx, id: UserId, user: &User, terms_at: Micros) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE users
            SET firstname = $2, lastname = $3, locale = $4, terms_at = $5, updated_at = $5, role = 'member'
          WHERE id = $1",
    )
    .bind(id.text())
    .bind(user.profile.firstname.clone())
    .bind(user.profile.lastname.clone())
    .bind(user.locale.map(|l| l.tag().to_owned()))
    .bind(terms_at.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes a tombstone: everything personal goes, the id stays taken. False if it was one already.
pub async fn erase(tx: &mut Tx, id: UserId, now: Micros) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE users
            SET standing = 'erased', role = 'member', locale = NULL, firstname = NULL, lastname = NULL,
                patronymic = NULL, date_of_birth = NULL, gender = NULL, country = NULL, nationality = NULL,
                identifier = NULL, address = NULL, sms_step_at = NULL, theme = NULL, news = 0, advice_from = NULL,
                exported_at = NULL, erase_at = NULL, updated_at = $2
          WHERE id = $1 AND standing <> 'erased'",
    )
    .bind(id.text())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
