//! Proofs that whoever asks holds a key: `DPoP` (RFC 9449) and certificates (RFC 8705).

use std::time::Duration;

use crate::base::{Fault, Micros};
use crate::config::Config;
use crate::domain::oauth::client::Client;
use crate::domain::oauth::token::Confirmation;
use crate::domain::oauth::vocab::Profile;
use crate::protocol::certificate::{Certificate, Certificates};
use crate::protocol::dpop::{self, Proof, Target};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::service::Core;
use crate::service::replay::Marks;

/// How long a nonce is handed out, and how much longer it is taken.
const NONCE_LIFE: Duration = Duration::from_secs(120);

/// Judges the `DPoP` header of a request, if there is one; its use is marked. `path` is the endpoint that
/// was called; `client` is known where a client has proved itself.
pub fn dpop(
    core: &Core,
    header: Option<&str>,
    request: &Request<'_>,
    strict: bool,
    marks: &mut Marks,
) -> Result<Option<Proof>, OAuthError> {
    let Some(header) = header else { return Ok(None) };
    let now = core.clock.now();
    let url = format!("{}{}", core.issuer(), request.path);
    let target = Target { method: request.method, url: &url, access_token: request.access_token };
    let proof = dpop::judge(header, &target, strict, now)?;
    let fresh = proof.nonce.as_deref().is_some_and(|nonce| is_fresh(core, nonce, now));
    if core.config.tokens.dpop_nonce && !fresh {
        return Err(OAuthError::new(
            ErrorCode::UseDpopNonce,
            "the proof must carry the nonce of the DPoP-Nonce header",
        ));
    }
    let again = OAuthError::new(ErrorCode::InvalidDpopProof, "the proof was used before");
    marks.add(proof.once.clone(), proof.ends_at, again);
    Ok(Some(proof))
}

/// The request that a proof is about.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Its method.
    pub method: &'a str,
    /// Its path.
    pub path: &'a str,
    /// The access token in it.
    pub access_token: Option<&'a str>,
}

/// RFC 9449 §8: the nonce for the next proof, where one is demanded. Any node knows it by its signature.
pub fn nonce(core: &Core) -> Option<String> {
    core.config.tokens.dpop_nonce.then(|| {
        let period = period(core.clock.now());
        format!("{period}.{}", core.keyring.sign(NONCE, &period.to_string()))
    })
}

const NONCE: &str = "dpop nonce";

fn period(now: Micros) -> i64 {
    now.seconds() / i64::try_from(NONCE_LIFE.as_secs()).unwrap_or(i64::MAX)
}

fn is_fresh(core: &Core, nonce: &str, now: Micros) -> bool {
    let Some((text, signature)) = nonce.split_once('.') else { return false };
    let current = period(now);
    let recent = text.parse::<i64>().is_ok_and(|made| made == current || made == current - 1);
    recent && core.keyring.verify(NONCE, text, signature)
}

/// What the operator says about certificates.
pub const fn certificates(config: &Config) -> Certificates {
    match (&config.server.client_certificate_header, config.server.client_certificate_verified) {
        (None, _) => Certificates::Off,
        (Some(_), false) => Certificates::Any,
        (Some(_), true) => Certificates::Verified,
    }
}

/// What tokens are bound to, and whether the client's registration asks for more (RFC 9449 §5.2,
/// RFC 8705 §3.4, FAPI 2.0 §5.3.2.1).
pub fn confirmation(
    client: &Client,
    proof: Option<&Proof>,
    certificate: Option<&Certificate>,
) -> Result<Option<Confirmation>, OAuthError> {
    let options = &client.options;
    let strict = options.profile == Profile::Fapi2;
    if let Some(proof) = proof {
        return Ok(Some(Confirmation::Jkt(proof.jkt.clone())));
    }
    if options.dpop_bound || (strict && !options.tls_bound) {
        return Err(OAuthError::invalid_request("a DPoP proof is required"));
    }
    match certificate.filter(|_| options.tls_bound) {
        Some(certificate) => Ok(Some(Confirmation::X5t(certificate.thumbprint()))),
        None if options.tls_bound => Err(OAuthError::invalid_request("a client certificate is required")),
        None => Ok(None),
    }
}

/// Why a bearer was not believed to hold the token's key.
#[derive(Debug)]
pub enum NotHeld {
    /// The protocol's answer.
    Refused(OAuthError),
    /// Our side.
    Fault(Fault),
}

/// RFC 9449 §7, RFC 8705 §3: whether the key that a token is bound to was proved. `by_dpop`: the token came
/// with the `DPoP` scheme.
pub async fn held(
    core: &Core,
    client: &Client,
    bound: Option<&Confirmation>,
    by_dpop: bool,
    header: Option<&str>,
    request: &Request<'_>,
    certificate: Option<&Certificate>,
) -> Result<(), NotHeld> {
    const NO: OAuthError = OAuthError::new(ErrorCode::InvalidToken, "the token is bound to a key that was not proved");
    let fits = match bound {
        Some(Confirmation::Jkt(jkt)) => {
            let mut marks = Marks::default();
            let strict = client.options.profile == Profile::Fapi2;
            let proof =
                dpop(core, header.filter(|_| by_dpop), request, strict, &mut marks).map_err(NotHeld::Refused)?;
            if let Some(again) = marks.spend_alone(core).await.map_err(NotHeld::Fault)? {
                return Err(NotHeld::Refused(again));
            }
            proof.is_some_and(|proof| proof.jkt == *jkt)
        }
        Some(Confirmation::X5t(thumbprint)) => !by_dpop && certificate.is_some_and(|c| c.thumbprint() == *thumbprint),
        None => !by_dpop,
    };
    if fits { Ok(()) } else { Err(NotHeld::Refused(NO)) }
}
