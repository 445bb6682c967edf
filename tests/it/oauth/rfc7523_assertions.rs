//! RFC 7523 §2.2, OIDC Core §9: clients that prove themselves by a JWT.

use freedom_id::domain::oauth::vocab::{AuthMethod, ForeignAlgorithm, GrantType};
use freedom_id::service::clients;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::oauth::rfc6749_code::futures_of;
use crate::support::TestCore;
use crate::support::outside::Outside;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, fields, lent, site_named};
use crate::support::seconds;
use crate::support::signer::{JWT_BEARER, PAR, Signer, TOKEN, assertion_claims, compact, hs256, jwks, keyed, over};

type Form<'f> = &'f [(&'f str, &'f str)];

const REVOKE: &str = "/oauth2/revoke";

/// Asks for nothing but to be let in.
async fn tried(provider: &Provider, assertion: &str) -> Reply {
    provider.asserted(REVOKE, assertion, &[("token", "unknown")]).await
}

#[track_caller]
fn refused(reply: &Reply) {
    reply.is_error(401, "invalid_client");
}

async fn sealed(provider: &Provider) -> Site {
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::ClientSecretJwt;
    provider.site(add).await
}

fn secret(site: &Site) -> &[u8] {
    site.secret.as_ref().expect("a secret").expose().as_bytes()
}

fn with_secret(provider: &Provider, site: &Site, change: Value) -> String {
    let claims = over(assertion_claims(provider, site), change);
    hs256(secret(site), &json!({"alg": "HS256", "typ": "JWT"}), &claims)
}

/// A site whose keys are elsewhere.
async fn distant(provider: &Provider, uri: String) -> Site {
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::PrivateKeyJwt;
    add.options.jwks_uri = Some(uri);
    provider.site(add).await
}

async fn redeem(provider: &Provider, assertion: &str, code: &str) -> Reply {
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    provider.asserted(TOKEN, assertion, &form).await
}

#[tokio::test]
async fn a_signed_assertion_opens_every_endpoint_of_clients() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    for alg in ["HS256", "RS256", "PS256", "ES256", "EdDSA"] {
        let key = Signer::with("k1", if alg == "HS256" { "ES256" } else { alg });
        let mut add = keyed("Shop", &key);
        if alg == "HS256" {
            (add.auth_method, add.options.jwks) = (AuthMethod::ClientSecretJwt, None);
        }
        add.grant_types.push(GrantType::DeviceCode);
        let site = provider.site(add).await;
        let fresh = || match alg {
            "HS256" => with_secret(&provider, &site, json!({})),
            _ => key.assertion(&provider, &site, json!({})),
        };
        let code = provider.code(&site, ana, "openid").await;
        let set = redeem(&provider, &fresh(), &code).await.ok();
        let form = [("grant_type", "refresh_token"), ("refresh_token", &*set.member("refresh_token"))];
        let set = provider.asserted(TOKEN, &fresh(), &form).await.ok();
        let token = set.member("access_token");
        let told = provider.asserted("/oauth2/introspect", &fresh(), &[("token", &token)]).await.ok();
        assert_eq!(told.json()["active"], true, "{alg}");
        provider.asserted(REVOKE, &fresh(), &[("token", &token)]).await.ok();
        provider.userinfo(&token).await.is_error(401, "invalid_token");
        let pushed = Provider::request(&site, "openid");
        let pushed = fields(&pushed);
        let pushed = lent(&pushed);
        assert_eq!(provider.asserted(PAR, &fresh(), &pushed).await.status, 201, "{alg}");
        provider.asserted("/oauth2/device_authorization", &fresh(), &[("scope", "openid")]).await.ok();
    }
}

#[tokio::test]
async fn an_assertion_works_once_wherever_it_worked_first() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let (site, other) = (provider.site(keyed("Shop", &key)).await, provider.site(keyed("Other", &key)).await);
    let same = json!({"jti": "once", "exp": provider.clock.now().seconds() + 600});
    let assertion = key.assertion(&provider, &site, same.clone());
    tried(&provider, &assertion).await.ok();
    refused(&tried(&provider, &assertion).await);
    refused(&provider.asserted("/oauth2/introspect", &assertion, &[("token", "x")]).await);
    refused(&provider.asserted("/oauth2/device_authorization", &assertion, &[("scope", "openid")]).await);
    let code = provider.code(&site, provider.ana().await, "openid").await;
    refused(&redeem(&provider, &assertion, &code).await);
    // Said anew it is the same, and another client's is another.
    refused(&tried(&provider, &key.assertion(&provider, &site, same.clone())).await);
    tried(&provider, &key.assertion(&provider, &other, same)).await.ok();
    // It is remembered for as long as it could be believed, and the code was not lost.
    provider.pass(seconds(59));
    redeem(&provider, &key.assertion(&provider, &site, json!({})), &code).await.ok();
    provider.pass(seconds(541));
    refused(&tried(&provider, &assertion).await);
    provider.pass(seconds(60));
    refused(&tried(&provider, &assertion).await);
    let shared = sealed(&provider).await;
    let assertion = with_secret(&provider, &shared, json!({}));
    tried(&provider, &assertion).await.ok();
    refused(&tried(&provider, &assertion).await);
}

