//! RFC 9101, OIDC Core §6: requests as signed JWTs, by value and by reference.

use freedom_id::domain::oauth::vocab::{ForeignAlgorithm, Profile};
use freedom_id::domain::user::UserId;
use freedom_id::service::clients;
use serde_json::{Value, json};

use crate::oauth::rfc8707_resources::{API, PAY};
use crate::support::TestCore;
use crate::support::outside::Outside;
use crate::support::provider::{Provider, Site, fields, lent, part_of, site_named};
use crate::support::signer::{PAR, Signer, compact, hs256, jwks, keyed, object_claims};

/// A site with a secret and a key.
async fn shop(provider: &Provider, key: &Signer) -> Site {
    let mut add = site_named("Shop");
    add.options.jwks = Some(jwks(&[key]));
    add.options.resources = vec![API.into(), PAY.into()];
    provider.site(add).await
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// What OAuth demands outside of the object, and the object.
fn outer(site: &Site, object: &str) -> String {
    encoded(&[("client_id", site.id.as_str()), ("response_type", "code"), ("scope", "openid"), ("request", object)])
}

/// The same for an object that is elsewhere.
fn referred(site: &Site, uri: &str) -> String {
    encoded(&[
        ("client_id", site.id.as_str()),
        ("response_type", "code"),
        ("scope", "openid"),
        ("redirect_uri", crate::support::provider::CALLBACK),
        ("request_uri", uri),
    ])
}

async fn granted(provider: &Provider, site: &Site, ana: UserId, request: &str) -> (String, Value) {
    let to = provider.answer_of(ana, request).await;
    let code = part_of(&to, "code").unwrap_or_else(|| panic!("a code in {to}"));
    (part_of(&to, "state").unwrap_or_default(), provider.redeem(site, &code).await.ok().json())
}

#[tokio::test]
async fn a_signed_request_counts_and_before_what_stands_beside_it() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    for alg in ["RS256", "PS256", "ES256", "EdDSA"] {
        let key = Signer::with("k1", alg);
        let shop = shop(&provider, &key).await;
        let inner = Provider::request(&shop, "openid phone");
        let object = key.object(&provider, &shop, &inner, json!({"state": "inner"}));
        let (state, set) = granted(&provider, &shop, ana, &outer(&shop, &object)).await;
        assert_eq!((state.as_str(), &set["scope"]), ("inner", &"openid phone".into()), "{alg}");
        let more = format!("{}&state=outer&scope=openid+email", outer(&shop, &object).replace("&scope=openid", ""));
        let (state, set) = granted(&provider, &shop, ana, &more).await;
        assert_eq!((state.as_str(), &set["scope"]), ("inner", &"openid phone".into()), "{alg}");
    }
    // OIDC Core §6.1: what is not in the object may come from beside it.
    let key = Signer::new("k1");
    let shop = shop(&provider, &key).await;
    let inner = Provider::request(&shop, "openid");
    let object = key.object(&provider, &shop, &inner, json!({"state": null, "response_type": null, "client_id": null}));
    let (state, _) = granted(&provider, &shop, ana, &format!("{}&state=outer", outer(&shop, &object))).await;
    assert_eq!(state, "outer");
}

#[tokio::test]
async fn outside_of_openid_and_for_strict_clients_nothing_unsigned_counts() {
    let provider = Provider::new().await;
    let (key, ana) = (Signer::new("k1"), provider.ana().await);
    let shop = shop(&provider, &key).await;
    let plain = Provider::request(&shop, "openid").replace("&state=xyz", "");
    let object = key.object(&provider, &shop, &plain, json!({}));
    let beside = |scope: &str| {
        let id = shop.id.as_str();
        let pairs =
            [("client_id", id), ("response_type", "code"), ("scope", scope), ("state", "outer"), ("request", &*object)];
        encoded(&pairs)
    };
    assert_eq!(granted(&provider, &shop, ana, &beside("openid")).await.0, "outer");
    assert_eq!(granted(&provider, &shop, ana, &beside("phone")).await.0, "");
    clients::change(&provider, &shop.id, |client| {
        client.options.signed_request_required = true;
        Ok(())
    })
    .await
    .expect("a change");
    assert_eq!(granted(&provider, &shop, ana, &beside("openid")).await.0, "");
    let less = key.object(&provider, &shop, &plain, json!({"redirect_uri": null, "code_challenge": null}));
    let unsigned = format!("{plain}&request={less}");
    assert_eq!(provider.outcome(&unsigned).await, "invalid_request");
    // And a request that is not signed at all is none, pushed or not.
    assert_eq!(provider.outcome(&plain).await, "invalid_request");
    let pairs = fields(&plain);
    let form = lent(&pairs);
    provider.form(PAR, &shop, &form).await.is_error(400, "invalid_request");
    let reply = provider.form(PAR, &shop, &[("request", &object)]).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let uri = reply.member("request_uri");
    let by_uri = encoded(&[("client_id", shop.id.as_str()), ("request_uri", &uri)]);
    assert_eq!(provider.outcome(&by_uri).await, "login");
}

