//! Tables of what is on the wire, and the blocks to copy. They stay in English, as the wire does.

/// The command that registers a partner.
pub const CLIENT_ADD: &str = "freedom-id client add --name \"Shop\" \\
  --redirect-uri https://shop.example/callback \\
  --grants read.firstname,read.lastname,read.phone,read.profile \\
  --optional read.email \\
  --revoke-host shop.example \\
  --partner \"Shop LLP\" --verified --json";

/// Its flags.
pub const FLAGS: &[[&str; 2]] = &[
    ["`--redirect-uri`", "Where people come back to, to the letter; repeat it for more."],
    [
        "`--grants`, `--required`, `--optional`",
        "What you may ask for; a person may untick the optional ones. Required is the default.",
    ],
    [
        "`--revoke-host`",
        "A host that may be called when a session ends; `host:port` where the port is not 443, as in `127.0.0.1:8090`. The first one brings the `webhook_secret`.",
    ],
    ["`--revoke-uri`", "Whom to call where the exchange of a login link's code names no `revoke_uri`."],
    [
        "`--partner`, `--legal-name`",
        "The partner that the client belongs to, and the company behind it as people see it.",
    ],
    ["`--access-token-seconds`, `--refresh-token-seconds`", "Lives of its tokens, where the usual ones do not suit."],
    ["`--purpose read.phone=\"To call you\"`", "Why you ask, for people to read; `read.phone#ru` is for one language."],
    ["`--grant-type client_credentials`, `--scope users.write`", "For a client that creates and updates people."],
    ["`--auth-method none`", "For apps that cannot keep a secret; PKCE is then required."],
    ["`client_id`, `client_secret`, `webhook_secret`", "In the answer; the secrets are shown this once."],
];

/// How to test.
pub const TESTING: &[[&str; 2]] = &[
    [
        "`freedom-id`",
        "Starts a development server at `http://localhost:8080` with demo people, a demo client and a demo site; their credentials are printed and kept in `data/dev-credentials.toml`.",
    ],
    [
        "`freedom-id client add`",
        "Works beside the running server; start it in the same folder, so that it finds the same data.",
    ],
    [
        "`http://127.0.0.1:8090`",
        "In development your site may be on this machine without TLS, with its return address and its session-end call.",
    ],
    [
        "`/dev/outbox`, `/dev/outbox.json`",
        "Messages that a real server would have sent, with the code of each; `?to=` and `?channel=` filter.",
    ],
    ["`/dev/messages`", "Every message in four languages, as SMS and as e-mail."],
    ["`FREEDOM_ID_OTP__FIXED_CODE`", "One code for every person, in development mode only."],
    ["`FREEDOM_ID_LIMITS__ENABLED=false`", "No rate limits, in development mode only."],
    [
        "`FREEDOM_ID_DEV__CLOCK=true`",
        "`POST /dev/clock` with `{\"advance_seconds\": N}` moves the server's clock: expiry without waiting.",
    ],
];

/// Apps on devices.
pub const NATIVE: &[[&str; 2]] = &[
    ["Browser", "The system browser or its in-app tab (RFC 8252); sign-in pages are not shown in embedded web views."],
    [
        "`redirect_uri`",
        "A claimed https address, a private scheme such as `com.example.app:/callback`, or a loopback address with any port.",
    ],
    ["PKCE", "Required for clients without a secret: `code_challenge` with `S256`, then `code_verifier`."],
    [
        "Tokens",
        "An app without a server uses the standard endpoints; the partner API wants a client secret, which an app cannot keep.",
    ],
    ["SDKs", "The wire format of the vendor's mobile SDKs is not public; nothing here claims to speak it."],
];

