//! `POST /api/v1/oauth/authorize`: a login link (seed `001`, "Link").

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;

use crate::base::Locale;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::scope::{Scopes, lookup};
use crate::http::state::App;
use crate::protocol::authorize::may_be_told;
use crate::protocol::pkce;
use crate::service::authorize::link::{self, Ask, Link};

use super::body::Body;
use super::caller::ByBasic;
use super::error::Problem;
use super::fields::{Fields, Wrong};

#[derive(Serialize)]
pub(super) struct Made {
    redirect_uri: String,
}

pub(super) async fn make(
    State(app): State<App>,
    ByBasic(caller): ByBasic,
    Body(fields): Body,
) -> Result<Json<Made>, Problem> {
    let ask = read(fields, &caller.client)?;
    let Link { track, expires_at } = link::make(&app.core, &caller.client, &ask).await?;
    let redirect_uri = format!("{}/login?track_id={track}&expire_at={}", app.core.issuer(), expires_at.seconds());
    Ok(Json(Made { redirect_uri }))
}

/// `CLIENT_ID` and `CLIENT_SECRET` in the body, as some documents show them, mean nothing.
fn read(mut fields: Fields, client: &Client) -> Result<Ask, Problem> {
    let redirect_uri = fields.required_text("redirect_uri", 2_000);
    if redirect_uri.as_deref().is_some_and(|uri| client.redirect(uri).is_none()) {
        fields.wrong("redirect_uri", Wrong::Selected);
    }
    let scopes = grants(&mut fields, client);
    let state = fields.text("state", 1_024);
    if state.as_deref().is_some_and(|state| state.len() > 1_024) {
        fields.wrong("state", Wrong::Longer(1_024));
    }
    let challenge = challenge(&mut fields, client);
    let locale = fields.text("locale", 10).map(|tag| tag.parse::<Locale>());
    if matches!(locale, Some(Err(_))) {
        fields.wrong("locale", Wrong::Selected);
    }
    let popup = popup(&mut fields, client, redirect_uri.as_deref());
    fields.finish()?;
    let redirect_uri = redirect_uri.unwrap_or_default();
    Ok(Ask { redirect_uri, scopes, state, challenge, locale: locale.and_then(Result::ok), popup })
}

/// `display`: whether the pages are in a pop-up window, whose last page tells the one that opened it.
fn popup(fields: &mut Fields, client: &Client, redirect_uri: Option<&str>) -> bool {
    match fields.text("display", 10).as_deref() {
        None | Some("page") => return false,
        // An address that is not registered is said to be wrong already.
        Some("popup")
            if redirect_uri.and_then(|uri| client.redirect(uri)).is_none_or(|to| may_be_told(client, &to)) =>
        {
            return true;
        }
        Some(_) => fields.wrong("display", Wrong::Selected),
    }
    false
}

/// Far more than there are, so that some may be named twice.
const MOST_GRANTS: usize = 100;

/// Each must be one that is known, and that the client may ask for; twice is once.
fn grants(fields: &mut Fields, client: &Client) -> Scopes {
    let items = fields.required_array("grants", MOST_GRANTS);
    let mut names = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match item {
            Value::String(name) if lookup(name).is_some() && client.scopes.contains(name) => names.push(name.as_str()),
            _ => fields.wrong(&format!("grants.{at}"), Wrong::Selected),
        }
    }
    names.into_iter().collect()
}

/// RFC 7636 §4.3: optional for a client with a secret. Whoever names a method wants to use it.
fn challenge(fields: &mut Fields, client: &Client) -> Option<String> {
    let challenge = fields.text("code_challenge", 128);
    let method = fields.text("code_challenge_method", 16);
    match (challenge, method.as_deref()) {
        (None, method) => {
            if client.is_public() || method.is_some() {
                fields.wrong("code_challenge", Wrong::Required);
            }
        }
        (Some(challenge), Some("S256")) if pkce::is_s256(&challenge) => return Some(challenge),
        (Some(_), Some("S256")) => fields.wrong("code_challenge", Wrong::Format),
        (Some(_), None) => fields.wrong("code_challenge_method", Wrong::Required),
        (Some(_), Some(_)) => fields.wrong("code_challenge_method", Wrong::Selected),
    }
    None
}