#[tokio::test]
async fn an_object_that_nobody_signed_is_not_supported() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let outside = Outside::open().await;
    let mut add = site_named("Shop");
    add.options.jwks = Some(jwks(&[&key]));
    let uri = outside.address("/object");
    add.options.request_uris = vec![uri.clone()];
    let shop = provider.site(add).await;
    let plain = Provider::request(&shop, "openid");
    for alg in ["none", "None", "NONE"] {
        let object = compact(&json!({"alg": alg}), &object_claims(&provider, &shop, &plain), |_| Vec::new());
        assert_eq!(provider.outcome(&format!("{plain}&request={object}")).await, "request_not_supported");
        provider.form(PAR, &shop, &[("request", &object)]).await.is_error(400, "request_not_supported");
        outside.serve("/object", object.into_bytes());
        assert_eq!(provider.outcome(&referred(&shop, &uri)).await, "request_uri_not_supported");
    }
}

#[tokio::test]
async fn only_what_the_client_signed_for_us_and_for_now_is_its_request() {
    let provider = Provider::new().await;
    let (key, foreign) = (Signer::new("k1"), Signer::new("k1"));
    let shop = shop(&provider, &key).await;
    let other = provider.site(keyed("Other", &key)).await;
    let plain = Provider::request(&shop, "openid");
    let now = provider.clock.now().seconds();
    let told = async |object: &str| provider.outcome(&format!("{plain}&request={object}")).await;
    for good in [
        json!({"iss": null, "aud": null, "exp": null, "nbf": null, "iat": null}),
        json!({"aud": ["https://elsewhere.example", provider.issuer()]}),
        json!({"exp": now - 29, "nbf": now + 30, "iat": now + 30}),
        json!({"jti": "x", "unknown": {"deep": [1]}, "state": null}),
    ] {
        assert_eq!(told(&key.object(&provider, &shop, &plain, good.clone())).await, "login", "{good}");
    }
    for bad in [
        json!({"iss": other.id.as_str()}),
        json!({"aud": "https://elsewhere.example"}),
        json!({"aud": format!("{}/oauth2/token", provider.issuer())}),
        json!({"aud": 1}),
        json!({"exp": now - 31}),
        json!({"exp": (now + 60).to_string()}),
        json!({"nbf": now + 31}),
        json!({"iat": now + 31}),
        json!({"client_id": other.id.as_str()}),
        json!({"client_id": 1}),
        json!({"response_type": "code id_token"}),
        json!({"request": "a.b.c"}),
        json!({"request_uri": "https://shop.example/object"}),
        json!({"sub": shop.id.as_str()}),
    ] {
        let object = key.object(&provider, &shop, &plain, bad.clone());
        assert_eq!(told(&object).await, "invalid_request_object", "{bad}");
        let reply = provider.form(PAR, &shop, &[("request", &object), ("response_type", "code")]).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (400, &"invalid_request_object".into()), "{bad}");
    }
    // Other kinds of JWT, other keys, other secrets.
    let claims = object_claims(&provider, &shop, &plain);
    assert_eq!(told(&foreign.object(&provider, &shop, &plain, json!({}))).await, "invalid_request_object");
    assert_eq!(told(&key.sign(&json!({"alg": "ES256", "kid": "k2"}), &claims)).await, "invalid_request_object");
    for typ in ["dpop+jwt", "at+jwt", "logout+jwt", "client-authentication+jwt", ""] {
        assert_eq!(told(&key.jwt(typ, &claims)).await, "invalid_request_object", "{typ}");
    }
    for typ in ["JWT", "application/oauth-authz-req+jwt", "OAuth-Authz-Req+JWT"] {
        assert_eq!(told(&key.jwt(typ, &claims)).await, "login", "{typ}");
    }
    for secret in [shop.secret.as_ref().expect("a secret").expose(), &jwks(&[&key])] {
        assert_eq!(told(&hs256(secret.as_bytes(), &json!({"alg": "HS256"}), &claims)).await, "invalid_request_object");
    }
    for garbage in ["x", "a.b.c", "a.b.c.d.e"] {
        assert_eq!(told(garbage).await, "invalid_request_object");
    }
    let twice = format!("{plain}&request=a.b.c&request=a.b.c");
    assert_eq!(provider.outcome(&twice).await, "invalid_request");
}

