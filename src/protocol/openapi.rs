//! An `OpenAPI` 3.1 document: as much of the format as our doors need to describe themselves.
//!
//! Descriptions are written out beside the doors and not derived from their types: requests are read member
//! by member with the documented sentences, user info is a type of another crate, and the error envelopes come
//! from the table of their numbers. A derived schema would be a second hand-made shape beside each of them. What
//! keeps the descriptions true are tests: one compares them with the mounted routes, one calls every operation.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Parts with names, in the order in which they are told.
#[derive(Clone, Debug)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T> Named<T> {
    /// The part of this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, part)| part)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, part) in &self.0 {
            map.serialize_entry(name, part)?;
        }
        map.end()
    }
}

/// The document.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    openapi: &'static str,
    /// What it is about.
    pub info: Info,
    servers: [Server; 1],
    /// The groups of operations, in order.
    pub tags: Vec<Tag>,
    /// Path, then method.
    pub paths: Named<Named<Operation>>,
    /// What several operations share.
    pub components: Components,
}

/// What a document is about.
#[derive(Clone, Debug, Serialize)]
pub struct Info {
    /// Its name.
    pub title: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// In Markdown.
    pub description: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Server {
    url: String,
}

/// A group of operations.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// What its operations have in common.
    pub description: &'static str,
}

/// What several operations share.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Components {
    /// Shapes, by name.
    pub schemas: Named<Schema>,
    security_schemes: Named<Value>,
}

impl Document {
    /// A document of these operations. Its components are those that the tags' families bring.
    pub fn new(
        info: Info,
        issuer: &str,
        tags: Vec<Tag>,
        operations: Vec<Operation>,
        schemas: Vec<(&'static str, Schema)>,
    ) -> Self {
        let mut paths: Named<Named<Operation>> = Named::default();
        for operation in operations {
            let (path, method) = (operation.path, operation.method.to_owned());
            match paths.0.iter_mut().find(|(own, _)| own == path) {
                Some((_, methods)) => methods.0.push((method, operation)),
                None => paths.0.push((path.to_owned(), Named(vec![(method, operation)]))),
            }
        }
        let components = Components {
            schemas: Named(schemas.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()),
            security_schemes: Named(By::ALL.iter().map(|by| (by.name().to_owned(), by.scheme())).collect()),
        };
        Self { openapi: "3.1.0", info, servers: [Server { url: issuer.to_owned() }], tags, paths, components }
    }

    /// Every operation.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.paths.0.iter().flat_map(|(_, methods)| methods.0.iter().map(|(_, operation)| operation))
    }

    /// The shape that a reference names, or the shape itself.
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let name = schema.reference.as_deref().and_then(|path| path.strip_prefix(SCHEMAS));
        name.and_then(|name| self.components.schemas.get(name)).unwrap_or(schema)
    }
}

/// How a caller proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// HTTP Basic with `client_id` and `client_secret`.
    Basic,
    /// A bearer token.
    Bearer,
}

impl By {
    const ALL: [Self; 2] = [Self::Basic, Self::Bearer];

    /// Its name in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Bearer => "bearer",
        }
    }

    fn scheme(self) -> Value {
        let description = match self {
            Self::Basic => "`client_id` and `client_secret` of the client (RFC 7617).",
            Self::Bearer => "A token in the `Authorization` header (RFC 6750). Each operation says which token.",
        };
        serde_json::json!({"type": "http", "scheme": self.name(), "description": description})
    }
}

/// One method of one path.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Where.
    #[serde(skip)]
    pub path: &'static str,
    /// The method, in lower case.
    #[serde(skip)]
    pub method: &'static str,
    tags: [&'static str; 1],
    /// What it does, in a few words.
    pub summary: &'static str,
    /// Its name for programs.
    pub operation_id: &'static str,
    /// What else is to be known.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    security: Vec<Named<[&'static str; 0]>>,
    /// Parameters of path and query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// What is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_body: Option<RequestBody>,
    /// What is answered, by status.
    pub responses: Named<Answer>,
    /// Other paths of the same operation.
    #[serde(rename = "x-aliases", skip_serializing_if = "<[_]>::is_empty")]
    pub aliases: &'static [&'static str],
}

/// A parameter of path or query.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// `path` or `query`.
    #[serde(rename = "in")]
    pub place: &'static str,
    required: bool,
    /// What it means.
    pub description: &'static str,
    schema: Schema,
}

/// What is sent.
#[derive(Clone, Debug, Serialize)]
pub struct RequestBody {
    /// Whether it must be there.
    pub required: bool,
    /// The shape, by content type.
    pub content: Named<Content>,
}

