-- One text for SQLite and PostgreSQL; see 0001.

-- Owned by store/pending_sign_ins.rs. A first proof that waits for a second one in the same browser.
CREATE TABLE pending_sign_ins (
    id         TEXT   NOT NULL PRIMARY KEY,
    browser    TEXT   NOT NULL,                 -- digest of the browser's binding cookie
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    amr        TEXT   NOT NULL,                 -- what was proved so far, space-separated
    remembered BIGINT NOT NULL,
    device     TEXT,                            -- digest of the cookie that makes the browser known
    next       TEXT,                            -- the page of ours that follows, if not an authorization
    auth_time  BIGINT,                          -- of the session that it raises
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX pending_sign_ins_of_browser ON pending_sign_ins (browser, created_at);
CREATE INDEX pending_sign_ins_of_user ON pending_sign_ins (user_id);
CREATE INDEX pending_sign_ins_expired ON pending_sign_ins (expires_at);

-- Owned by store/totp.rs. An authenticator app; not in use before it was confirmed.
CREATE TABLE totp (
    user_id      TEXT   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    seed         TEXT   NOT NULL,               -- sealed
    last_step    BIGINT NOT NULL,               -- the newest time step that was accepted
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT
);

-- Owned by store/recovery_codes.rs. Each works once.
CREATE TABLE recovery_codes (
    digest     TEXT   NOT NULL PRIMARY KEY,     -- keyed
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX recovery_codes_of_user ON recovery_codes (user_id, used_at);

-- Owned by store/held_forms.rs. What somebody had typed when a fresh proof was asked for.
CREATE TABLE held_forms (
    id         TEXT   NOT NULL PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    browser    TEXT   NOT NULL,
    sealed     TEXT   NOT NULL,                 -- path and fields
    expires_at BIGINT NOT NULL
);
CREATE INDEX held_forms_of_user ON held_forms (user_id);
CREATE INDEX held_forms_expired ON held_forms (expires_at);

-- Owned by store/security_events.rs. Changes of an account that its owner was told about, and may object to.
CREATE TABLE security_events (
    id         TEXT   NOT NULL PRIMARY KEY,
    digest     TEXT   NOT NULL UNIQUE,          -- of the secret in the link "this was not me"
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    event      TEXT   NOT NULL,
    undo       TEXT,                            -- sealed: what brings back the state before
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX security_events_of_user ON security_events (user_id, created_at);
CREATE INDEX security_events_expired ON security_events (expires_at);

-- A code by SMS as the second step, chosen by the person.
ALTER TABLE users ADD COLUMN sms_step_at BIGINT;
-- Until when a browser is not asked for the second step.
ALTER TABLE known_devices ADD COLUMN trusted_until BIGINT;