#[tokio::test]
async fn no_other_jwt_of_a_client_or_about_it_passes_for_its_request() {
    let provider = Provider::new().await;
    let (key, ana) = (Signer::new("k1"), provider.ana().await);
    let site = provider.site(keyed("Site", &key)).await;
    let plain = Provider::request(&site, "openid");
    let told = async |object: &str| provider.outcome(&format!("{plain}&request={object}")).await;
    let assertion = key.assertion(&provider, &site, json!({}));
    assert_eq!(told(&assertion).await, "invalid_request_object");
    // Nor does a request pass for an assertion.
    let object = key.object(&provider, &site, &plain, json!({"jti": "x"}));
    provider.asserted("/oauth2/revoke", &object, &[("token", "x")]).await.is_error(401, "invalid_client");
    let shop = provider.shop().await;
    let code = provider.code(&shop, ana, "openid").await;
    let id_token = provider.redeem(&shop, &code).await.ok().member("id_token");
    assert_eq!(told(&id_token).await, "invalid_request_object");
    // Not even for a client that took our keys for its own.
    let keys = provider.get("/oauth2/jwks", None).await.ok().body;
    let mut add = site_named("Odd");
    add.options.jwks = Some(keys);
    if let Ok((client, _)) = clients::add(&provider, add).await {
        let odd = Site { id: client.id, secret: None };
        let plain = Provider::request(&odd, "openid");
        assert_eq!(provider.outcome(&format!("{plain}&request={id_token}")).await, "invalid_request_object");
    }
}

#[tokio::test]
async fn the_registered_algorithm_is_the_only_one() {
    let provider = Provider::new().await;
    let (rsa, ec) = (Signer::with("rsa", "RS256"), Signer::new("ec"));
    let mut add = site_named("Shop");
    add.options.jwks = Some(jwks(&[&rsa, &ec]));
    add.options.request_object_alg = Some(ForeignAlgorithm::Ps256);
    let shop = provider.site(add).await;
    let plain = Provider::request(&shop, "openid");
    let claims = object_claims(&provider, &shop, &plain);
    for (key, alg, outcome) in
        [(&rsa, "PS256", "login"), (&rsa, "RS256", "invalid_request_object"), (&ec, "ES256", "invalid_request_object")]
    {
        let object = key.sign(&json!({"alg": alg, "kid": key.kid}), &claims);
        assert_eq!(provider.outcome(&format!("{plain}&request={object}")).await, outcome, "{alg}");
    }
}

#[tokio::test]
async fn an_object_elsewhere_is_fetched_from_registered_places_only() {
    let provider = Provider::new().await;
    let (key, ana) = (Signer::new("k1"), provider.ana().await);
    let outside = Outside::open().await;
    let (good, long, moved, gone) =
        (outside.address("/good"), outside.address("/long"), outside.address("/moved"), outside.address("/gone"));
    let mut add = site_named("Shop");
    add.options.jwks = Some(jwks(&[&key]));
    add.options.request_uris = vec![format!("{good}#hash"), long.clone(), moved.clone(), gone.clone()];
    let shop = provider.site(add).await;
    let plain = Provider::request(&shop, "openid phone");
    let object = key.object(&provider, &shop, &plain, json!({"state": "fetched"}));
    outside.serve("/good", format!("{object}\n").into_bytes());
    outside.serve("/long", format!("{object}{}", " ".repeat(64 * 1024)).into_bytes());
    outside.redirect("/moved", &good);
    for uri in [good.clone(), format!("{good}#other")] {
        let (state, set) = granted(&provider, &shop, ana, &referred(&shop, &uri)).await;
        assert_eq!((state.as_str(), &set["scope"]), ("fetched", &"openid phone".into()));
    }
    let calls = outside.calls();
    for uri in [outside.address("/stranger"), format!("{good}?x"), good.replace("127.0.0.1", "localhost"), "x".into()] {
        assert_eq!(provider.outcome(&referred(&shop, &uri)).await, "invalid_request_uri", "{uri}");
    }
    assert_eq!(outside.calls(), calls, "nobody called");
    for uri in [long, moved, gone] {
        assert_eq!(provider.outcome(&referred(&shop, &uri)).await, "invalid_request_uri", "{uri}");
    }
    assert_eq!(outside.calls(), calls + 3, "no redirect followed");
    outside.serve("/good", b"not a JWT".to_vec());
    assert_eq!(provider.outcome(&referred(&shop, &good)).await, "invalid_request_object");
    let both = format!("{}&request={object}", referred(&shop, &good));
    assert_eq!(provider.outcome(&both).await, "invalid_request");
}

