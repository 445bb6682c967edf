//! Tokens from the authorization endpoint (OIDC Core §3.2, §3.3), for clients that were switched on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::base::{Digest, Locale};
use freedom_id::domain::oauth::entrance::Entrance;
use freedom_id::domain::oauth::options::Options;
use freedom_id::domain::oauth::vocab::{GrantType, ResponseType};
use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::domain::user::UserId;
use freedom_id::protocol::params::Params;
use freedom_id::protocol::prompt::Step;
use freedom_id::protocol::redirect::Answer;
use freedom_id::service::authorize::{self, Begin, Browser, Next, consent};
use freedom_id::service::clients;
use serde_json::Value;

use crate::support::provider::{CALLBACK, Provider, Site, site_named};
use crate::support::{TestCore, from};

async fn provider(on: bool) -> Provider {
    Provider::on(TestCore::with(|config| config.profiles.front_channel_tokens = on).await).await
}

fn old_site() -> clients::Add {
    let mut add = site_named("Old Shop");
    add.grant_types.push(GrantType::Implicit);
    add.pkce_required = false;
    add.id_token_alg = SigningAlgorithm::Rs256;
    add.options = Options { response_types: ResponseType::ALL.to_vec(), ..Options::default() };
    add
}

/// The answer to a request of a person who allows everything: the part before its fields, and the fields.
async fn answer(provider: &Provider, user: UserId, request: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let session = provider.session(user).await;
    let browser = Browser { binding: Digest::of(&session.id.text()), sessions: vec![session.id] };
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(request).finish();
    let begin = Begin {
        params: Params::parse(&text).expect("parameters"),
        entrance: Entrance::Standard,
        browser: browser.clone(),
        origin: from(1),
    };
    let mut next = authorize::begin(&provider.core, begin).await.expect("an answer");
    if let Next::Page { track, step: Step::Consent(id), .. } = next {
        let view = authorize::view(&provider.core, track, &browser.binding).await.expect("a track");
        let sheet = consent::sheet(&provider.core, &view, id, user).await.expect("a sheet").expect("a person");
        let ticked = view.request.scopes.clone();
        let decide = consent::Decide { account: user, ticked, allow: true, locale: Locale::En };
        next = consent::decide(&provider.core, view, &sheet, decide, &browser, &from(1)).await.expect("a decision");
    }
    let Next::Answer(answer) = next else { panic!("an answer, not {next:?}") };
    match answer {
        Answer::Location(to) => {
            let (before, fields) = to.split_once(['#', '?']).expect("fields");
            let joint = to.as_bytes()[before.len()] as char;
            (format!("{before}{joint}"), form_urlencoded::parse(fields.as_bytes()).into_owned().collect())
        }
        Answer::FormPost { action: to, fields } | Answer::Message { origin: to, fields, .. } => {
            (to, fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect())
        }
    }
}

fn request<'a>(site: &'a Site, response: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("client_id", site.id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", response),
        ("scope", "openid phone"),
        ("state", "xyz"),
        ("nonce", "n-0S6"),
    ]
}

fn field(fields: &[(String, String)], name: &str) -> Option<String> {
    fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a JWS");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("claims")
}

