//! `/consent/missing`: what the app needs and the account lacks, added on the way.

use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::contact::{Address, Channel};
use crate::domain::oauth::scope::{Fact, Scopes};
use crate::domain::profile::Field;
use crate::domain::user::Profile;
use crate::protocol::params::Params;
use crate::service::accounts::contacts::{self, AddContact, AddContactError, ConfirmContact, ConfirmContactError};
use crate::service::accounts::profile::{self, ProfileError, SetProfile};
use crate::service::authorize::consent::{self, Decide, DecideError, Sheet};
use crate::service::authorize::{TrackError, View};
use crate::service::otp::Pending;
use crate::web::account::guard;
use crate::web::authorize::{Via, go};
use crate::web::error::{Stop, lost};
use crate::web::form::Posted;
use crate::web::page::{FieldError, Issue, Notice};
use crate::web::pages::account::Act;
use crate::web::pages::consent::{MissingField, MissingKind, MissingPage};
use crate::web::visit::{Visit, at};
use crate::web::{cards, otp};

/// The road so far: the authorization and what its person lacks.
struct Here {
    view: View,
    sheet: Sheet,
}

/// Opens the step; somebody with nothing to add goes back to the decision.
async fn here(visit: Visit, track: Option<&str>) -> Result<(Visit, Here), Stop> {
    let (visit, view) = visit.look(Some(track.unwrap_or_default())).await?;
    let Some(view) = view else { return Err(lost(visit, TrackError::Unknown).await?.into()) };
    let sheet = consent::current(&visit.core, &view, &visit.browser()).await?;
    let Some(sheet) = sheet.filter(|sheet| !sheet.missing.is_empty()) else {
        let to = at("/consent", Some(&view));
        return Err(visit.redirect(&to).into());
    };
    Ok((visit, Here { view, sheet }))
}

/// `GET /consent/missing`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let track = visit.query.get("track_id").map(str::to_owned);
    let edit = visit.query.get("edit").is_some();
    let (visit, here) = here(visit, track.as_deref()).await?;
    match waiting(&visit, &here).await?.filter(|_| !edit) {
        Some(pending) => draw_code(visit, here, pending, StatusCode::OK, Vec::new()).await,
        None => draw(visit, here, &Params::default(), StatusCode::OK, Vec::new()).await,
    }
}

/// The code for a contact that is still missing.
async fn waiting(visit: &Visit, here: &Here) -> Result<Option<Pending>, Stop> {
    let pending = contacts::pending(&visit.core, &visit.bound(), here.sheet.person.user.id).await?;
    let now = visit.core.clock.now();
    Ok(pending.filter(|p| p.expires_at > now && lacks(&here.sheet, p.address.channel())))
}

fn lacks(sheet: &Sheet, channel: Channel) -> bool {
    let facts = match channel {
        Channel::Phone => [Fact::Phone, Fact::Phones],
        Channel::Email => [Fact::Email, Fact::Emails],
    };
    sheet.missing.iter().any(|fact| facts.contains(fact))
}

/// `POST /consent/missing`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let (visit, here) = here(visit, form.get("track_id")).await?;
    let is_code = form.all("code").next().is_some();
    match (form.get("decision"), form.get("action")) {
        _ if only_language && is_code => code_again(visit, here, StatusCode::OK, Vec::new()).await,
        _ if only_language => draw(visit, here, &form, StatusCode::OK, Vec::new()).await,
        (Some("deny"), _) => deny(visit, here).await,
        (Some("save"), _) => save(visit, here, &form).await,
        (_, Some("resend")) => resend(visit, here).await,
        (_, Some("verify")) | (None, None) if is_code => verify(visit, here, &form).await,
        _ => draw(visit, here, &form, StatusCode::OK, Vec::new()).await,
    }
}

async fn deny(mut visit: Visit, here: Here) -> Result<Response, Stop> {
    let Here { view, sheet } = here;
    let locale = visit.locale(Some(&view)).await?;
    let input = Decide { account: sheet.person.user.id, ticked: Scopes::default(), allow: false, locale };
    match consent::decide(&visit.core, view.clone(), &sheet, input, &visit.browser(), &visit.origin).await {
        Ok(next) => go(visit, next, Via::Post).await,
        Err(DecideError::Track(error)) => lost(visit, error).await,
        Err(DecideError::OtherAccount | DecideError::Missing) => Ok(visit.redirect(&at("/consent", Some(&view)))),
    }
}

