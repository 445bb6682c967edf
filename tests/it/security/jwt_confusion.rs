//! Every place that takes a JWT: the token chooses neither its key nor its algorithm, works once where it
//! has to, and one that was made for something else does not pass.

use freedom_id::config::RegistrationMode;
use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType, TokenFormat};
use freedom_id::service::clients;
use serde_json::{Value, json};

use super::forger::{Forger, JWT_BEARER, TOKEN, ask, assertion, post, site};
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, site_named};
use crate::support::{TestCore, minutes};

async fn shop(provider: &Provider, forger: &Forger) -> Site {
    site(provider, "Shop", |add| {
        add.grant_types.push(GrantType::ClientCredentials);
        add.options.jwks = Some(forger.jwks());
    })
    .await
}

async fn own_token(provider: &Provider, shop: &Site, assertion: &str) -> Reply {
    let form =
        [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion), ("grant_type", "client_credentials")];
    provider.form(TOKEN, shop, &form).await
}

#[tokio::test]
async fn an_assertion_under_another_algorithm_is_none() {
    let provider = Provider::new().await;
    let forger = Forger::new();
    let shop = shop(&provider, &forger).await;
    let claims = assertion(&provider, &shop, "1");
    for forged in forger.confused("JWT", &json!({}), &claims) {
        ask(&provider, &shop, &forged).await.is_error(401, "invalid_client");
        own_token(&provider, &shop, &forged).await.is_error(401, "invalid_client");
    }
    // A key that came along, or that somebody else holds, is nobody's.
    let eve = Forger::new();
    for forged in eve.confused("JWT", &json!({"jwk": eve.public()}), &claims) {
        ask(&provider, &shop, &forged).await.is_error(401, "invalid_client");
    }
    let understand = forger.confused("JWT", &json!({"crit": ["exp"]}), &claims);
    ask(&provider, &shop, &understand[0]).await.is_error(401, "invalid_client");
    ask(&provider, &shop, &forger.sign(None, &claims)).await.ok();
}

#[tokio::test]
async fn a_secret_of_assertions_signs_them_in_one_way_only() {
    let provider = Provider::new().await;
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::ClientSecretJwt;
    let made = provider.site(add).await;
    let secret = made.secret.clone().expect("a secret");
    let plain = Site { id: made.id.clone(), secret: None };
    let claims = assertion(&provider, &plain, "1");
    for forged in Forger::new().confused("JWT", &json!({}), &claims) {
        ask(&provider, &plain, &forged).await.is_error(401, "invalid_client");
    }
    let key = jsonwebtoken::EncodingKey::from_secret(secret.expose().as_bytes());
    let sign = |alg| jsonwebtoken::encode(&jsonwebtoken::Header::new(alg), &claims, &key).expect("a JWT");
    ask(&provider, &plain, &sign(jsonwebtoken::Algorithm::HS512)).await.is_error(401, "invalid_client");
    // The secret itself opens nothing where assertions are demanded.
    provider.form("/oauth2/introspect", &made, &[("token", "x")]).await.is_error(401, "invalid_client");
    let in_form = [("client_secret", secret.expose()), ("token", "x")];
    provider.form("/oauth2/introspect", &plain, &in_form).await.is_error(401, "invalid_client");
    ask(&provider, &plain, &sign(jsonwebtoken::Algorithm::HS256)).await.ok();
}

