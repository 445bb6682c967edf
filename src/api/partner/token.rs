//! `POST` and `PATCH /api/v1/oauth/token`: exchange and refresh (seed `001`, "Token", "Token refresh").

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::base::{Fault, Secret};
use crate::http::origin::From;
use crate::http::state::App;
use crate::protocol::dress::six_digits;
use crate::protocol::partner_error::PartnerError;
use crate::service::token::partner::{self, Exchange};
use crate::service::token::{TokenError, TokenSet};

use super::body::Body;
use super::caller::{ByBasic, ByToken};
use super::error::Problem;
use super::fields::Wrong;

/// The documented answer, of exchange and refresh alike.
#[derive(Serialize)]
pub(super) struct Tokens {
    id: String,
    access_token: String,
    refresh_token: String,
    access_expire_at: String,
    refresh_expire_at: String,
}

impl Tokens {
    fn of(set: &TokenSet) -> Result<Self, Fault> {
        const WHOLE: Fault = Fault::Bug("tokens of this door have a family and a refresh token");
        let refresh = set.refresh_token.as_ref().map(Secret::expose).ok_or(WHOLE)?;
        Ok(Self {
            id: set.family.ok_or(WHOLE)?.text(),
            access_token: set.access_token.expose().to_owned(),
            refresh_token: refresh.to_owned(),
            access_expire_at: six_digits(set.expires_at),
            refresh_expire_at: six_digits(set.refresh_expires_at.ok_or(WHOLE)?),
        })
    }
}

pub(super) async fn exchange(
    State(app): State<App>,
    From(origin): From,
    ByBasic(caller): ByBasic,
    Body(mut fields): Body,
) -> Result<Json<Tokens>, Problem> {
    let code = fields.required_text("authorization_code", 512);
    let verifier = fields.text("code_verifier", 128).map(Secret::new);
    let revoke_uri = fields.text("revoke_uri", 2_000);
    if revoke_uri.as_deref().is_some_and(|uri| !partner::revoke_uri(&app.core, &caller.client, uri)) {
        fields.wrong("revoke_uri", Wrong::Selected);
    }
    fields.finish()?;
    let input = Exchange { code: Secret::new(code.unwrap_or_default()), verifier, revoke_uri, origin };
    let set = partner::exchange(&app.core, &caller, input).await?;
    Ok(Json(Tokens::of(&set)?))
}

/// The refresh token is the whole request; a body means nothing.
pub(super) async fn renew(
    State(app): State<App>,
    From(origin): From,
    ByToken(token): ByToken,
) -> Result<Json<Tokens>, Problem> {
    match partner::renew(&app.core, &token, &origin).await {
        Ok(set) => Ok(Json(Tokens::of(&set)?)),
        Err(TokenError::Refused(_)) => Err(PartnerError::BadToken.into()),
        Err(TokenError::Fault(fault)) => Err(fault.into()),
    }
}
