//! stub until merged
use super::Row;
use crate::base::Fault;
use crate::domain::user::{Profile, User};

/// Reads a person's columns out of a row that has them under their own names; `id` may go by
/// another name in a join.
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
        },
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