#[tokio::test]
async fn of_racing_uses_of_an_assertion_exactly_one_wins() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let (site, ana) = (provider.site(keyed("Shop", &key)).await, provider.ana().await);
    for _ in 0..5 {
        let assertion = key.assertion(&provider, &site, json!({}));
        let replies = futures_of((0..6).map(|_| tried(&provider, &assertion))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        replies.iter().filter(|reply| reply.status != 200).for_each(refused);
    }
    // The same where the use is written together with tokens: each request has a code of its own.
    for _ in 0..3 {
        let assertion = key.assertion(&provider, &site, json!({}));
        let mut codes = Vec::new();
        for _ in 0..4 {
            codes.push(provider.code(&site, ana, "openid").await);
        }
        let replies = futures_of(codes.iter().map(|code| redeem(&provider, &assertion, code))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        replies.iter().filter(|reply| reply.status != 200).for_each(refused);
    }
}

#[tokio::test]
async fn an_assertion_is_spent_by_a_request_that_fails() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let site = provider.site(keyed("Shop", &key)).await;
    let good = Provider::request(&site, "openid");
    let good = fields(&good);
    let good = lent(&good);
    let code = [("grant_type", "authorization_code"), ("code", "unknown")];
    let cases: [(&str, Form<'_>, &str, &str); 8] = [
        (TOKEN, &code, "", "invalid_grant"),
        (TOKEN, &[("grant_type", "refresh_token"), ("refresh_token", "unknown")], "", "invalid_grant"),
        (TOKEN, &[("grant_type", "password")], "", "unsupported_grant_type"),
        (TOKEN, &[("grant_type", "client_credentials")], "", "unauthorized_client"),
        (TOKEN, &[], "", "invalid_request"),
        (TOKEN, &code, "not a proof", "invalid_dpop_proof"),
        (PAR, &[("response_type", "code")], "", "invalid_scope"),
        (PAR, &good, "not a proof", "invalid_dpop_proof"),
    ];
    for (path, form, dpop, error) in cases {
        let assertion = key.assertion(&provider, &site, json!({}));
        let credential = [("client_assertion", &*assertion), ("client_assertion_type", JWT_BEARER)];
        let header = [("dpop", dpop)];
        let headers = if dpop.is_empty() { &[][..] } else { &header };
        let reply = provider.post(path, headers, &[form, &credential].concat()).await;
        assert_eq!(reply.json()["error"], error, "{path} {form:?}");
        refused(&tried(&provider, &assertion).await);
    }
}

#[tokio::test]
async fn the_registration_chooses_the_algorithm_and_never_the_token() {
    let provider = Provider::new().await;
    let (rsa, ec) = (Signer::with("rsa", "RS256"), Signer::new("ec"));
    let mut add = keyed("Shop", &rsa);
    add.options.jwks = Some(jwks(&[&rsa, &ec]));
    let site = provider.site(add).await;
    let claims = || assertion_claims(&provider, &site);
    // Nobody's signature, in every spelling.
    for alg in ["none", "None", "NONE", "nOnE"] {
        refused(&tried(&provider, &compact(&json!({"alg": alg}), &claims(), |_| Vec::new())).await);
    }
    // A public key is no secret, in whatever form it is known.
    let set = jwks(&[&rsa, &ec]);
    for known in [set.clone(), rsa.jwk().to_string(), ec.bare_jwk().to_string()] {
        for kid in [Value::Null, "rsa".into(), "ec".into()] {
            let head = over(json!({"alg": "HS256"}), json!({"kid": kid}));
            refused(&tried(&provider, &hs256(known.as_bytes(), &head, &claims())).await);
        }
    }
    // A header that names the other kind of key, and names that are no algorithm here.
    for (key, alg, kid) in [(&rsa, "RS256", "ec"), (&ec, "ES256", "rsa")] {
        refused(&tried(&provider, &key.sign(&json!({"alg": alg, "kid": kid}), &claims())).await);
    }
    for alg in ["ES384", "RS512", "RS1", "es256", ""] {
        refused(&tried(&provider, &ec.sign(&json!({"alg": alg, "kid": "ec"}), &claims())).await);
    }
    // A key that came along is not the client's; critical extensions are not understood.
    let own = Signer::new("own");
    let brought = json!({"alg": "ES256", "jwk": own.bare_jwk()});
    refused(&tried(&provider, &own.sign(&brought, &claims())).await);
    let critical = json!({"alg": "ES256", "kid": "ec", "crit": ["b64"], "b64": false});
    refused(&tried(&provider, &ec.sign(&critical, &claims())).await);
    for alg in ["RS256", "PS256"] {
        tried(&provider, &rsa.sign(&json!({"alg": alg, "kid": "rsa"}), &claims())).await.ok();
    }
    // The one that is registered is the only one from then on, without a moment's delay.
    clients::change(&provider, &site.id, |client| {
        client.options.assertion_alg = Some(ForeignAlgorithm::Ps256);
        Ok(())
    })
    .await
    .expect("a change");
    tried(&provider, &rsa.sign(&json!({"alg": "PS256", "kid": "rsa"}), &claims())).await.ok();
    refused(&tried(&provider, &rsa.sign(&json!({"alg": "RS256", "kid": "rsa"}), &claims())).await);
    refused(&tried(&provider, &ec.assertion(&provider, &site, json!({}))).await);
    // A shared secret knows one algorithm and one secret.
    let shared = sealed(&provider).await;
    let claims = || assertion_claims(&provider, &shared);
    refused(&tried(&provider, &compact(&json!({"alg": "none"}), &claims(), |_| Vec::new())).await);
    refused(&tried(&provider, &hs256(b"another secret", &json!({"alg": "HS256"}), &claims())).await);
    refused(&tried(&provider, &hs256(b"", &json!({"alg": "HS256"}), &claims())).await);
    refused(&tried(&provider, &ec.jwt("JWT", &claims())).await);
    for alg in ["HS384", "HS512"] {
        refused(&tried(&provider, &hs256(secret(&shared), &json!({"alg": alg}), &claims())).await);
    }
}

#[tokio::test]
async fn every_claim_of_an_assertion_counts() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let (site, other) = (provider.site(keyed("Shop", &key)).await, provider.site(keyed("Other", &key)).await);
    let (now, issuer) = (provider.clock.now().seconds(), provider.issuer());
    let at = |path: &str| format!("{issuer}{path}");
    for good in [
        json!({"aud": [issuer]}),
        json!({"aud": ["https://api.example", issuer]}),
        json!({"aud": at(TOKEN)}),
        json!({"aud": at(REVOKE)}),
        json!({"iat": null}),
        json!({"iat": now - 3_000, "nbf": now - 3_000}),
        json!({"exp": now + 3_600}),
        json!({"exp": now - 29, "iat": now + 30, "nbf": now + 30}),
        json!({"jti": "a".repeat(256)}),
    ] {
        let reply = tried(&provider, &key.assertion(&provider, &site, good.clone())).await;
        assert_eq!(reply.status, 200, "{good}: {}", reply.body);
    }
    for bad in [
        json!({"aud": null}),
        json!({"aud": []}),
        json!({"aud": "https://elsewhere.example"}),
        json!({"aud": format!("{issuer}/")}),
        json!({"aud": at("/oauth2/introspect")}),
        json!({"iss": other.id.as_str()}),
        json!({"iss": null}),
        json!({"sub": other.id.as_str()}),
        json!({"sub": null}),
        json!({"sub": "nobody", "iss": "nobody"}),
        json!({"exp": null}),
        json!({"exp": now - 31}),
        json!({"exp": (now + 60).to_string()}),
        json!({"exp": now + 3_631}),
        json!({"exp": i64::MAX}),
        json!({"nbf": now + 31}),
        json!({"iat": now + 31}),
        json!({"jti": null}),
        json!({"jti": ""}),
        json!({"jti": "a".repeat(257)}),
    ] {
        let reply = tried(&provider, &key.assertion(&provider, &site, bad.clone())).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (401, &"invalid_client".into()), "{bad}");
        assert!(reply.headers.contains_key("www-authenticate"), "{bad}");
    }
    for garbage in ["", "x", "a.b", "a.b.c", "a.b.c.d", "e30.e30.AA"] {
        let reply = tried(&provider, garbage).await;
        assert!(matches!(reply.json()["error"].as_str(), Some("invalid_client" | "invalid_request")), "{garbage}");
    }
}