#[tokio::test]
async fn every_response_type_brings_what_it_names_in_the_fragment() {
    let provider = provider(true).await;
    let (site, ana) = (provider.site(old_site()).await, provider.ana().await);
    for response in ResponseType::ALL.iter().filter(|r| r.is_front_channel()) {
        let (before, fields) = answer(&provider, ana, &request(&site, response.as_str())).await;
        assert_eq!(before, format!("{CALLBACK}#"), "{response}");
        assert_eq!(field(&fields, "state").as_deref(), Some("xyz"));
        let (code, token) = (field(&fields, "code"), field(&fields, "access_token"));
        assert_eq!((code.is_some(), token.is_some()), (response.has_code(), response.has_token()), "{response}");
        if let Some(token) = &token {
            assert_eq!(field(&fields, "token_type").as_deref(), Some("Bearer"));
            let told = provider.userinfo(token).await.ok().json();
            assert_eq!(told["phone_number"], "+77011234567");
        }
        let id_token = field(&fields, "id_token");
        assert_eq!(id_token.is_some(), response.has_id_token(), "{response}");
        if let Some(claims) = id_token.as_deref().map(claims) {
            assert_eq!(claims["nonce"], "n-0S6");
            assert_eq!(claims.get("at_hash").is_some(), response.has_token(), "{response}");
            assert_eq!(claims.get("c_hash").is_some(), response.has_code(), "{response}");
            // OIDC Core §5.4: what no access token can ask for stands in the ID token.
            let alone = *response == ResponseType::IdToken;
            assert_eq!(claims.get("phone_number").is_some(), alone, "{response}");
        }
        if let Some(code) = &code {
            let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
            let set = provider.form("/oauth2/token", &site, &form).await.ok();
            if let Some(front) = &id_token {
                let (front, back) = (claims(front), claims(&set.member("id_token")));
                assert_eq!((&front["sub"], &front["iss"]), (&back["sub"], &back["iss"]), "{response}");
            }
        }
    }
}

#[tokio::test]
async fn a_second_use_of_the_code_ends_the_token_that_came_beside_it() {
    let provider = provider(true).await;
    let (site, ana) = (provider.site(old_site()).await, provider.ana().await);
    let (_, fields) = answer(&provider, ana, &request(&site, "code token")).await;
    let (code, token) = (field(&fields, "code").expect("a code"), field(&fields, "access_token").expect("a token"));
    let form = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK)];
    provider.form("/oauth2/token", &site, &form).await.ok();
    provider.userinfo(&token).await.ok();
    provider.form("/oauth2/token", &site, &form).await.is_error(400, "invalid_grant");
    provider.userinfo(&token).await.is_error(401, "invalid_token");
}

#[tokio::test]
async fn each_rule_has_its_error_and_it_travels_in_the_fragment() {
    let provider = provider(true).await;
    let (site, ana) = (provider.site(old_site()).await, provider.ana().await);
    let error = async |request: &[(&str, &str)]| {
        let (before, fields) = answer(&provider, ana, request).await;
        (before, field(&fields, "error").unwrap_or_default())
    };
    let refused = (format!("{CALLBACK}#"), "invalid_request".to_owned());
    let without_nonce: Vec<_> = request(&site, "code id_token").into_iter().filter(|(n, _)| *n != "nonce").collect();
    assert_eq!(error(&without_nonce).await, refused);
    let mut in_query = request(&site, "id_token token");
    in_query.push(("response_mode", "query"));
    assert_eq!(error(&in_query).await, refused);
    let mut plain = request(&site, "id_token");
    plain.retain(|(name, _)| *name != "scope");
    plain.push(("scope", "phone"));
    assert_eq!(error(&plain).await.1, "invalid_scope");
    let shop = provider.shop().await;
    let (before, code) = error(&request(&shop, "id_token")).await;
    assert_eq!((before, &*code), (format!("{CALLBACK}#"), "unauthorized_client"));
    let mut posted = request(&site, "code id_token");
    posted.push(("response_mode", "form_post"));
    let (action, fields) = answer(&provider, ana, &posted).await;
    assert_eq!(action, CALLBACK);
    assert!(field(&fields, "code").is_some() && field(&fields, "id_token").is_some());
}

#[tokio::test]
async fn what_an_operator_switched_off_is_not_offered() {
    let off = provider(false).await;
    let refused = clients::add(&off.core, old_site()).await;
    assert!(refused.is_err(), "a client that needs it cannot be made");
    let (shop, ana) = (off.shop().await, off.ana().await);
    let (_, fields) = answer(&off, ana, &request(&shop, "code id_token")).await;
    assert_eq!(field(&fields, "error").as_deref(), Some("unsupported_response_type"));
    let metadata = off.get("/.well-known/openid-configuration", None).await.ok().json();
    assert_eq!(metadata["response_types_supported"], serde_json::json!(["code"]));
}
