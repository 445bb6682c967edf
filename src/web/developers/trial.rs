//! `/developers/try`: a login link for the demo client, made by a form. Development mode only: elsewhere the
//! address does not exist, since whoever makes a link for a client speaks in its name.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::base::Fault;
use crate::domain::oauth::client::{Client, ClientId};
use crate::domain::oauth::scope::Scopes;
use crate::service::authorize::BeginError;
use crate::service::authorize::link::{self, Ask, Link};
use crate::service::{Core, clients};
use crate::web::demo;
use crate::web::error::Stop;
use crate::web::form::Posted;
use crate::web::pages::developers::{Made, TrialGrant, TrialPage};
use crate::web::visit::Visit;

/// The longest state that is taken here.
const STATE: usize = 200;

/// `GET /developers/try`
pub(super) async fn get(visit: Visit) -> Result<Response, Stop> {
    let client = demo_client(&visit.core).await?;
    let ticked: Scopes = demo::REQUIRED.into_iter().collect();
    draw(visit, client.as_ref(), &ticked, "af0ifjsldkj".into(), None).await
}

/// `POST /developers/try`
pub(super) async fn post(Posted { visit, form, only_language }: Posted) -> Result<Response, Stop> {
    let client = demo_client(&visit.core).await?;
    let asked: Scopes = form.all("grants").collect();
    let state: String = form.get("state").unwrap_or_default().chars().take(STATE).collect();
    let made = match &client {
        Some(client) if !only_language => Some(make(&visit.core, client, &asked, &state).await?),
        _ => None,
    };
    draw(visit, client.as_ref(), &asked, state, made).await
}

async fn demo_client(core: &Core) -> Result<Option<Client>, Fault> {
    let id: ClientId = demo::CLIENT_ID.parse().map_err(|_| Fault::Bug("the demo client has an id"))?;
    Ok(clients::find(core, &id).await?.map(|client| Client::clone(&client)))
}

/// The call that the demo site would send, and what it would be answered.
async fn make(core: &Core, client: &Client, asked: &Scopes, state: &str) -> Result<Made, Fault> {
    let redirect_uri = client.redirect_uris.first().cloned().unwrap_or_default();
    let grants = asked.intersection(&client.scopes);
    let mut body = json!({"redirect_uri": redirect_uri, "grants": grants.iter().collect::<Vec<_>>()});
    let state = Some(state.to_owned()).filter(|state| !state.is_empty());
    if let (Some(object), Some(state)) = (body.as_object_mut(), &state) {
        object.insert("state".into(), state.as_str().into());
    }
    let request = format!(
        "curl {}/api/v1/oauth/authorize \\\n  -u \"{}:$CLIENT_SECRET\" \\\n  -H 'Content-Type: application/json' \\\n  -d {}",
        core.issuer(),
        client.id,
        quoted(&format!("{body:#}")),
    );
    if grants.is_empty() {
        let error = json!({"error": {
            "message": "Error validating transmitted data.", "errors": {"grants": ["The Grants field is required."]},
        }});
        return Ok(Made { request, answer: format!("{error:#}"), link: None });
    }
    let ask = Ask { redirect_uri, scopes: grants, state, challenge: None, locale: None, popup: false };
    match link::make(core, client, &ask).await {
        Ok(Link { track, expires_at }) => {
            let path = format!("/login?track_id={track}&expire_at={}", expires_at.seconds());
            let answer = json!({"redirect_uri": format!("{}{path}", core.issuer())});
            Ok(Made { request, answer: format!("{answer:#}"), link: Some(path) })
        }
        Err(BeginError::Refused(error)) => Ok(Made { request, answer: error.description.to_owned(), link: None }),
        Err(BeginError::Fault(fault)) => Err(fault),
    }
}

/// One word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

async fn draw(
    visit: Visit,
    client: Option<&Client>,
    ticked: &Scopes,
    state: String,
    made: Option<Made>,
) -> Result<Response, Stop> {
    let row = |name: &str| TrialGrant { name: name.to_owned(), ticked: ticked.contains(name) };
    let grants = client.map(|client| client.scopes.iter().map(row).collect()).unwrap_or_default();
    visit.page(StatusCode::OK, None, |chrome| TrialPage { chrome, grants, state, made }).await
}
