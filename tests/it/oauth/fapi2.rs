//! FAPI 2.0 Security Profile: what a client that is held to it may not do.

use freedom_id::domain::oauth::vocab::{AuthMethod, ForeignAlgorithm, GrantType, Profile};
use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::domain::user::UserId;
use freedom_id::service::clients::{self, Add};
use serde_json::{Value, json};

use crate::support::partner::{OIDC_TOKEN, Partner};
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, fields, lent, part_of};
use crate::support::signer::{JWT_BEARER, PAR, Signer, TOKEN, jwks, keyed};
use crate::support::{TestCore, seconds};

fn bank(key: &Signer) -> Add {
    let mut add = keyed("Bank", key);
    add.options.profile = Profile::Fapi2;
    (add.options.par_required, add.options.dpop_bound) = (true, true);
    add.grant_types.push(GrantType::ClientCredentials);
    add
}

/// A form with an assertion and perhaps a proof.
async fn send(provider: &Provider, path: &str, assertion: &str, dpop: Option<&str>, form: &[(&str, &str)]) -> Reply {
    let credential = [("client_assertion", assertion), ("client_assertion_type", JWT_BEARER)];
    let headers: Vec<_> = dpop.map(|dpop| ("dpop", dpop)).into_iter().collect();
    provider.post(path, &headers, &[form, &credential].concat()).await
}

/// A client with its key for everything.
struct Bank<'p> {
    provider: &'p Provider,
    site: Site,
    key: Signer,
}

impl<'p> Bank<'p> {
    async fn at(provider: &'p Provider) -> Self {
        let key = Signer::new("k1");
        Self { provider, site: provider.site(bank(&key)).await, key }
    }

    fn assertion(&self, change: Value) -> String {
        self.key.assertion(self.provider, &self.site, change)
    }

    fn proof(&self, path: &str) -> String {
        self.key.proof(self.provider, "POST", path, json!({}))
    }

    async fn push(&self, more: &[(&str, Option<&str>)]) -> Reply {
        let plain = Provider::request(&self.site, "openid phone");
        let pairs = fields(&plain);
        let mut form = lent(&pairs);
        for (name, value) in more {
            form.retain(|(own, _)| own != name);
            form.extend(value.map(|value| (*name, value)));
        }
        send(self.provider, PAR, &self.assertion(json!({})), None, &form).await
    }

    async fn code(&self, ana: UserId) -> String {
        let uri = self.push(&[]).await.member("request_uri");
        self.provider.code_of(ana, &format!("client_id={}&request_uri={uri}", self.site.id)).await
    }

    async fn token(&self, form: &[(&str, &str)]) -> Reply {
        send(self.provider, TOKEN, &self.assertion(json!({})), Some(&self.proof(TOKEN)), form).await
    }

    async fn redeem(&self, code: &str) -> Reply {
        self.token(&of_code(code)).await
    }

    async fn refresh(&self, token: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }
}

fn of_code(code: &str) -> [(&'static str, &str); 4] {
    let grant = ("grant_type", "authorization_code");
    [grant, ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)]
}

#[tokio::test]
async fn the_whole_road_ends_at_user_info() {
    let provider = Provider::new().await;
    let (bank, ana) = (Bank::at(&provider).await, provider.ana().await);
    let set = bank.redeem(&bank.code(ana).await).await.ok();
    assert_eq!(set.json()["token_type"], "DPoP");
    let (head, _) = provider.read_jwt(&set.member("id_token")).await;
    assert_eq!(head["alg"], "ES256");
    let token = set.member("access_token");
    let proof = bank.key.proof_for(&provider, "GET", "/oauth2/userinfo", &token);
    let request = axum::http::Request::get("/oauth2/userinfo")
        .header("authorization", format!("DPoP {token}"))
        .header("dpop", proof)
        .body(axum::body::Body::empty());
    provider.send(request.expect("a request")).await.ok();
}

