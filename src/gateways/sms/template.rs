//! Texts with places for the parts of a message.

/// What the places stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values<'a> {
    /// The number, with its `+`.
    pub to: &'a str,
    /// What is said.
    pub text: &'a str,
    /// The same whenever the same message is sent.
    pub id: &'a str,
}

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    To,
    ToDigits,
    Text,
    Id,
}

#[derive(Clone, Debug)]
enum Part {
    Literal(String),
    Place(Place),
}

/// A text with places. Not shown: passwords may stand in it.
#[derive(Clone)]
pub(super) struct Template(Vec<Part>);

impl Template {
    /// Reads a text. An error is the name of a place that does not exist.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            literal.push_str(before);
            rest = after;
            // JSON has braces too, but never around a bare word.
            let name = after.split_once('}').filter(|(name, _)| is_name(name));
            let Some((name, after)) = name else {
                literal.push('{');
                continue;
            };
            let place = match name {
                "to" => Place::To,
                "to_digits" => Place::ToDigits,
                "text" => Place::Text,
                "id" => Place::Id,
                unknown => return Err(unknown.to_owned()),
            };
            parts.extend([Part::Literal(std::mem::take(&mut literal)), Part::Place(place)]);
            rest = after;
        }
        literal.push_str(rest);
        parts.push(Part::Literal(literal));
        Ok(Self(parts))
    }

    /// Whether one of these places is in it.
    pub(super) fn has(&self, places: &[Place]) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Place(place) if places.contains(place)))
    }

    /// Writes it out with each value as `escape` writes it. What a value says is not read again.
    pub(super) fn fill(&self, values: &Values<'_>, escape: fn(&str) -> String) -> String {
        let written = |part: &Part| match part {
            Part::Literal(text) => text.clone(),
            Part::Place(Place::To) => escape(values.to),
            Part::Place(Place::ToDigits) => escape(values.to.trim_start_matches('+')),
            Part::Place(Place::Text) => escape(values.text),
            Part::Place(Place::Id) => escape(values.id),
        };
        self.0.iter().map(written).collect::<String>()
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// A value between the quotes of a JSON text.
pub(super) fn json(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// A value in a query or a form. A space is `%20`, which both read.
pub(super) fn form(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: Values<'_> = Values { to: "+77012345678", text: "a \"b\"\\\n&c=+{id}\u{1}ә%", id: "7" };

    #[test]
    fn values_arrive_as_they_were_and_are_not_read_again() {
        let template = Template::parse(r#"{"to":"{to}","n":{to_digits},"t":["{text}"],"i":"{id}","x":{}}"#).unwrap();
        let value: serde_json::Value = serde_json::from_str(&template.fill(&ODD, json)).unwrap();
        let expected = serde_json::json!({
            "to": "+77012345678", "n": 77_012_345_678_i64, "t": [ODD.text], "i": "7", "x": {}
        });
        assert_eq!(value, expected);
        let template = Template::parse("to={to_digits}&t={text}&id={id}&plus={to}").unwrap();
        let filled = template.fill(&ODD, form);
        let pairs: Vec<_> = form_urlencoded::parse(filled.as_bytes()).into_owned().collect();
        let expected = [("to", "77012345678"), ("t", ODD.text), ("id", "7"), ("plus", ODD.to)];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_place_that_does_not_exist_is_named() {
        assert_eq!(Template::parse("a {too} b").err().as_deref(), Some("too"));
        for text in ["", "{", "}", "{}", "{ to }", "{TO}", "{\"a\":1}", "{to"] {
            let template = Template::parse(text).unwrap();
            assert_eq!(template.fill(&ODD, json), text, "{text}");
        }
    }
}
