//! The shop's pages.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use openidconnect::core::CoreAuthPrompt;

use crate::http::form::{FormBody, NotAForm};
use crate::protocol::params::Params;
use crate::web::pages::demo::{DemoErrorPage, DemoGrant, DemoHomePage, DemoProfilePage, DemoTrouble};

use super::answer::Refused;
use super::person::SignedIn;
use super::relying_party::{Ask, Failure};
use super::sessions::Visitor;
use super::shell::{self, Visit, see_other};
use super::{OPTIONAL, REQUIRED, Shop, claims};

/// `GET /`
pub(super) async fn home(State(shop): State<Arc<Shop>>, visit: Visit) -> Response {
    match shop.visitor(&visit) {
        Some(_) => see_other("/me"),
        None => window(&shop, &visit, "/").await,
    }
}

/// `GET /signed-out`: here browsers come back after they signed out everywhere.
pub(super) async fn signed_out(State(shop): State<Arc<Shop>>, visit: Visit) -> Response {
    window(&shop, &visit, "/signed-out").await
}

async fn window(shop: &Shop, visit: &Visit, path: &str) -> Response {
    let chosen = scopes_of(&visit.query.clone().unwrap_or_default());
    let grants = |names: &[&'static str]| {
        names.iter().map(|name| DemoGrant { name: (*name).to_owned(), ticked: chosen.contains(name) }).collect()
    };
    let page = DemoHomePage {
        chrome: visit.chrome("", path),
        required: grants(&REQUIRED),
        optional: grants(&OPTIONAL),
        request: shop.relying.example(&chosen).await,
        issuer: shop.relying.issuer().to_owned(),
    };
    visit.page(StatusCode::OK, &page)
}

/// `GET /login`: to the issuer, with what was ticked.
pub(super) async fn login(State(shop): State<Arc<Shop>>, visit: Visit) -> Response {
    let query = visit.query.clone().unwrap_or_default();
    let ask = Ask {
        scopes: scopes_of(&query),
        prompt: query.get("prompt").and_then(prompt_of),
        locale: visit.locale,
        popup: query.get("display") == Some("popup"),
    };
    let begun = match shop.relying.begin(ask).await {
        Ok((url, attempt)) => {
            shop.sessions.begin(visit.session(), attempt, shop.clock.now()).map(|cookie| (url, cookie))
        }
        Err(failure) => return sorry(&visit, failure.into()),
    };
    match begun {
        Ok((url, Some(cookie))) => shell::with_session(see_other(url.as_str()), &cookie, shop.secure),
        Ok((url, None)) => see_other(url.as_str()),
        Err(fault) => sorry(&visit, Failure::from(fault).into()),
    }
}

/// What was ticked. A link without the form asks for everything; `openid` goes without saying.
fn scopes_of(query: &Params) -> Vec<&'static str> {
    let from_form = ["required", "optional", "prompt"].iter().any(|name| query.all(name).next().is_some());
    let ticked = |scope: &str| ["required", "optional"].iter().any(|name| query.all(name).any(|v| v == scope));
    let all = REQUIRED.into_iter().chain(OPTIONAL);
    all.filter(|scope| !from_form || *scope == "openid" || ticked(scope)).collect()
}

fn prompt_of(word: &str) -> Option<CoreAuthPrompt> {
    match word {
        "none" => Some(CoreAuthPrompt::None),
        "login" => Some(CoreAuthPrompt::Login),
        "consent" => Some(CoreAuthPrompt::Consent),
        "select_account" => Some(CoreAuthPrompt::SelectAccount),
        _ => None,
    }
}

/// `GET /callback`
pub(super) async fn callback(State(shop): State<Arc<Shop>>, visit: Visit) -> Response {
    match welcome(&shop, &visit).await {
        Ok(response) => response,
        Err(refused) => sorry(&visit, refused),
    }
}

async fn welcome(shop: &Shop, visit: &Visit) -> Result<Response, Refused> {
    let params = visit.query.as_ref().filter(|q| q.refuse_repeated().is_ok()).ok_or(DemoTrouble::State)?;
    let state = params.get("state").ok_or(DemoTrouble::State)?;
    let attempt = shop.sessions.take(visit.session(), state, shop.clock.now())?;
    let person = shop.relying.finish(attempt, params).await?;
    let cookie = shop.sessions.sign_in(visit.session(), person, shop.clock.now()).map_err(Failure::from)?;
    Ok(shell::with_session(see_other("/me"), &cookie, shop.secure))
}