#[tokio::test]
async fn an_assertion_works_once_over_all_endpoints_and_however_it_is_answered() {
    let provider = Provider::new().await;
    let forger = Forger::new();
    let shop = shop(&provider, &forger).await;
    let signed = |jti: &str| forger.sign(None, &assertion(&provider, &shop, jti));
    let first = signed("1");
    ask(&provider, &shop, &first).await.ok();
    for (path, form) in [
        ("/oauth2/introspect", vec![("token", "x")]),
        ("/oauth2/revoke", vec![("token", "x")]),
        ("/oauth2/device_authorization", vec![("scope", "openid")]),
        (
            "/oauth2/par",
            vec![
                ("response_type", "code"),
                ("redirect_uri", CALLBACK),
                ("scope", "openid"),
                ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                ("code_challenge_method", "S256"),
            ],
        ),
        (TOKEN, vec![("grant_type", "client_credentials")]),
    ] {
        let proof = [("client_assertion_type", JWT_BEARER), ("client_assertion", &*first)];
        provider.form(path, &shop, &[&proof[..], &form].concat()).await.is_error(401, "invalid_client");
    }
    assert_eq!(provider.count("SELECT COUNT(*) FROM pushed_requests").await, 0);
    // Refused for another reason first: spent all the same.
    let spent = signed("2");
    let wrong = [
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", &*spent),
        ("grant_type", "refresh_token"),
        ("refresh_token", "x"),
    ];
    provider.form(TOKEN, &shop, &wrong).await.is_error(400, "invalid_grant");
    own_token(&provider, &shop, &spent).await.is_error(401, "invalid_client");
    // The same words in other claims are the same mark; of twins one is taken.
    let mut later = assertion(&provider, &shop, "2");
    later["exp"] = (later["exp"].as_i64().expect("a number") + 5).into();
    own_token(&provider, &shop, &forger.sign(None, &later)).await.is_error(401, "invalid_client");
    let twin = signed("3");
    let (a, b) = tokio::join!(own_token(&provider, &shop, &twin), own_token(&provider, &shop, &twin));
    let mut all = [a.status.as_u16(), b.status.as_u16()];
    all.sort_unstable();
    assert_eq!(all, [200, 401]);
    // When its mark is swept away, its time is over.
    provider.pass(minutes(5));
    freedom_id::service::jobs::purge::run(&provider.core).await.expect("purged");
    own_token(&provider, &shop, &first).await.is_error(401, "invalid_client");
}

#[tokio::test]
async fn what_was_signed_for_something_else_is_no_assertion() {
    let provider = Provider::new().await;
    let forger = Forger::new();
    let shop = shop(&provider, &forger).await;
    let other = site(&provider, "Other", |add| add.options.jwks = Some(forger.jwks())).await;
    for typ in ["dpop+jwt", "oauth-authz-req+jwt", "at+jwt", "logout+jwt", "application/dpop+jwt"] {
        let made = forger.sign(Some(typ), &assertion(&provider, &shop, typ));
        ask(&provider, &shop, &made).await.is_error(401, "invalid_client");
    }
    let good = assertion(&provider, &shop, "1");
    let but = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        forger.sign(None, &claims)
    };
    let now = provider.clock.now().seconds();
    for bad in [
        but("aud", "https://evil.example".into()),
        but("aud", format!("{}.evil.example", provider.issuer()).into()),
        but("aud", json!([])),
        but("iss", other.id.as_str().into()),
        but("exp", (now - 60).into()),
        but("exp", (now + 86_400 * 365).into()),
        but("exp", json!(i64::MAX)),
        but("exp", json!((now + 60).to_string())),
        but("nbf", (now + 600).into()),
        but("iat", (now + 600).into()),
        but("iat", json!(i64::MIN)).replace('.', ".x"),
        but("jti", "".into()),
        but("jti", "j".repeat(300).into()),
        but("jti", Value::Null),
    ] {
        ask(&provider, &shop, &bad).await.is_error(401, "invalid_client");
    }
    // The words of one site in the mouth of another.
    let theirs = but("sub", other.id.as_str().into());
    ask(&provider, &shop, &theirs).await.is_error(400, "invalid_request");
    ask(&provider, &other, &theirs).await.is_error(401, "invalid_client");
    let named = forger.sign(Some("client-authentication+jwt"), &good);
    ask(&provider, &shop, &named).await.ok();
}

