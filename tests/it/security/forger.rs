//! Keys of sites, and JWTs made with them: good ones and forged ones.

use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use freedom_id::base::jws::{self, KeyKind, NewKey};
use freedom_id::domain::oauth::vocab::AuthMethod;
use freedom_id::service::clients;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::support::provider::{Provider, Reply, Site, site_named};

pub const TOKEN: &str = "/oauth2/token";
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Whoever holds a P-256 key.
pub struct Forger {
    pub key: NewKey,
    pub kid: Option<&'static str>,
}

impl Forger {
    pub fn new() -> Self {
        let key = jws::generate(KeyKind::P256).expect("a key");
        // Makes this process able to sign.
        jws::Signer::new("k", Algorithm::ES256, &key.private).expect("a signer");
        Self { key, kid: None }
    }

    pub fn public(&self) -> Map<String, Value> {
        self.key.public.clone()
    }

    pub fn jwks(&self) -> String {
        let mut own = self.public();
        if let Some(kid) = self.kid {
            own.insert("kid".into(), kid.into());
        }
        json!({ "keys": [own] }).to_string()
    }

    pub fn sign(&self, typ: Option<&str>, claims: &Value) -> String {
        let mut head = Header::new(Algorithm::ES256);
        head.typ = typ.map(str::to_owned);
        head.kid = self.kid.map(str::to_owned);
        self.signed(&head, claims)
    }

    fn signed(&self, head: &Header, claims: &Value) -> String {
        let der = URL_SAFE_NO_PAD.decode(self.key.private.expose()).expect("base64url");
        jsonwebtoken::encode(head, claims, &EncodingKey::from_ec_der(&der)).expect("a JWT")
    }

    /// A `DPoP` proof.
    pub fn proof(&self, claims: &Value) -> String {
        let mut head = Header::new(Algorithm::ES256);
        head.typ = Some("dpop+jwt".into());
        head.jwk = Some(serde_json::from_value(Value::Object(self.public())).expect("a JWK"));
        self.signed(&head, claims)
    }

    /// The same claims under headers that ask for another algorithm than the key's: unsigned, and with
    /// everything that is public taken for a shared secret.
    pub fn confused(&self, typ: &str, more: &Value, claims: &Value) -> Vec<String> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = |alg: &str| {
            let mut head = json!({"alg": alg, "typ": typ});
            if let (Value::Object(head), Value::Object(more)) = (&mut head, more) {
                head.extend(more.clone());
            }
            head
        };
        let text = |member: &str| self.public()[member].as_str().expect("text").to_owned();
        let bytes = |member: &str| URL_SAFE_NO_PAD.decode(text(member)).expect("base64url");
        let point = [vec![4], bytes("x"), bytes("y")].concat();
        let secrets = [Vec::new(), self.jwks().into_bytes(), text("x").into_bytes(), bytes("x"), point];
        let mut all: Vec<String> = ["none", "None", "NONE", "", "HS256", "RS256"]
            .map(|alg| format!("{}.{}.", part(&head(alg)), part(claims)))
            .into();
        for secret in secrets {
            let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
            let signed = format!("{}.{}", part(&head("HS256")), part(claims));
            let tag = aws_lc_rs::hmac::sign(&key, signed.as_bytes());
            all.push(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref())));
        }
        // A good signature under another name of the algorithm, and with a member that must be understood.
        let good = self.sign(Some(typ), claims);
        let (_, tail) = good.split_once('.').expect("a JWT");
        for odd in [head("ES384"), head("EdDSA"), head("es256")] {
            all.push(format!("{}.{tail}", part(&odd)));
        }
        all
    }
}

/// The claims of a good assertion.
pub fn assertion(provider: &Provider, site: &Site, jti: &str) -> Value {
    let now = provider.clock.now().seconds();
    let id = site.id.as_str();
    json!({"iss": id, "sub": id, "aud": provider.issuer(), "jti": jti, "iat": now, "exp": now + 60})
}

/// A site that proves itself by assertions.
pub async fn site(provider: &Provider, name: &str, change: impl FnOnce(&mut clients::Add)) -> Site {
    let mut add = site_named(name);
    add.auth_method = AuthMethod::PrivateKeyJwt;
    change(&mut add);
    provider.site(add).await
}

/// A question that costs nothing but the proof: about a token that nobody has.
pub async fn ask(provider: &Provider, site: &Site, assertion: &str) -> Reply {
    let form = [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion), ("token", "nobody")];
    provider.form("/oauth2/introspect", site, &form).await
}

/// A form with one more header.
pub async fn post(provider: &Provider, path: &str, header: (&'static str, &str), form: &[(&str, &str)]) -> Reply {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header.0, header.1)
        .body(Body::from(body));
    provider.send(request.expect("a request")).await
}
