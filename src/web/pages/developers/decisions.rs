//! What the public documents leave open, and what we decided.

/// By area.
pub const DECISIONS: &[(&str, &[&str])] = &[
    (
        "Errors",
        &[
            "Statuses: 422 for wrong fields, 400 for code 100101, 401 for a bad client or token, 403 for a missing grant, 404 for what is unknown, 409 for a clash, 429 for too many requests. An operator may have all of them answered with 200, as some old pages show.",
            "100102 is known only as `error_code=100102` on a return; here it means that the person refused. Every other number from 900001 on is ours.",
            "Field names in the sentences are capitalised, with underscores as spaces: \"The Redirect uri field is required.\"",
            "A grant that exists but is not allowed to the client gets the same sentence as one that does not exist: 422, `grants.N`. A grant named twice counts once.",
            "A `redirect_uri` that is not registered is 422, \"The selected redirect uri is invalid.\"",
            "A missing body is an empty object. Malformed JSON is 400 with code 900001; another content type is 415 with code 900009.",
            "`/openid` and `/api/v1/oidc/token` answer errors as OAuth 2.0 does.",
        ],
    ),
    (
        "Login link",
        &[
            "A link works for one login and ten minutes. The stored time decides: `expire_at` in the address is for display, and editing it changes nothing.",
            "An expired link answers 410, an answered one 409, an unknown one 404; a link that another browser has opened is 404 too.",
            "`state` (at most 1,024 bytes), `locale` and PKCE (`code_challenge`, `code_challenge_method=S256`) may be sent with the request.",
            "PKCE is optional here for clients with a secret and required for those without.",
            "Ports of loopback addresses are free for native clients; everything else matches to the letter.",
            "`CLIENT_ID` and `CLIENT_SECRET` in the body mean nothing: HTTP Basic counts.",
            "The return keeps the query that `redirect_uri` has. A refusal brings `error_code=100102` and the standard `error=access_denied`.",
            "Everything under `/api/v1/oauth/` is also served under `/v1/oauth/`.",
        ],
    ),
    (
        "Grants and info",
        &[
            "`GET /api/v1/oauth/info` is the path of the info call.",
            "`id` comes first, then exactly the granted fields: one that is not granted is absent, one that is granted but unknown is `null`; `phones` and `emails` are arrays.",
            "`read.cards` is accepted and gives nothing: no schema of it is public.",
            "The standard scopes of OpenID Connect are accepted as grants too.",
            "Grants are required unless the client marks them as optional; a person may untick the optional ones.",
        ],
    ),
    (
        "Tokens",
        &[
            "`id` names the family of tokens and stays the same over refreshes; it is what the session-end call names.",
            "A second use of a code fails with 100101 and ends the tokens of the first (RFC 9700). Another client's, an expired and an unknown code get the same body.",
            "A refresh ends the old pair, the access token included. For ten seconds the old refresh token gives the same new pair, for an answer that was lost; used later it ends the family.",
            "A code of a login link is good at `/api/v1/oauth/token` only; one of `/openid` or `/oauth2/authorize` at `/api/v1/oidc/token` or `/oauth2/token`.",
            "An access token where a refresh token is wanted, or the other way round, is 401.",
            "A client may have lives of its own for both tokens.",
        ],
    ),
    (
        "Profile",
        &[
            "`rejected` comes with HTTP 200: the token is good, but `read.profile` is missing or policy refuses. The token of a blocked person, or of a withdrawn consent, is simply 401.",
            "`pending` as an answer to a new request means that this id is in work already: sending it again is harmless.",
            "`not_found` is HTTP 200 with `freedom_id` null and without `profile`; it is also the answer for the id of another client or person.",
            "The id of a poll may stand in the query in place of the JSON body on a GET. Where it stands in both, they must agree. `created_at` means nothing.",
            "The payload is a JSON document in base64url, with a version.",
        ],
    ),
    (
        "Session end",
        &[
            "The call is signed (`X-FreedomID-Signature`), waits five seconds for an answer, is tried for 24 hours and delivered at least once, after the tokens are dead.",
            "The host of `revoke_uri` must be registered for the client.",
            "The end of the main session ends the families that have a `revoke_uri`. Families without one end on sign-out everywhere, block, deletion, a change of the password or withdrawal of consent.",
        ],
    ),
    (
        "People of a partner",
        &[
            "The bearer is a token of `grant_type=client_credentials` with the scope `users.write`; a person's token is 403.",
            "A confirmed phone or e-mail of another account is a clash: 409, and nothing has changed. So is one that this client set on another person.",
            "A client updates only people it created or who have a live consent to it; all others are 404.",
            "Phones and e-mails set this way are unconfirmed until the person proves them by a code; a confirmed phone stays in force until the new one is proved. The `freedom_id` stays.",
            "Phones are checked by the pattern alone; names have at most 255 characters; `patronymic` is accepted.",
            "An update answers 200 with `freedom_id`.",
        ],
    ),
    (
        "OpenID",
        &[
            "PKCE, `prompt`, `max_age`, `login_hint`, `ui_locales` and `claims` work at `/openid` as at `/oauth2/authorize`.",
            "An unknown client or `redirect_uri` is an error page, never a redirect; other failures come back with `error_code` beside the standard members.",
            "`GET /api/v1/oidc/userinfo` answers as `/oauth2/userinfo` does. `/api/v1oidc//token`, as it was once printed, works too.",
        ],
    ),
];