/// What the profile carries.
pub const PAYLOAD: &[[&str; 3]] = &[
    [
        "`version`",
        "number",
        "1. Look at it first. Within a version members are only added; those named here are always there, `null` where nothing is known.",
    ],
    ["`freedom_id`", "string", "What you know the person by, as in info."],
    ["`created_at`", "date-time", "The moment at which all this holds."],
    ["`person.firstname`, `.lastname`, `.patronymic`", "string or null", "The name."],
    ["`person.date_of_birth`", "date or null", "YYYY-MM-DD."],
    ["`person.gender`", "`M`, `F` or null", ""],
    ["`person.country`", "string or null", "Citizenship, ISO 3166-1 alpha-3."],
    ["`person.nationality`", "string or null", "As in the person's document."],
    ["`person.identifier`", "string or null", "The state's number for the person."],
    [
        "`person.address`",
        "object or null",
        "`street_address`, `locality`, `region`, `postal_code`, `country`; unknown parts are absent.",
    ],
    ["`phones`, `emails`", "array", "Those that the person proved, each with `value`, `primary`, `confirmed_at`."],
    ["`kyc.level`", "`none` or `contacts`", "`contacts`: at least one contact is confirmed."],
    ["`kyc.verifications`", "array", "Checks of documents, with their dates."],
    ["`account.first_seen`", "date-time", "When the account was opened."],
    ["`account.sign_ins`, `.last_sign_in`", "number; date-time or null", "How often, and when last."],
    ["`account.confirmed_channels`", "array", "Of `phone` and `email`."],
];

/// Wrong fields.
pub const WRONG_FIELDS: &str = r#"HTTP/1.1 422

{
  "error": {
    "message": "Error validating transmitted data.",
    "errors": {
      "redirect_uri": ["The selected redirect uri is invalid."],
      "grants.3": ["The selected grants.3 is invalid."]
    }
  }
}"#;

/// A business error.
pub const BUSINESS: &str = r#"HTTP/1.1 400

{
  "error": {
    "message": "Invalid authorization_code.",
    "code": 100101
  }
}"#;

/// The standard way, request by request.
pub const STANDARD_REQUEST: &str = "GET http://localhost:8080/oauth2/authorize
  ?client_id=CLIENT_ID
  &redirect_uri=https://shop.example/callback
  &response_type=code
  &scope=openid%20profile%20phone
  &state=af0ifjsldkj
  &nonce=n-0S6_WzA2Mj
  &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
  &code_challenge_method=S256";

/// What a library should know.
pub const STANDARD: &[[&str; 2]] = &[
    [
        "Client authentication",
        "`client_secret_basic` unless registered otherwise; also `client_secret_post`, signed assertions, certificates, or none with PKCE.",
    ],
    [
        "Scopes",
        "The standard ones (`openid profile email phone address offline_access`) and every grant of the partner API.",
    ],
    [
        "Claims",
        "`given_name` is the firstname, `family_name` the lastname, `middle_name` the patronymic, `birthdate` the date of birth.",
    ],
    ["`sub`", "The same value as `id` of the partner API's info and as `freedom_id`."],
    ["Sign-out", "`/oauth2/logout`, with front-channel and back-channel notices."],
];

/// The partner's OpenID way.
pub const OPENID_REQUEST: &str = "GET http://localhost:8080/openid
  ?scope=openid%20read.phone
  &state=af0ifjsldkj
  &response_type=code
  &client_id=CLIENT_ID
  &redirect_uri=https://shop.example/callback
  &nonce=n-0S6_WzA2Mj";

/// Its exchange.
pub const OIDC_TOKEN: &str = "curl http://localhost:8080/api/v1/oidc/token \\
  -u \"$CLIENT_ID:$CLIENT_SECRET\" \\
  -H 'Content-Type: application/json' \\
  -d '{\"grant_type\": \"authorization_code\", \"code\": \"SplxlOBeZQQYbYS6WxSbIA\",
       \"redirect_uri\": \"https://shop.example/callback\"}'";

/// What is special about it.
pub const OPENID: &[[&str; 2]] = &[
    [
        "Parameters",
        "`scope` with `openid`, `state`, `response_type=code`, `client_id`, `redirect_uri` and `nonce` are required; `prompt`, `max_age`, `login_hint`, `ui_locales` and `claims` work as at `/oauth2/authorize`.",
    ],
    [
        "Errors",
        "An unknown client or address gets a page. Everything else comes back with `error`, `error_description`, `state`, `iss` and `error_code`.",
    ],
    [
        "The answer",
        "`access_token`, `refresh_token`, `token_type`, `expires_in`, `scope` (what was really granted), `id_token`.",
    ],
    ["ID token", "Exactly `iss`, `sub`, `aud` (a string), `exp`, `iat`, `nonce`; `exp - iat` is 604800."],
    [
        "Check it",
        "`iss` is the address of this server, `aud` your `client_id`, `nonce` the one that you sent from this browser, `exp` lies ahead. The keys are at `/oauth2/jwks`; over TLS straight from this endpoint the connection may stand in for the signature (OpenID Connect Core 3.1.3.7).",
    ],
    ["User info", "`GET /api/v1/oidc/userinfo` with the access token."],
    [
        "Refresh",
        "`{\"grant_type\": \"refresh_token\", \"refresh_token\": \"…\"}` to the same address: a new pair, and an ID token with the same `nonce`. The old pair ends; for ten seconds the old refresh token gives the same new pair.",
    ],
];

