//! Clients.

use crate::base::{Digest, Fault, Id, Micros};
use crate::domain::oauth::apps::Apps;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::options::Options;
use crate::domain::oauth::vocab::GrantType;

use super::{Conn, Row, Tx, client_origins};

macro_rules! columns {
    () => {
        "id, name, secret, auth_method, redirect_uris, logout_uris, grant_types, scopes, optional_scopes, purposes, \
         home_uri, policy_uri, terms_uri, verified_at, id_token_alg, pkce_required, sealed_secret, \
         registration_token, options, party_id, created_at, updated_at, disabled_at"
    };
}

fn read(row: sqlx::any::AnyRow) -> Result<Client, Fault> {
    let row = Row::of("clients", row);
    let grant_types: Result<Vec<GrantType>, _> =
        row.text("grant_types")?.split_ascii_whitespace().map(str::parse).collect();
    Ok(Client {
        id: row.parsed("id")?,
        name: row.text("name")?,
        secret: row.opt_text("secret")?.map(Digest::from_hex),
        auth_method: row.parsed("auth_method")?,
        redirect_uris: row.json("redirect_uris")?,
        logout_uris: row.json("logout_uris")?,
        grant_types: grant_types.map_err(|_| row.corrupt("grant_types"))?,
        scopes: row.parsed("scopes")?,
        optional_scopes: row.parsed("optional_scopes")?,
        purposes: row.json("purposes")?,
        home_uri: row.opt_text("home_uri")?,
        policy_uri: row.opt_text("policy_uri")?,
        terms_uri: row.opt_text("terms_uri")?,
        verified_at: row.opt_time("verified_at")?,
        id_token_alg: row.parsed("id_token_alg")?,
        pkce_required: row.flag("pkce_required")?,
        sealed_secret: row.opt_text("sealed_secret")?,
        registration_token: row.opt_text("registration_token")?.map(Digest::from_hex),
        party: row.opt_id("party_id")?,
        options: row.json("options")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        disabled_at: row.opt_time("disabled_at")?,
    })
}

/// One client.
pub async fn find(conn: &mut impl Conn, id: &ClientId) -> Result<Option<Client>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM clients WHERE id = $1"))
        .bind(id.as_str())
        .fetch_optional(conn.conn())
        .await?
        .map(read)
        .transpose()
}

/// Holds a client's row until the transaction ends: whoever changes it reads it after this, or a change could
/// bring back what was removed at the same time. False if there is none.
pub async fn hold(tx: &mut Tx, id: &ClientId) -> Result<bool, Fault> {
    let held = sqlx::query("UPDATE clients SET updated_at = updated_at WHERE id = $1")
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(held.rows_affected() == 1)
}

/// Clients by id, after a given one.
pub async fn list(conn: &mut impl Conn, after: &str, limit: u32) -> Result<Vec<Client>, Fault> {
    sqlx::query(concat!("SELECT ", columns!(), " FROM clients WHERE id > $1 ORDER BY id LIMIT $2"))
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(conn.conn())
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// The apps of clients that are switched on and have some, by the client's id. Reads every client: a column of its
/// own would be empty for nearly all of them.
pub async fn with_apps(conn: &mut impl Conn) -> Result<Vec<(ClientId, Apps)>, Fault> {
    let rows = sqlx::query(
        "SELECT id, options FROM clients WHERE disabled_at IS NULL AND options LIKE '%\"apps\":{%' ORDER BY id",
    )
    .fetch_all(conn.conn())
    .await?;
    let read = |row| {
        let row = Row::of("clients", row);
        Ok((row.parsed("id")?, row.json::<Options>("options")?.apps))
    };
    rows.into_iter().map(read).collect()
}

/// Writes a client with its origins: a new one, or a new state of a known one.
pub async fn save(tx: &mut Tx, client: &Client) -> Result<(), Fault> {
    let json = |value: &Vec<String>| serde_json::to_string(value).map_err(|_| Fault::Bug("texts are JSON"));
    let purposes = serde_json::to_string(&client.purposes).map_err(|_| Fault::Bug("texts are JSON"))?;
    let options = serde_json::to_string(&client.options).map_err(|_| Fault::Bug("options are JSON"))?;
    let grant_types: Vec<&str> = client.grant_types.iter().map(|g| g.as_str()).collect();
    sqlx::query(
        "INSERT INTO clients (id, name, secret, auth_method, redirect_uris, logout_uris, grant_types, scopes,
                              optional_scopes, purposes, home_uri, policy_uri, terms_uri, verified_at, id_token_alg,
                              pkce_required, created_at, updated_at, disabled_at, sealed_secret, registration_token, options, party_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23)
         ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, secret = excluded.secret, auth_method = excluded.auth_method,
                redirect_uris = excluded.redirect_uris, logout_uris = excluded.logout_uris,
                grant_types = excluded.grant_types, scopes = excluded.scopes,
                optional_scopes = excluded.optional_scopes, purposes = excluded.purposes,
                home_uri = excluded.home_uri, policy_uri = excluded.policy_uri, terms_uri = excluded.terms_uri,
                verified_at = excluded.verified_at, id_token_alg = excluded.id_token_alg,
                pkce_required = excluded.pkce_required, updated_at = excluded.updated_at,
                disabled_at = excluded.disabled_at, sealed_secret = excluded.sealed_secret,
                registration_token = excluded.registration_token, options = excluded.options,
                party_id = excluded.party_id",
    )
    .bind(client.id.as_str())
    .bind(&client.name)
    .bind(client.secret.as_ref().map(|d| d.text().to_owned()))
    .bind(client.auth_method.as_str())
    .bind(json(&client.redirect_uris)?)
    .bind(json(&client.logout_uris)?)
    .bind(grant_types.join(" "))
    .bind(client.scopes.to_string())
    .bind(client.optional_scopes.to_string())
    .bind(purposes)
    .bind(client.home_uri.clone())
    .bind(client.policy_uri.clone())
    .bind(client.terms_uri.clone())
    .bind(client.verified_at.map(Micros::get))
    .bind(client.id_token_alg.as_str())
    .bind(i64::from(client.pkce_required))
    .bind(client.created_at.get())
    .bind(client.updated_at.get())
    .bind(client.disabled_at.map(Micros::get))
    .bind(client.sealed_secret.clone())
    .bind(client.registration_token.as_ref().map(|d| d.text().to_owned()))
    .bind(options)
    .bind(client.party.map(Id::text))
    .execute(tx.conn())
    .await?;
    client_origins::save(tx, client).await
}

/// Removes a client with everything it was given; false if there is none.
pub async fn delete(tx: &mut Tx, id: &ClientId) -> Result<bool, Fault> {
    let done = sqlx::query("DELETE FROM clients WHERE id = $1").bind(id.as_str()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}
