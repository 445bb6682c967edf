//! `/account/profile`: what a person told about themselves; one part at a time is opened to be changed.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Locale;
use crate::domain::address::PostalAddress;
use crate::domain::party::PartyId;
use crate::domain::profile::{self as law, Block, Field};
use crate::domain::user::Profile;
use crate::protocol::params::Params;
use crate::service::accounts::facts::{self, BlockError, WriteBlock};
use crate::service::accounts::profile;
use crate::service::sessions::SignedIn;
use crate::web::account::guard;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::{Act, FactsPage, PartnerLine, Typed};
use crate::web::visit::Visit;
use crate::web::{grants, time};

/// `GET /account/profile`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let edit = visit.query.get("edit").and_then(|word| word.parse::<Block>().ok());
    let show = visit.query.get("show") == Some("identifier");
    // The state's number is not shown to whoever finds an open page.
    let (mut visit, person) = if show || edit == Some(Block::Identifier) {
        guard::fresh(visit, Act::Identifier, None).await?
    } else {
        guard::signed_in(visit).await?
    };
    if visit.query.get("done").is_some() {
        visit.notice = visit.notice.or(Some(Notice::Saved));
    }
    if show || edit == Some(Block::Identifier) {
        facts::show_identifier(&visit.core, person.session.user, visit.origin.clone()).await?;
    }
    let sheet = Sheet { bare: show, edit, ..Sheet::default() };
    draw(visit, &person, sheet, StatusCode::OK).await
}

/// `POST /account/profile`
pub(super) async fn post(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let Some(block) = form.get("block").and_then(|word| word.parse::<Block>().ok()) else {
        return Ok(visit.redirect("/account/profile"));
    };
    visit.now_at(&format!("/account/profile?edit={block}"));
    let (visit, person) = match block {
        Block::Identifier => guard::fresh(visit, Act::Identifier, None).await?,
        _ => guard::signed_in(visit).await?,
    };
    let typed = Typed(BOXES.iter().map(|name| (*name, text(&form, name))).collect());
    let version = form.get("version").unwrap_or_default().to_owned();
    let sheet = Sheet { edit: Some(block), typed: Some(typed), version: Some(version.clone()), ..Sheet::default() };
    if only_language {
        return draw(visit, &person, sheet, StatusCode::OK).await;
    }
    let mut issues = empty(block, &form);
    let input = WriteBlock {
        user: person.session.user,
        block,
        profile: given(block, &form),
        seen: version,
        origin: visit.origin.clone(),
    };
    let now = visit.core.clock.now();
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    if !issues.is_empty() {
        return draw(visit, &person, Sheet { issues, ..sheet }, refused).await;
    }
    let typed_date = input.profile.date_of_birth.clone().unwrap_or_default();
    match facts::write(&visit.core, input).await {
        Ok(()) => Ok(visit.redirect(&format!("/account/profile?done={block}"))),
        Err(BlockError::Fields(fields)) => {
            issues.extend(fields.into_iter().map(|field| flaw(field, law::is_ahead(&typed_date, now))));
            draw(visit, &person, Sheet { issues, ..sheet }, refused).await
        }
        Err(BlockError::Changed) => {
            let issues = vec![Issue::form(FieldError::ChangedElsewhere)];
            draw(visit, &person, Sheet { issues, version: None, conflict: true, ..sheet }, refused).await
        }
        Err(BlockError::Unknown) => Ok(visit.redirect("/account/profile")),
        Err(BlockError::Fault(fault)) => Err(fault.into()),
    }
}

