//! Demonstrating Proof of Possession (RFC 9449).

use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use url::Url;

use crate::base::jwk::{self, PublicKey};
use crate::base::secret::same;
use crate::base::{Digest, Micros};
use crate::domain::oauth::vocab::ForeignAlgorithm;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::jwt::{self, NumericDate, SKEW};

/// How old a proof may be.
pub const LIFE: Duration = Duration::from_secs(60);

/// The request that a proof must be about.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// `htm`
    pub method: &'a str,
    /// `htu`: the address without query and fragment.
    pub url: &'a str,
    /// The access token beside it (§4.3 number 11).
    pub access_token: Option<&'a str>,
}

/// A proof that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// RFC 7638 thumbprint of the key.
    pub jkt: String,
    /// What is presented only once: digest of key and `jti`.
    pub once: Digest,
    /// Until when it could be presented again.
    pub ends_at: Micros,
    /// The nonce in it.
    pub nonce: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: NumericDate,
    ath: Option<String>,
    nonce: Option<String>,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
}

const fn invalid(why: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidDpopProof, why)
}

/// Judges a proof, but for its nonce and whether it was seen before (§4.3). `strict`: FAPI 2.0 leaves
/// RS256 out.
pub fn judge(proof: &str, target: &Target<'_>, strict: bool, now: Micros) -> Result<Proof, OAuthError> {
    let head = jwk::head(proof).ok_or(invalid("the proof is not a signed JWT"))?;
    if !head.typ.is_some_and(|typ| typ.eq_ignore_ascii_case("dpop+jwt")) {
        return Err(invalid("typ must be dpop+jwt"));
    }
    let algorithm = jwt::algorithm(&head.alg).filter(|a| !strict || *a != ForeignAlgorithm::Rs256);
    let algorithm = algorithm.ok_or(invalid("the algorithm is not one that may be used"))?;
    let jwk = head.jwk.ok_or(invalid("jwk is missing"))?;
    let key = PublicKey::read(&jwk).map_err(|_| invalid("jwk must be one public key"))?;
    let claims: Claims =
        key.verify(proof, jwt::wire(algorithm)).ok_or(invalid("the signature or the claims are not right"))?;
    if claims.jti.is_empty() || claims.jti.len() > 256 {
        return Err(invalid("jti must have 1 to 256 bytes"));
    }
    if claims.htm != target.method {
        return Err(invalid("htm is not the method of this request"));
    }
    if !is_same_place(&claims.htu, target.url) {
        return Err(invalid("htu is not the address of this request"));
    }
    let ends_at = claims.iat.time().plus(LIFE).plus(SKEW);
    let in_time = claims.iat.has_come(now) && now < ends_at;
    let open = claims.exp.is_none_or(|exp| exp.is_ahead(now)) && claims.nbf.is_none_or(|nbf| nbf.has_come(now));
    if !in_time || !open {
        return Err(invalid("the proof is too old or from the future"));
    }
    let fits = match (target.access_token, &claims.ath) {
        (None, _) => true,
        (Some(token), Some(ath)) => same(hash(token).as_bytes(), ath.as_bytes()),
        (Some(_), None) => false,
    };
    if !fits {
        return Err(invalid("ath is not the hash of the access token"));
    }
    let jkt = key.thumbprint();
    let once = Digest::of(&format!("dpop\0{jkt}\0{}", claims.jti));
    Ok(Proof { jkt, once, ends_at, nonce: claims.nonce })
}

/// §4.2 `ath`.
pub fn hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, access_token.as_bytes()))
}

/// A thumbprint as a parameter carries it (§10): base64url of 32 bytes.
pub fn is_thumbprint(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// §4.3 number 9: compared after normalization, without query and fragment.
fn is_same_place(claimed: &str, own: &str) -> bool {
    let plain = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    plain(claimed).is_some_and(|claimed| plain(own) == Some(claimed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::jws::{KeyKind, generate};
    use jsonwebtoken::{Algorithm, EncodingKey, Header};
    use serde_json::{Value, json};

    const URL: &str = "https://id.example/oauth2/token";
    const NOW: Micros = Micros::from_seconds(1_800_000_000);

    struct Maker {
        key: EncodingKey,
        jwk: serde_json::Map<String, Value>,
    }

    fn maker() -> Maker {
        let Ok(pair) = generate(KeyKind::P256) else { unreachable!() };
        let der = URL_SAFE_NO_PAD.decode(pair.private.expose()).unwrap_or_default();
        Maker { key: EncodingKey::from_ec_der(&der), jwk: pair.public }
    }

    impl Maker {
        fn proof(&self, typ: &str, claims: &Value, jwk: &Value) -> String {
            let header = Header {
                typ: Some(typ.into()),
                jwk: serde_json::from_value(jwk.clone()).ok(),
                ..Header::new(Algorithm::ES256)
            };
            jsonwebtoken::encode(&header, claims, &self.key).unwrap_or_default()
        }

        fn good(&self, claims: &Value) -> String {
            self.proof("dpop+jwt", claims, &Value::Object(self.jwk.clone()))
        }
    }

    fn claims() -> Value {
        json!({"jti": "a", "htm": "POST", "htu": URL, "iat": NOW.seconds()})
    }

    fn judged(proof: &str, token: Option<&str>) -> Result<Proof, OAuthError> {
        judge(proof, &Target { method: "POST", url: URL, access_token: token }, true, NOW)
    }

    #[test]
    fn a_good_proof_names_its_key() {
        let maker = maker();
        let proof = judged(&maker.good(&claims()), None);
        let thumbprint = PublicKey::read(&maker.jwk).map(|k| k.thumbprint()).ok();
        assert_eq!(proof.as_ref().ok().map(|p| p.jkt.clone()), thumbprint);
        assert!(thumbprint.is_some_and(|t| is_thumbprint(&t)));
        let mut with = claims();
        with["ath"] = hash("token").into();
        assert!(judged(&maker.good(&with), Some("token")).is_ok());
        with["htu"] = "HTTPS://ID.example:443/oauth2/token?x=1#f".into();
        assert!(judged(&maker.good(&with), Some("token")).is_ok());
    }

    #[test]
    fn everything_else_is_no_proof() {
        let maker = maker();
        let refuse = |name: &str, value: Value| {
            let mut bad = claims();
            bad[name] = value;
            assert!(judged(&maker.good(&bad), None).is_err(), "{name}");
        };
        refuse("htm", "GET".into());
        refuse("htm", "post".into());
        refuse("htu", "https://id.example/oauth2/par".into());
        refuse("htu", "https://id.example.evil/oauth2/token".into());
        refuse("jti", "".into());
        refuse("iat", (NOW.seconds() - 120).into());
        refuse("iat", (NOW.seconds() + 60).into());
        refuse("iat", NOW.seconds().to_string().into());
        refuse("exp", (NOW.seconds() - 120).into());
        refuse("nbf", (NOW.seconds() + 120).into());
        let jwk = Value::Object(maker.jwk.clone());
        assert!(judged(&maker.proof("JWT", &claims(), &jwk), None).is_err());
        assert!(judged(&maker.proof("dpop+jwt", &claims(), &Value::Null), None).is_err());
        let other = Value::Object(self::maker().jwk);
        assert!(judged(&maker.proof("dpop+jwt", &claims(), &other), None).is_err());
        assert!(judged(&maker.good(&claims()), Some("token")).is_err());
        assert!(judged("a.b.c", None).is_err());
    }
}
