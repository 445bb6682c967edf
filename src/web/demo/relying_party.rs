//! The shop's side of OpenID Connect: everything that crosses the network between it and the issuer.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreGenderClaim, CoreGrantType, CoreIdToken, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalProviderMetadata, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EndSessionUrl, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LanguageTag,
    LogoutRequest, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadata, RedirectUrl, RefreshToken, Scope, SignatureVerificationError, SubjectIdentifier,
    TokenResponse as _, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::base::{Clock, Fault, Locale, Micros, random};
use crate::protocol::params::Params;
use crate::web::pages::demo::DemoTrouble;

use super::answer::{self, Refused};
use super::claims::Others;
use super::person::SignedIn;
use super::sessions::Attempt;
use super::wire::Wire;
use super::{Demo, logout_uris, redirect_uris};

/// Metadata and keys are read again after so long.
const FRESH: Duration = Duration::from_secs(300);

/// A step that did not work, for the log and the person who tries the shop out.
#[derive(Debug, thiserror::Error)]
#[error("{step}: {reason}")]
pub(super) struct Failure {
    step: &'static str,
    reason: String,
}

impl Failure {
    fn at<E: Error>(step: &'static str) -> impl Fn(E) -> Self {
        move |error| {
            let mut reason = error.to_string();
            let mut next = error.source();
            while let Some(cause) = next {
                reason = format!("{reason}: {cause}");
                next = cause.source();
            }
            Self { step, reason }
        }
    }

    fn because(step: &'static str, reason: &str) -> Self {
        Self { step, reason: reason.to_owned() }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::at("shop")(fault)
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        tracing::warn!(%failure, "the demo shop could not sign a person in");
        Self { trouble: DemoTrouble::Failed, detail: Some(failure.step) }
    }
}

/// Metadata beside OIDC Discovery: RP-Initiated Logout, RFC 8414, RFC 9207.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Extra {
    end_session_endpoint: Option<EndSessionUrl>,
    revocation_endpoint: Option<Url>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Extra {}

type Metadata = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Oidc = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The issuer, as discovered.
struct Provider {
    client: Oidc,
    extra: Extra,
    found_at: Micros,
}

/// What a visitor asks the issuer for.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// Scopes.
    pub scopes: Vec<&'static str>,
    /// `prompt`.
    pub prompt: Option<CoreAuthPrompt>,
    /// `ui_locales`.
    pub locale: Locale,
    /// Whether the pages are in a pop-up window.
    pub popup: bool,
}

/// The shop as a client of the issuer.
pub(super) struct RelyingParty {
    demo: Demo,
    wire: Wire,
    clock: Clock,
    found: Mutex<Option<Arc<Provider>>>,
}

impl RelyingParty {
    /// Nothing is called yet: the issuer may start after the shop.
    pub fn new(demo: Demo, http: reqwest::Client, clock: Clock) -> Self {
        Self { demo, wire: Wire(http), clock, found: Mutex::default() }
    }

    /// The issuer, without a slash at the end.
    pub fn issuer(&self) -> &str {
        &self.demo.issuer
    }

    async fn provider(&self) -> Result<Arc<Provider>, Failure> {
        let mut found = self.found.lock().await;
        let now = self.clock.now();
        if let Some(provider) = found.as_ref().filter(|p| p.found_at.until(now) <= FRESH) {
            return Ok(Arc::clone(provider));
        }
        let provider = Arc::new(self.discover(now).await?);
        *found = Some(Arc::clone(&provider));
        Ok(provider)
    }

    async fn discover(&self, now: Micros) -> Result<Provider, Failure> {
        let issuer = IssuerUrl::new(self.demo.issuer.clone()).map_err(Failure::at("discovery"))?;
        let metadata = Metadata::discover_async(issuer, &self.wire).await.map_err(Failure::at("discovery"))?;
        let callback = redirect_uris(&self.demo.origin).into_iter().next().unwrap_or_default();
        let callback = RedirectUrl::new(callback).map_err(Failure::at("shop"))?;
        let extra = metadata.additional_metadata().clone();
        let id = ClientId::new(self.demo.client_id.clone());
        let secret = ClientSecret::new(self.demo.client_secret.expose().to_owned());
        let client = CoreClient::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(callback);
        Ok(Provider { client, extra, found_at: now })
    }