#[tokio::test]
async fn an_object_in_our_own_network_is_not_fetched() {
    let provider = Provider::on(TestCore::with(|config| config.fetch.allow_private = Some(false)).await).await;
    let outside = Outside::open().await;
    let mut add = site_named("Shop");
    add.options.request_uris = vec![outside.address("/object")];
    let shop = provider.site(add).await;
    assert_eq!(provider.outcome(&referred(&shop, &outside.address("/object"))).await, "invalid_request_uri");
    assert_eq!(outside.calls(), 0);
}

#[tokio::test]
async fn several_resources_survive_inside_and_beside_an_object() {
    let provider = Provider::new().await;
    let (key, ana) = (Signer::new("k1"), provider.ana().await);
    let shop = shop(&provider, &key).await;
    let plain = Provider::request(&shop, "openid");
    let audience = async |request: String| {
        let (_, set) = granted(&provider, &shop, ana, &request).await;
        provider.introspect(&shop, set["access_token"].as_str().expect("a token")).await["aud"].clone()
    };
    let two = encoded(&[("resource", API), ("resource", PAY)]);
    let object = key.object(&provider, &shop, &plain, json!({}));
    assert_eq!(audience(format!("{}&{two}", outer(&shop, &object))).await, json!([API, PAY]));
    let object = key.object(&provider, &shop, &plain, json!({"resource": [API, PAY]}));
    assert_eq!(audience(outer(&shop, &object)).await, json!([API, PAY]));
    let object = key.object(&provider, &shop, &plain, json!({"resource": PAY}));
    assert_eq!(audience(format!("{}&{two}", outer(&shop, &object))).await, PAY);
    // Anything else that is repeated beside the object is as wrong as without one.
    let object = key.object(&provider, &shop, &plain, json!({"state": null}));
    let request = format!("{}&state=a&state=b", outer(&shop, &object));
    assert_eq!(provider.outcome(&request).await, "invalid_request");
}

#[tokio::test]
async fn a_strict_client_signs_a_whole_request_that_ends_soon() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let mut add = keyed("Bank", &key);
    add.options.profile = Profile::Fapi2;
    (add.options.par_required, add.options.dpop_bound) = (true, true);
    let bank = provider.site(add).await;
    let plain = Provider::request(&bank, "openid");
    let now = provider.clock.now().seconds();
    let pushed = async |change: Value| {
        let object = key.object(&provider, &bank, &plain, change);
        let assertion = key.assertion(&provider, &bank, json!({}));
        provider.asserted(PAR, &assertion, &[("request", &object)]).await
    };
    assert_eq!(pushed(json!({})).await.status, 201);
    for bad in [json!({"iss": null}), json!({"aud": null}), json!({"exp": null}), json!({"exp": now + 3_631})] {
        pushed(bad).await.is_error(400, "invalid_request_object");
    }
    let rsa = Signer::with("k1", "RS256");
    let set = jwks(&[&key, &rsa]);
    clients::change(&provider, &bank.id, |client| {
        client.options.jwks = Some(set);
        Ok(())
    })
    .await
    .expect("a change");
    let assertion = key.assertion(&provider, &bank, json!({}));
    let object = rsa.object(&provider, &bank, &plain, json!({}));
    let reply = provider.asserted(PAR, &assertion, &[("request", &object)]).await;
    reply.is_error(400, "invalid_request_object");
}