async fn save(mut visit: Visit, here: Here, form: &Params) -> Result<Response, Stop> {
    // Drawn for somebody else than who is active now: nothing of it goes into the wrong account.
    if form.get("account") != Some(here.sheet.person.user.id.text().as_str()) {
        visit.notice = Some(Notice::AccountChanged { name: cards::account(&here.sheet.person).name });
        return draw(visit, here, &Params::default(), StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await;
    }
    let asked: Vec<MissingKind> = kinds(&here.sheet);
    let typed = |name: &str| form.get(name).map(|v| v.chars().take(320).collect::<String>());
    let mut issues: Vec<Issue> = asked.iter().filter_map(|kind| empty(*kind, form)).collect();
    let set =
        SetProfile { user: here.sheet.person.user.id, profile: given(&asked, form), origin: visit.origin.clone() };
    let contact = contact_of(&asked, &typed, &mut issues);
    if issues.is_empty() && set.profile != Profile::default() {
        match profile::set(&visit.core, set).await {
            Ok(()) => {}
            Err(ProfileError::Fields(fields)) => issues.extend(fields.into_iter().map(flaw)),
            Err(ProfileError::Unknown) => return Ok(visit.redirect(&at("/consent", Some(&here.view)))),
            Err(ProfileError::Fault(fault)) => return Err(fault.into()),
        }
    }
    if !issues.is_empty() {
        return draw(visit, here, form, StatusCode::UNPROCESSABLE_ENTITY, issues).await;
    }
    match contact {
        Some(address) => {
            let (visit, here) = proved_lately(visit, here).await?;
            send(visit, here, address, form).await
        }
        None => Ok(visit.redirect(&at("/consent", Some(&here.view)))),
    }
}

/// The first missing contact that was typed; the other one is asked for after it.
fn contact_of(
    asked: &[MissingKind],
    typed: &dyn Fn(&str) -> Option<String>,
    issues: &mut Vec<Issue>,
) -> Option<Address> {
    let mut read = |kind, field: &'static str, error: FieldError| {
        let text = typed(field).filter(|_| asked.contains(&kind))?;
        let address = Address::parse(&text).ok().filter(|a| a.channel().as_str() == field);
        if address.is_none() {
            issues.push(Issue::of(field, error));
        }
        address
    };
    let phone = read(MissingKind::Phone, "phone", FieldError::PhoneShape);
    let email = read(MissingKind::Email, "email", FieldError::EmailShape);
    phone.or(email)
}

/// A contact leads back to its account: as in the console only whoever proved themselves lately adds one. Others are
/// asked to, and come back.
async fn proved_lately(mut visit: Visit, here: Here) -> Result<(Visit, Here), Stop> {
    let session = here.sheet.session;
    let person = visit.people().await?.iter().find(|person| person.session.id == session).cloned();
    let Some(person) = person else { return Err(visit.redirect(&at("/login", Some(&here.view))).into()) };
    if guard::is_fresh(&visit.core, &person).await? {
        return Ok((visit, here));
    }
    // Whoever is active is asked.
    visit.record.activate(session).await?;
    let next = at("/consent/missing", Some(&here.view));
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Err(visit.redirect(&format!("/account/confirm?act={}&next={next}", Act::AddContact)).into())
}

async fn send(mut visit: Visit, here: Here, address: Address, form: &Params) -> Result<Response, Stop> {
    let field = address.channel().as_str();
    match add(&mut visit, &here, address).await {
        Ok(_) | Err(AddContactError::Yours) => Ok(visit.redirect(&at("/consent/missing", Some(&here.view)))),
        Err(AddContactError::Unsupported) => {
            let issues = vec![Issue::of("phone", FieldError::PhoneUnsupported)];
            draw(visit, here, form, StatusCode::UNPROCESSABLE_ENTITY, issues).await
        }
        Err(AddContactError::Full) => {
            let issues = vec![Issue::of(field, FieldError::ContactsFull)];
            draw(visit, here, form, StatusCode::UNPROCESSABLE_ENTITY, issues).await
        }
        Err(AddContactError::Wait { until }) => {
            let issues = vec![Issue::of(field, otp::not_yet(until))];
            draw(visit, here, form, StatusCode::TOO_MANY_REQUESTS, issues).await
        }
        Err(AddContactError::Fault(fault)) => Err(fault.into()),
    }
}

