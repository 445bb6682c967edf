//! One gateway that is called over HTTP.

use std::fmt;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response};
use url::Url;

use crate::base::{Fault, Secret};
use crate::config::{SmsGateway, SmsMethod, SmsSuccess};

use super::super::fetch::{self, BODY, FetchError, TOTAL, read_body};
use super::template::{self, Place, Template, Values};

/// How a call ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The gateway took the message.
    Taken,
    /// It does not want this message, and never will.
    Refused(String),
    /// It did not take it now.
    Failed(String),
    /// It may have taken it: its answer was lost.
    Unknown(String),
}

/// How values are written in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Json,
    Form,
}

/// A gateway. Not shown: its address, headers and body hold secrets.
pub(super) struct Gateway {
    client: Client,
    method: Method,
    host: String,
    url: Template,
    headers: HeaderMap,
    body: Option<(Kind, Template)>,
    success: Option<SmsSuccess>,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gateway({})", self.host)
    }
}

/// Values that show whether a template copes with anything that people are told.
const SAMPLE: Values<'_> = Values { to: "+77012345678", text: "\"\\ \n&=ә", id: "sample" };

impl Gateway {
    /// Reads the section `name` of the configuration.
    pub(super) fn new(name: &str, config: &SmsGateway) -> Result<Self, Fault> {
        let wrong = |what: &str| Fault::Gateway(format!("{name}.{what}"));
        let (url, host) = address(config.url.as_ref()).map_err(|what| wrong(&what))?;
        let headers = headers(config).map_err(|what| wrong(&what))?;
        let body = body(config, &headers).map_err(|what| wrong(&what))?;
        let has = |places: &[Place]| url.has(places) || body.as_ref().is_some_and(|(_, body)| body.has(places));
        if !has(&[Place::Text]) || !has(&[Place::To, Place::ToDigits]) {
            return Err(wrong("url and body must say {text}, and {to} or {to_digits}"));
        }
        if config.success.as_ref().is_some_and(|success| !is_pointer(&success.pointer)) {
            return Err(wrong("success.pointer must begin with / (RFC 6901)"));
        }
        let method = match config.method {
            SmsMethod::Post => Method::POST,
            SmsMethod::Put => Method::PUT,
            SmsMethod::Get => Method::GET,
        };
        Ok(Self { client: fetch::vendor(TOTAL)?, method, host, url, headers, body, success: config.success.clone() })
    }

    /// Whether it can tell that it was given a message before.
    pub(super) fn knows_repeats(&self) -> bool {
        let id = &[Place::Id];
        self.url.has(id) || self.body.as_ref().is_some_and(|(_, body)| body.has(id))
    }

    /// What is called, in words for the operator.
    pub(super) fn describe(&self) -> String {
        format!("{} to {}", self.method, self.host)
    }

    /// Hands a message over.
    pub(super) async fn send(&self, values: &Values<'_>) -> Outcome {
        let Ok(url) = Url::parse(&self.url.fill(values, template::form)) else {
            return Outcome::Refused("the address cannot be written".into());
        };
        let mut request = self.client.request(self.method.clone(), url).headers(self.headers.clone());
        if let Some((kind, body)) = &self.body {
            request = request.body(body.fill(values, kind.escape()));
        }
        match request.send().await {
            Ok(response) => self.judge(response).await,
            // Nothing was written before there was a connection.
            Err(error) if error.is_connect() || error.is_builder() => {
                Outcome::Failed(FetchError::from(error).to_string())
            }
            Err(error) => Outcome::Unknown(FetchError::from(error).to_string()),
        }
    }

    async fn judge(&self, response: Response) -> Outcome {
        let status = response.status();
        let why = format!("status {}", status.as_u16());
        match status.as_u16() {
            200..=299 => {}
            // The message itself is not liked.
            400 | 413 | 422 => return Outcome::Refused(why),
            // A proxy lost the answer of whoever it asked.
            502 | 504 => return Outcome::Unknown(why),
            // The gateway or its settings are at fault, and somebody will mend that.
            _ => return Outcome::Failed(why),
        }
        let Some(success) = &self.success else { return Outcome::Taken };
        let answer = read_body(response, BODY).await.map_err(|error| error.to_string());
        let answer =
            answer.and_then(|body| serde_json::from_slice::<serde_json::Value>(&body).map_err(|e| e.to_string()));
        match answer {
            Ok(answer) if success.is_met(&answer) => Outcome::Taken,
            Ok(_) => Outcome::Refused(format!("{why}, but the answer is not the one of sms.success")),
            Err(error) => Outcome::Unknown(format!("{why}, but the answer cannot be read: {error}")),
        }
    }
}

impl SmsSuccess {
    fn is_met(&self, answer: &serde_json::Value) -> bool {
        let written = answer.pointer(&self.pointer).map(|found| match found {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        written.is_some_and(|written| written == self.equals)
    }
}

impl Kind {
    fn escape(self) -> fn(&str) -> String {
        match self {
            Self::Json => template::json,
            Self::Form => template::form,
        }
    }
}

fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}

fn unknown(place: &str, of: &str) -> String {
    format!("{of} says {{{place}}}: there are {{to}}, {{to_digits}}, {{text}} and {{id}}")
}

/// The address, and the host it leads to. Errors never repeat it.
fn address(url: Option<&Secret>) -> Result<(Template, String), String> {
    let text = url.ok_or("url is missing")?.expose();
    let url = Template::parse(text).map_err(|place| unknown(&place, "url"))?;
    let fixed = text.split('?').next().unwrap_or_default();
    if Template::parse(fixed).is_ok_and(|fixed| fixed.has(&[Place::To, Place::ToDigits, Place::Text, Place::Id])) {
        return Err("url may have places after its `?` only".into());
    }
    let parsed = Url::parse(&url.fill(&SAMPLE, template::form)).ok();
    let parsed = parsed.filter(|url| matches!(url.scheme(), "http" | "https"));
    let host = parsed.as_ref().and_then(|url| url.host_str()).ok_or("url is not an https:// address")?;
    Ok((url, host.to_owned()))
}

fn headers(config: &SmsGateway) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in &config.headers {
        let wrong = || format!("headers: {name:?} is not a header that can be sent");
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        let mut value = HeaderValue::from_str(value.expose()).map_err(|_| wrong())?;
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    if config.body.is_some() {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
    Ok(headers)
}

fn body(config: &SmsGateway, headers: &HeaderMap) -> Result<Option<(Kind, Template)>, String> {
    let Some(text) = &config.body else { return Ok(None) };
    if config.method == SmsMethod::Get {
        return Err("method is GET, which has no body".into());
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Kind::Json,
        "application/x-www-form-urlencoded" => Kind::Form,
        _ => return Err("headers: Content-Type is application/json or application/x-www-form-urlencoded".into()),
    };
    let body = Template::parse(text.expose()).map_err(|place| unknown(&place, "body"))?;
    let sample = body.fill(&SAMPLE, template::json);
    if kind == Kind::Json && serde_json::from_str::<serde_json::Value>(&sample).is_err() {
        return Err("body is not JSON: put {to}, {text} and {id} between quotes, or say in headers that it is a form \
                    (content-type = \"application/x-www-form-urlencoded\")"
            .into());
    }
    Ok(Some((kind, body)))
}