/// The three ways beside each other.
pub const MIGRATION: &[[&str; 4]] = &[
    ["Begin", "`POST /api/v1/oauth/authorize`, then the link", "`GET /openid`", "`GET /oauth2/authorize`"],
    ["Ask for data", "`grants` array", "`scope` text", "`scope` text"],
    ["Come back with", "`authorization_code`", "`code`", "`code`, `iss`"],
    [
        "Exchange",
        "`POST /api/v1/oauth/token`, JSON",
        "`POST /api/v1/oidc/token`, JSON or form",
        "`POST /oauth2/token`, form",
    ],
    [
        "Refresh",
        "`PATCH /api/v1/oauth/token`, bearer refresh token",
        "`grant_type=refresh_token`",
        "`grant_type=refresh_token`",
    ],
    ["Read data", "`GET /api/v1/oauth/info`", "`GET /api/v1/oidc/userinfo`", "`GET /oauth2/userinfo`"],
    ["The person's id", "`id`", "`sub`", "`sub`"],
    ["Expiry", "`access_expire_at`, a date", "`expires_in`, seconds", "`expires_in`, seconds"],
    ["Access token lives", "7 days", "7 days", "minutes"],
    ["PKCE", "optional with a secret", "optional with a secret", "required unless the client is registered without it"],
    ["Sign-out notice", "`revoke_uri` at the exchange", "back-channel logout", "back-channel logout"],
    [
        "Tokens after a sign-out",
        "end where there is a `revoke_uri`, else live on",
        "live on",
        "end, but for those with `offline_access`",
    ],
    ["Errors", "two envelopes with numbers", "RFC 6749", "RFC 6749"],
];

/// The session-end call.
pub const CALLBACK: &str = r#"POST /session-end HTTP/1.1
Host: shop.example
Content-Type: application/json
X-FreedomID-Signature: t=1741069550,v1=0f4c…(64 hexadecimal digits)

{"id":"0195600e-8a1c-7c3a-9f0e-6a1d3f5b7c9e"}"#;

/// What is promised about it.
pub const CALLBACK_FACTS: &[[&str; 2]] = &[
    [
        "`revoke_uri`",
        "Sent at the exchange; its host, with the port if it is not 443, must be registered for the client. It belongs to the tokens that the exchange gave.",
    ],
    ["`id`", "The `id` of the exchange: the family of tokens, the same after every refresh."],
    [
        "When",
        "Sign-out, here or everywhere; a new password; the block or deletion of the account; withdrawal of the consent; an operator who ends the person's tokens; and when the person signs in on too many devices, for the oldest of them.",
    ],
    [
        "When not",
        "Tokens that run out, that you revoke yourself, or that end because a code or refresh token was used twice.",
    ],
    [
        "Delivery",
        "At least once: answer 2xx within five seconds. Anything else is tried again with growing pauses for 24 hours.",
    ],
    ["Twice", "The same `id` may come again; ending what has ended is a success."],
    [
        "Where to",
        "https at your registered hosts only, never a private address in production (in development also http on the machine itself), and redirects are not followed.",
    ],
];

/// How to check the signature.
pub const SIGNATURE: &[[&str; 2]] = &[
    ["Header", "`X-FreedomID-Signature: t=<unix seconds>,v1=<hex>`"],
    ["`v1`", "HMAC-SHA256 with the webhook secret over `t`, a dot, and the bytes of the body as they came."],
    ["Compare", "In constant time, before you parse the body."],
    ["Age", "Refuse a `t` that is more than five minutes away from your clock."],
];
