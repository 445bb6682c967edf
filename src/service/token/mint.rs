//! The only place that mints.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Fault, Id, Micros, Secret};
use crate::domain::oauth::client::Client;
use crate::domain::oauth::entrance::Entrance;
use crate::domain::oauth::grant::{Grant, GrantId};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token::{AccessToken, Actor, Confirmation, RefreshToken, token_type};
use crate::domain::oauth::vocab::{GrantType, TokenFormat};
use crate::protocol::access_token::{self, AccessTokenFacts};
use crate::protocol::dress::Dress;
use crate::protocol::id_token::{self, IdTokenFacts, Names};
use crate::protocol::{resource, userinfo};
use crate::service::subjects::subject;
use crate::service::{Core, accounts, keys};

use super::exchange::{Call, TokenError};

/// What the client gets (RFC 6749 §5.1).
#[derive(Clone, Debug)]
pub struct TokenSet {
    /// The access token.
    pub access_token: Secret,
    /// `Bearer`, or `DPoP` for one that is bound to such a key.
    pub token_type: &'static str,
    /// Its life in seconds.
    pub expires_in: u64,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// The ID token.
    pub id_token: Option<String>,
    /// What the access token opens.
    pub scopes: Scopes,
    /// RFC 8693 §2.2.1: what kind of token an exchange gave.
    pub issued_token_type: Option<&'static str>,
    /// The grant they belong to; a client's own token belongs to none.
    pub family: Option<GrantId>,
    /// When the access token ends.
    pub expires_at: Micros,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<Micros>,
}

/// A minted pair: the secrets, and the rows to write in one transaction.
pub(super) struct Pair {
    pub access_secret: Secret,
    pub access: AccessToken,
    pub refresh: Option<(Secret, RefreshToken)>,
    /// Until when the grant lives with them, if they carry it on.
    pub grant_until: Option<Micros>,
}

/// What is kept sealed of a rotation, so that a lost answer can be given again.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub access_token: String,
    pub refresh_token: String,
    pub access_expires_at: i64,
    #[serde(default)]
    pub refresh_expires_at: i64,
    pub scope: String,
}

/// Until when a grant that is made now lasts in all. By the partner API it lives as long as the refresh token that
/// its code can still bring, and each further one prolongs it.
pub fn grant_until(core: &Core, client: &Client, entrance: Entrance, now: Micros) -> Micros {
    let tokens = &core.config.tokens;
    if entrance != Entrance::Standard {
        return Dress::Partner.refresh_until(client, 0, now.plus(Duration::from_secs(tokens.code_seconds)));
    }
    now.plus(Duration::from_secs(if client.is_public() {
        tokens.public_refresh_absolute_seconds
    } else {
        tokens.refresh_absolute_seconds
    }))
}

/// What an access token is made from.
pub struct Draft<'a> {
    /// Who will hold it.
    pub client: &'a Client,
    /// What it rests on; a client's own token on nothing.
    pub grant: Option<&'a Grant>,
    /// What it opens.
    pub scopes: Scopes,
    /// The resource servers it is for.
    pub audience: Vec<String>,
    /// The key it is bound to.
    pub confirmation: Option<Confirmation>,
    /// Who acts with it.
    pub actor: Option<Actor>,
    /// Good until then.
    pub expires_at: Micros,
    /// How it looks; what the client prefers counts at the standard door only.
    pub dress: Dress,
}

/// Tag of `jti`.
enum JwtTag {}