#[tokio::test]
async fn only_a_registered_key_for_signatures_counts() {
    let provider = Provider::new().await;
    let (key, foreign) = (Signer::new("k1"), Signer::new("k1"));
    let site = provider.site(keyed("Shop", &key)).await;
    refused(&tried(&provider, &foreign.assertion(&provider, &site, json!({}))).await);
    let claims = || assertion_claims(&provider, &site);
    refused(&tried(&provider, &key.sign(&json!({"alg": "ES256", "kid": "k2"}), &claims())).await);
    tried(&provider, &key.sign(&json!({"alg": "ES256"}), &claims())).await.ok();
    let good = key.assertion(&provider, &site, json!({}));
    let (text, signature) = good.rsplit_once('.').expect("a signature");
    refused(&tried(&provider, &format!("{text}.")).await);
    let turned: String = signature.chars().rev().collect();
    refused(&tried(&provider, &format!("{text}.{turned}")).await);
    for other in [json!({"use": "enc"}), json!({"alg": "ES384"}), json!({"key_ops": ["encrypt"]})] {
        let set = json!({"keys": [over(key.jwk(), other.clone())]}).to_string();
        let mut add = keyed("Other", &key);
        add.options.jwks = Some(set);
        // What cannot verify anything is not registered, or is of no use.
        let Ok((client, _)) = clients::add(&provider, add).await else { continue };
        let site = Site { id: client.id, secret: None };
        refused(&tried(&provider, &key.assertion(&provider, &site, json!({}))).await);
    }
}

