//! Which unique rule a refused write broke, the same on both engines.

/// The name of the index or `table.column` behind a unique violation; `None` for any other error.
/// `SQLite` says `UNIQUE constraint failed: contacts.channel, contacts.value`, `PostgreSQL` names the
/// constraint: callers compare with [`str::contains`] on the table's name.
pub fn unique_column(error: &sqlx::Error) -> Option<String> {
    let database = error.as_database_error()?;
    if !database.is_unique_violation() {
        return None;
    }
    let message = database.message();
    Some(database.constraint().map_or_else(|| message.to_owned(), str::to_owned))
}