#[tokio::test]
async fn a_request_under_another_algorithm_or_made_for_something_else_is_none() {
    let provider = Provider::new().await;
    let forger = Forger::new();
    let shop = site(&provider, "Shop", |add| add.options.jwks = Some(forger.jwks())).await;
    let claims = json!({
        "iss": shop.id.as_str(), "aud": provider.issuer(), "client_id": shop.id.as_str(), "scope": "openid",
        "response_type": "code", "redirect_uri": CALLBACK, "state": "from inside",
    });
    let come = async |object: &str| {
        let query = format!("{}&request={object}", Provider::request(&shop, "openid"));
        let reply = provider.get(&format!("/oauth2/authorize?{query}"), None).await;
        reply.headers["location"].to_str().expect("text").to_owned()
    };
    let mut all = forger.confused("oauth-authz-req+jwt", &json!({}), &claims);
    all.extend(forger.confused("oauth-authz-req+jwt", &json!({"crit": ["exp"]}), &claims));
    all.push(Forger::new().sign(None, &claims));
    all.extend(
        ["at+jwt", "dpop+jwt", "logout+jwt", "client-authentication+jwt"].map(|typ| forger.sign(Some(typ), &claims)),
    );
    all.push(forger.sign(None, &assertion(&provider, &shop, "1")));
    let mut nested = claims.clone();
    nested["request"] = forger.sign(None, &claims).into();
    all.push(forger.sign(None, &nested));
    for (name, value) in [("iss", "other"), ("aud", "https://evil.example"), ("client_id", "other")] {
        let mut bad = claims.clone();
        bad[name] = value.into();
        all.push(forger.sign(None, &bad));
    }
    for object in all {
        let to = come(&object).await;
        let refused = ["error=invalid_request_object", "error=request_not_supported"].iter().any(|e| to.contains(e));
        assert!(refused && !to.contains("inside"), "{object}: {to}");
    }
    let good = come(&forger.sign(Some("oauth-authz-req+jwt"), &claims)).await;
    assert!(!good.contains("error="), "{good}");
}

#[tokio::test]
async fn a_proof_of_a_key_is_for_one_request_of_one_kind() {
    let provider = Provider::new().await;
    let shop = provider.shop().await;
    let ana = provider.ana().await;
    let holder = Forger::new();
    let now = provider.clock.now().seconds();
    let url = |path: &str| format!("{}{path}", provider.issuer());
    let claims = |path: &str, method: &str, jti: &str| json!({"jti": jti, "htm": method, "htu": url(path), "iat": now});
    let code = provider.code(&shop, ana, "openid").await;
    let redeem = async |proof: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", shop.id.as_str()),
            ("client_secret", shop.secret.as_ref().map(freedom_id::base::Secret::expose).unwrap_or_default()),
        ];
        post(&provider, TOKEN, ("dpop", proof), &form).await
    };
    clients::change(&provider, &shop.id, |client| {
        client.auth_method = AuthMethod::ClientSecretPost;
        Ok(())
    })
    .await
    .expect("a change");
    for forged in holder.confused("dpop+jwt", &json!({"jwk": holder.public()}), &claims(TOKEN, "POST", "1")) {
        redeem(&forged).await.is_error(400, "invalid_dpop_proof");
    }
    let other = holder.proof(&claims("/oauth2/userinfo", "GET", "1"));
    redeem(&other).await.is_error(400, "invalid_dpop_proof");
    let proof = holder.proof(&claims(TOKEN, "POST", "1"));
    let set = redeem(&proof).await.ok();
    let (token, next) = (set.member("access_token"), set.member("refresh_token"));
    // A proof that was seen brings nothing, and does not cost the refresh token its one use.
    let again = async |proof: &str| {
        let secret = shop.secret.as_ref().map(freedom_id::base::Secret::expose).unwrap_or_default();
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &*next),
            ("client_id", shop.id.as_str()),
            ("client_secret", secret),
        ];
        post(&provider, TOKEN, ("dpop", proof), &form).await
    };
    again(&proof).await.is_error(400, "invalid_dpop_proof");
    again(&holder.proof(&claims(TOKEN, "POST", "5"))).await.ok();
    // At the resource: bound to the token, once, with the scheme, by this key.
    let read = async |scheme: &str, proof: &str| {
        let mut request =
            axum::http::Request::get("/oauth2/userinfo").header("authorization", format!("{scheme} {token}"));
        if !proof.is_empty() {
            request = request.header("dpop", proof);
        }
        provider.send(request.body(axum::body::Body::empty()).expect("a request")).await.status.as_u16()
    };
    let with_ath = |jti: &str| {
        let mut claims = claims("/oauth2/userinfo", "GET", jti);
        claims["ath"] = freedom_id::protocol::dpop::hash(&token).into();
        claims
    };
    let good = holder.proof(&with_ath("2"));
    for (scheme, proof) in [
        ("Bearer", &*good),
        ("Bearer", ""),
        ("DPoP", ""),
        ("DPoP", &holder.proof(&claims("/oauth2/userinfo", "GET", "3"))),
        ("DPoP", &Forger::new().proof(&with_ath("4"))),
    ] {
        assert_eq!(read(scheme, proof).await, 401, "{scheme} {proof}");
    }
    assert_eq!(read("DPoP", &good).await, 200);
    assert_eq!(read("DPoP", &good).await, 401, "a second time");
}