#[tokio::test]
async fn an_assertion_comes_alone_and_from_a_client_of_its_method() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let (site, shop) = (provider.site(keyed("Site", &key)).await, provider.shop().await);
    let shared = sealed(&provider).await;
    let fresh = || key.assertion(&provider, &site, json!({}));
    for more in [("client_secret", "x"), ("client_id", "other"), ("client_assertion_type", "x")] {
        let assertion = fresh();
        let form = [("token", "x"), ("client_assertion", &*assertion), ("client_assertion_type", JWT_BEARER), more];
        provider.post(REVOKE, &[], &form).await.is_error(400, "invalid_request");
    }
    let assertion = fresh();
    let form = [("token", "x"), ("client_assertion", &*assertion), ("client_assertion_type", JWT_BEARER)];
    let basic = shop.basic();
    provider.post(REVOKE, &[("authorization", &basic)], &form).await.is_error(400, "invalid_request");
    for part in &form[1..] {
        let alone = [("token", "x"), ("client_id", site.id.as_str()), *part];
        provider.post(REVOKE, &[], &alone).await.is_error(400, "invalid_request");
    }
    let saml =
        [form[0], form[1], ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")];
    refused(&provider.post(REVOKE, &[], &saml).await);
    // None of it was spent by what was not even read.
    let named = [&form[..], &[("client_id", site.id.as_str())]].concat();
    provider.post(REVOKE, &[], &named).await.ok();
    // A name is no proof, a secret is not the registered one, and a client of secrets has no keys.
    refused(&provider.post(REVOKE, &[], &[("token", "x"), ("client_id", site.id.as_str())]).await);
    refused(&provider.form(REVOKE, &shared, &[("token", "x")]).await);
    refused(&tried(&provider, &key.assertion(&provider, &shop, json!({}))).await);
    refused(&tried(&provider, &with_secret(&provider, &shop, json!({}))).await);
    refused(&tried(&provider, &key.assertion(&provider, &shared, json!({}))).await);
}

#[tokio::test]
async fn a_client_that_rotates_where_its_keys_are_is_looked_up_again() {
    let provider = Provider::new().await;
    let (one, two) = (Signer::new("one"), Signer::new("two"));
    let outside = Outside::open().await;
    let site = distant(&provider, outside.serve("/jwks", jwks(&[&one]).into_bytes())).await;
    let before = outside.calls();
    for _ in 0..3 {
        tried(&provider, &one.assertion(&provider, &site, json!({}))).await.ok();
    }
    assert_eq!(outside.calls() - before, 1, "fetched once");
    refused(&tried(&provider, &two.assertion(&provider, &site, json!({}))).await);
    outside.serve("/jwks", jwks(&[&two]).into_bytes());
    tried(&provider, &one.assertion(&provider, &site, json!({}))).await.ok();
    tried(&provider, &two.assertion(&provider, &site, json!({}))).await.ok();
    refused(&tried(&provider, &one.assertion(&provider, &site, json!({}))).await);
}

