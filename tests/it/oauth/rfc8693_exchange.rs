//! RFC 8693: tokens for tokens, under a policy.

use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::base::jws::{self, KeyKind, NewKey};
use freedom_id::domain::oauth::options::ExchangePolicy;
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::domain::oauth::vocab::{GrantType, TokenFormat};
use freedom_id::domain::user::UserId;
use freedom_id::service::clients;
use freedom_id::service::token::revoke::{self, Whose};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::oauth::rfc6749_code::futures_of;
use crate::oauth::rfc8707_resources::{API, PAY, server};
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, site_named};
use crate::support::seconds;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS: &str = "urn:ietf:params:oauth:token-type:access_token";

/// A shop that may exchange its own tokens.
async fn shop(provider: &Provider) -> Site {
    let mut add = site_named("Shop");
    add.grant_types.push(GrantType::TokenExchange);
    add.options.resources = vec![API.into()];
    provider.site(add).await
}

/// A service behind the shop, with a policy about the shop's tokens.
async fn service(provider: &Provider, shop: &Site, impersonation: bool, delegation: bool) -> Site {
    let mut add = site_named("Service");
    add.redirect_uris = Vec::new();
    add.grant_types = vec![GrantType::TokenExchange, GrantType::ClientCredentials];
    add.scopes = Scopes::parse("openid phone stock.read").expect("scopes");
    add.optional_scopes = Scopes::default();
    add.options.resources = vec![API.into(), PAY.into()];
    add.options.exchange = Some(ExchangePolicy { subjects: vec![shop.id.to_string()], impersonation, delegation });
    provider.site(add).await
}

async fn tokens(provider: &Provider, shop: &Site, ana: UserId) -> Reply {
    let code = provider.code(shop, ana, "openid phone email").await;
    provider.redeem(shop, &code).await.ok()
}

async fn exchange(provider: &Provider, site: &Site, subject: &str, more: &[(&str, &str)]) -> Reply {
    let form = [("grant_type", GRANT), ("subject_token", subject), ("subject_token_type", ACCESS)];
    provider.form("/oauth2/token", site, &[&form, more].concat()).await
}

async fn own(provider: &Provider, site: &Site) -> String {
    let form = [("grant_type", "client_credentials")];
    provider.form("/oauth2/token", site, &form).await.ok().member("access_token")
}

#[tokio::test]
async fn a_client_narrows_its_own_token() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let token = tokens(&provider, &shop, ana).await.member("access_token");
    provider.pass(seconds(100));
    let narrow = exchange(&provider, &shop, &token, &[("scope", "openid phone"), ("resource", API)]).await.ok();
    assert_eq!((&narrow.json()["issued_token_type"], &narrow.json()["token_type"]), (&ACCESS.into(), &"Bearer".into()));
    assert_eq!((&narrow.json()["scope"], &narrow.json()["expires_in"]), (&"openid phone".into(), &500.into()));
    assert!(narrow.json().get("refresh_token").is_none() && narrow.json().get("id_token").is_none());
    let told = provider.introspect(&shop, &narrow.member("access_token")).await;
    assert_eq!((&told["aud"], &told["sub"]), (&API.into(), &ana.text().into()));
    assert!(told.get("act").is_none());
    exchange(&provider, &shop, &token, &[("scope", "openid read.phone")]).await.is_error(400, "invalid_scope");
    exchange(&provider, &shop, &token, &[("resource", PAY)]).await.is_error(400, "invalid_target");
    exchange(&provider, &shop, &token, &[("audience", "someone")]).await.is_error(400, "invalid_target");
    let again = exchange(&provider, &shop, &narrow.member("access_token"), &[]).await.ok();
    assert_eq!(again.json()["scope"], "openid phone");
    assert_eq!(provider.introspect(&shop, &again.member("access_token")).await["aud"], API);
}

