//! A person without a browser: cookies, redirects, forms; and a site's calls behind the scenes.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Response, StatusCode};
use scraper::{Html, Selector};
use serde_json::Value;
use url::Url;

use super::server::{Registered, Server};
use super::site::VERIFIER;
use super::{PASSWORD, Server as Running};

/// Cookies and the way to send them.
pub struct Visitor {
    http: reqwest::Client,
    issuer: String,
    identifier: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Visitor {
    pub fn new(server: &Running, identifier: &str) -> Self {
        Self {
            http: server.http.clone(),
            issuer: server.issuer(),
            identifier: identifier.to_owned(),
            cookies: Mutex::default(),
        }
    }

    async fn send(&self, url: &str, form: Option<String>) -> Result<Response, reqwest::Error> {
        let cookies = self.cookies.lock().expect("a lock").iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>();
        let request = match form {
            None => self.http.get(url),
            Some(form) => self.http.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form),
        };
        let answer = request.header(COOKIE, cookies.join("; ")).send().await?;
        for line in answer.headers().get_all(SET_COOKIE) {
            let line = line.to_str().unwrap_or_default();
            if let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.lock().expect("a lock").insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }

    /// Signs in, for no site.
    pub async fn signs_in(&self) {
        let page = self.send(&format!("{}/login", self.issuer), None).await.expect("an answer");
        let Step::Form { action, body } = step(&page.text().await.expect("a page"), &self.identifier) else {
            panic!("the page of sign-in has a form")
        };
        let answer = self.send(&format!("{}{action}", self.issuer), Some(body)).await.expect("an answer");
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        assert!(to.starts_with("/account"), "signed in: {} {to}", answer.status());
    }

    /// Follows our pages until the browser is sent to the site; gives the code.
    pub async fn code(&self, request: &str) -> Result<String, reqwest::Error> {
        let mut answer = self.send(request, None).await?;
        for _ in 0..12 {
            let here = answer.url().clone();
            if let Some(to) = answer.headers().get(LOCATION) {
                let to = here.join(to.to_str().expect("an address")).expect("an address");
                if let Some(code) = code_in(&to) {
                    return Ok(code);
                }
                answer = self.send(to.as_str(), None).await?;
                continue;
            }
            let (status, page) = (answer.status(), answer.text().await?);
            match step(&page, &self.identifier) {
                Step::Code(code) => return Ok(code),
                Step::Form { action, body } => {
                    answer = self.send(&format!("{}{action}", self.issuer), Some(body)).await?;
                }
                Step::Unknown => panic!("{here}: {status}: {page}"),
            }
        }
        panic!("the pages go in circles");
    }
}

enum Step {
    Code(String),
    Form { action: String, body: String },
    Unknown,
}

fn step(page: &str, identifier: &str) -> Step {
    let html = Html::parse_document(page);
    let first = |css: &str| html.select(&Selector::parse(css).expect("a selector")).next();
    if let Some(link) = first("#hand-off") {
        let code = link.attr("href").and_then(|url| Url::parse(url).ok()).as_ref().and_then(code_in);
        return code.map_or(Step::Unknown, Step::Code);
    }
    let (form, more): (&str, Vec<(&str, &str)>) = if first("#login").is_some() {
        ("#login", vec![("identifier", identifier), ("password", PASSWORD), ("action", "password")])
    } else if first("#consent").is_some() {
        ("#consent", vec![("decision", "allow")])
    } else {
        return Step::Unknown;
    };
    let action = first(form).and_then(|form| form.attr("action")).unwrap_or_default().to_owned();
    let hidden = Selector::parse(&format!("{form} input[type=hidden]")).expect("a selector");
    let hidden = html.select(&hidden).filter_map(|input| Some((input.attr("name")?, input.attr("value")?)));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(hidden).extend_pairs(more).finish();
    Step::Form { action, body }
}

fn code_in(url: &Url) -> Option<String> {
    url.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned())
}

/// A site's calls to the token endpoint.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    issuer: String,
    authorization: String,
    redirect_uri: String,
}

impl Caller {
    pub fn new(server: &Server, client: &Registered, redirect_uri: &str) -> Self {
        let credential = STANDARD.encode(format!("{}:{}", client.id, client.secret));
        Self {
            http: server.http.clone(),
            issuer: server.issuer(),
            authorization: format!("Basic {credential}"),
            redirect_uri: redirect_uri.to_owned(),
        }
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Result<(StatusCode, Value), reqwest::Error> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.http.post(format!("{}/oauth2/token", self.issuer));
        let request = request.header(AUTHORIZATION, &self.authorization);
        let answer = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}: {text}"))))
    }

    pub async fn redeem(&self, code: &str) -> Result<(StatusCode, Value), reqwest::Error> {
        let redirect = ("redirect_uri", &*self.redirect_uri);
        self.token(&[("grant_type", "authorization_code"), ("code", code), redirect, ("code_verifier", VERIFIER)]).await
    }

    pub async fn refresh(&self, token: &str) -> Result<(StatusCode, Value), reqwest::Error> {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// The status of user info with an access token.
    pub async fn user_info(&self, access: &str) -> StatusCode {
        let request = self.http.get(format!("{}/oauth2/userinfo", self.issuer));
        let answer = request.header(AUTHORIZATION, format!("Bearer {access}")).send().await;
        answer.expect("an answer").status()
    }
}
