//! RFC 9449: tokens that only the holder of a key can use.

use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType};
use freedom_id::domain::user::UserId;
use freedom_id::protocol::dpop;
use serde_json::{Value, json};

use crate::oauth::rfc6749_code::futures_of;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, fields, lent, site_named};
use crate::support::signer::{PAR, Signer, TOKEN, over};
use crate::support::{TestCore, seconds};

const USERINFO: &str = "/oauth2/userinfo";

async fn app(provider: &Provider) -> Site {
    let mut add = site_named("App");
    add.auth_method = AuthMethod::None;
    provider.site(add).await
}

/// A form with a site's credential and these `DPoP` headers.
async fn send(provider: &Provider, path: &str, site: &Site, proofs: &[&str], fields: &[(&str, &str)]) -> Reply {
    let basic = site.basic();
    let mut headers: Vec<_> = proofs.iter().map(|proof| ("dpop", *proof)).collect();
    let mut form = fields.to_vec();
    if site.secret.is_some() {
        headers.push(("authorization", &basic));
    } else {
        form.push(("client_id", site.id.as_str()));
    }
    provider.post(path, &headers, &form).await
}

async fn redeem(provider: &Provider, site: &Site, code: &str, proofs: &[&str]) -> Reply {
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    send(provider, TOKEN, site, proofs, &form).await
}

