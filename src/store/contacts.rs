//! Contacts. Only a confirmed one is unique and identifies somebody; anybody may claim an
//! unconfirmed one.

use crate::base::{Fault, Id, Micros};
use crate::domain::contact::{Address, Channel, Contact, ContactId, ContactTag};
use crate::domain::party::PartyId;
use crate::domain::user::{Person, UserId};

use super::{Conn, Row, Tx, users};

/// Who has confirmed this address.
pub async fn find_user(conn: &mut impl Conn, address: &Address) -> Result<Option<UserId>, Fault> {
    sqlx::query("SELECT id, user_id FROM contacts WHERE channel = $1 AND value = $2 AND confirmed_at IS NOT NULL")
        .bind(address.channel().as_str())
        .bind(address.as_str())
        .fetch_optional(conn.conn())
        .await?
        .map(|row| Row::of("contacts", row).id("user_id"))
        .transpose()
}

/// A person's contacts: primary ones first, confirmed ones before others, then by age.
pub async fn of_user(conn: &mut impl Conn, user: UserId) -> Result<Vec<Contact>, Fault> {
    sqlx::query(
        "SELECT id, channel, value, is_primary, confirmed_at FROM contacts WHERE user_id = $1
          ORDER BY is_primary DESC, CASE WHEN confirmed_at IS NULL THEN 1 ELSE 0 END, created_at, id",
    )
    .bind(user.text())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| {
        let row = Row::of("contacts", row);
        Ok(Contact {
            id: row.id("id")?,
            address: Address::from_stored(row.parsed("channel")?, row.text("value")?),
            is_primary: row.flag("is_primary")?,
            confirmed_at: row.opt_time("confirmed_at")?,
        })
    })
    .collect()
}

/// A contact with when its person got it.
#[derive(Clone, Debug)]
pub struct Dated {
    /// The contact.
    pub contact: Contact,
    /// When it was written down.
    pub added_at: Micros,
}

/// A person's contacts on a channel in the order of [`of_user`], each with its date.
pub async fn dated(conn: &mut impl Conn, user: UserId, channel: Channel) -> Result<Vec<Dated>, Fault> {
    sqlx::query(
        "SELECT id, value, is_primary, confirmed_at, created_at FROM contacts WHERE user_id = $1 AND channel = $2
          ORDER BY is_primary DESC, CASE WHEN confirmed_at IS NULL THEN 1 ELSE 0 END, created_at, id",
    )
    .bind(user.text())
    .bind(channel.as_str())
    .fetch_all(conn.conn())
    .await?
    .into_iter()
    .map(|row| {
        let row = Row::of("contacts", row);
        let contact = Contact {
            id: row.id("id")?,
            address: Address::from_stored(channel, row.text("value")?),
            is_primary: row.flag("is_primary")?,
            confirmed_at: row.opt_time("confirmed_at")?,
        };
        Ok(Dated { contact, added_at: row.time("created_at")? })
    })
    .collect()
}

/// A person with all contacts, without the sealed number of the state.
pub async fn person(conn: &mut impl Conn, user: UserId) -> Result<Option<Person>, Fault> {
    let Some(record) = users::find(conn, user).await? else { return Ok(None) };
    let contacts = of_user(conn, user).await?;
    Ok(Some(Person { user: record, contacts }))
}

/// Writes an address that a party says is a person's, in place of what it said before on the same channel.
/// False if the party said so of another person: then nothing may be kept of the transaction.
pub async fn set_by_party(
    tx: &mut Tx,
    user: UserId,
    address: &Address,
    party: PartyId,
    now: Micros,
) -> Result<bool, Fault> {
    withdraw_by_party(tx, user, address.channel(), party).await?;
    // DO NOTHING instead of an error: a failed statement would end a PostgreSQL transaction.
    let done = sqlx::query(
        "INSERT INTO contacts (id, user_id, channel, value, is_primary, confirmed_at, created_at, party_id)
         VALUES ($1, $2, $3, $4, 0, NULL, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(Id::<ContactTag>::ordered().text())
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(now.get())
    .bind(party.text())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes what a party said of a person on a channel, as far as the person did not prove it.
pub async fn withdraw_by_party(tx: &mut Tx, user: UserId, channel: Channel, party: PartyId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM contacts WHERE user_id = $1 AND channel = $2 AND party_id = $3 AND confirmed_at IS NULL")
        .bind(user.text())
        .bind(channel.as_str())
        .bind(party.text())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Makes an address a confirmed contact of a person and takes it from every unconfirmed holder.
/// False if somebody (perhaps this person) has confirmed it before: then nothing may be kept of the
/// transaction but a refusal.
pub async fn prove(tx: &mut Tx, user: UserId, address: &Address, now: Micros) -> Result<bool, Fault> {
    sqlx::query("DELETE FROM contacts WHERE channel = $1 AND value = $2 AND confirmed_at IS NULL")
        .bind(address.channel().as_str())
        .bind(address.as_str())
        .execute(tx.conn())
        .await?;
    // DO NOTHING instead of an error: a failed statement would end a PostgreSQL transaction.
    let done = sqlx::query(
        "INSERT INTO contacts (id, user_id, channel, value, is_primary, confirmed_at, created_at)
         SELECT $1, $2, $3, $4,
                CASE WHEN (SELECT COUNT(*) FROM contacts WHERE user_id = $2 AND channel = $3 AND is_primary = 1) = 0
                     THEN 1 ELSE 0 END,
                $5, $5
         WHERE 1 = 1
         ON CONFLICT DO NOTHING",
    )
    .bind(Id::<ContactTag>::ordered().text())
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Makes a confirmed contact of a person the primary one of its channel, in place of the one that was. False if the
/// person has no such contact.
pub async fn make_primary(tx: &mut Tx, user: UserId, id: ContactId) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE contacts SET is_primary = CASE WHEN id = $2 THEN 1 ELSE 0 END
          WHERE user_id = $1 AND (is_primary = 1 OR id = $2)
            AND channel = (SELECT channel FROM contacts WHERE id = $2 AND user_id = $1 AND confirmed_at IS NOT NULL)",
    )
    .bind(user.text())
    .bind(id.text())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Removes one confirmed contact of a person; false if they do not have it.
pub async fn remove(tx: &mut Tx, user: UserId, id: ContactId) -> Result<bool, Fault> {
    let done = sqlx::query("DELETE FROM contacts WHERE id = $1 AND user_id = $2 AND confirmed_at IS NOT NULL")
        .bind(id.text())
        .bind(user.text())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes an address that a person is said to have and has not proved. Anybody may be said to.
pub async fn add_unproved(tx: &mut Tx, user: UserId, address: &Address, now: Micros) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO contacts (id, user_id, channel, value, is_primary, confirmed_at, created_at)
         VALUES ($1, $2, $3, $4, 0, NULL, $5)",
    )
    .bind(Id::<ContactTag>::ordered().text())
    .bind(user.text())
    .bind(address.channel().as_str())
    .bind(address.as_str())
    .bind(now.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes all contacts of a person.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("DELETE FROM contacts WHERE user_id = $1").bind(user.text()).execute(tx.conn()).await?;
    Ok(())
}
