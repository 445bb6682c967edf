-- Owned by store/tracks.rs. An authorization in progress. Its request is kept as the validated
-- parameters' text and is read through the same checks each time.
CREATE TABLE tracks (
    id          TEXT   NOT NULL PRIMARY KEY,    -- UUIDv4: it stands in addresses
    browser     TEXT,                           -- digest of the binding cookie; NULL until one is bound
    client_id   TEXT   NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    request     TEXT   NOT NULL,
    stage       TEXT   NOT NULL,                -- started, identified, approved, issued, refused
    session_id  TEXT,
    answer      TEXT,                           -- sealed final redirect, for a short repeat
    answered_at BIGINT,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX tracks_of_client ON tracks (client_id);
CREATE INDEX tracks_answered ON tracks (answered_at) WHERE answer IS NOT NULL;
CREATE INDEX tracks_expired ON tracks (expires_at);

-- Owned by store/grants.rs. What one person gave one client once; every token below ends with it.
CREATE TABLE grants (
    id         TEXT   NOT NULL PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  TEXT   NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    session_id TEXT   NOT NULL,
    scopes     TEXT   NOT NULL,
    auth_time  BIGINT NOT NULL,
    amr        TEXT   NOT NULL,
    nonce      TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,                 -- no token below lives longer
    revoked_at BIGINT
);
CREATE INDEX grants_of_user ON grants (user_id, client_id);
CREATE INDEX grants_of_client ON grants (client_id);
CREATE INDEX grants_expired ON grants (expires_at);

-- Owned by store/codes.rs. A code is alive while redeemed_at IS NULL and expires_at lies ahead.
CREATE TABLE codes (
    digest         TEXT   NOT NULL PRIMARY KEY,
    grant_id       TEXT   NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    client_id      TEXT   NOT NULL,
    redirect_uri   TEXT   NOT NULL,
    challenge      TEXT,                        -- PKCE, S256
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    redeemed_at    BIGINT
);
CREATE INDEX codes_of_grant ON codes (grant_id);
CREATE INDEX codes_expired ON codes (expires_at);

-- Owned by store/access_tokens.rs. Without a grant the token is the client's own.
CREATE TABLE access_tokens (
    digest     TEXT   NOT NULL PRIMARY KEY,
    grant_id   TEXT   REFERENCES grants (id) ON DELETE CASCADE,
    client_id  TEXT   NOT NULL,
    scopes     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX access_tokens_of_grant ON access_tokens (grant_id);
CREATE INDEX access_tokens_of_client ON access_tokens (client_id);
CREATE INDEX access_tokens_expired ON access_tokens (expires_at);

-- Owned by store/refresh_tokens.rs. A chain: one link is live, its parent is kept for the grace
-- of a lost answer, all are kept until the grant ends so that reuse is known.
CREATE TABLE refresh_tokens (
    digest       TEXT   NOT NULL PRIMARY KEY,
    grant_id     TEXT   NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    client_id    TEXT   NOT NULL,
    scopes       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    rotated_at   BIGINT,
    successor    TEXT,                          -- digest of the next link
    answer       TEXT                           -- sealed pair handed out at rotation, for the grace
);
CREATE INDEX refresh_tokens_of_grant ON refresh_tokens (grant_id);
CREATE INDEX refresh_tokens_expired ON refresh_tokens (expires_at);
CREATE INDEX refresh_tokens_answered ON refresh_tokens (rotated_at) WHERE answer IS NOT NULL;
