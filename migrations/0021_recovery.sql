-- One text for SQLite and PostgreSQL; see 0001.

-- Owned by store/recoveries.rs. The way back to an account; most of them belong to nobody, and look the same.
CREATE TABLE recoveries (
    id           TEXT   NOT NULL PRIMARY KEY,
    browser      TEXT   NOT NULL,               -- digest of the binding cookie of the browser that goes on
    began_in     TEXT   NOT NULL,               -- the same of the browser where it began
    user_id      TEXT   REFERENCES users (id) ON DELETE CASCADE,   -- NULL: nobody is there, nothing was sent
    channel      TEXT   NOT NULL,
    destination  TEXT   NOT NULL,               -- the contact that was named, in normal form
    amr          TEXT   NOT NULL,               -- what was proved so far, space-separated
    link         TEXT   UNIQUE,                 -- digest of the secret in the e-mail's link
    link_used_at BIGINT,
    track_id     TEXT,                          -- the authorization that it leads back to
    locale       TEXT   NOT NULL,
    ip           TEXT,                          -- who asked
    agent        TEXT,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    ended_at     BIGINT
);
-- One that waits for its first proof per person: somebody else's cannot take the place of one that is proved.
CREATE UNIQUE INDEX recoveries_waiting ON recoveries (user_id) WHERE ended_at IS NULL AND amr = '';
CREATE INDEX recoveries_of_user ON recoveries (user_id, ended_at);
CREATE INDEX recoveries_of_browser ON recoveries (browser, created_at);
CREATE INDEX recoveries_of_beginning ON recoveries (began_in, created_at);
CREATE INDEX recoveries_expired ON recoveries (expires_at);

-- Codes that are on their way for one record, to be ended with it.
CREATE INDEX otp_challenges_of_subject ON otp_challenges (subject) WHERE ended_at IS NULL;

-- Somebody objected to a change: nobody comes in before the owner has come back by a contact that was theirs
-- before that change.
ALTER TABLE users ADD COLUMN frozen_at BIGINT;
ALTER TABLE users ADD COLUMN frozen_before BIGINT;

-- What the page "this was not me" tells of a change.
ALTER TABLE security_events ADD COLUMN detail TEXT;
ALTER TABLE security_events ADD COLUMN agent TEXT;
ALTER TABLE security_events ADD COLUMN place TEXT;
