//! `GET /api/v1/oauth/info`: what a person shares (seed `001`, "Info", "User Data Parameters").

use axum::Json;

use crate::protocol::partner_info::{Info, info as told};

use super::caller::ByPerson;

pub(super) async fn info(ByPerson(bearer): ByPerson) -> Json<Info> {
    Json(told(&bearer.person, &bearer.scopes, bearer.subject))
}
