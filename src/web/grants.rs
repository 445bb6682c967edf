//! What an app asks for, in rows that people can read.

use crate::base::Locale;
use crate::domain::address::PostalAddress;
use crate::domain::consent::Consent;
use crate::domain::contact::{Address, Channel};
use crate::domain::oauth::purpose;
use crate::domain::oauth::scope::{Fact, KnownScope, PROFILE, Scopes};
use crate::domain::user::Person;
use crate::service::authorize::View;
use crate::service::authorize::consent::{Sheet, has};
use crate::web::pages::consent::{Datum, GrantRow, Value};
use crate::web::text::{Fields, countries};
use crate::web::time;

/// The rows of the decision.
pub(super) struct Rows {
    pub required: Vec<GrantRow>,
    pub optional: Vec<GrantRow>,
    pub allowed: Vec<GrantRow>,
}

/// Draws up the rows. Boxes are ticked as they came with the form, else as decided before.
pub(super) fn rows(view: &View, sheet: &Sheet, ticked: Option<&Scopes>, locale: Locale) -> Rows {
    let person = &sheet.person;
    let earlier = |name: &str| sheet.earlier.as_ref().is_some_and(|c: &Consent| c.granted.contains(name));
    let (old, new): (Vec<_>, Vec<_>) = sheet.required.iter().copied().partition(|s| earlier(s.name));
    // With nothing new among them there is no "more" to tell apart.
    let more = !old.is_empty() && (!new.is_empty() || sheet.optional.iter().any(|s| !earlier(s.name)));
    let (old, new) = if more { (old, new) } else { (Vec::new(), sheet.required.clone()) };
    let purpose = |name: &str| purpose::of(&view.client.purposes, name, locale).map(str::to_owned);
    let mut optional: Vec<GrantRow> = sheet
        .optional
        .iter()
        .map(|scope| GrantRow {
            purpose: purpose(scope.name),
            ticked: ticked.map_or_else(|| earlier(scope.name), |t| t.contains(scope.name)),
            ..row(scope, person, locale)
        })
        .collect();
    optional.sort_by_key(|r| r.datum.is_sensitive());
    Rows {
        required: grouped(&new, person, locale, &purpose),
        optional,
        allowed: grouped(&old, person, locale, &purpose),
    }
}

/// Required scopes by fact: parts of the name in one row.
fn grouped(
    scopes: &[&KnownScope],
    person: &Person,
    locale: Locale,
    purpose: &impl Fn(&str) -> Option<String>,
) -> Vec<GrantRow> {
    const NAMES: [Fact; 3] = [Fact::Firstname, Fact::Lastname, Fact::Patronymic];
    let mut facts: Vec<(Fact, &str, bool)> = Vec::new();
    for scope in scopes {
        let whole = scope.name == "profile";
        let extra = |fact: &Fact| *fact == Fact::Address || (whole && !NAMES.contains(fact));
        facts.extend(scope.facts.iter().map(|fact| (*fact, scope.name, extra(fact))));
    }
    facts.sort_by_key(|(fact, _, extra)| (*fact, *extra));
    facts.dedup_by_key(|(fact, _, _)| *fact);
    let names: Vec<Fact> = facts.iter().map(|f| f.0).filter(|f| NAMES.contains(f)).collect();
    let mut rows = Vec::new();
    if names.len() > 1 {
        let by = facts.iter().find(|f| NAMES.contains(&f.0)).map_or("", |f| f.1);
        let lacks = names.iter().any(|fact| *fact != Fact::Patronymic && !has(person, *fact));
        let values = if lacks { Vec::new() } else { name_values(person, &names) };
        rows.push(GrantRow { purpose: purpose(by), ..GrantRow::new(by, Datum::Name, values) });
        facts.retain(|f| !NAMES.contains(&f.0));
    }
    for (fact, by, only_if_there) in facts {
        let values = values(person, fact, locale);
        if !(only_if_there && values.is_empty()) {
            rows.push(GrantRow { purpose: purpose(by), ..GrantRow::new(by, datum(fact, person), values) });
        }
    }
    if scopes.iter().any(|s| s.name == PROFILE) {
        rows.push(GrantRow { purpose: purpose(PROFILE), ..GrantRow::new(PROFILE, Datum::Profile, Vec::new()) });
    }
    if scopes.iter().any(|s| s.name == "offline_access") {
        rows.push(GrantRow::new("offline_access", Datum::Offline, Vec::new()));
    }
    rows.sort_by_key(|r| r.datum.is_sensitive());
    rows
}

/// One scope with one box, with everything it opens.
fn row(scope: &KnownScope, person: &Person, locale: Locale) -> GrantRow {
    let Some(first) = scope.facts.first() else {
        let datum = if scope.name == PROFILE { Datum::Profile } else { Datum::Offline };
        return GrantRow::new(scope.name, datum, Vec::new());
    };
    if scope.facts.len() == 1 {
        return GrantRow::new(scope.name, datum(*first, person), values(person, *first, locale));
    }
    let names: Vec<Fact> = scope.facts.iter().copied().take(3).collect();
    let mut all = name_values(person, &names);
    all.extend(scope.facts.iter().skip(3).flat_map(|fact| values(person, *fact, locale)));
    GrantRow::new(scope.name, Datum::Name, all)
}

