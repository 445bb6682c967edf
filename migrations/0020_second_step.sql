-- One text for SQLite and PostgreSQL; see 0001.

-- Owned by store/totp.rs. The key of an authenticator app that is being set up: nothing before a code of it came
-- from the browser that it was shown to.
CREATE TABLE totp_setups (
    user_id    TEXT   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    browser    TEXT   NOT NULL,                 -- digest of the browser's binding cookie
    seed       TEXT   NOT NULL,                 -- sealed
    expires_at BIGINT NOT NULL
);
CREATE INDEX totp_setups_expired ON totp_setups (expires_at);

-- The class that a sign-in has to reach, where it was begun to reach one.
ALTER TABLE pending_sign_ins ADD COLUMN wanted TEXT;