/// `POST /account/profile/partner`: a partner loses its rights over the record.
pub(super) async fn leave(Posted { mut visit, form, only_language }: Posted) -> Result<Response, Stop> {
    visit.now_at("/account/profile");
    let (mut visit, person) = guard::signed_in(visit).await?;
    let party = form.get("party").and_then(|id| id.parse::<PartyId>().ok());
    if let Some(party) = party.filter(|_| !only_language) {
        let user = person.session.user;
        let known = facts::partners(&visit.core, user).await?.into_iter().find(|one| one.party == party);
        if let Some(known) = known
            && facts::leave_partner(&visit.core, user, party, visit.origin.clone()).await?
        {
            visit.notice = Some(Notice::PartnerEnded { name: known.name });
        }
    }
    draw(visit, &person, Sheet::default(), StatusCode::OK).await
}

/// Every box of every form.
const BOXES: [&str; 15] = [
    "firstname",
    "lastname",
    "patronymic",
    "birth_day",
    "birth_month",
    "birth_year",
    "gender",
    "country",
    "nationality",
    "identifier",
    "street",
    "city",
    "region",
    "postal_code",
    "address_country",
];

/// What the page shows besides the profile itself.
#[derive(Default)]
struct Sheet {
    bare: bool,
    edit: Option<Block>,
    /// What was typed; what is known, without.
    typed: Option<Typed>,
    /// The version that the form was drawn from; the present one, without.
    version: Option<String>,
    /// Whether somebody else changed it meanwhile.
    conflict: bool,
    issues: Vec<Issue>,
}

async fn draw(mut visit: Visit, person: &SignedIn, sheet: Sheet, status: StatusCode) -> Result<Response, Stop> {
    let locale = visit.locale(None).await?;
    let user = person.session.user;
    let Some(known) = profile::person(&visit.core, user).await? else { return Ok(visit.redirect("/account")) };
    let full = known.user.profile;
    let Sheet { bare, edit, typed, version, conflict, issues } = sheet;
    let version = match (edit, version) {
        (Some(_), Some(version)) => version,
        (Some(block), None) => facts::version(&visit.core, user, block, &full)?,
        (None, _) => String::new(),
    };
    let known = shown(&full, bare, locale);
    let now = edit.filter(|_| conflict).map(|block| summary(block, &shown(&full, true, locale)));
    let typed = typed.unwrap_or_else(|| boxes(&full));
    let partners = facts::partners(&visit.core, user).await?;
    let partner = |one: crate::domain::party::Membership| PartnerLine {
        id: one.party.text(),
        name: one.name,
        road: one.road,
        since: time::day_of(one.since, locale),
    };
    let partners = partners.into_iter().map(partner).collect();
    let page = |chrome| FactsPage { chrome, known, bare, edit, typed, version, now, partners, issues };
    visit.page(status, None, page).await
}

/// The profile in words, by the names of the lines.
fn shown(profile: &Profile, bare: bool, locale: Locale) -> Typed {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let identifier = text(&profile.identifier);
    Typed(vec![
        ("firstname", text(&profile.firstname)),
        ("lastname", text(&profile.lastname)),
        ("patronymic", text(&profile.patronymic)),
        ("date_of_birth", profile.date_of_birth.as_deref().map(|day| time::day(day, locale)).unwrap_or_default()),
        ("gender", profile.gender.as_deref().map(|word| grants::gender(word, locale)).unwrap_or_default().to_owned()),
        ("country", profile.country.as_deref().map(|code| grants::country(code, locale)).unwrap_or_default()),
        ("nationality", text(&profile.nationality)),
        ("identifier", if bare { identifier } else { grants::masked(&identifier) }),
        ("address", profile.address.as_ref().map(|own| grants::address(own, locale)).unwrap_or_default()),
    ])
}

/// One part in one line, as it is now.
fn summary(block: Block, known: &Typed) -> String {
    let names: &[&str] = match block {
        Block::Name => &["lastname", "firstname", "patronymic"],
        Block::Birth => &["date_of_birth", "gender"],
        Block::Citizenship => &["country", "nationality"],
        Block::Identifier => &["identifier"],
        Block::Address => &["address"],
    };
    let parts: Vec<&str> = names.iter().map(|name| known.get(name)).filter(|text| !text.is_empty()).collect();
    if parts.is_empty() { "–".to_owned() } else { parts.join(", ") }
}

