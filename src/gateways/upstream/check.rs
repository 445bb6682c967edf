//! Whether the ID token of an upstream provider holds (OIDC Core §3.1.3.7 and §3.1.3.8).

use openidconnect::core::{CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreTokenResponse};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, ClientId, EndUserFamilyName, EndUserGivenName, LocalizedClaim, Nonce,
    OAuth2TokenResponse as _, SignatureVerificationError, TokenResponse as _,
};

use crate::base::Micros;

use super::{Provider, Trip};

/// Public-key algorithms only: a shared secret proves nothing to whoever else holds it.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// An ID token comes straight from the token endpoint: it is as old as the request, give or take two clocks.
const OLDEST: i64 = 600;
const AHEAD: i64 = 60;
/// OIDC Core §2: a subject has at most 255 ASCII characters.
const SUBJECT: usize = 255;
/// Longest name that is offered to fill in.
const NAME: usize = 100;

/// What an ID token says of a person.
pub(super) struct Claims {
    pub subject: String,
    pub email: Option<String>,
    pub firstname: Option<String>,
    pub lastname: Option<String>,
}

/// How an ID token was judged.
pub(super) enum Verdict {
    Holds(Claims),
    /// It may hold: the keys may have changed.
    UnknownKey,
    Fails(String),
}

/// Judges the ID token of an answer to the trip that is named.
pub(super) fn verify(
    provider: &Provider,
    client: &ClientId,
    tokens: &CoreTokenResponse,
    trip: &Trip,
    now: Micros,
) -> Verdict {
    let Some(token) = tokens.id_token() else { return Verdict::Fails("there is none".into()) };
    let verifier =
        CoreIdTokenVerifier::new_public_client(client.clone(), provider.issuer.clone(), provider.keys.clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now.to_datetime())
            .set_issue_time_verifier_fn(move |at| {
                let age = now.seconds().saturating_sub(at.timestamp());
                if (-AHEAD..=OLDEST).contains(&age) { Ok(()) } else { Err("issued at another time".into()) }
            });
    let right_nonce = |found: Option<&Nonce>| match found {
        Some(found) if trip.nonce.matches(found.secret()) => Ok(()),
        _ => Err("not the nonce of this trip".to_owned()),
    };
    let claims = match token.claims(&verifier, right_nonce) {
        Ok(claims) => claims,
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
            return Verdict::UnknownKey;
        }
        Err(error) => return Verdict::Fails(words(&error)),
    };
    // §3.1.3.7, 5: whoever is named as the authorized party is us.
    if claims.authorized_party().is_some_and(|party| party != client) {
        return Verdict::Fails("it was made for another client".into());
    }
    if let Some(promised) = claims.access_token_hash() {
        let actual = token.signing_alg().ok().zip(token.signing_key(&verifier).ok());
        let actual = actual.and_then(|(alg, key)| AccessTokenHash::from_token(tokens.access_token(), alg, key).ok());
        if actual.as_ref() != Some(promised) {
            return Verdict::Fails("at_hash belongs to another access token".into());
        }
    }
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > SUBJECT || subject.chars().any(char::is_control) {
        return Verdict::Fails("its subject is not one".into());
    }
    Verdict::Holds(Claims {
        subject: subject.into(),
        email: claims.email().map(|email| email.to_string()),
        firstname: name(claims.given_name()),
        lastname: name(claims.family_name()),
    })
}

/// A kind of failure without what the token says.
fn words(error: &ClaimsVerificationError) -> String {
    match error {
        ClaimsVerificationError::Expired(_) => "it is too old or from another time",
        ClaimsVerificationError::InvalidAudience(_) => "it is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "it is from somebody else",
        ClaimsVerificationError::InvalidNonce(_) => "its nonce is another one",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::DisallowedAlg(_)) => {
            "its algorithm is not accepted"
        }
        ClaimsVerificationError::SignatureVerification(_) => "its signature is not good",
        ClaimsVerificationError::Unsupported(_) => "it is of a kind that is not supported",
        _ => "it is refused",
    }
    .into()
}

/// A name without a language, as somebody may want to have it filled in.
pub(super) fn name<T: Name>(claim: Option<&LocalizedClaim<T>>) -> Option<String> {
    let text: String = claim?.get(None)?.text().chars().filter(|c| !c.is_control()).take(NAME).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Part of a name.
pub(super) trait Name {
    /// As it was told.
    fn text(&self) -> &str;
}

impl Name for EndUserGivenName {
    fn text(&self) -> &str {
        self.as_str()
    }
}

impl Name for EndUserFamilyName {
    fn text(&self) -> &str {
        self.as_str()
    }
}