/// What an app has, for the list of connected apps.
pub(super) fn data(scopes: &Scopes) -> Vec<Datum> {
    let mut data = Vec::new();
    for scope in scopes.iter().filter_map(crate::domain::oauth::scope::lookup) {
        let found = match (scope.name, scope.facts) {
            ("openid", _) => continue,
            ("offline_access", _) => vec![Datum::Offline],
            (PROFILE, _) => vec![Datum::Profile],
            ("profile", _) => vec![Datum::Name, Datum::Gender, Datum::DateOfBirth],
            (_, facts) => facts.iter().map(|fact| datum_of(*fact, "")).collect(),
        };
        data.extend(found.into_iter().filter(|d| !data.contains(d)).collect::<Vec<_>>());
    }
    data
}

fn datum(fact: Fact, person: &Person) -> Datum {
    datum_of(fact, person.user.profile.country.as_deref().unwrap_or_default())
}

fn datum_of(fact: Fact, country: &str) -> Datum {
    match fact {
        Fact::Firstname => Datum::FirstName,
        Fact::Lastname => Datum::LastName,
        Fact::Patronymic => Datum::Patronymic,
        Fact::Phone => Datum::Phone,
        Fact::Email => Datum::Email,
        Fact::Phones => Datum::Phones,
        Fact::Emails => Datum::Emails,
        Fact::DateOfBirth => Datum::DateOfBirth,
        Fact::Gender => Datum::Gender,
        Fact::Country => Datum::Country,
        Fact::Nationality => Datum::Nationality,
        Fact::Identifier if country == "UZB" => Datum::IdentifierUz,
        Fact::Identifier => Datum::IdentifierKz,
        Fact::Address => Datum::Address,
    }
}

/// The name as a whole, as far as it is there.
fn name_values(person: &Person, parts: &[Fact]) -> Vec<Value> {
    let profile = &person.user.profile;
    let of = |fact: &Fact| match fact {
        Fact::Firstname => profile.firstname.as_deref(),
        Fact::Lastname => profile.lastname.as_deref(),
        _ => profile.patronymic.as_deref(),
    };
    let text = parts.iter().filter_map(of).collect::<Vec<_>>().join(" ");
    if text.is_empty() { Vec::new() } else { vec![Value::plain(text)] }
}

/// What would be sent of a fact.
fn values(person: &Person, fact: Fact, locale: Locale) -> Vec<Value> {
    let profile = &person.user.profile;
    let plain = |text: &Option<String>| text.iter().map(Value::plain).collect::<Vec<_>>();
    match fact {
        Fact::Firstname => plain(&profile.firstname),
        Fact::Lastname => plain(&profile.lastname),
        Fact::Patronymic => plain(&profile.patronymic),
        Fact::Phone => contacts(person, Channel::Phone, 1),
        Fact::Email => contacts(person, Channel::Email, 1),
        Fact::Phones => contacts(person, Channel::Phone, 20),
        Fact::Emails => contacts(person, Channel::Email, 20),
        Fact::DateOfBirth => profile.date_of_birth.iter().map(|d| Value::plain(time::day(d, locale))).collect(),
        Fact::Gender => profile.gender.iter().map(|g| Value::plain(gender(g, locale))).collect(),
        Fact::Country => profile.country.iter().map(|c| Value::plain(country(c, locale))).collect(),
        Fact::Nationality => plain(&profile.nationality),
        Fact::Address => profile.address.iter().map(|a| Value::plain(address(a, locale))).collect(),
        Fact::Identifier => profile.identifier.iter().map(|i| Value::masked(i, masked(i))).collect(),
    }
}

fn contacts(person: &Person, channel: Channel, most: usize) -> Vec<Value> {
    person.proved(channel).take(most).map(|c| Value::contact(c.address.shown(), true)).collect()
}

pub(super) fn gender(letter: &str, locale: Locale) -> &'static str {
    let words = Fields(locale);
    if letter == "F" { words.female() } else { words.male() }
}

pub(super) fn country(code: &str, locale: Locale) -> String {
    countries::name(code, locale)
}

pub(super) fn address(own: &PostalAddress, locale: Locale) -> String {
    own.lines(|code| country(code, locale)).join(", ")
}

pub(super) fn masked(text: &str) -> String {
    let shown = text.chars().count().saturating_sub(4);
    text.chars().enumerate().map(|(at, c)| if at < shown { '•' } else { c }).collect()
}

/// The masked account that a client expected, when another one answers.
pub(super) fn expected(hint: &str, person: &Person) -> Option<String> {
    let address = Address::parse(hint).ok()?;
    let own = person.proved(address.channel()).any(|c| c.address == address);
    (!own).then(|| address.masked())
}