#[tokio::test]
async fn requests_are_pushed_and_whole() {
    let provider = Provider::new().await;
    let bank = Bank::at(&provider).await;
    let plain = Provider::request(&bank.site, "openid phone");
    assert_eq!(provider.outcome(&plain).await, "invalid_request");
    let object = bank.key.object(&provider, &bank.site, &plain, json!({}));
    assert_eq!(provider.outcome(&format!("{plain}&request={object}")).await, "invalid_request");
    for (name, value, error) in [
        ("redirect_uri", None, "invalid_request"),
        ("redirect_uri", Some("https://shop.example/other"), "invalid_request"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("response_type", Some("code id_token"), "unsupported_response_type"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("request_uri", Some("https://shop.example/object"), "invalid_request"),
    ] {
        let reply = bank.push(&[(name, value)]).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (400, &error.into()), "{name} {value:?}");
    }
    // Plain OAuth may leave the address out where only one is registered; this profile may not.
    let reply = bank.push(&[("redirect_uri", None), ("scope", Some("phone"))]).await;
    reply.is_error(400, "invalid_request");
    assert_eq!(bank.push(&[]).await.status, 201);
}

#[tokio::test]
async fn an_assertion_is_for_the_issuer_alone_and_for_minutes() {
    let provider = Provider::new().await;
    let bank = Bank::at(&provider).await;
    let (now, issuer) = (provider.clock.now().seconds(), provider.issuer());
    let tried =
        async |change: Value| send(&provider, "/oauth2/revoke", &bank.assertion(change), None, &[("token", "x")]).await;
    tried(json!({"exp": now + 300})).await.ok();
    for bad in [
        json!({"aud": [issuer]}),
        json!({"aud": [issuer, "https://api.example"]}),
        json!({"aud": format!("{issuer}/oauth2/token")}),
        json!({"aud": format!("{issuer}/oauth2/revoke")}),
        json!({"exp": now + 331}),
    ] {
        let reply = tried(bad.clone()).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (401, &"invalid_client".into()), "{bad}");
    }
}

#[tokio::test]
async fn rs256_is_refused_everywhere() {
    let provider = Provider::new().await;
    let (ec, rsa) = (Signer::new("ec"), Signer::with("rsa", "RS256"));
    let mut add = bank(&ec);
    add.options.jwks = Some(jwks(&[&ec, &rsa]));
    let site = provider.site(add).await;
    let own = [("grant_type", "client_credentials")];
    let sent = async |assertion: &Signer, alg: &str, dpop: &Signer, dpop_alg: &str| {
        let head = json!({"alg": alg, "kid": assertion.kid});
        let assertion = assertion.sign(&head, &crate::support::signer::assertion_claims(&provider, &site));
        let claims = json!({
            "jti": uuid::Uuid::new_v4(), "htm": "POST", "htu": format!("{}{TOKEN}", provider.issuer()),
            "iat": provider.clock.now().seconds(),
        });
        let proof = dpop.sign(&json!({"alg": dpop_alg, "typ": "dpop+jwt", "jwk": dpop.bare_jwk()}), &claims);
        send(&provider, TOKEN, &assertion, Some(&proof), &own).await
    };
    sent(&rsa, "RS256", &ec, "ES256").await.is_error(401, "invalid_client");
    sent(&ec, "ES256", &rsa, "RS256").await.is_error(400, "invalid_dpop_proof");
    sent(&rsa, "PS256", &rsa, "PS256").await.ok();
    sent(&ec, "ES256", &ec, "ES256").await.ok();
    let plain = Provider::request(&site, "openid");
    let object = rsa.object(&provider, &site, &plain, json!({}));
    let assertion = ec.assertion(&provider, &site, json!({}));
    let reply = send(&provider, PAR, &assertion, None, &[("request", &object)]).await;
    reply.is_error(400, "invalid_request_object");
    let proof = rsa.proof(&provider, "POST", PAR, json!({}));
    let assertion = ec.assertion(&provider, &site, json!({}));
    let reply = send(&provider, PAR, &assertion, Some(&proof), &lent(&fields(&plain))).await;
    reply.is_error(400, "invalid_dpop_proof");
}

#[tokio::test]
async fn user_info_takes_no_rs256_proof_for_a_strict_client() {
    let provider = Provider::new().await;
    let (bank, ana) = (Bank::at(&provider).await, provider.ana().await);
    let rsa = Signer::with("rsa", "RS256");
    // Bound to an RSA key, which PS256 shows as well as RS256.
    let claims = json!({
        "jti": "a", "htm": "POST", "htu": format!("{}{TOKEN}", provider.issuer()),
        "iat": provider.clock.now().seconds(),
    });
    let head = |alg: &str| json!({"alg": alg, "typ": "dpop+jwt", "jwk": rsa.bare_jwk()});
    let proof = rsa.sign(&head("PS256"), &claims);
    let code = bank.code(ana).await;
    let set = send(&provider, TOKEN, &bank.assertion(json!({})), Some(&proof), &of_code(&code)).await.ok();
    let token = set.member("access_token");
    for (alg, status) in [("PS256", 200), ("RS256", 401)] {
        let claims = json!({
            "jti": alg, "htm": "GET", "htu": format!("{}/oauth2/userinfo", provider.issuer()),
            "iat": provider.clock.now().seconds(), "ath": freedom_id::protocol::dpop::hash(&token),
        });
        let request = axum::http::Request::get("/oauth2/userinfo")
            .header("authorization", format!("DPoP {token}"))
            .header("dpop", rsa.sign(&head(alg), &claims))
            .body(axum::body::Body::empty());
        let reply = provider.send(request.expect("a request")).await;
        assert_eq!(reply.status, status, "{alg}: {}", reply.body);
    }
}

