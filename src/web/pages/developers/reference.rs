//! The reference: the `OpenAPI` document, drawn.

use std::sync::Arc;

use askama::Template;

use super::{Room, pretty, room};
use crate::protocol::openapi::{Answer, Document, Operation, Schema};
use crate::web::page::Chrome;

/// `/developers/reference`.
#[derive(Debug, Template)]
#[template(path = "pages/developers/reference.html")]
pub struct ReferencePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What is drawn.
    pub document: Arc<Document>,
}
room!(ReferencePage, Reference);

/// A member of a request or an answer.
struct Line {
    /// With the members around it: `error.code`.
    name: String,
    kind: String,
    required: bool,
    rules: Vec<String>,
    meaning: &'static str,
}

/// Shapes here are not deeper.
const DEEPEST: usize = 4;

#[expect(clippy::unused_self, reason = "the template asks the page")]
impl ReferencePage {
    fn of<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Operation> {
        self.document.operations().filter(move |operation| operation.tag() == tag)
    }

    /// Parameters and members of the body.
    fn sent(&self, operation: &Operation) -> Vec<Line> {
        let parameters = operation.parameters.iter().map(|parameter| Line {
            name: parameter.name.to_owned(),
            kind: parameter.place.to_owned(),
            required: parameter.place == "path",
            rules: Vec::new(),
            meaning: parameter.description,
        });
        let mut lines: Vec<Line> = parameters.collect();
        if let Some(body) = &operation.request_body
            && let Some((_, content)) = body.content.0.first()
        {
            let first = lines.len();
            self.members(&content.schema, "", 0, &mut lines);
            // Where the body may be absent, so may what is in it; beside parameters it says that it is the body.
            for line in lines.iter_mut().skip(first) {
                line.required &= body.required;
                if first > 0 {
                    line.kind = format!("body: {}", line.kind);
                }
            }
        }
        lines
    }

    fn told(&self, answer: &Answer) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some((_, content)) = answer.content.0.first() {
            self.members(&content.schema, "", 0, &mut lines);
        }
        lines
    }

    fn members(&self, schema: &Schema, around: &str, depth: usize, lines: &mut Vec<Line>) {
        let schema = self.document.resolve(schema);
        for (name, member) in &schema.properties.0 {
            let name_here = if around.is_empty() { name.clone() } else { format!("{around}.{name}") };
            lines.push(Line {
                name: name_here.clone(),
                kind: member.kind(),
                required: schema.requires(name),
                rules: member.rules(),
                meaning: member.description(),
            });
            if depth < DEEPEST {
                self.members(member, &name_here, depth + 1, lines);
            }
        }
    }

    fn examples(&self, operation: &Operation) -> Vec<(String, String)> {
        let contents = operation.request_body.iter().flat_map(|body| &body.content.0);
        contents
            .filter_map(|(media, content)| Some((media.clone(), written(media, content.example.as_ref()?))))
            .collect()
    }

    fn example(&self, answer: &Answer) -> Option<String> {
        answer.content.0.first().and_then(|(_, content)| content.example.as_ref()).map(pretty)
    }

    fn table_id(&self, id: &str, part: &str) -> String {
        format!("{id}-{part}-fields")
    }

    fn example_id(&self, id: &str, status: &str) -> String {
        format!("{id}-{status}-example")
    }

    fn media_id(&self, id: &str, media: &str) -> String {
        format!("{id}-{}", media.rsplit('/').next().unwrap_or_default())
    }

    /// The first digit.
    fn class<'a>(&self, status: &'a str) -> &'a str {
        status.get(..1).unwrap_or_default()
    }
}

/// A form is shown as it is sent.
fn written(media: &str, example: &serde_json::Value) -> String {
    let Some(members) = example.as_object().filter(|_| media.ends_with("urlencoded")) else { return pretty(example) };
    let pairs = members.iter().map(|(name, value)| (name, value.as_str().unwrap_or_default()));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