async fn add(visit: &mut Visit, here: &Here, address: Address) -> Result<Pending, AddContactError> {
    let input = AddContact {
        user: here.sheet.person.user.id,
        address,
        browser: visit.bound(),
        locale: visit.locale(Some(&here.view)).await?,
        origin: visit.origin.clone(),
    };
    contacts::add(&visit.core, input).await
}

async fn resend(mut visit: Visit, here: Here) -> Result<Response, Stop> {
    let user = here.sheet.person.user.id;
    let Some(pending) = contacts::pending(&visit.core, &visit.bound(), user).await? else {
        return Ok(visit.redirect(&at("/consent/missing", Some(&here.view))));
    };
    match add(&mut visit, &here, pending.address).await {
        Ok(pending) => {
            visit.notice = Some(Notice::CodeResent);
            draw_code(visit, here, pending, StatusCode::OK, Vec::new()).await
        }
        Err(AddContactError::Wait { until }) => {
            let (status, issue) = otp::wait(until);
            code_again(visit, here, status, vec![issue]).await
        }
        Err(AddContactError::Fault(fault)) => Err(fault.into()),
        Err(AddContactError::Unsupported | AddContactError::Yours | AddContactError::Full) => {
            Ok(visit.redirect(&at("/consent/missing", Some(&here.view))))
        }
    }
}

async fn verify(visit: Visit, here: Here, form: &Params) -> Result<Response, Stop> {
    let code = form.get("code").unwrap_or_default().to_owned();
    let input = ConfirmContact {
        user: here.sheet.person.user.id,
        browser: visit.bound(),
        code: code.clone(),
        origin: visit.origin.clone(),
    };
    match contacts::confirm(&visit.core, input).await {
        Ok(_) => Ok(visit.redirect(&at("/consent", Some(&here.view)))),
        Err(ConfirmContactError::Code(error)) => {
            let (status, issue) = otp::refused(error, &code)?;
            code_again(visit, here, status, vec![issue]).await
        }
        // Told only to who reads its messages.
        Err(ConfirmContactError::Taken) => {
            let issues = vec![Issue::form(FieldError::ContactTaken)];
            draw(visit, here, &Params::default(), StatusCode::UNPROCESSABLE_ENTITY, issues).await
        }
        Err(ConfirmContactError::Full) => {
            let issues = vec![Issue::form(FieldError::ContactsFull)];
            draw(visit, here, &Params::default(), StatusCode::UNPROCESSABLE_ENTITY, issues).await
        }
        Err(ConfirmContactError::Fault(fault)) => Err(fault.into()),
    }
}

async fn code_again(visit: Visit, here: Here, status: StatusCode, issues: Vec<Issue>) -> Result<Response, Stop> {
    match contacts::pending(&visit.core, &visit.bound(), here.sheet.person.user.id).await? {
        Some(pending) => draw_code(visit, here, pending, status, issues).await,
        None => draw(visit, here, &Params::default(), status, issues).await,
    }
}

async fn draw_code(
    visit: Visit,
    here: Here,
    pending: Pending,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let change = format!("{}&edit=1", at("/consent/missing", Some(&here.view)));
    let action = "/consent/missing";
    let ask = otp::Ask { pending, action, step: None, progress: None, certain: true, change };
    otp::draw(visit, Some(&here.view), ask, status, issues).await
}

async fn draw(
    visit: Visit,
    here: Here,
    form: &Params,
    status: StatusCode,
    issues: Vec<Issue>,
) -> Result<Response, Stop> {
    let Here { view, sheet } = here;
    let fields = kinds(&sheet).into_iter().map(|kind| MissingField { kind, value: value(kind, form) }).collect();
    let (app, account) = (cards::app(&view), cards::account(&sheet.person));
    visit.page(status, Some(&view), |chrome| MissingPage { chrome, app, account, fields, issues }).await
}

