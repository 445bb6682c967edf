//! What every page with a passkey on it does the same way.

use axum::http::StatusCode;

use crate::base::Fault;
use crate::domain::passkey;
use crate::protocol::params::Params;
use crate::service::passkeys::{self, Answer, NewKey, Offer, Purpose, Refusal};
use crate::service::sign_in::PasskeyError;
use crate::web::login::barred;
use crate::web::page::FieldError;
use crate::web::text;
use crate::web::visit::Visit;

/// Asks for a proof on the page that is drawn next; none where nobody could give one.
pub(super) async fn ask(visit: &Visit, purpose: Purpose) -> Result<Option<Offer>, Fault> {
    passkeys::ask(&visit.core, purpose, &visit.bound()).await
}

/// The answer in a form; none if the button was pressed without one.
pub(super) fn answer(visit: &Visit, purpose: Purpose, form: &Params) -> Option<Answer> {
    let field = |name| form.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
    Some(Answer {
        purpose,
        browser: visit.bound(),
        ceremony: field("ceremony")?,
        credential: field("credential")?,
        origin: visit.origin.clone(),
    })
}

/// The new key in a form, named after the browser; none if the button was pressed without one.
pub(super) async fn new_key(visit: &mut Visit, form: &Params) -> Result<Option<NewKey>, Fault> {
    let field = |name| form.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let (Some(ceremony), Some(credential)) = (field("ceremony"), field("credential")) else { return Ok(None) };
    let locale = visit.locale(None).await?;
    let name = passkey::named_after(visit.origin.agent.as_deref());
    let name = name.unwrap_or_else(|| text::Passkey(locale).default_name()).to_owned();
    Ok(Some(NewKey { browser: visit.bound(), ceremony, credential, name }))
}

/// The answer to whoever is not let in.
pub(super) fn refused(error: PasskeyError) -> Result<(StatusCode, FieldError), Fault> {
    match error {
        PasskeyError::Refused(refusal) => Ok((StatusCode::UNAUTHORIZED, said(refusal)?)),
        PasskeyError::Barred(why) => Ok((StatusCode::FORBIDDEN, barred(why))),
        PasskeyError::Gone => Ok((StatusCode::UNPROCESSABLE_ENTITY, FieldError::PasskeyStale)),
        PasskeyError::Fault(fault) => Err(fault),
    }
}

/// What to say where an answer is refused.
pub(super) fn said(refusal: Refusal) -> Result<FieldError, Fault> {
    match refusal {
        Refusal::Stale => Ok(FieldError::PasskeyStale),
        Refusal::Unknown => Ok(FieldError::PasskeyUnknown),
        Refusal::Cloned => Ok(FieldError::PasskeyCloned),
        Refusal::Fault(fault) => Err(fault),
    }
}
