//! The table of grants, in the words of the consent page.

use crate::base::Locale;
use crate::domain::oauth::scope::{CATALOGUE, KnownScope, Scopes};
use crate::web::grants;
use crate::web::pages::developers::GrantLine;
use crate::web::text::Data;

/// Everything that a client can be allowed to ask for.
pub(super) fn lines(locale: Locale) -> Vec<GrantLine> {
    let partner = |known: &&KnownScope| known.name == "openid" || known.name.starts_with("read.");
    let (own, standard): (Vec<_>, Vec<_>) = CATALOGUE.iter().partition(partner);
    own.into_iter().chain(standard).map(|known| line(known, locale)).collect()
}

fn line(known: &KnownScope, locale: Locale) -> GrantLine {
    let data = grants::data(&Scopes::from_iter([known.name]));
    GrantLine {
        name: known.name,
        labels: data.iter().map(|datum| datum.label(Data(locale))).collect(),
        sensitive: data.iter().any(|datum| datum.is_sensitive()),
        fields: known.facts.iter().filter_map(|fact| fact.scope().strip_prefix("read.")).filter(in_info).collect(),
    }
}

/// An address is told by user info only.
fn in_info(field: &&str) -> bool {
    *field != "address"
}
