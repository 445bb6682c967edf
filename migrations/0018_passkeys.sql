-- Owned by store/passkeys.rs. Keys on people's devices (WebAuthn). A ceremony in progress is not stored: its
-- state travels sealed in the page, and is spent in `replays`.
CREATE TABLE passkeys (
    id            TEXT   NOT NULL PRIMARY KEY,
    user_id       TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id TEXT   NOT NULL UNIQUE,       -- as the device names it, base64url
    credential    TEXT   NOT NULL,              -- JSON: public key, counter, what was said of it
    name          TEXT   NOT NULL,              -- as the person calls it
    counter       BIGINT NOT NULL,              -- as in `credential`; 0 where the device does not count
    synced        BIGINT NOT NULL,              -- 1: it may be on several devices
    backed_up     BIGINT NOT NULL,              -- 1: a copy of it exists
    created_at    BIGINT NOT NULL,
    used_at       BIGINT
);
CREATE INDEX passkeys_of_user ON passkeys (user_id, created_at);