async fn refresh(provider: &Provider, site: &Site, token: &str, proofs: &[&str]) -> Reply {
    send(provider, TOKEN, site, proofs, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

fn proof(provider: &Provider, key: &Signer) -> String {
    key.proof(provider, "POST", TOKEN, json!({}))
}

async fn bound(provider: &Provider, site: &Site, ana: UserId, key: &Signer) -> Reply {
    let code = provider.code(site, ana, "openid phone").await;
    redeem(provider, site, &code, &[&proof(provider, key)]).await.ok()
}

async fn read(provider: &Provider, scheme: &str, token: &str, proofs: &[&str]) -> Reply {
    let header = format!("{scheme} {token}");
    let mut request = axum::http::Request::get(USERINFO).header("authorization", header);
    for proof in proofs {
        request = request.header("dpop", *proof);
    }
    provider.send(request.body(axum::body::Body::empty()).expect("a request")).await
}

/// Its challenge is of this scheme, with this error.
#[track_caller]
fn challenged(reply: &Reply, scheme: &str, error: &str) {
    reply.is_error(401, error);
    let told = reply.headers["www-authenticate"].to_str().expect("text");
    assert!(told.starts_with(&format!(r#"{scheme} error="{error}""#)), "{told}");
}

#[tokio::test]
async fn a_token_is_bound_to_the_key_that_was_proved() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    for alg in ["ES256", "RS256", "PS256", "EdDSA"] {
        let key = Signer::with("k", alg);
        let set = bound(&provider, &shop, ana, &key).await;
        assert_eq!(set.json()["token_type"], "DPoP");
        let token = set.member("access_token");
        let told = provider.introspect(&shop, &token).await;
        assert_eq!((&told["cnf"], &told["token_type"]), (&json!({"jkt": key.jkt()}), &"DPoP".into()), "{alg}");
        let reply = read(&provider, "DPoP", &token, &[&key.proof_for(&provider, "GET", USERINFO, &token)]).await.ok();
        assert_eq!(reply.json()["phone_number"], "+77011234567");
        read(&provider, "dpop", &token, &[&key.proof_for(&provider, "GET", USERINFO, &token)]).await.ok();
    }
    // Who proves nothing gets a plain one.
    let code = provider.code(&shop, ana, "openid").await;
    assert_eq!(provider.redeem(&shop, &code).await.ok().json()["token_type"], "Bearer");
}

#[tokio::test]
async fn a_refresh_token_of_a_public_client_is_bound_and_of_another_is_not() {
    let provider = Provider::new().await;
    let (shop, app, ana) = (provider.shop().await, app(&provider).await, provider.ana().await);
    let (key, other) = (Signer::new("k"), Signer::new("o"));
    let first = bound(&provider, &app, ana, &key).await.member("refresh_token");
    refresh(&provider, &app, &first, &[]).await.is_error(400, "invalid_grant");
    refresh(&provider, &app, &first, &[&proof(&provider, &other)]).await.is_error(400, "invalid_grant");
    let set = refresh(&provider, &app, &first, &[&proof(&provider, &key)]).await.ok();
    assert_eq!(set.json()["token_type"], "DPoP");
    // The next one in the chain is bound as well, and so is a lost answer.
    let next = set.member("refresh_token");
    refresh(&provider, &app, &first, &[&proof(&provider, &other)]).await.is_error(400, "invalid_grant");
    let again = refresh(&provider, &app, &first, &[&proof(&provider, &key)]).await.ok();
    assert_eq!(again.member("refresh_token"), next);
    refresh(&provider, &app, &next, &[]).await.is_error(400, "invalid_grant");
    refresh(&provider, &app, &next, &[&proof(&provider, &key)]).await.ok();
    // A confidential client proves itself and may change its key.
    let token = bound(&provider, &shop, ana, &key).await.member("refresh_token");
    let set = refresh(&provider, &shop, &token, &[&proof(&provider, &other)]).await.ok();
    let told = provider.introspect(&shop, &set.member("access_token")).await;
    assert_eq!(told["cnf"]["jkt"], other.jkt());
    let set = refresh(&provider, &shop, &set.member("refresh_token"), &[]).await.ok();
    assert_eq!(set.json()["token_type"], "Bearer");
}

#[tokio::test]
async fn a_code_that_was_asked_for_with_a_key_is_redeemed_with_it() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let (key, other) = (Signer::new("k"), Signer::new("o"));
    let plain = Provider::request(&shop, "openid");
    let named = format!("{plain}&dpop_jkt={}", key.jkt());
    let pairs = fields(&plain);
    let form = lent(&pairs);
    let pushing = async |proofs: &[&str], more: &[(&str, &str)]| {
        send(&provider, PAR, &shop, proofs, &[&form, more].concat()).await
    };
    let at_par = || key.proof(&provider, "POST", PAR, json!({}));
    let pushed = pushing(&[&at_par()], &[]).await;
    let both = pushing(&[&at_par()], &[("dpop_jkt", &key.jkt())]).await;
    let by_uri = |reply: &Reply| format!("client_id={}&request_uri={}", shop.id, reply.member("request_uri"));
    for request in [named, by_uri(&pushed), by_uri(&both)] {
        let code = provider.code_of(ana, &request).await;
        redeem(&provider, &shop, &code, &[]).await.is_error(400, "invalid_grant");
        redeem(&provider, &shop, &code, &[&proof(&provider, &other)]).await.is_error(400, "invalid_grant");
        redeem(&provider, &shop, &code, &[&proof(&provider, &key)]).await.ok();
    }
    pushing(&[&at_par()], &[("dpop_jkt", &other.jkt())]).await.is_error(400, "invalid_dpop_proof");
    pushing(&[&proof(&provider, &key)], &[]).await.is_error(400, "invalid_dpop_proof");
    pushing(&[], &[("dpop_jkt", "x")]).await.is_error(400, "invalid_request");
}

#[tokio::test]
async fn a_proof_works_once() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let key = Signer::new("k");
    let once = proof(&provider, &key);
    let code = provider.code(&shop, ana, "openid").await;
    let token = redeem(&provider, &shop, &code, &[&once]).await.ok().member("access_token");
    let code = provider.code(&shop, ana, "openid").await;
    redeem(&provider, &shop, &code, &[&once]).await.is_error(400, "invalid_dpop_proof");
    // The code was not lost by that.
    redeem(&provider, &shop, &code, &[&proof(&provider, &key)]).await.ok();
    let once = key.proof_for(&provider, "GET", USERINFO, &token);
    read(&provider, "DPoP", &token, &[&once]).await.ok();
    challenged(&read(&provider, "DPoP", &token, &[&once]).await, "DPoP", "invalid_dpop_proof");
    let replies = {
        let once = key.proof_for(&provider, "GET", USERINFO, &token);
        let (provider, token, once) = (&provider, &token, &once);
        futures_of((0..6).map(|_| async move { read(provider, "DPoP", token, &[once]).await })).await
    };
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    // Raced for tokens, with a code for each.
    for _ in 0..3 {
        let once = proof(&provider, &key);
        let mut codes = Vec::new();
        for _ in 0..4 {
            codes.push(provider.code(&shop, ana, "openid").await);
        }
        let (at, shop, once) = (&provider, &shop, &once);
        let uses = codes.iter().map(|code| async move { redeem(at, shop, code, &[once]).await });
        let replies = futures_of(uses).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.is_error(400, "invalid_dpop_proof");
        }
    }
    // Pushed requests spend it too, and so does what failed.
    let once = key.proof(&provider, "POST", PAR, json!({}));
    let bad = [("response_type", "token")];
    send(&provider, PAR, &shop, &[&once], &bad).await.is_error(400, "unsupported_response_type");
    let plain = Provider::request(&shop, "openid");
    let pairs = fields(&plain);
    let form = lent(&pairs);
    send(&provider, PAR, &shop, &[&once], &form).await.is_error(400, "invalid_dpop_proof");
}

#[tokio::test]
async fn each_scheme_takes_its_own_tokens_only() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let (key, other) = (Signer::new("k"), Signer::new("o"));
    let token = bound(&provider, &shop, ana, &key).await.member("access_token");
    let fresh = |key: &Signer| key.proof_for(&provider, "GET", USERINFO, &token);
    challenged(&read(&provider, "Bearer", &token, &[]).await, "Bearer", "invalid_token");
    challenged(&read(&provider, "Bearer", &token, &[&fresh(&key)]).await, "Bearer", "invalid_token");
    challenged(&read(&provider, "DPoP", &token, &[]).await, "DPoP", "invalid_token");
    challenged(&read(&provider, "DPoP", &token, &[&fresh(&other)]).await, "DPoP", "invalid_token");
    provider
        .post(USERINFO, &[("dpop", &fresh(&key))], &[("access_token", &token)])
        .await
        .is_error(401, "invalid_token");
    let reply = read(&provider, "DPoP", &token, &[&fresh(&key), &fresh(&key)]).await;
    challenged(&reply, "DPoP", "invalid_dpop_proof");
    let told = read(&provider, "DPoP", &token, &[]).await.headers["www-authenticate"].clone();
    assert!(told.to_str().is_ok_and(|told| told.contains(r#"algs="RS256 PS256 ES256 EdDSA""#)), "{told:?}");
    // A plain token under the other scheme.
    let code = provider.code(&shop, ana, "openid").await;
    let plain = provider.redeem(&shop, &code).await.ok().member("access_token");
    let beside = key.proof_for(&provider, "GET", USERINFO, &plain);
    challenged(&read(&provider, "DPoP", &plain, &[&beside]).await, "DPoP", "invalid_token");
    read(&provider, "Bearer", &plain, &[]).await.ok();
    challenged(&read(&provider, "DPoP", "unknown", &[&beside]).await, "DPoP", "invalid_token");
}

#[tokio::test]
async fn a_proof_is_about_this_request_and_this_token() {
    let provider = Provider::new().await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let key = Signer::new("k");
    let token = bound(&provider, &shop, ana, &key).await.member("access_token");
    let other = bound(&provider, &shop, ana, &key).await.member("access_token");
    let ath = dpop::hash(&token);
    let (now, at) = (provider.clock.now().seconds(), |path: &str| format!("{}{path}", provider.issuer()));
    let judged = async |mut change: Value| {
        if change.get("ath").is_none() {
            change["ath"] = ath.as_str().into();
        }
        let proof = key.proof(&provider, "GET", USERINFO, change);
        read(&provider, "DPoP", &token, &[&proof]).await
    };
    for good in [
        json!({}),
        json!({"htu": at("/oauth2/userinfo?x=1#y")}),
        json!({"htu": "HTTP://LOCALHOST:8080/oauth2/userinfo"}),
        json!({"iat": now - 89}),
        json!({"iat": now + 30}),
        json!({"nonce": "of somebody else", "more": 1}),
    ] {
        assert_eq!(judged(good.clone()).await.status, 200, "{good}");
    }
    for bad in [
        json!({"htm": "POST"}),
        json!({"htm": "get"}),
        json!({"htm": null}),
        json!({"htu": at(TOKEN)}),
        json!({"htu": at("/oauth2/userinfo/")}),
        json!({"htu": USERINFO}),
        json!({"htu": "https://localhost:8080/oauth2/userinfo"}),
        json!({"htu": null}),
        json!({"ath": null}),
        json!({"ath": ""}),
        json!({"ath": dpop::hash(&other)}),
        json!({"ath": token}),
        json!({"iat": now - 91}),
        json!({"iat": now + 31}),
        json!({"iat": null}),
        json!({"jti": null}),
        json!({"jti": ""}),
        json!({"jti": "a".repeat(257)}),
    ] {
        let reply = judged(bad.clone()).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (401, &"invalid_dpop_proof".into()), "{bad}");
    }
    let beside = key.proof(&provider, "POST", USERINFO, json!({"ath": ath}));
    let header = format!("DPoP {token}");
    provider.post(USERINFO, &[("authorization", &header), ("dpop", &beside)], &[]).await.ok();
}

#[tokio::test]
async fn a_proof_is_signed_by_the_one_public_key_in_it() {
    let provider = Provider::new().await;
    let mut add = site_named("Machine");
    add.grant_types = vec![GrantType::ClientCredentials];
    let site = provider.site(add).await;
    let (key, other) = (Signer::new("k"), Signer::new("o"));
    let claims = json!({
        "htm": "POST", "htu": format!("{}{TOKEN}", provider.issuer()), "iat": provider.clock.now().seconds(),
    });
    let fresh = || over(claims.clone(), json!({"jti": uuid::Uuid::new_v4()}));
    let judged =
        async |proofs: &[&str]| send(&provider, TOKEN, &site, proofs, &[("grant_type", "client_credentials")]).await;
    let reply = judged(&[&key.sign(&key.proof_head(), &fresh())]).await.ok();
    assert_eq!(reply.json()["token_type"], "DPoP");
    for head in [
        json!({"jwk": over(key.bare_jwk(), json!({"d": "AAAA"}))}),
        json!({"jwk": {"kty": "oct", "k": "AAAA"}}),
        json!({"jwk": other.bare_jwk()}),
        json!({"jwk": null}),
        json!({"jwk": [key.bare_jwk()]}),
        json!({"jwk": null, "kid": "k"}),
        json!({"jwk": over(key.bare_jwk(), json!({"crv": "P-521"}))}),
        json!({"typ": "JWT"}),
        json!({"typ": null}),
        json!({"alg": "none"}),
        json!({"alg": "HS256"}),
        json!({"alg": "RS256"}),
        json!({"crit": ["exp"]}),
    ] {
        let reply = judged(&[&key.sign(&over(key.proof_head(), head.clone()), &fresh())]).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (400, &"invalid_dpop_proof".into()), "{head}");
    }
    for garbage in ["", "x", "a.b.c", "e30.e30.AA"] {
        judged(&[garbage]).await.is_error(400, "invalid_dpop_proof");
    }
    let two = [key.sign(&key.proof_head(), &fresh()), key.sign(&key.proof_head(), &fresh())];
    judged(&[&two[0], &two[1]]).await.is_error(400, "invalid_dpop_proof");
    judged(&[&two.join(",")]).await.is_error(400, "invalid_dpop_proof");
    judged(&[&two[0]]).await.ok();
}

#[tokio::test]
async fn a_nonce_of_ours_is_demanded_where_it_is_switched_on_and_grows_old() {
    let provider = Provider::on(TestCore::with(|config| config.tokens.dpop_nonce = true).await).await;
    let (shop, ana) = (provider.shop().await, provider.ana().await);
    let key = Signer::new("k");
    let told = |reply: &Reply| reply.headers["dpop-nonce"].to_str().expect("text").to_owned();
    let at = |path: &str, nonce: &str| key.proof(&provider, "POST", path, json!({"nonce": nonce}));
    let code = provider.code(&shop, ana, "openid").await;
    let reply = redeem(&provider, &shop, &code, &[&proof(&provider, &key)]).await;
    reply.is_error(400, "use_dpop_nonce");
    let nonce = told(&reply);
    let mut forged = nonce.clone();
    forged.push('A');
    for bad in [forged, "1.x".into(), String::new(), nonce.split_once('.').expect("two parts").0.into()] {
        redeem(&provider, &shop, &code, &[&at(TOKEN, &bad)]).await.is_error(400, "use_dpop_nonce");
    }
    let set = redeem(&provider, &shop, &code, &[&at(TOKEN, &nonce)]).await.ok();
    assert_eq!(told(&set), nonce);
    let token = set.member("access_token");
    let plain = Provider::request(&shop, "openid");
    let pairs = fields(&plain);
    let form = lent(&pairs);
    let reply = send(&provider, PAR, &shop, &[&key.proof(&provider, "POST", PAR, json!({}))], &form).await;
    reply.is_error(400, "use_dpop_nonce");
    assert_eq!(send(&provider, PAR, &shop, &[&at(PAR, &told(&reply))], &form).await.status, 201);
    let beside =
        |nonce: Value| key.proof(&provider, "GET", USERINFO, json!({"ath": dpop::hash(&token), "nonce": nonce}));
    let reply = read(&provider, "DPoP", &token, &[&beside(Value::Null)]).await;
    challenged(&reply, "DPoP", "use_dpop_nonce");
    read(&provider, "DPoP", &token, &[&beside(told(&reply).into())]).await.ok();
    // Good for its own time and the next, as any node sees it.
    provider.pass(seconds(120));
    let reply = read(&provider, "DPoP", &token, &[&beside(nonce.as_str().into())]).await.ok();
    assert_ne!(told(&reply), nonce);
    provider.pass(seconds(120));
    let reply = read(&provider, "DPoP", &token, &[&beside(nonce.as_str().into())]).await;
    challenged(&reply, "DPoP", "use_dpop_nonce");
    // A request without a proof needs none, and learns it for the next one.
    let code = provider.code(&shop, ana, "openid").await;
    assert!(!told(&provider.redeem(&shop, &code).await.ok()).is_empty());
    // Where nobody demands it nobody speaks of it.
    let plain = Provider::new().await;
    let reply = plain.form(TOKEN, &plain.shop().await, &[]).await;
    assert!(reply.headers.get("dpop-nonce").is_none());
}

#[tokio::test]
async fn a_nonce_that_is_only_told_spends_nothing() {
    let provider = Provider::on(TestCore::with(|config| config.tokens.dpop_nonce = true).await).await;
    let key = Signer::new("k");
    let site = provider.site(crate::support::signer::keyed("Shop", &key)).await;
    let (assertion, dpop) = (key.assertion(&provider, &site, json!({})), proof(&provider, &key));
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "unknown"),
        ("client_assertion", &*assertion),
        ("client_assertion_type", crate::support::signer::JWT_BEARER),
    ];
    let reply = provider.post(TOKEN, &[("dpop", &dpop)], &form).await;
    reply.is_error(400, "use_dpop_nonce");
    let nonce = reply.headers["dpop-nonce"].to_str().expect("text");
    let dpop = key.proof(&provider, "POST", TOKEN, json!({"nonce": nonce}));
    provider.post(TOKEN, &[("dpop", &dpop)], &form).await.is_error(400, "invalid_grant");
    let dpop = key.proof(&provider, "POST", TOKEN, json!({"nonce": nonce}));
    provider.post(TOKEN, &[("dpop", &dpop)], &form).await.is_error(400, "invalid_grant");
    provider
        .post("/oauth2/revoke", &[], &[&form[2..], &[("token", "x")]].concat())
        .await
        .is_error(401, "invalid_client");
}

#[tokio::test]
async fn a_client_whose_tokens_must_be_bound_gets_no_other() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let mut add = site_named("Bank");
    add.options.dpop_bound = true;
    add.grant_types.push(GrantType::ClientCredentials);
    let bank = provider.site(add).await;
    let key = Signer::new("k");
    let code = provider.code(&bank, ana, "openid").await;
    redeem(&provider, &bank, &code, &[]).await.is_error(400, "invalid_request");
    send(&provider, TOKEN, &bank, &[], &[("grant_type", "client_credentials")]).await.is_error(400, "invalid_request");
    let set = redeem(&provider, &bank, &code, &[&proof(&provider, &key)]).await.ok();
    assert_eq!(set.json()["token_type"], "DPoP");
    let token = set.member("refresh_token");
    refresh(&provider, &bank, &token, &[]).await.is_error(400, "invalid_request");
    refresh(&provider, &bank, &token, &[&proof(&provider, &key)]).await.ok();
}