    /// Where to send the browser, and what to remember until it comes back.
    pub async fn begin(&self, ask: Ask) -> Result<(Url, Attempt), Failure> {
        let provider = self.provider().await?;
        let attempt = Attempt {
            state: random::token()?,
            nonce: random::token()?,
            verifier: random::token()?,
            asked: ask.scopes,
            begun: self.clock.now(),
        };
        let state = CsrfToken::new(attempt.state.expose().to_owned());
        let nonce = Nonce::new(attempt.nonce.expose().to_owned());
        let verifier = PkceCodeVerifier::new(attempt.verifier.expose().to_owned());
        // The crate adds `openid` itself.
        let scopes = attempt.asked.iter().filter(|s| **s != "openid").map(|&s| Scope::new(s.to_owned()));
        let mut request = provider
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_ui_locale(LanguageTag::new(ask.locale.tag().to_owned()))
            .add_scopes(scopes);
        if let Some(prompt) = ask.prompt {
            request = request.add_prompt(prompt);
        }
        if ask.popup {
            request = request.add_extra_param("response_mode", "web_message");
        }
        let (url, ..) = request.url();
        Ok((url, attempt))
    }

    /// The request of [`RelyingParty::begin`] to be looked at; random values are left out.
    pub async fn example(&self, scopes: &[&str]) -> String {
        let Ok(provider) = self.provider().await else {
            return format!("{}/.well-known/openid-configuration", self.demo.issuer);
        };
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.demo.client_id)
            .extend_pairs(redirect_uris(&self.demo.origin).iter().map(|uri| ("redirect_uri", uri)))
            .append_pair("scope", &scopes.join(" "))
            .finish();
        let rest = "state=…&nonce=…&code_challenge=…&code_challenge_method=S256";
        format!("{}?{query}&{rest}", provider.client.auth_uri().as_str())
    }

    /// Redeems the code of an answer whose `state` belongs to `attempt`, and looks at what came.
    pub async fn finish(&self, attempt: Attempt, params: &Params) -> Result<SignedIn, Refused> {
        let provider = self.provider().await?;
        let promised = provider.extra.authorization_response_iss_parameter_supported;
        let code = answer::code(params, &self.demo.issuer, promised)?;
        let tokens = self.redeem(&provider, code, attempt.verifier.expose()).await?;
        let nonce = Nonce::new(attempt.nonce.expose().to_owned());
        let (id_token, subject) = self.checked(&tokens, Some(&nonce)).await?;
        let mut person = SignedIn {
            granted: attempt.asked.iter().map(|&s| s.to_owned()).collect(),
            asked: attempt.asked,
            claims: Value::Null,
            answer: None,
            subject,
            id_token,
            access: tokens.access_token().clone(),
            refresh: None,
        };
        person.take(&tokens);
        self.user_info(&mut person).await?;
        Ok(person)
    }

    async fn redeem(&self, provider: &Provider, code: &str, verifier: &str) -> Result<CoreTokenResponse, Failure> {
        let request = provider.client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(Failure::at("token endpoint"))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
        request.request_async(&self.wire).await.map_err(Failure::at("token endpoint"))
    }

    /// The ID token of an answer and whom it names, verified. A key that is not known yet is looked
    /// for once more (OIDC Core §10.1.1).
    async fn checked(
        &self,
        tokens: &CoreTokenResponse,
        nonce: Option<&Nonce>,
    ) -> Result<(CoreIdToken, SubjectIdentifier), Failure> {
        let token = tokens.id_token().ok_or_else(|| Failure::because("ID token", "there is none"))?;
        let check = |provider: &Provider| verify(provider, &self.clock, token, tokens.access_token(), nonce);
        let mut verdict = check(self.provider().await?.as_ref());
        if let Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) = verdict
        {
            *self.found.lock().await = None;
            verdict = check(self.provider().await?.as_ref());
        }
        Ok((token.clone(), verdict.map_err(Failure::at("ID token"))?))
    }

    /// Asks for the person's data again. They must be about the same person (OIDC Core §5.3.2).
    pub async fn user_info(&self, person: &mut SignedIn) -> Result<(), Failure> {
        let provider = self.provider().await?;
        let request = provider.client.user_info(person.access.clone(), Some(person.subject.clone()));
        let request = request.map_err(Failure::at("user info"))?;
        let claims: UserInfoClaims<Others, CoreGenderClaim> =
            request.request_async(&self.wire).await.map_err(Failure::at("user info"))?;
        person.claims = serde_json::to_value(claims).map_err(Failure::at("user info"))?;
        Ok(())
    }

    /// New tokens for the refresh token.
    pub async fn refresh(&self, person: &mut SignedIn) -> Result<(), Failure> {
        let provider = self.provider().await?;
        let Some(token) = person.refresh.clone() else {
            return Err(Failure::because("token endpoint", "offline_access was not given"));
        };
        let request = provider.client.exchange_refresh_token(&token).map_err(Failure::at("token endpoint"))?;
        let tokens = request.request_async(&self.wire).await.map_err(Failure::at("token endpoint"))?;
        if tokens.id_token().is_some() {
            let (id_token, subject) = self.checked(&tokens, None).await?;
            // OIDC Core §12.2
            if subject != person.subject {
                return Err(Failure::because("ID token", "it names another person"));
            }
            person.id_token = id_token;
        }
        person.take(&tokens);
        Ok(())
    }

    /// Gives the tokens back (RFC 7009). The crate's own request insists on https, which an issuer
    /// on this machine does not have.
    pub async fn revoke(&self, person: &SignedIn) -> Result<(), Failure> {
        let provider = self.provider().await?;
        let Some(endpoint) = &provider.extra.revocation_endpoint else { return Ok(()) };
        for token in person.refresh.iter().map(RefreshToken::secret).chain([person.access.secret()]) {
            let body = form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish();
            let request = Request::builder()
                .method(Method::POST)
                .uri(endpoint.as_str())
                .header(AUTHORIZATION, self.basic())
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.into_bytes())
                .map_err(Failure::at("revocation"))?;
            let answer = self.wire.send(request).await.map_err(Failure::at("revocation"))?;
            if !answer.status().is_success() {
                return Err(Failure::because("revocation", answer.status().as_str()));
            }
        }
        Ok(())
    }

    /// RFC 6749 §2.3.1
    fn basic(&self) -> String {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(&self.demo.client_id), encoded(self.demo.client_secret.expose()));
        format!("Basic {}", STANDARD.encode(pair))
    }

    /// Where the browser ends its session with the issuer (OIDC RP-Initiated Logout 1.0 §2).
    pub async fn logout_url(&self, person: &SignedIn, locale: Locale) -> Option<Url> {
        let endpoint = self.provider().await.ok()?.extra.end_session_endpoint.clone()?;
        let back = logout_uris(&self.demo.origin).into_iter().next()?;
        let request = LogoutRequest::from(endpoint)
            .set_id_token_hint(&person.id_token)
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(back).ok()?)
            .add_ui_locale(LanguageTag::new(locale.tag().to_owned()));
        Some(request.http_get_url())
    }
}