#[tokio::test]
async fn a_service_acts_for_a_person_and_is_named() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let service = service(&provider, &shop, false, true).await;
    let api = server(&provider, API).await;
    let token = tokens(&provider, &shop, ana).await.member("access_token");
    let named = exchange(&provider, &service, &token, &[("audience", API), ("resource", API)]).await.ok();
    // Never more than the service is registered for, whatever the person gave the shop.
    assert_eq!(named.json()["scope"], "openid phone");
    let told = provider.introspect(&api, &named.member("access_token")).await;
    assert_eq!((&told["sub"], &told["client_id"]), (&ana.text().into(), &service.id.as_str().into()));
    assert_eq!((&told["act"], &told["aud"]), (&json!({"sub": service.id.as_str()}), &API.into()));
    let actor = own(&provider, &service).await;
    let more = [("actor_token", &*actor), ("actor_token_type", ACCESS), ("resource", API)];
    let by_token = exchange(&provider, &service, &token, &more).await.ok();
    let told = provider.introspect(&api, &by_token.member("access_token")).await;
    assert_eq!(told["act"], json!({"sub": service.id.as_str()}));
    // The shop acts for somebody with a token of theirs: the person is named.
    let bek = provider.person(&["+77017654321", "bek@mail.example"]).await;
    let acting = tokens(&provider, &shop, bek).await.member("access_token");
    let more = [("actor_token", &*acting), ("actor_token_type", ACCESS), ("resource", API)];
    let for_ana = exchange(&provider, &service, &token, &more).await.ok();
    let told = provider.introspect(&api, &for_ana.member("access_token")).await;
    assert_eq!((&told["sub"], &told["act"]), (&ana.text().into(), &json!({"sub": bek.text()})));
    assert_eq!(provider.count("SELECT COUNT(*) FROM activities WHERE action = 'exchange_token'").await, 3);
}

#[tokio::test]
async fn a_chain_of_actors_is_kept_and_has_an_end() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let service = service(&provider, &shop, false, true).await;
    let actor = own(&provider, &service).await;
    let mut token = tokens(&provider, &shop, ana).await.member("access_token");
    let by = [("actor_token", &*actor), ("actor_token_type", ACCESS)];
    for _ in 0..4 {
        token = exchange(&provider, &service, &token, &by).await.ok().member("access_token");
    }
    let told = provider.introspect(&service, &token).await;
    assert_eq!(told["act"]["act"]["act"]["act"]["sub"], service.id.as_str());
    exchange(&provider, &service, &token, &by).await.is_error(400, "invalid_request");
    // Narrowing without a new actor keeps the old ones.
    let narrow = exchange(&provider, &service, &token, &[("scope", "openid")]).await.ok().member("access_token");
    assert_eq!(provider.introspect(&service, &narrow).await["act"], told["act"]);
    let itself = [("actor_token", &*token), ("actor_token_type", ACCESS)];
    exchange(&provider, &service, &narrow, &itself).await.is_error(400, "invalid_request");
}

#[tokio::test]
async fn who_may_impersonate_is_not_named() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let service = service(&provider, &shop, true, false).await;
    let token = tokens(&provider, &shop, ana).await.member("access_token");
    let set = exchange(&provider, &service, &token, &[]).await.ok();
    let told = provider.introspect(&service, &set.member("access_token")).await;
    assert!(told.get("act").is_none() && told["sub"] == ana.text(), "{told}");
    provider.userinfo(&set.member("access_token")).await.ok();
    let actor = own(&provider, &service).await;
    let by = [("actor_token", &*actor), ("actor_token_type", ACCESS)];
    exchange(&provider, &service, &token, &by).await.is_error(400, "invalid_request");
}

