-- One text for SQLite and PostgreSQL; see 0001.

-- Owned by store/pending_contacts.rs. A contact that a person is adding; one a channel.
CREATE TABLE pending_contacts (
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    channel    TEXT   NOT NULL,
    value      TEXT   NOT NULL,                 -- normal form
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, channel)
);
CREATE INDEX pending_contacts_expired ON pending_contacts (expires_at);

-- The browser a session began in: digest of the cookie that makes it known.
ALTER TABLE sessions ADD COLUMN device TEXT;
-- Since when its owner is asked whether a sign-in from an unknown browser was theirs; NULL: nothing is asked.
ALTER TABLE sessions ADD COLUMN asked_at BIGINT;
CREATE INDEX sessions_asked ON sessions (user_id, asked_at) WHERE asked_at IS NOT NULL;

-- Since when a client has had access without a break; NULL: since it was decided.
ALTER TABLE consents ADD COLUMN since BIGINT;

-- What happened between a person and a client.
CREATE INDEX activities_of_pair ON activities (user_id, client_id, at);