/// OIDC Core §3.1.3.7, and §3.1.3.8 for `at_hash`, which a sign-in must have.
fn verify(
    provider: &Provider,
    clock: &Clock,
    token: &CoreIdToken,
    access: &AccessToken,
    nonce: Option<&Nonce>,
) -> Result<SubjectIdentifier, ClaimsVerificationError> {
    let clock = clock.clone();
    let verifier = provider.client.id_token_verifier().set_time_fn(move || clock.now().to_datetime());
    // OIDC Core §12.2: at a refresh there need not be a nonce.
    let right_nonce = |found: Option<&Nonce>| match (nonce, found) {
        (None, _) => Ok(()),
        (Some(ours), Some(found)) if ours == found => Ok(()),
        _ => Err("not the nonce of this sign-in".to_owned()),
    };
    let claims = token.claims(&verifier, right_nonce)?;
    let bad_key = ClaimsVerificationError::SignatureVerification;
    let algorithm = token.signing_alg().map_err(bad_key)?;
    let key = token.signing_key(&verifier).map_err(bad_key)?;
    match claims.access_token_hash() {
        Some(promised) => {
            let actual = AccessTokenHash::from_token(access, algorithm, key);
            if actual.ok().as_ref() != Some(promised) {
                return Err(ClaimsVerificationError::Other("at_hash belongs to another access token".into()));
            }
        }
        None if nonce.is_some() => return Err(ClaimsVerificationError::Other("at_hash is missing".into())),
        None => {}
    }
    Ok(claims.subject().clone())
}