/// A shape with an example.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// The shape.
    pub schema: Schema,
    /// An example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
}

/// What is answered with one status.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// When.
    pub description: String,
    #[serde(skip_serializing_if = "Named::is_empty")]
    headers: Named<Header>,
    /// The shape, by content type; nothing for an empty answer.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub content: Named<Content>,
}

#[derive(Clone, Debug, Serialize)]
struct Header {
    description: &'static str,
    schema: Schema,
}

/// JSON as bodies and answers name it.
pub const JSON: &str = "application/json";
/// The content type of forms.
pub const FORM: &str = "application/x-www-form-urlencoded";

impl Operation {
    /// An operation without parameters, body and answers.
    pub fn new(method: &'static str, path: &'static str, tag: &'static str, id: &'static str) -> Self {
        Self {
            path,
            method,
            tags: [tag],
            summary: "",
            operation_id: id,
            description: "",
            security: Vec::new(),
            parameters: Vec::new(),
            request_body: None,
            responses: Named::default(),
            aliases: &[],
        }
    }

    /// The group.
    pub const fn tag(&self) -> &'static str {
        let [tag] = self.tags;
        tag
    }

    /// What it does.
    #[must_use]
    pub const fn about(mut self, summary: &'static str, description: &'static str) -> Self {
        self.summary = summary;
        self.description = description;
        self
    }

    /// The ways in which a caller may prove who it is: any of them.
    #[must_use]
    pub fn by(mut self, ways: &[By]) -> Self {
        self.security = ways.iter().map(|by| Named(vec![(by.name().to_owned(), [])])).collect();
        self
    }

    /// The same, or nobody.
    #[must_use]
    pub fn by_or_nobody(self, ways: &[By]) -> Self {
        let mut open = self.by(ways);
        open.security.push(Named::default());
        open
    }

    /// The names of the ways in which a caller may prove who it is.
    pub fn ways(&self) -> Vec<&str> {
        self.security.iter().flat_map(|way| way.0.iter().map(|(name, _)| name.as_str())).collect()
    }

    /// A parameter of the path or the query.
    #[must_use]
    pub fn parameter(
        mut self,
        place: &'static str,
        name: &'static str,
        description: &'static str,
        schema: Schema,
    ) -> Self {
        self.parameters.push(Parameter { name, place, required: place == "path", description, schema });
        self
    }

    /// Takes a body; another content type beside the ones that are there.
    #[must_use]
    pub fn takes(mut self, media: &'static str, schema: Schema, example: Value) -> Self {
        let content = (media.to_owned(), Content { schema, example: Some(example) });
        match &mut self.request_body {
            Some(body) => body.content.0.push(content),
            None => self.request_body = Some(RequestBody { required: true, content: Named(vec![content]) }),
        }
        self
    }

    /// The body may be left out.
    #[must_use]
    pub fn body_is_optional(mut self) -> Self {
        if let Some(body) = &mut self.request_body {
            body.required = false;
        }
        self
    }

    /// Answers without a body.
    #[must_use]
    pub fn answers_nothing(mut self, status: u16, when: &str) -> Self {
        self.answer(status, when);
        self
    }

    /// Answers with JSON.
    #[must_use]
    pub fn answers(self, status: u16, when: &str, schema: Schema, example: Value) -> Self {
        self.answers_with(status, when, JSON, schema, Some(example))
    }

    /// Answers with another content type.
    #[must_use]
    pub fn answers_with(
        mut self,
        status: u16,
        when: &str,
        media: &'static str,
        schema: Schema,
        example: Option<Value>,
    ) -> Self {
        let answer = self.answer(status, when);
        answer.content.0.push((media.to_owned(), Content { schema, example }));
        self
    }

    /// A header of the answer with this status.
    #[must_use]
    pub fn header(mut self, status: u16, name: &'static str, description: &'static str, schema: Schema) -> Self {
        if let Some((_, answer)) = self.responses.0.iter_mut().find(|(own, _)| *own == status.to_string()) {
            answer.headers.0.push((name.to_owned(), Header { description, schema }));
        }
        self
    }

    /// Other paths of the same operation.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    fn answer(&mut self, status: u16, when: &str) -> &mut Answer {
        let status = status.to_string();
        let at = self.responses.0.iter().position(|(own, _)| *own == status).unwrap_or_else(|| {
            let answer = Answer { description: when.to_owned(), headers: Named::default(), content: Named::default() };
            self.responses.0.push((status, answer));
            self.responses.0.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the place was found or made above")]
        &mut self.responses.0[at].1
    }
}

/// What a reference to a shared shape begins with.
const SCHEMAS: &str = "#/components/schemas/";

