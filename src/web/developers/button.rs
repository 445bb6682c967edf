//! `/developers/button`: the markup of the login button, made to order.

use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Locale;
use crate::protocol::params::Params;
use crate::web::error::Stop;
use crate::web::pages::button::{ButtonPage, Choice, Files, Look, Mode, Size, Wording};
use crate::web::visit::Visit;
use crate::web::widget::{SCRIPT, SCRIPT_FILE, STYLE, STYLE_FILE};

/// Everything is in the query, so that a choice can be passed on as a link.
pub(super) async fn get(mut visit: Visit) -> Result<Response, Stop> {
    let locale = visit.locale(None).await?;
    let choice = choice(&visit.query, locale);
    visit.now_at(&format!("/developers/button?{}", choice.query()));
    let issuer = visit.core.issuer();
    let files = Files {
        script: format!("{issuer}{SCRIPT}"),
        script_integrity: SCRIPT_FILE.integrity.clone(),
        style: format!("{issuer}{STYLE}"),
        style_integrity: STYLE_FILE.integrity.clone(),
    };
    visit.page(StatusCode::OK, None, |chrome| ButtonPage { chrome, choice, files }).await
}

/// What is not named, or unknown, is as usual.
fn choice(query: &Params, page: Locale) -> Choice {
    let word = |name: &str| query.get(name).unwrap_or_default();
    Choice {
        look: word("look").parse().unwrap_or(Look::Green),
        size: word("size").parse().unwrap_or(Size::Usual),
        words: word("text").parse().unwrap_or(Wording::Login),
        mode: word("mode").parse().unwrap_or(Mode::Redirect),
        tongue: word("tongue").parse().unwrap_or(page),
    }
}
