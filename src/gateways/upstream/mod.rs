//! Providers whose accounts open a Freedom ID: what crosses the network between them and us (OpenID
//! Connect Core 1.0, by the code flow with PKCE).

mod check;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType, CoreTokenResponse,
    CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AdditionalProviderMetadata, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, JsonWebKeySet, LanguageTag, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, Scope,
    SubjectIdentifier,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use url::Url;

use crate::base::{Email, Locale, Micros, Secret};
use crate::config::{self, ClientAuth, Config};
use crate::domain::upstream::Identity;

use super::fetch::Guarded;
use check::{Claims, Verdict};
use wire::Wire;

/// Metadata and keys are read again after so long.
const FRESH: Duration = Duration::from_secs(600);
/// A key that is not known is looked for at most so often.
const AGAIN: Duration = Duration::from_secs(30);
/// A provider that could not be read is left alone for so long: people who wait are told at once.
const PAUSE: Duration = Duration::from_secs(5);

/// Why a provider gave nobody.
#[derive(Clone, Debug, thiserror::Error)]
pub enum UpstreamError {
    /// It is not there, slow, or does not answer as the specifications say.
    #[error("{step}: {reason}")]
    Failed {
        /// What was tried.
        step: &'static str,
        /// For the log; holds no secret.
        reason: String,
    },
    /// The ID token does not hold.
    #[error("ID token: {0}")]
    Token(String),
}

fn failed<E: std::error::Error>(step: &'static str) -> impl Fn(E) -> UpstreamError {
    move |error| {
        let mut reason = error.to_string();
        let mut next = error.source();
        while let Some(cause) = next {
            reason = format!("{reason}: {cause}");
            next = cause.source();
        }
        // What a stranger wrote is cut before it is logged.
        UpstreamError::Failed { step, reason: reason.chars().filter(|c| !c.is_control()).take(300).collect() }
    }
}

/// Metadata beside OIDC Discovery: RFC 9207.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Extra {
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

/// A provider, as discovered.
struct Provider {
    client: Oidc,
    issuer: IssuerUrl,
    keys: JsonWebKeySet<CoreJsonWebKey>,
    promises_issuer: bool,
    found_at: Micros,
}

/// What was found last, or why nothing was.
#[derive(Default)]
struct Found {
    provider: Option<Arc<Provider>>,
    failure: Option<(UpstreamError, Micros)>,
}

/// One provider.
pub struct Upstream {
    config: config::Upstream,
    callback: String,
    guarded: Guarded,
    wire: Wire,
    found: Mutex<Found>,
}

/// The random values of one trip.
#[derive(Clone, Debug)]
pub struct Trip {
    /// `nonce`
    pub nonce: Secret,
    /// The PKCE verifier (RFC 7636).
    pub verifier: Secret,
}

/// All of them, in the order of the configuration.
#[derive(Debug)]
pub struct Upstreams(Vec<Arc<Upstream>>);

impl Upstreams {
    /// Nothing is called yet.
    pub(super) fn new(config: &Config, guarded: &Guarded) -> Self {
        let own = config.server.issuer.as_str().trim_end_matches('/');
        let one = |upstream: &config::Upstream| {
            Arc::new(Upstream {
                config: upstream.clone(),
                callback: format!("{own}/login/upstream/{}/callback", upstream.id),
                guarded: guarded.clone(),
                wire: Wire(guarded.clone()),
                found: Mutex::default(),
            })
        };
        Self(config.upstream.iter().map(one).collect())
    }

    /// The one with this id.
    pub fn find(&self, id: &str) -> Option<Arc<Upstream>> {
        self.0.iter().find(|upstream| upstream.config.id == id).map(Arc::clone)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Upstream> {
        self.0.iter().map(Arc::as_ref)
    }
}

impl std::fmt::Debug for Upstream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upstream").field("id", &self.config.id).finish_non_exhaustive()
    }
}

impl Upstream {
    /// The word in its addresses.
    pub fn id(&self) -> &str {
        &self.config.id
    }

    /// What people know it by.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Its issuer.
    pub fn issuer(&self) -> &str {
        &self.config.issuer
    }

    /// Where to send the browser (OIDC Core §3.1.2.1).
    pub async fn request(
        &self,
        state: &Secret,
        trip: &Trip,
        locale: Locale,
        now: Micros,
    ) -> Result<Url, UpstreamError> {
        let provider = self.provider(now).await?;
        let (state, nonce) = (CsrfToken::new(state.expose().into()), Nonce::new(trip.nonce.expose().into()));
        let verifier = PkceCodeVerifier::new(trip.verifier.expose().into());
        // The crate adds `openid` itself.
        let scopes = self.config.scopes.split_ascii_whitespace().filter(|scope| *scope != "openid");
        let (url, ..) = provider
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_ui_locale(LanguageTag::new(locale.tag().into()))
            .add_scopes(scopes.map(|scope| Scope::new(scope.into())))
            // Whoever clicks wants to say which account it is to be.
            .add_prompt(CoreAuthPrompt::SelectAccount)
            .url();
        Ok(url)
    }

    /// Whether its answers name it (RFC 9207 §3).
    pub async fn promises_issuer(&self, now: Micros) -> Result<bool, UpstreamError> {
        Ok(self.provider(now).await?.promises_issuer)
    }