#[tokio::test]
async fn strangers_cannot_make_us_call_a_client_all_the_time() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let outside = Outside::open().await;
    let there = distant(&provider, outside.serve("/jwks", jwks(&[&key]).into_bytes())).await;
    let down = distant(&provider, outside.address("/nothing")).await;
    for site in [there, down] {
        let before = outside.calls();
        for n in 0..20 {
            let stranger = Signer::new(&format!("stranger {n}"));
            refused(&tried(&provider, &stranger.assertion(&provider, &site, json!({}))).await);
        }
        assert_eq!(outside.calls() - before, 4);
    }
}

#[tokio::test]
async fn a_client_that_is_slow_to_show_its_keys_holds_up_nobody_else() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let (outside, silent) = (Outside::open().await, TcpListener::bind("127.0.0.1:0").await.expect("a port"));
    let slow = format!("http://{}/jwks", silent.local_addr().expect("an address"));
    let slow = distant(&provider, slow).await;
    let quick = distant(&provider, outside.serve("/jwks", jwks(&[&key]).into_bytes())).await;
    let (first, second) = (key.assertion(&provider, &slow, json!({})), key.assertion(&provider, &quick, json!({})));
    tokio::select! {
        biased;
        _ = tried(&provider, &first) => panic!("the slow one was waited for"),
        reply = tried(&provider, &second) => drop(reply.ok()),
    }
}

#[tokio::test]
async fn keys_are_fetched_from_public_places_only_and_read_with_care() {
    let key = Signer::new("k1");
    let outside = Outside::open().await;
    let guarded = Provider::on(TestCore::with(|config| config.fetch.allow_private = Some(false)).await).await;
    let set = outside.serve("/jwks", jwks(&[&key]).into_bytes());
    let named = set.replace("127.0.0.1", "localhost");
    for uri in [set.clone(), named] {
        let site = distant(&guarded, uri).await;
        refused(&tried(&guarded, &key.assertion(&guarded, &site, json!({}))).await);
    }
    assert_eq!(outside.calls(), 0, "nobody called");
    let provider = Provider::new().await;
    let padded = format!("{}{}", jwks(&[&key]), " ".repeat(64 * 1024));
    let secret = json!({"keys": [key.jwk(), {"kty": "oct", "k": "AAAA"}]}).to_string();
    let many = json!({"keys": vec![key.jwk(); 51]}).to_string();
    for (at, body) in
        [padded, secret, many, "<html>".into(), "{}".into(), "[]".into(), String::new()].into_iter().enumerate()
    {
        let path = format!("/{at}");
        let site = distant(&provider, outside.serve(&path, body.into_bytes())).await;
        refused(&tried(&provider, &key.assertion(&provider, &site, json!({}))).await);
        // It is not held against the client for long.
        outside.serve(&path, jwks(&[&key]).into_bytes());
        tried(&provider, &key.assertion(&provider, &site, json!({}))).await.ok();
    }
    let moved = distant(&provider, outside.redirect("/moved", &set)).await;
    refused(&tried(&provider, &key.assertion(&provider, &moved, json!({}))).await);
    let not_text = distant(&provider, outside.serve("/bytes", vec![0xff; 10])).await;
    refused(&tried(&provider, &key.assertion(&provider, &not_text, json!({}))).await);
}

#[tokio::test]
async fn new_keys_and_a_new_secret_count_at_once_and_the_old_ones_no_more() {
    let provider = Provider::new().await;
    let (old, new) = (Signer::new("k1"), Signer::new("k1"));
    let site = provider.site(keyed("Shop", &old)).await;
    tried(&provider, &old.assertion(&provider, &site, json!({}))).await.ok();
    let set = jwks(&[&new]);
    clients::change(&provider, &site.id, |client| {
        client.options.jwks = Some(set);
        Ok(())
    })
    .await
    .expect("a change");
    refused(&tried(&provider, &old.assertion(&provider, &site, json!({}))).await);
    tried(&provider, &new.assertion(&provider, &site, json!({}))).await.ok();
    let shared = sealed(&provider).await;
    let fresh = clients::rotate_secret(&provider, &shared.id).await.expect("a secret");
    refused(&tried(&provider, &with_secret(&provider, &shared, json!({}))).await);
    let shared = Site { secret: Some(fresh), ..shared };
    tried(&provider, &with_secret(&provider, &shared, json!({}))).await.ok();
    clients::change(&provider, &site.id, |client| {
        client.disabled_at = Some(client.created_at);
        Ok(())
    })
    .await
    .expect("a change");
    refused(&tried(&provider, &new.assertion(&provider, &site, json!({}))).await);
}
