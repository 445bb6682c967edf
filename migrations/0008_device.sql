-- Owned by store/devices.rs (RFC 8628). A device that waits for somebody to let it in. It can be allowed
-- while stage is 'pending' and gives tokens once while it is 'approved', before expires_at.
CREATE TABLE devices (
    id               TEXT   NOT NULL PRIMARY KEY,
    code             TEXT   NOT NULL UNIQUE,        -- SHA-256 of the device code
    user_code        TEXT   NOT NULL UNIQUE,        -- keyed digest
    client_id        TEXT   NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes           TEXT   NOT NULL,
    ip               TEXT,                          -- from where it asked
    agent            TEXT,
    stage            TEXT   NOT NULL,               -- pending, approved, denied, redeemed
    grant_id         TEXT   REFERENCES grants (id) ON DELETE CASCADE,
    interval_seconds BIGINT NOT NULL,
    next_poll_at     BIGINT NOT NULL,               -- a question before then is too early
    hasty            BIGINT NOT NULL,               -- 1: the last question was too early
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL
);
CREATE INDEX devices_of_client ON devices (client_id);
CREATE INDEX devices_of_grant ON devices (grant_id);
CREATE INDEX devices_expired ON devices (expires_at);

-- A track that lets a device in: its answer goes to the device, not to a redirect URI.
ALTER TABLE tracks ADD COLUMN device_id TEXT;