#[tokio::test]
async fn without_leave_there_is_no_exchange() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let set = tokens(&provider, &shop, ana).await;
    let token = set.member("access_token");
    let plain = provider.shop().await;
    exchange(&provider, &plain, &token, &[]).await.is_error(400, "unauthorized_client");
    let stranger = service(&provider, &plain, true, true).await;
    exchange(&provider, &stranger, &token, &[]).await.is_error(400, "invalid_request");
    let idle = service(&provider, &shop, false, false).await;
    exchange(&provider, &idle, &token, &[]).await.is_error(400, "invalid_request");
    let delegate = service(&provider, &shop, false, true).await;
    exchange(&provider, &shop, &own(&provider, &delegate).await, &[]).await.is_error(400, "invalid_request");
    let actor = tokens(&provider, &plain, ana).await.member("access_token");
    let by = [("actor_token", &*actor), ("actor_token_type", ACCESS)];
    exchange(&provider, &delegate, &token, &by).await.is_error(400, "invalid_request");
    for wrong in [set.member("refresh_token"), set.member("id_token"), "unknown".into()] {
        exchange(&provider, &shop, &wrong, &[]).await.is_error(400, "invalid_request");
    }
    let mut add = site_named("App");
    add.auth_method = "none".parse().expect("a method");
    add.grant_types.push(GrantType::TokenExchange);
    assert!(clients::add(&provider, add).await.is_err(), "a public client");
}

#[tokio::test]
async fn a_token_of_a_machine_stays_its_own() {
    let provider = Provider::new().await;
    let shop = shop(&provider).await;
    let (one, two) = (service(&provider, &shop, true, true).await, service(&provider, &shop, true, true).await);
    let machine = one.id.to_string();
    clients::change(&provider, &two.id, |client| {
        client.options.exchange.as_mut().expect("a policy").subjects.push(machine);
        Ok(())
    })
    .await
    .expect("a change");
    let token = own(&provider, &one).await;
    exchange(&provider, &two, &token, &[]).await.is_error(400, "invalid_request");
    let narrow = exchange(&provider, &one, &token, &[("resource", PAY)]).await.ok();
    assert_eq!(provider.introspect(&one, &narrow.member("access_token")).await["sub"], one.id.as_str());
}

#[tokio::test]
async fn the_new_token_ends_with_the_grant_and_before_the_old_one() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let service = service(&provider, &shop, true, false).await;
    let live = async |token: &str| provider.introspect(&service, token).await["active"] == true;
    let set = tokens(&provider, &shop, ana).await;
    let given = exchange(&provider, &service, &set.member("access_token"), &[]).await.ok().member("access_token");
    assert!(live(&given).await);
    provider.form("/oauth2/revoke", &shop, &[("token", &set.member("refresh_token"))]).await;
    assert!(!live(&given).await, "the grant was revoked");
    let set = tokens(&provider, &shop, ana).await;
    let given = exchange(&provider, &service, &set.member("access_token"), &[]).await.ok().member("access_token");
    revoke::revoke_all(&provider, Whose::User(ana)).await.expect("a revocation");
    assert!(!live(&given).await, "the person's grants were revoked");
    let set = tokens(&provider, &shop, ana).await;
    let given = exchange(&provider, &service, &set.member("access_token"), &[]).await.ok().member("access_token");
    clients::delete(&provider, &shop.id).await.expect("a removal");
    assert!(!live(&given).await, "the shop is gone");
}

#[tokio::test]
async fn what_was_revoked_first_is_not_exchanged() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    for _ in 0..5 {
        let token = tokens(&provider, &shop, ana).await.member("access_token");
        let fight = (0..6).map(|n| {
            let (provider, shop, token) = (&provider, &shop, &token);
            async move {
                if n == 3 {
                    provider.form("/oauth2/revoke", shop, &[("token", token)]).await
                } else {
                    exchange(provider, shop, token, &[]).await
                }
            }
        });
        for (n, reply) in futures_of(fight).await.into_iter().enumerate() {
            if n == 3 || reply.status == 200 {
                reply.ok();
            } else {
                reply.is_error(400, "invalid_request");
            }
        }
        exchange(&provider, &shop, &token, &[]).await.is_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn a_jwt_is_exchanged_like_any_token_and_a_forged_one_is_none() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let mut add = site_named("Shop");
    add.grant_types.push(GrantType::TokenExchange);
    add.options.access_token_format = TokenFormat::Jwt;
    let shop = provider.site(add).await;
    let service = service(&provider, &shop, false, true).await;
    clients::change(&provider, &service.id, |client| {
        client.options.access_token_format = TokenFormat::Jwt;
        Ok(())
    })
    .await
    .expect("a change");
    let token = tokens(&provider, &shop, ana).await.member("access_token");
    let given = exchange(&provider, &service, &token, &[("resource", PAY)]).await.ok().member("access_token");
    let (_, claims) = provider.read_jwt(&given).await;
    assert_eq!((&claims["aud"], &claims["act"]), (&PAY.into(), &json!({"sub": service.id.as_str()})));
    assert_eq!((&claims["client_id"], &claims["sub"]), (&service.id.as_str().into(), &ana.text().into()));
    assert!(claims["auth_time"].is_i64() && claims["acr"].is_string());
    let body = token.split('.').nth(1).expect("claims");
    for head in [json!({"alg": "none", "typ": "at+jwt"}), json!({"alg": "HS256", "typ": "at+jwt"})] {
        let forged = format!("{}.{body}.", URL_SAFE_NO_PAD.encode(head.to_string()));
        exchange(&provider, &shop, &forged, &[]).await.is_error(400, "invalid_request");
    }
}

