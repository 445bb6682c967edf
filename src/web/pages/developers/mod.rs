//! The pages for developers: what an integration needs, printable and without scripts.

pub mod decisions;
pub mod facts;
mod reference;
pub mod samples;

use std::sync::Arc;

use askama::Template;
use serde_json::Value;

use crate::protocol::openapi::{Document, Operation};
use crate::protocol::partner_error::PartnerError;
use crate::web::page::Chrome;
use crate::web::text::Developers;

pub use reference::ReferencePage;

/// One of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Where everybody begins.
    Start,
    /// The partner API, call by call.
    Partner,
    /// OpenID Connect, and the ways between the generations.
    Openid,
    /// The call when a session ends.
    SessionEnd,
    /// Whole programs.
    Samples,
    /// What the public documents leave open.
    Decisions,
    /// Every endpoint.
    Reference,
    /// The button for other sites.
    Button,
    /// Development mode only: a link made by a form.
    Trial,
}

impl Room {
    /// In the order of the navigation.
    pub const ALL: [Self; 9] = [
        Self::Start,
        Self::Partner,
        Self::Openid,
        Self::SessionEnd,
        Self::Samples,
        Self::Decisions,
        Self::Reference,
        Self::Button,
        Self::Trial,
    ];

    /// Its address.
    pub const fn path(&self) -> &'static str {
        match self {
            Self::Start => "/developers",
            Self::Partner => "/developers/partner-api",
            Self::Openid => "/developers/openid",
            Self::SessionEnd => "/developers/session-end",
            Self::Samples => "/developers/samples",
            Self::Decisions => "/developers/decisions",
            Self::Reference => "/developers/reference",
            Self::Button => "/developers/button",
            Self::Trial => "/developers/try",
        }
    }

    /// Its name.
    pub const fn label(&self, words: Developers) -> &'static str {
        match self {
            Self::Start => words.start(),
            Self::Partner => words.partner(),
            Self::Openid => words.openid(),
            Self::SessionEnd => words.session_end(),
            Self::Samples => words.samples(),
            Self::Decisions => words.decisions(),
            Self::Reference => words.reference(),
            Self::Button => words.button(),
            Self::Trial => words.trial(),
        }
    }
}

/// What the layout asks every page for.
macro_rules! room {
    ($page:ty, $room:ident) => {
        impl $page {
            fn title(&self) -> String {
                let words = self.chrome.developers();
                self.chrome.title(&format!("{} – {}", Room::$room.label(words), words.section()), false)
            }

            const fn room(&self) -> Room {
                Room::$room
            }

            fn rooms(&self) -> impl Iterator<Item = Room> {
                let development = self.chrome.development;
                Room::ALL.into_iter().filter(move |room| development || *room != Room::Trial)
            }
        }
    };
}
pub(super) use room;

/// `/developers`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/start.html")]
pub struct StartPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The address of this server.
    pub issuer: String,
}
room!(StartPage, Start);

impl StartPage {
    fn metadata_url(&self) -> String {
        metadata_url(&self.issuer)
    }

    fn link_call(&self) -> String {
        format!(
            "curl {}/api/v1/oauth/authorize \\\n  -u \"$CLIENT_ID:$CLIENT_SECRET\" \\\n  -H 'Content-Type: application/json' \\\n  \
             -d '{{\"redirect_uri\": \"https://shop.example/callback\",\n       \"grants\": [\"read.firstname\", \"read.phone\"]}}'",
            self.issuer
        )
    }

    #[expect(clippy::unused_self, reason = "the template asks the page")]
    const fn client_add(&self) -> &'static str {
        facts::CLIENT_ADD
    }

    const fn steps(&self) -> [&'static str; 6] {
        let words = self.chrome.developers();
        [words.flow_1(), words.flow_2(), words.flow_3(), words.flow_4(), words.flow_5(), words.flow_6()]
    }
}

/// One row of the table of grants.
#[derive(Clone, Debug)]
pub struct GrantLine {
    /// Its name on the wire.
    pub name: &'static str,
    /// What people read when they decide.
    pub labels: Vec<&'static str>,
    /// Whether the consent page calls it sensitive.
    pub sensitive: bool,
    /// Members of the info answer.
    pub fields: Vec<&'static str>,
}

/// One call, ready to be copied.
#[derive(Clone, Debug)]
struct Call {
    id: &'static str,
    summary: &'static str,
    description: &'static str,
    method: &'static str,
    path: &'static str,
    curl: String,
    answer: String,
}

impl Call {
    fn of(operation: &Operation, issuer: &str) -> Self {
        let good = operation.responses.0.iter().find(|(status, _)| status.starts_with('2'));
        let example = good.and_then(|(_, answer)| answer.content.0.first()).and_then(|(_, c)| c.example.as_ref());
        Self {
            id: operation.operation_id,
            summary: operation.summary,
            description: operation.description,
            method: operation.method,
            path: operation.path,
            curl: curl(operation, issuer),
            answer: example.map(pretty).unwrap_or_default(),
        }
    }

    fn request_id(&self) -> String {
        format!("{}-request", self.id)
    }

    fn answer_id(&self) -> String {
        format!("{}-answer", self.id)
    }
}