/// A shape (JSON Schema 2020-12).
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty", serialize_with = "one_or_several")]
    kinds: Vec<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    format: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pattern: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<i64>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    values: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_items: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'static str,
    /// Members of an object, in order.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub properties: Named<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_properties: Option<Extra>,
}

/// Whether an object may have members that are not named.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Extra {
    No(bool),
    Like(Box<Schema>),
}

fn one_or_several<S: Serializer>(kinds: &[&'static str], to: S) -> Result<S::Ok, S::Error> {
    match kinds {
        [one] => to.serialize_str(one),
        several => several.serialize(to),
    }
}

impl Schema {
    fn of(kind: &'static str, description: &'static str) -> Self {
        Self { kinds: vec![kind], description, ..Self::default() }
    }

    /// A shared shape.
    pub fn shared(name: &'static str) -> Self {
        Self { reference: Some(format!("{SCHEMAS}{name}")), ..Self::default() }
    }

    /// A text.
    pub fn text(description: &'static str) -> Self {
        Self::of("string", description)
    }

    /// A whole number.
    pub fn number(description: &'static str) -> Self {
        Self { minimum: Some(0), ..Self::of("integer", description) }
    }

    /// True or false.
    pub fn flag(description: &'static str) -> Self {
        Self::of("boolean", description)
    }

    /// A list.
    pub fn list(description: &'static str, items: Self) -> Self {
        Self { items: Some(Box::new(items)), ..Self::of("array", description) }
    }

    /// An object that may have further members.
    pub fn object(description: &'static str) -> Self {
        Self::of("object", description)
    }

    /// An object whose members all look alike.
    pub fn table(description: &'static str, values: Self) -> Self {
        Self { additional_properties: Some(Extra::Like(Box::new(values))), ..Self::object(description) }
    }

    /// A member that must be there.
    #[must_use]
    pub fn with(mut self, name: &'static str, schema: Self) -> Self {
        self.required.push(name);
        self.may_have(name, schema)
    }

    /// A member that may be absent.
    #[must_use]
    pub fn may_have(mut self, name: &'static str, schema: Self) -> Self {
        self.properties.0.push((name.to_owned(), schema));
        self
    }

    /// No member that is not named.
    #[must_use]
    pub fn and_nothing_else(mut self) -> Self {
        self.additional_properties = Some(Extra::No(false));
        self
    }

    /// Or `null`.
    #[must_use]
    pub fn or_null(mut self) -> Self {
        self.kinds.push("null");
        if !self.values.is_empty() {
            self.values.push(Value::Null);
        }
        self
    }

    /// In a well-known form: `uuid`, `uri`, `date`, `date-time`, `email`.
    #[must_use]
    pub const fn format(mut self, format: &'static str) -> Self {
        self.format = format;
        self
    }

    /// A regular expression that the text matches.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = pattern;
        self
    }

    /// The fewest characters, or items of a list.
    #[must_use]
    pub fn at_least(mut self, least: u32) -> Self {
        if self.items.is_some() {
            self.min_items = Some(least);
        } else {
            self.min_length = Some(least);
        }
        self
    }

    /// The most characters, or items of a list.
    #[must_use]
    pub const fn at_most(mut self, most: u32) -> Self {
        if self.items.is_some() {
            self.max_items = Some(most);
        } else {
            self.max_length = Some(most);
        }
        self
    }

    /// One of these.
    #[must_use]
    pub fn among<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    /// What it means.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// Whether a member must be there.
    pub fn requires(&self, name: &str) -> bool {
        self.required.contains(&name)
    }

    /// What kind of value it is, in words: `string (uuid) or null`.
    pub fn kind(&self) -> String {
        if let Some(name) = self.reference.as_deref().and_then(|path| path.strip_prefix(SCHEMAS)) {
            return name.to_owned();
        }
        if let Some(items) = &self.items {
            return format!("array of {}", items.kind());
        }
        let kinds = self.kinds.join(" or ");
        if self.format.is_empty() { kinds } else { format!("{kinds} ({})", self.format) }
    }

    /// What a value keeps to: pattern, values, lengths.
    pub fn rules(&self) -> Vec<String> {
        let mut rules = Vec::new();
        if !self.pattern.is_empty() {
            rules.push(self.pattern.to_owned());
        }
        if !self.values.is_empty() {
            rules.push(self.values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        }
        rules.extend(self.min_items.map(|least| format!("≥ {least} item")));
        rules.extend(self.max_items.map(|most| format!("≤ {most} items")));
        rules.extend(self.max_length.map(|most| format!("≤ {most} characters")));
        rules.extend(self.items.iter().flat_map(|items| items.rules()));
        rules
    }
}
