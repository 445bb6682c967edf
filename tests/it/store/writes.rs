//! What a sign-in costs in commits: under `synchronous=FULL` they are the price of a request.

use axum::body::Body;
use axum::http::{Method, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::base::jws::{self, KeyKind, NewKey};
use freedom_id::domain::oauth::vocab::{AuthMethod, Profile};
use freedom_id::service::clients;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::PASSWORD;
use crate::support::browser::Browser;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, site_named};

const ANA: &str = "ana@mail.example";

/// A client with a key under FAPI 2.0.
struct Bank {
    site: Site,
    key: NewKey,
}

impl Bank {
    async fn of(provider: &Provider) -> Self {
        let key = jws::generate(KeyKind::P256).expect("a key");
        // Makes this process able to sign.
        jws::Signer::new("k", Algorithm::ES256, &key.private).expect("a signer");
        let mut add = clients::Add { auth_method: AuthMethod::PrivateKeyJwt, ..site_named("Bank") };
        add.options.profile = Profile::Fapi2;
        (add.options.par_required, add.options.dpop_bound) = (true, true);
        add.options.jwks = Some(json!({"keys": [key.public]}).to_string());
        Self { site: provider.site(add).await, key }
    }

    fn sign(&self, typ: &str, claims: &Value) -> String {
        let mut head = Header::new(Algorithm::ES256);
        head.typ = Some(typ.into());
        head.jwk =
            (typ == "dpop+jwt").then(|| serde_json::from_value(Value::Object(self.key.public.clone())).expect("a JWK"));
        let der = URL_SAFE_NO_PAD.decode(self.key.private.expose()).expect("base64url");
        jsonwebtoken::encode(&head, claims, &EncodingKey::from_ec_der(&der)).expect("a token")
    }

    /// A form with an assertion and a proof.
    async fn post(&self, at: &Provider, path: &str, form: &str) -> Reply {
        let (id, issuer, now) = (self.site.id.as_str(), at.issuer(), at.clock.now().seconds());
        let jti = uuid::Uuid::new_v4;
        let assertion = json!({"iss": id, "sub": id, "aud": issuer, "jti": jti(), "iat": now, "exp": now + 60});
        let proof = json!({"jti": jti(), "htm": "POST", "htu": format!("{issuer}{path}"), "iat": now});
        let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        let assertion = self.sign("JWT", &assertion);
        let body = format!("{form}&client_assertion_type={kind}&client_assertion={assertion}");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("dpop", self.sign("dpop+jwt", &proof))
            .body(Body::from(body));
        at.send(request.expect("a request")).await
    }

    /// Pushes a request; where the browser takes it.
    async fn push(&self, at: &Provider) -> String {
        let pushed = self.post(at, "/oauth2/par", &Provider::request(&self.site, "openid phone")).await;
        let uri = pushed.member("request_uri");
        format!("/oauth2/authorize?client_id={}&request_uri={uri}", self.site.id)
    }

    async fn redeem(&self, at: &Provider, code: &str) -> Reply {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("grant_type", "authorization_code"), ("code", code)])
            .extend_pairs([("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)])
            .finish();
        self.post(at, "/oauth2/token", &form).await.ok()
    }
}

#[tokio::test]
async fn a_sign_in_that_proves_everything_commits_once_at_each_step() {
    let provider = Provider::new().await;
    provider.person(&["+77011234567", ANA]).await;
    let bank = Bank::of(&provider).await;
    let mut browser = Browser::new(provider.router.clone());
    let login = browser.get(&bank.push(&provider).await).await;
    let consent = browser.submit(&login, "login", &[("identifier", ANA), ("password", PASSWORD)]).await;
    browser.submit(&consent, "consent", &[("decision", "allow")]).await;

    let commits = || provider.commits();
    let before = commits();
    let authorize = bank.push(&provider).await;
    let pushed = commits();
    let redirect = browser.send(Method::GET, &authorize, None).await;
    let code = redirect.answer("code").expect("a code at once");
    let authorized = commits();
    assert_eq!(bank.redeem(&provider, &code).await.member("token_type"), "DPoP");
    let redeemed = commits();
    // On PostgreSQL the same closures run; its log is not ours to read.
    if let Some(before) = before {
        assert_eq!([pushed, authorized, redeemed], [Some(before + 1), Some(before + 2), Some(before + 3)]);
    }
}