fn kinds(sheet: &Sheet) -> Vec<MissingKind> {
    let mut kinds: Vec<MissingKind> = Vec::new();
    for fact in &sheet.missing {
        let kind = match fact {
            Fact::Firstname => MissingKind::FirstName,
            Fact::Lastname => MissingKind::LastName,
            Fact::Patronymic => MissingKind::Patronymic,
            Fact::Phone | Fact::Phones => MissingKind::Phone,
            Fact::Email | Fact::Emails => MissingKind::Email,
            Fact::DateOfBirth => MissingKind::DateOfBirth,
            Fact::Gender => MissingKind::Gender,
            Fact::Country => MissingKind::Country,
            Fact::Nationality => MissingKind::Nationality,
            Fact::Identifier => MissingKind::Identifier,
            // Never required: it is sent if it is there.
            Fact::Address => continue,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

const fn name(kind: MissingKind) -> &'static str {
    match kind {
        MissingKind::FirstName => "firstname",
        MissingKind::LastName => "lastname",
        MissingKind::Patronymic => "patronymic",
        MissingKind::DateOfBirth => "birth_day",
        MissingKind::Gender => "gender",
        MissingKind::Country => "country",
        MissingKind::Nationality => "nationality",
        MissingKind::Identifier => "identifier",
        MissingKind::Phone => "phone",
        MissingKind::Email => "email",
    }
}

/// What was typed, as the page draws it again.
fn value(kind: MissingKind, form: &Params) -> String {
    let text = |name: &str| form.get(name).unwrap_or_default().chars().take(320).collect::<String>();
    match kind {
        MissingKind::DateOfBirth => format!("{} {} {}", text("birth_day"), text("birth_month"), text("birth_year")),
        MissingKind::Country if text("country") == "other" => text("country_other"),
        other => text(name(other)),
    }
}

fn empty(kind: MissingKind, form: &Params) -> Option<Issue> {
    let lacks = value(kind, form).trim().is_empty();
    let error = match kind {
        MissingKind::FirstName => FieldError::FirstNameEmpty,
        MissingKind::LastName => FieldError::LastNameEmpty,
        MissingKind::Phone => FieldError::PhoneEmpty,
        MissingKind::Email => FieldError::EmailEmpty,
        MissingKind::DateOfBirth => FieldError::BirthDateInvalid,
        _ => FieldError::ValueEmpty,
    };
    lacks.then(|| Issue::of(name(kind), error))
}

/// The facts of the form that were asked for: nothing else is written, whatever the form says.
fn given(asked: &[MissingKind], form: &Params) -> Profile {
    let fact = |kind: MissingKind| asked.contains(&kind).then(|| value(kind, form));
    Profile {
        firstname: fact(MissingKind::FirstName),
        lastname: fact(MissingKind::LastName),
        patronymic: fact(MissingKind::Patronymic),
        date_of_birth: fact(MissingKind::DateOfBirth).map(|parts| date(&parts)),
        gender: fact(MissingKind::Gender).map(|word| match word.as_str() {
            "female" => "F".into(),
            "male" => "M".into(),
            _ => word,
        }),
        country: fact(MissingKind::Country).map(|code| country(&code)),
        nationality: fact(MissingKind::Nationality),
        identifier: fact(MissingKind::Identifier),
        address: None,
    }
}

/// `14 3 1994` as `1994-03-14`; anything else stays what it is and is refused.
fn date(parts: &str) -> String {
    let numbers: Vec<Option<u32>> = parts.split(' ').map(|p| p.parse().ok()).collect();
    match numbers.as_slice() {
        [Some(day), Some(month), Some(year)] => format!("{year:04}-{month:02}-{day:02}"),
        _ => parts.to_owned(),
    }
}

/// The page has a choice for two countries; others are typed as they are stored.
fn country(code: &str) -> String {
    match code.trim().to_ascii_uppercase().as_str() {
        "KZ" => "KAZ".into(),
        "UZ" => "UZB".into(),
        other => other.to_owned(),
    }
}

fn flaw(field: Field) -> Issue {
    match field {
        Field::Firstname => Issue::of("firstname", FieldError::NameChars),
        Field::Lastname => Issue::of("lastname", FieldError::NameChars),
        Field::Patronymic => Issue::of("patronymic", FieldError::NameChars),
        Field::DateOfBirth => Issue::of("birth_day", FieldError::BirthDateInvalid),
        Field::Gender => Issue::of("gender", FieldError::ValueShape),
        Field::Country => Issue::of("country", FieldError::ValueShape),
        Field::Nationality => Issue::of("nationality", FieldError::NameChars),
        Field::Identifier => Issue::of("identifier", FieldError::IdentifierNumber),
        Field::Address => Issue::form(FieldError::ValueShape),
    }
}