/// A `DPoP` key of a client.
struct Holder(NewKey);

impl Holder {
    fn new() -> Self {
        let key = jws::generate(KeyKind::P256).expect("a key");
        // Makes this process able to sign.
        jws::Signer::new("k", Algorithm::ES256, &key.private).expect("a signer");
        Self(key)
    }

    fn proof(&self, provider: &Provider) -> String {
        let mut head = Header::new(Algorithm::ES256);
        head.typ = Some("dpop+jwt".into());
        head.jwk = Some(serde_json::from_value(Value::Object(self.0.public.clone())).expect("a JWK"));
        let claims = json!({
            "jti": uuid::Uuid::new_v4(), "htm": "POST", "iat": provider.clock.now().seconds(),
            "htu": format!("{}/oauth2/token", provider.issuer()),
        });
        let der = URL_SAFE_NO_PAD.decode(self.0.private.expose()).expect("base64url");
        jsonwebtoken::encode(&head, &claims, &EncodingKey::from_ec_der(&der)).expect("a proof")
    }

    async fn post(&self, provider: &Provider, site: &Site, form: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post("/oauth2/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::AUTHORIZATION, site.basic())
            .header("dpop", self.proof(provider))
            .body(Body::from(body));
        provider.send(request.expect("a request")).await
    }
}

#[tokio::test]
async fn a_bound_token_is_exchanged_by_whoever_holds_its_key_only() {
    let provider = Provider::new().await;
    let (shop, ana) = (shop(&provider).await, provider.ana().await);
    let service = service(&provider, &shop, true, true).await;
    let (holder, other) = (Holder::new(), Holder::new());
    let code = provider.code(&shop, ana, "openid phone").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let set = holder.post(&provider, &shop, &form).await.ok();
    assert_eq!(set.json()["token_type"], "DPoP");
    let token = set.member("access_token");
    let form = [("grant_type", GRANT), ("subject_token", &*token), ("subject_token_type", ACCESS)];
    for site in [&shop, &service] {
        exchange(&provider, site, &token, &[]).await.is_error(400, "invalid_request");
        other.post(&provider, site, &form).await.is_error(400, "invalid_request");
    }
    let given = holder.post(&provider, &shop, &form).await.ok();
    assert_eq!(given.json()["token_type"], "DPoP");
    let told = provider.introspect(&shop, &given.member("access_token")).await;
    assert_eq!(told["cnf"], provider.introspect(&shop, &token).await["cnf"]);
    assert!(told["cnf"]["jkt"].is_string() && told["token_type"] == "DPoP", "{told}");
    // A bound actor's token is no better than a bound subject's.
    let actor = holder.post(&provider, &service, &[("grant_type", "client_credentials")]).await.ok();
    let free = tokens(&provider, &shop, ana).await.member("access_token");
    let by = [("actor_token", &*actor.member("access_token")), ("actor_token_type", ACCESS)];
    exchange(&provider, &service, &free, &by).await.is_error(400, "invalid_request");
}