/// What stands in the boxes of the forms.
fn boxes(profile: &Profile) -> Typed {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let address = profile.address.clone().unwrap_or_default();
    let birth = text(&profile.date_of_birth);
    let mut date = birth.split('-').map(|part| part.trim_start_matches('0').to_owned());
    let (year, month, day) =
        (date.next().unwrap_or_default(), date.next().unwrap_or_default(), date.next().unwrap_or_default());
    Typed(vec![
        ("firstname", text(&profile.firstname)),
        ("lastname", text(&profile.lastname)),
        ("patronymic", text(&profile.patronymic)),
        ("birth_day", day),
        ("birth_month", month),
        ("birth_year", year),
        ("gender", text(&profile.gender)),
        ("country", text(&profile.country)),
        ("nationality", text(&profile.nationality)),
        ("identifier", text(&profile.identifier)),
        ("street", text(&address.street_address)),
        ("city", text(&address.locality)),
        ("region", text(&address.region)),
        ("postal_code", text(&address.postal_code)),
        ("address_country", text(&address.country)),
    ])
}

fn text(form: &Params, name: &str) -> String {
    form.get(name).unwrap_or_default().chars().take(320).collect()
}

/// A name is never taken away as a whole: apps and messages call people by it.
fn empty(block: Block, form: &Params) -> Vec<Issue> {
    let needed = [("lastname", FieldError::LastNameEmpty), ("firstname", FieldError::FirstNameEmpty)];
    let lacks = |name: &str| text(form, name).trim().is_empty();
    needed
        .into_iter()
        .filter(|(name, _)| block == Block::Name && lacks(name))
        .map(|(name, error)| Issue::of(name, error))
        .collect()
}

/// The facts of one part as they were typed: nothing else is written, whatever the form says.
fn given(block: Block, form: &Params) -> Profile {
    let fact = |name: &str| Some(text(form, name)).filter(|text| !text.trim().is_empty());
    let all = Profile {
        firstname: fact("firstname"),
        lastname: fact("lastname"),
        patronymic: fact("patronymic"),
        date_of_birth: date(form),
        gender: fact("gender"),
        country: fact("country"),
        nationality: fact("nationality"),
        identifier: fact("identifier"),
        address: Some(PostalAddress {
            street_address: fact("street"),
            locality: fact("city"),
            region: fact("region"),
            postal_code: fact("postal_code"),
            country: fact("address_country"),
        }),
    };
    block.of(&all)
}

/// `14 3 1994` as `1994-03-14`; anything else stays what it is and is refused.
fn date(form: &Params) -> Option<String> {
    let parts = ["birth_day", "birth_month", "birth_year"].map(|name| text(form, name).trim().to_owned());
    if parts.iter().all(String::is_empty) {
        return None;
    }
    let numbers = parts.each_ref().map(|part| part.parse::<u32>().ok());
    match numbers {
        [Some(day), Some(month), Some(year)] => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => Some(parts.join(" ")),
    }
}

const fn flaw(field: Field, ahead: bool) -> Issue {
    match field {
        Field::Firstname => Issue::of("firstname", FieldError::NameChars),
        Field::Lastname => Issue::of("lastname", FieldError::NameChars),
        Field::Patronymic => Issue::of("patronymic", FieldError::NameChars),
        Field::DateOfBirth if ahead => Issue::of("birth_day", FieldError::BirthDateFuture),
        Field::DateOfBirth => Issue::of("birth_day", FieldError::BirthDateInvalid),
        Field::Gender => Issue::of("gender", FieldError::ValueShape),
        Field::Country => Issue::of("country", FieldError::ValueShape),
        Field::Nationality => Issue::of("nationality", FieldError::NameChars),
        Field::Identifier => Issue::of("identifier", FieldError::IdentifierNumber),
        Field::Address => Issue::of("street", FieldError::ValueShape),
    }
}