#[tokio::test]
async fn none_of_our_own_jwts_passes_for_another() {
    let core = TestCore::with(|config| config.registration.mode = RegistrationMode::Open);
    let provider = Provider::on(core.await).await;
    let ana = provider.ana().await;
    let mut add = site_named("Shop");
    add.grant_types.push(GrantType::TokenExchange);
    add.options.access_token_format = TokenFormat::Jwt;
    add.options.userinfo_alg = Some(freedom_id::domain::signing_key::SigningAlgorithm::Es256);
    let shop = provider.site(add).await;
    let code = provider.code(&shop, ana, "openid phone").await;
    let set = provider.redeem(&shop, &code).await.ok();
    let (access, id_token) = (set.member("access_token"), set.member("id_token"));
    let told = provider.userinfo(&access).await.ok().body;
    let introspected = axum::http::Request::post("/oauth2/introspect")
        .header("authorization", shop.basic())
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/token-introspection+jwt")
        .body(axum::body::Body::from(format!("token={access}")))
        .expect("a request");
    let introspected = provider.send(introspected).await.ok().body;
    for (what, jwt) in [("id token", &id_token), ("user info", &told), ("introspection", &introspected)] {
        assert_eq!(jwt.split('.').count(), 3, "{what}");
        assert_eq!(provider.userinfo(jwt).await.status, 401, "{what}");
        assert_eq!(provider.introspect(&shop, jwt).await, json!({"active": false}), "{what}");
        assert_eq!(provider.get("/oauth2/register/x", Some(jwt)).await.status, 401, "{what}");
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", jwt),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ];
        provider.form(TOKEN, &shop, &form).await.is_error(400, "invalid_request");
        provider.refresh(&shop, jwt).await.is_error(400, "invalid_grant");
        let form = [("client_assertion_type", JWT_BEARER), ("client_assertion", jwt), ("token", "x")];
        let nobody = Site { id: shop.id.clone(), secret: None };
        assert!(provider.form("/oauth2/introspect", &nobody, &form).await.status.is_client_error(), "{what}");
    }
    for (what, jwt) in [("access token", &access), ("user info", &told), ("introspection", &introspected)] {
        let query = format!("{}&prompt=none&id_token_hint={jwt}", Provider::request(&shop, "openid"));
        let reply = provider.get(&format!("/oauth2/authorize?{query}"), None).await;
        assert!(reply.headers["location"].to_str().is_ok_and(|to| to.contains("error=invalid_request")), "{what}");
        let reply = provider.get(&format!("/oauth2/logout?id_token_hint={jwt}"), None).await;
        assert_eq!(reply.status, 400, "{what}");
    }
}