/// The call as a command. A GET has its request in the query, as every tool can send it.
fn curl(operation: &Operation, issuer: &str) -> String {
    use std::fmt::Write as _;
    let mut address = format!("{issuer}{}", operation.path);
    let body = operation.request_body.as_ref().and_then(|body| body.content.0.first());
    let example = body.and_then(|(media, content)| Some((media, content.example.as_ref()?)));
    if operation.method == "get"
        && let Some((_, Value::Object(members))) = example
    {
        for (at, (name, value)) in members.iter().enumerate() {
            let joint = if at == 0 { '?' } else { '&' };
            let _ = write!(address, "{joint}{name}={}", value.as_str().unwrap_or_default());
        }
        // Some shells look for files where there is a question mark.
        address = format!("'{address}'");
    }
    let mut text = format!("curl -X {} {address}", operation.method.to_uppercase());
    let credential = match (operation.ways().first(), operation.method) {
        (Some(&"basic"), _) => " \\\n  -u \"$CLIENT_ID:$CLIENT_SECRET\"",
        (Some(_), "patch") => " \\\n  -H \"Authorization: Bearer $REFRESH_TOKEN\"",
        (Some(_), _) if operation.path.ends_with("/user") => " \\\n  -H \"Authorization: Bearer $SERVICE_TOKEN\"",
        (Some(_), _) => " \\\n  -H \"Authorization: Bearer $ACCESS_TOKEN\"",
        (None, _) => "",
    };
    text.push_str(credential);
    if operation.method != "get"
        && let Some((media, example)) = example
    {
        let _ = write!(text, " \\\n  -H 'Content-Type: {media}' \\\n  -d '{}'", pretty(example));
    }
    text
}

fn pretty(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => format!("{value:#}"),
    }
}

fn metadata_url(issuer: &str) -> String {
    format!("{issuer}/.well-known/openid-configuration")
}

/// `/developers/partner-api`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/partner.html")]
pub struct PartnerPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The address of this server.
    pub issuer: String,
    /// What the calls are taken from.
    pub document: Arc<Document>,
    /// What can be asked for.
    pub grants: Vec<GrantLine>,
    /// What tokens are like here.
    pub tokens: Vec<[String; 2]>,
}
room!(PartnerPage, Partner);

impl PartnerPage {
    fn calls(&self) -> Vec<Call> {
        let own = self.document.operations().filter(|operation| operation.path.starts_with("/api/v1/oauth/"));
        own.map(|operation| Call::of(operation, &self.issuer)).collect()
    }

    fn service_token(&self) -> String {
        format!(
            "curl {}/oauth2/token -u \"$CLIENT_ID:$CLIENT_SECRET\" \\\n  -d grant_type=client_credentials -d scope=users.write",
            self.issuer
        )
    }

    #[expect(clippy::unused_self, reason = "the template asks the page")]
    fn errors(&self) -> Vec<[String; 3]> {
        let row =
            |error: &PartnerError| [error.code().to_string(), error.status().to_string(), error.message().to_owned()];
        PartnerError::ALL.iter().map(row).collect()
    }
}

/// `/developers/openid`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/openid.html")]
pub struct OpenidPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The address of this server.
    pub issuer: String,
}
room!(OpenidPage, Openid);

impl OpenidPage {
    fn metadata_url(&self) -> String {
        metadata_url(&self.issuer)
    }

    fn standard(&self) -> String {
        facts::STANDARD_REQUEST.replace(samples::ISSUER, &self.issuer)
    }

    fn openid(&self) -> String {
        facts::OPENID_REQUEST.replace(samples::ISSUER, &self.issuer)
    }

    fn oidc_token(&self) -> String {
        facts::OIDC_TOKEN.replace(samples::ISSUER, &self.issuer)
    }
}

/// `/developers/session-end`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/session_end.html")]
pub struct SessionEndPage {
    /// What surrounds the page.
    pub chrome: Chrome,
}
room!(SessionEndPage, SessionEnd);

/// `/developers/samples`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/samples.html")]
pub struct SamplesPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The address of this server.
    pub issuer: String,
}
room!(SamplesPage, Samples);

/// `/developers/decisions`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/decisions.html")]
pub struct DecisionsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
}
room!(DecisionsPage, Decisions);

/// A grant to tick.
#[derive(Clone, Debug)]
pub struct TrialGrant {
    /// Its name.
    pub name: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// A link that was made, or why not.
#[derive(Clone, Debug)]
pub struct Made {
    /// The call.
    pub request: String,
    /// What came back.
    pub answer: String,
    /// Where it leads.
    pub link: Option<String>,
}

/// `/developers/try`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/trial.html")]
pub struct TrialPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What the demo client may ask for; nothing without one.
    pub grants: Vec<TrialGrant>,
    /// As typed.
    pub state: String,
    /// What came of it.
    pub made: Option<Made>,
}
room!(TrialPage, Trial);

/// A text with code between backticks, in pieces: whether it is code, and what it says.
pub fn pieces(text: &(impl AsRef<str> + ?Sized)) -> Vec<(bool, &str)> {
    let pieces = text.as_ref().split('`').enumerate().map(|(at, piece)| (at % 2 == 1, piece));
    pieces.filter(|(_, piece)| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_between_backticks() {
        assert_eq!(pieces("`state` ≤ 1,024 bytes"), [(true, "state"), (false, " ≤ 1,024 bytes")]);
        assert_eq!(pieces("plain"), [(false, "plain")]);
    }
}
