-- Owned by store/signing_keys.rs. Published before use, kept after it.
CREATE TABLE signing_keys (
    id          TEXT   NOT NULL PRIMARY KEY,    -- the kid
    algorithm   TEXT   NOT NULL,                -- RS256, ES256, EdDSA
    public_jwk  TEXT   NOT NULL,
    private_key TEXT   NOT NULL,                -- sealed PKCS#8
    created_at  BIGINT NOT NULL,
    active_from BIGINT NOT NULL,
    retired_at  BIGINT,                         -- signs no more
    gone_at     BIGINT                          -- published no more
);
CREATE INDEX signing_keys_published ON signing_keys (gone_at);

-- Owned by store/outbox.rs. A message written in the transaction of its cause.
CREATE TABLE outbox (
    id           TEXT   NOT NULL PRIMARY KEY,   -- UUIDv7: newest last
    channel      TEXT   NOT NULL,               -- sms, email
    destination  TEXT   NOT NULL,
    purpose      TEXT   NOT NULL,
    locale       TEXT   NOT NULL,
    message      TEXT   NOT NULL,               -- sealed; blanked after delivery outside development
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,               -- not sent after this
    due_at       BIGINT,                        -- NULL: nothing left to do
    lease        TEXT,                          -- who works on it
    attempts     BIGINT NOT NULL,
    delivered_at BIGINT,
    failure      TEXT
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_expired ON outbox (expires_at);

-- Owned by store/jobs.rs. Regular work, one node at a time.
CREATE TABLE jobs (
    name   TEXT   NOT NULL PRIMARY KEY,
    due_at BIGINT NOT NULL,
    lease  TEXT
);
