//! `POST` and `PUT /api/v1/oauth/user`: a partner makes records of people (seed `000`, "Create user").
//!
//! A field that is absent, `null` or empty stays as it is: nothing can be cleared here. Numbers and names of
//! this door are wider than those of our own pages, by the documented patterns.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::base::{Email, Micros, Phone};
use crate::domain::contact::Address;
use crate::domain::country::country;
use crate::domain::oauth::client_name::is_visible;
use crate::domain::profile::{date_of_birth, is_ahead};
use crate::domain::user::{Profile, UserId};
use crate::http::origin::From;
use crate::http::state::App;
use crate::service::partners::users::{self, Facts};

use super::body::Body;
use super::caller::ByService;
use super::error::Problem;
use super::fields::{Fields, Wrong};

/// The documented answer.
#[derive(Serialize)]
pub(super) struct Known {
    freedom_id: String,
}

impl Known {
    fn of(id: UserId) -> Json<Self> {
        Json(Self { freedom_id: id.text() })
    }
}

pub(super) async fn create(
    State(app): State<App>,
    From(origin): From,
    ByService(manager): ByService,
    Body(mut fields): Body,
) -> Result<Json<Known>, Problem> {
    fields.require("phone");
    let facts = facts(&mut fields, app.core.clock.now());
    fields.finish()?;
    Ok(Known::of(users::create(&app.core, &manager, facts, origin).await?))
}

pub(super) async fn update(
    State(app): State<App>,
    From(origin): From,
    ByService(manager): ByService,
    Body(mut fields): Body,
) -> Result<Json<Known>, Problem> {
    let id = fields.required_id("freedom_id");
    let facts = facts(&mut fields, app.core.clock.now());
    fields.finish()?;
    // A field that is required and good is there.
    let (_, id) = id.ok_or(users::UsersError::Unknown)?;
    Ok(Known::of(users::update(&app.core, &manager, id, facts, origin).await?))
}

/// The longest names and nationality.
const NAME: usize = 255;

fn facts(fields: &mut Fields, now: Micros) -> Facts {
    let phone = fields.judged("phone", NAME, |text| Phone::exact(text).map_err(|_| Wrong::Format));
    let email = fields.judged("email", NAME, |text| Email::parse(text).map_err(|_| Wrong::Email));
    let contacts = phone.map(Address::Phone).into_iter().chain(email.map(Address::Email)).collect();
    let profile = Profile {
        firstname: line(fields, "firstname", NAME),
        lastname: line(fields, "lastname", NAME),
        patronymic: line(fields, "patronymic", NAME),
        date_of_birth: fields.judged("date_of_birth", NAME, |text| day(text, now)),
        identifier: line(fields, "identifier", 64),
        country: fields.judged("country", NAME, code),
        gender: fields.judged("gender", NAME, gender),
        nationality: line(fields, "nationality", NAME),
        address: None,
    };
    Facts { contacts, profile }
}

/// A text that people will see on our pages: nothing in it that cannot be seen or turns the text around.
fn line(fields: &mut Fields, key: &str, most: usize) -> Option<String> {
    fields.judged(key, most, |text| {
        let text = text.trim();
        if is_visible(text, most) { Ok(text.to_owned()) } else { Err(Wrong::Format) }
    })
}

fn day(text: &str, now: Micros) -> Result<String, Wrong> {
    let wrong = if is_ahead(text, now) { Wrong::Past } else { Wrong::Date };
    date_of_birth(text, now).filter(|day| day == text).ok_or(wrong)
}

/// `^[A-Z]{3}$`, and a country that there is.
fn code(text: &str) -> Result<String, Wrong> {
    if text.len() != 3 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Wrong::Format);
    }
    country(text).map(str::to_owned).ok_or(Wrong::Selected)
}

/// `^(M|F)$`
fn gender(text: &str) -> Result<String, Wrong> {
    if matches!(text, "M" | "F") { Ok(text.to_owned()) } else { Err(Wrong::Format) }
}