/// `GET /me`
pub(super) async fn me(State(shop): State<Arc<Shop>>, visit: Visit) -> Response {
    let Some(Visitor { csrf, person }) = shop.visitor(&visit) else { return see_other("/") };
    let page = DemoProfilePage {
        chrome: visit.chrome(csrf.expose(), "/me"),
        name: person.name().to_owned(),
        claims: claims::pairs(&person.claims),
        refused: person.refused(),
        tokens: person.tokens(),
        answer: person.answer.clone(),
    };
    visit.page(StatusCode::OK, &page)
}

/// `POST /action`: the four buttons of the page above.
pub(super) async fn action(State(shop): State<Arc<Shop>>, visit: Visit, body: Result<FormBody, NotAForm>) -> Response {
    let Some(Visitor { csrf, mut person }) = shop.visitor(&visit) else { return see_other("/") };
    let form = body.ok().and_then(|body| Params::parse(&body.0).ok()).unwrap_or_default();
    if !form.get("csrf_token").is_some_and(|token| csrf.matches(token)) {
        return trouble(&visit, StatusCode::FORBIDDEN, DemoTrouble::State.into());
    }
    let done = match form.get("action") {
        Some("userinfo") => shop.relying.user_info(&mut person).await.map(|()| claims::pretty(&person.claims)),
        Some("refresh") => shop.relying.refresh(&mut person).await.map(|()| person.granted.join(" ")),
        Some("sign_out") => return leave(&shop, &visit, &person, false).await,
        Some("sign_out_everywhere") => return leave(&shop, &visit, &person, true).await,
        _ => return see_other("/me"),
    };
    person.answer = Some(done.unwrap_or_else(|failure| failure.to_string()));
    shop.sessions.update(visit.session(), person);
    see_other("/me")
}

/// The shop forgets the person whether or not the issuer hears of it.
async fn leave(shop: &Shop, visit: &Visit, person: &SignedIn, everywhere: bool) -> Response {
    shop.sessions.end(visit.session());
    if let Err(failure) = shop.relying.revoke(person).await {
        tracing::warn!(%failure, "the demo shop could not give its tokens back");
    }
    let there = if everywhere { shop.relying.logout_url(person, visit.locale).await } else { None };
    shell::without_session(see_other(there.as_ref().map_or("/", |url| url.as_str())))
}

fn sorry(visit: &Visit, refused: Refused) -> Response {
    let status = match refused.trouble {
        DemoTrouble::Denied => StatusCode::OK,
        DemoTrouble::Expired | DemoTrouble::State => StatusCode::BAD_REQUEST,
        DemoTrouble::Failed => StatusCode::BAD_GATEWAY,
    };
    trouble(visit, status, refused)
}

fn trouble(visit: &Visit, status: StatusCode, refused: Refused) -> Response {
    let details = refused.detail.map(str::to_owned);
    // The address of a failed answer works once; the language links lead to the shop window.
    visit.page(status, &DemoErrorPage { chrome: visit.chrome("", "/"), trouble: refused.trouble, details })
}

impl Shop {
    fn visitor(&self, visit: &Visit) -> Option<Visitor> {
        self.sessions.visitor(visit.session(), self.clock.now())
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_is_ticked_is_asked_for_and_nothing_else() {
        let asked = |query: &str| scopes_of(&Params::parse(query).unwrap()).join(" ");
        assert_eq!(asked(""), [REQUIRED.join(" "), OPTIONAL.join(" ")].join(" "));
        assert_eq!(asked("lang=kk"), asked(""));
        assert_eq!(asked("prompt="), "openid");
        assert_eq!(asked("required=read.phone&optional=offline_access&prompt="), "openid read.phone offline_access");
        assert_eq!(asked("required=read.gender&optional=admin"), "openid");
    }

    #[test]
    fn prompts_are_a_closed_list() {
        assert_eq!(prompt_of("select_account"), Some(CoreAuthPrompt::SelectAccount));
        assert_eq!(prompt_of("fancy"), None);
    }
}
