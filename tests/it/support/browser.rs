//! A browser without scripts: keeps cookies, follows redirects within our origin, sends forms as they
//! were drawn.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use freedom_id::http::client_ip::Peer;
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt as _;

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// Sent with every request.
    pub headers: Vec<(&'static str, String)>,
    /// Where it is.
    pub ip: Option<IpAddr>,
}

/// A page, or the redirect that leads away from us.
#[derive(Clone, Debug)]
pub struct Page {
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A form as it would be sent.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), headers: Vec::new(), ip: None }
    }

    /// The balancer sends this browser to another node from now on.
    pub fn moves_to(&mut self, node: &Router) {
        self.router = node.clone();
    }

    /// One request, no redirect followed.
    pub async fn send(&mut self, method: Method, path: &str, form: Option<&[(String, String)]>) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header(COOKIE, all.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let body = match form {
            None => Body::empty(),
            Some(fields) => {
                request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
                Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
            }
        };
        let mut request = request.body(body).expect("a request");
        if let Some(ip) = self.ip {
            request.extensions_mut().insert(Peer { address: SocketAddr::new(ip, 1), secure: false });
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            self.keep(cookie.to_str().expect("text"));
        }
        let bytes = to_bytes(body, 1 << 20).await.expect("a body");
        let body = String::from_utf8(bytes.to_vec()).expect("text");
        Page { path: path.to_owned(), status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, cookie: &str) {
        let (name, rest) = cookie.split_once('=').expect("a cookie");
        let value = rest.split(';').next().unwrap_or_default();
        if rest.contains("Max-Age=0") || value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            match page.location() {
                Some(to) if to.starts_with('/') => page = self.send(Method::GET, &to, None).await,
                _ => return page,
            }
        }
        panic!("too many redirects: {}", page.path)
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let page = self.send(Method::GET, path, None).await;
        self.follow(page).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<_> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let page = self.send(Method::POST, path, Some(&fields)).await;
        self.follow(page).await
    }

    /// Sends a form of a page with these fields; follows what comes.
    pub async fn submit(&mut self, page: &Page, id: &str, fields: &[(&str, &str)]) -> Page {
        let form = page.form(id).with(fields);
        let answer = self.send(Method::POST, &form.action, Some(&form.fields)).await;
        self.follow(answer).await
    }
}

impl Form {
    /// Types into fields and ticks boxes; a button is a field too.
    #[must_use]
    pub fn with(mut self, fields: &[(&str, &str)]) -> Self {
        for (name, value) in fields {
            if *name != "grant" {
                self.fields.retain(|(n, _)| n != name);
            }
            self.fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self
    }
}

impl Page {
    pub fn location(&self) -> Option<String> {
        self.headers.get(LOCATION).map(|v| v.to_str().expect("text").to_owned())
    }

    pub fn has(&self, selector: &str) -> bool {
        self.texts(selector).next().is_some()
    }

    fn texts(&self, selector: &str) -> std::vec::IntoIter<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).expect("a selector");
        html.select(&selector).map(|e| e.text().collect::<String>()).collect::<Vec<_>>().into_iter()
    }

    pub fn text(&self, selector: &str) -> String {
        self.texts(selector)
            .next()
            .unwrap_or_else(|| panic!("no {selector} on {} {}: {}", self.status, self.path, self.body))
    }

    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).expect("a selector");
        html.select(&selector).next().and_then(|e| e.attr(name)).map(str::to_owned)
    }

    /// A form with what is typed into it as it was drawn.
    pub fn form(&self, id: &str) -> Form {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(&format!("form#{id}")).expect("a selector");
        let Some(form) = html.select(&selector).next() else {
            panic!("no form {id} on {} {}: {}", self.status, self.path, self.body)
        };
        let inputs = Selector::parse("input").expect("a selector");
        let fields = form.select(&inputs).filter(|i| is_sent(i)).map(|i| {
            let attr = |name| i.attr(name).unwrap_or_default().to_owned();
            let checked = matches!(i.attr("type"), Some("checkbox" | "radio"));
            (attr("name"), i.attr("value").unwrap_or(if checked { "on" } else { "" }).to_owned())
        });
        Form { action: form.attr("action").unwrap_or_default().to_owned(), fields: fields.collect() }
    }

    /// Where a page that ends at the client leads: by redirect or by hand-off.
    pub fn destination(&self) -> String {
        self.location()
            .or_else(|| self.attribute("#hand-off", "href"))
            .unwrap_or_else(|| panic!("{} {} leads nowhere: {}", self.status, self.path, self.body))
    }

    /// A parameter of the address it leads to.
    pub fn answer(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(&self.destination()).expect("an address");
        url.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned())
    }
}

fn is_sent(input: &ElementRef) -> bool {
    let kind = input.attr("type").unwrap_or("text");
    !matches!(kind, "checkbox" | "radio") || input.attr("checked").is_some()
}