#[tokio::test]
async fn tokens_are_bound_or_there_are_none() {
    let provider = Provider::new().await;
    let (bank, ana) = (Bank::at(&provider).await, provider.ana().await);
    let code = bank.code(ana).await;
    send(&provider, TOKEN, &bank.assertion(json!({})), None, &of_code(&code)).await.is_error(400, "invalid_request");
    let form = [("grant_type", "client_credentials")];
    send(&provider, TOKEN, &bank.assertion(json!({})), None, &form).await.is_error(400, "invalid_request");
    let refresh = bank.redeem(&code).await.ok().member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &*refresh)];
    send(&provider, TOKEN, &bank.assertion(json!({})), None, &form).await.is_error(400, "invalid_request");
    bank.refresh(&refresh).await.ok();
}

#[tokio::test]
async fn a_code_lives_a_minute_whatever_the_configuration_says() {
    let provider = Provider::on(TestCore::with(|config| config.tokens.code_seconds = 600).await).await;
    let (bank, ana) = (Bank::at(&provider).await, provider.ana().await);
    let (first, second) = (bank.code(ana).await, bank.code(ana).await);
    provider.pass(seconds(59));
    bank.redeem(&first).await.ok();
    provider.pass(seconds(1));
    bank.redeem(&second).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_is_not_rotated_and_lives_on() {
    let provider = Provider::new().await;
    let (bank, ana) = (Bank::at(&provider).await, provider.ana().await);
    let refresh = bank.redeem(&bank.code(ana).await).await.ok().member("refresh_token");
    let mut tokens = Vec::new();
    for _ in 0..4 {
        let set = bank.refresh(&refresh).await.ok();
        assert_eq!(set.member("refresh_token"), refresh);
        tokens.push(set.member("access_token"));
        provider.pass(seconds(30));
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 4, "a new access token each time");
    // Its idle time begins again with each use; the grant ends it all the same.
    for _ in 0..4 {
        provider.pass(seconds(6 * 86_400));
        bank.refresh(&refresh).await.ok();
    }
    provider.pass(seconds(6 * 86_400));
    bank.refresh(&refresh).await.is_error(400, "invalid_grant");
    let refresh = bank.redeem(&bank.code(ana).await).await.ok().member("refresh_token");
    send(&provider, "/oauth2/revoke", &bank.assertion(json!({})), None, &[("token", &refresh)]).await.ok();
    bank.refresh(&refresh).await.is_error(400, "invalid_grant");
}

/// At the door where a refresh carries the grant on, it does so for tokens that stay the same too.
#[tokio::test]
async fn a_grant_of_the_partner_api_lives_on_with_its_refresh_token() {
    let partner = Partner::new().await;
    let bank = Bank::at(&partner).await;
    let uri = bank.push(&[]).await.member("request_uri");
    let to = partner.follow(&format!("/openid?client_id={}&request_uri={uri}", bank.site.id)).await;
    let code = part_of(&to, "code").expect("a code");
    let ask = async |form: &[(&str, &str)]| {
        let proof = bank.key.proof(&partner, "POST", OIDC_TOKEN, json!({}));
        send(&partner, OIDC_TOKEN, &bank.assertion(json!({})), Some(&proof), form).await
    };
    let refresh = ask(&of_code(&code)).await.ok().member("refresh_token");
    for _ in 0..4 {
        partner.pass(seconds(25 * 86_400));
        let set = ask(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.ok();
        assert_eq!(set.member("refresh_token"), refresh);
        assert_eq!(partner.count("SELECT COUNT(*) FROM access_tokens").await, 1, "the old one ends");
    }
    partner.pass(seconds(32 * 86_400));
    ask(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn nobody_is_registered_for_less() {
    let provider = Provider::new().await;
    let key = Signer::new("k1");
    let refused = async |change: &dyn Fn(&mut Add)| {
        let mut add = bank(&key);
        change(&mut add);
        clients::add(&provider, add).await.is_err()
    };
    assert!(!refused(&|_| {}).await);
    let changes: [&dyn Fn(&mut Add); 12] = [
        &|add| add.auth_method = AuthMethod::ClientSecretBasic,
        &|add| add.auth_method = AuthMethod::ClientSecretPost,
        &|add| add.auth_method = AuthMethod::ClientSecretJwt,
        &|add| add.auth_method = AuthMethod::None,
        &|add| add.options.dpop_bound = false,
        &|add| add.options.par_required = false,
        &|add| add.pkce_required = false,
        &|add| add.id_token_alg = SigningAlgorithm::Rs256,
        &|add| add.options.userinfo_alg = Some(SigningAlgorithm::Rs256),
        &|add| add.options.introspection_alg = Some(SigningAlgorithm::Rs256),
        &|add| add.options.assertion_alg = Some(ForeignAlgorithm::Rs256),
        &|add| add.options.request_object_alg = Some(ForeignAlgorithm::Rs256),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        assert!(refused(change).await, "change {at}");
    }
}