    /// Redeems a code; gives whom the ID token names (OIDC Core §3.1.3).
    pub async fn redeem(&self, code: &Secret, trip: &Trip, now: Micros) -> Result<Identity, UpstreamError> {
        let provider = self.provider(now).await?;
        let request = provider.client.exchange_code(AuthorizationCode::new(code.expose().into()));
        let request = request.map_err(failed("token endpoint"))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(trip.verifier.expose().into()));
        let tokens = request.request_async(&self.wire).await.map_err(failed("token endpoint"))?;
        let claims = self.checked(&provider, &tokens, trip, now).await?;
        let claims = match claims.email {
            Some(_) => claims,
            None => self.asked(&provider, tokens.access_token().clone(), claims).await,
        };
        Ok(Identity {
            issuer: self.config.issuer.clone(),
            subject: claims.subject,
            email: claims.email.and_then(|text| Email::parse(&text).ok()),
            firstname: claims.firstname,
            lastname: claims.lastname,
        })
    }

    /// The claims of an ID token, verified. A key that is not known is looked for once more (OIDC Core §10.1.1).
    async fn checked(
        &self,
        provider: &Arc<Provider>,
        tokens: &CoreTokenResponse,
        trip: &Trip,
        now: Micros,
    ) -> Result<Claims, UpstreamError> {
        let id = ClientId::new(self.config.client_id.clone());
        let verdict = match check::verify(provider, &id, tokens, trip, now) {
            Verdict::UnknownKey if provider.found_at.until(now) >= AGAIN => {
                check::verify(&*self.renewed(now).await?, &id, tokens, trip, now)
            }
            verdict => verdict,
        };
        match verdict {
            Verdict::Holds(claims) => Ok(claims),
            Verdict::UnknownKey => Err(UpstreamError::Token("its key is not known".into())),
            Verdict::Fails(reason) => Err(UpstreamError::Token(reason)),
        }
    }

    /// OIDC Core §5.3: what is only shown may stand at the user info endpoint alone. Nothing depends on it, so
    /// a failure there changes nothing.
    async fn asked(&self, provider: &Provider, access: AccessToken, known: Claims) -> Claims {
        let subject = SubjectIdentifier::new(known.subject.clone());
        let Ok(request) = provider.client.user_info(access, Some(subject)) else { return known };
        let told: Result<CoreUserInfoClaims, _> = request.request_async(&self.wire).await;
        match told {
            Ok(info) => Claims {
                email: info.email().map(|email| email.to_string()),
                firstname: check::name(info.given_name()).or(known.firstname),
                lastname: check::name(info.family_name()).or(known.lastname),
                subject: known.subject,
            },
            Err(error) => {
                let error = failed("user info")(error);
                tracing::info!(upstream = self.id(), %error, "an upstream provider told nothing about a person");
                known
            }
        }
    }

    async fn provider(&self, now: Micros) -> Result<Arc<Provider>, UpstreamError> {
        let mut found = self.found.lock().await;
        if let Some(provider) = found.provider.as_ref().filter(|p| p.found_at.until(now) < FRESH) {
            return Ok(Arc::clone(provider));
        }
        self.look(&mut found, now).await
    }

    /// As it is now, unless somebody has just looked.
    async fn renewed(&self, now: Micros) -> Result<Arc<Provider>, UpstreamError> {
        let mut found = self.found.lock().await;
        if let Some(provider) = found.provider.as_ref().filter(|p| p.found_at.until(now) < AGAIN) {
            return Ok(Arc::clone(provider));
        }
        self.look(&mut found, now).await
    }

    async fn look(&self, found: &mut Found, now: Micros) -> Result<Arc<Provider>, UpstreamError> {
        if let Some((failure, _)) = found.failure.as_ref().filter(|(_, at)| at.until(now) < PAUSE) {
            return Err(failure.clone());
        }
        match self.discover(now).await {
            Ok(provider) => {
                let provider = Arc::new(provider);
                *found = Found { provider: Some(Arc::clone(&provider)), failure: None };
                Ok(provider)
            }
            Err(error) => {
                found.failure = Some((error.clone(), now));
                Err(error)
            }
        }
    }

    async fn discover(&self, now: Micros) -> Result<Provider, UpstreamError> {
        const STEP: &str = "discovery";
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(failed(STEP))?;
        let metadata = Metadata::discover_async(issuer.clone(), &self.wire).await.map_err(failed(STEP))?;
        if !self.guarded.may_lead_to(metadata.authorization_endpoint().url()) {
            let reason = "the authorization endpoint is not an https address".into();
            return Err(UpstreamError::Failed { step: STEP, reason });
        }
        let promises_issuer = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        let keys = metadata.jwks().clone();
        let id = ClientId::new(self.config.client_id.clone());
        let secret = self.config.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().into()));
        let callback = RedirectUrl::new(self.callback.clone()).map_err(failed(STEP))?;
        let client = CoreClient::from_provider_metadata(metadata, id, secret).set_redirect_uri(callback);
        let client = client.set_auth_type(match self.config.client_auth {
            ClientAuth::Basic => AuthType::BasicAuth,
            ClientAuth::Post => AuthType::RequestBody,
        });
        Ok(Provider { client, issuer, keys, promises_issuer, found_at: now })
    }
}