/// An access token as its client wants it, and its row. The row keeps the digest of the whole text, be it a
/// JWT or not, so that both are found, revoked and introspected alike. A JWT is signed with what the
/// client's ID tokens are signed with: the operator chose that for what its programs understand.
pub async fn access(core: &Core, draft: Draft<'_>, now: Micros) -> Result<(Secret, AccessToken), Fault> {
    let Draft { client, grant, scopes, audience, confirmation, actor, expires_at, dress } = draft;
    let secret = match (dress, client.options.access_token_format) {
        (Dress::Oidc | Dress::Partner, _) | (_, TokenFormat::Opaque) => dress.token()?,
        (Dress::Standard, TokenFormat::Jwt) => {
            let facts = AccessTokenFacts {
                issuer: core.issuer(),
                subject: &grant.map_or_else(|| client.id.to_string(), |grant| subject(core, client, grant.user)),
                client: &client.id,
                scopes: &scopes,
                audience: &audience,
                confirmation: confirmation.as_ref(),
                actor: actor.as_ref(),
                grant,
                id: &Id::<JwtTag>::opaque().text(),
                now,
                expires_at,
            };
            let keys = keys::current(core).await?;
            Secret::new(keys.sign(client.id_token_alg, access_token::TYP, &access_token::claims(&facts), now)?)
        }
    };
    let row = AccessToken {
        digest: secret.digest(),
        grant: grant.map(|grant| grant.id),
        client: client.id.clone(),
        scopes,
        confirmation,
        audience,
        actor,
        created_at: now,
        expires_at,
    };
    Ok((secret, row))
}

/// Mints an access token and, where the client may renew, a refresh token for a grant. Nothing
/// outlives the grant. RFC 8707 §2.2: the access token is for the resources that this request names; the
/// refresh token stays good for all of the grant's.
pub(super) async fn pair(
    call: &Call<'_>,
    grant: &Grant,
    access_scopes: Scopes,
    refresh_scopes: Scopes,
    now: Micros,
) -> Result<Pair, TokenError> {
    let (core, client) = (call.core, call.client);
    let (tokens, partner) = (&core.config.tokens, &core.config.freedom_id);
    let idle = if client.is_public() { tokens.public_refresh_idle_seconds } else { tokens.refresh_idle_seconds };
    let refresh_until = call.dress.refresh_until(client, idle, now);
    // By the partner API a refresh token carries its grant on with it.
    let carries = grant.entrance != Entrance::Standard && call.dress != Dress::Standard;
    let end = if carries { refresh_until.max(grant.expires_at) } else { grant.expires_at };
    let access_until = call.dress.access_until(client, tokens.access_seconds, partner.access_seconds, now);
    let asked = resource::requested(call.params, client)?;
    let draft = Draft {
        client,
        grant: Some(grant),
        scopes: access_scopes,
        audience: resource::audience(asked, &grant.resources, client)?,
        confirmation: call.confirmation.clone(),
        actor: None,
        expires_at: access_until.min(end),
        dress: call.dress,
    };
    let (access_secret, access) = access(core, draft, now).await?;
    let refresh = if client.may_use(GrantType::RefreshToken) || call.dress == Dress::Partner {
        let secret = call.dress.token()?;
        let row = RefreshToken {
            digest: secret.digest(),
            grant: grant.id,
            client: client.id.clone(),
            scopes: refresh_scopes,
            // RFC 9449 §5, RFC 8705 §4: a confidential client proves itself at every refresh.
            confirmation: call.confirmation.clone().filter(|_| client.is_public()),
            created_at: now,
            expires_at: refresh_until.min(end),
            rotated_at: None,
            successor: None,
            answer: None,
        };
        Some((secret, row))
    } else {
        None
    };
    let grant_until = carries.then_some(end);
    Ok(Pair { access_secret, access, refresh, grant_until })
}

/// A client's own access token (RFC 6749 §4.4): no grant, no refresh token.
pub(super) async fn own(call: &Call<'_>, scopes: Scopes, now: Micros) -> Result<(Secret, AccessToken), TokenError> {
    let draft = Draft {
        client: call.client,
        grant: None,
        scopes,
        audience: resource::requested(call.params, call.client)?,
        confirmation: call.confirmation.clone(),
        actor: None,
        expires_at: now.plus(Duration::from_secs(call.core.config.tokens.access_seconds)),
        dress: call.dress,
    };
    Ok(access(call.core, draft, now).await?)
}

/// The answer, with an ID token where `openid` was granted. Signed after the commit: a signature
/// takes longer than the write.
pub(super) async fn answer(call: &Call<'_>, grant: &Grant, given: Given, now: Micros) -> Result<TokenSet, Fault> {
    let (core, client) = (call.core, call.client);
    let id_token = if given.scopes.contains("openid") && call.dress != Dress::Partner {
        let access_token = Some(given.access_token.expose());
        // The partner API's ID token has the same claims each time.
        let with_nonce = given.first || call.dress == Dress::Oidc;
        let beside = Beside { access_token, code: None, with_nonce, alone: false, dress: call.dress };
        Some(id_token(core, client, grant, &given.scopes, &beside, now).await?)
    } else {
        None
    };
    Ok(TokenSet {
        access_token: given.access_token,
        token_type: token_type(call.confirmation.as_ref()),
        expires_in: now.until(given.access_expires_at).as_secs(),
        refresh_token: given.refresh_token,
        id_token,
        scopes: given.scopes,
        issued_token_type: None,
        family: Some(grant.id),
        expires_at: given.access_expires_at,
        refresh_expires_at: given.refresh_expires_at,
    })
}

/// What an ID token goes out with.
pub struct Beside<'a> {
    /// The access token.
    pub access_token: Option<&'a str>,
    /// The code.
    pub code: Option<&'a str>,
    /// Whether it answers the request itself.
    pub with_nonce: bool,
    /// Whether no access token will ever come: then it tells everything itself.
    pub alone: bool,
    /// The door it goes out by.
    pub dress: Dress,
}

/// An ID token (OIDC Core §2), with the claims about the person that the request named for it.
pub async fn id_token(
    core: &Core,
    client: &Client,
    grant: &Grant,
    scopes: &Scopes,
    beside: &Beside<'_>,
    now: Micros,
) -> Result<String, Fault> {
    let life = match beside.dress {
        Dress::Oidc => core.config.freedom_id.id_token_seconds,
        Dress::Standard | Dress::Partner => core.config.tokens.id_token_seconds,
    };
    let facts = IdTokenFacts {
        issuer: core.issuer(),
        subject: subject(core, client, grant.user),
        grant,
        access_token: beside.access_token,
        code: beside.code,
        algorithm: client.id_token_alg,
        now,
        expires_at: now.plus(Duration::from_secs(life)),
        with_nonce: beside.with_nonce,
    };
    let set = keys::current(core).await?;
    if beside.dress == Dress::Oidc {
        return set.sign(client.id_token_alg, "JWT", &id_token::bare(&facts), now);
    }
    let claims = id_token::claims(&facts)?;
    let names = if beside.alone { Names::All } else { Names::Only(&grant.claims) };
    let person = match names {
        Names::Only([]) => None,
        _ => accounts::profile::person(core, grant.user).await?,
    };
    match person {
        None => set.sign(client.id_token_alg, "JWT", &claims, now),
        Some(person) => {
            let told = userinfo::claims(&person, scopes, subject(core, client, grant.user));
            let claims = id_token::with_named(&claims, &told, &names)?;
            set.sign(client.id_token_alg, "JWT", &claims, now)
        }
    }
}

/// The secrets of an answer.
pub(super) struct Given {
    pub access_token: Secret,
    pub access_expires_at: Micros,
    pub refresh_token: Option<Secret>,
    pub refresh_expires_at: Option<Micros>,
    pub scopes: Scopes,
    /// Whether this answers a code, not a refresh.
    pub first: bool,
}

impl Pair {
    /// What is handed out of it.
    pub(super) fn given(&self, first: bool) -> Given {
        Given {
            access_token: self.access_secret.clone(),
            access_expires_at: self.access.expires_at,
            refresh_token: self.refresh.as_ref().map(|(secret, _)| secret.clone()),
            refresh_expires_at: self.refresh.as_ref().map(|(_, row)| row.expires_at),
            scopes: self.access.scopes.clone(),
            first,
        }
    }
}
