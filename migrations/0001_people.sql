-- One text for SQLite and PostgreSQL: TEXT, BIGINT and NULL only. Times are microseconds since
-- 1970 in UTC; digests are hex; a flag is a nullable time or 0/1.

-- Owned by store/users.rs. A person, once, behind every door.
CREATE TABLE users (
    id            TEXT   NOT NULL PRIMARY KEY,
    standing      TEXT   NOT NULL,              -- open, banned, locked, closing, erased
    role          TEXT   NOT NULL,              -- member, support, admin
    locale        TEXT,
    firstname     TEXT,
    lastname      TEXT,
    patronymic    TEXT,
    date_of_birth TEXT,                         -- YYYY-MM-DD
    gender        TEXT,                         -- M, F
    country       TEXT,                         -- ISO 3166-1 alpha-3
    nationality   TEXT,
    identifier    TEXT,                         -- sealed
    terms_at      BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

-- Owned by store/contacts.rs. Only a confirmed contact identifies somebody, and is unique.
CREATE TABLE contacts (
    id           TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    channel      TEXT   NOT NULL,               -- phone, email
    value        TEXT   NOT NULL,               -- normal form
    is_primary   BIGINT NOT NULL,
    confirmed_at BIGINT,
    created_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX contacts_confirmed ON contacts (channel, value) WHERE confirmed_at IS NOT NULL;
CREATE INDEX contacts_claimed ON contacts (channel, value) WHERE confirmed_at IS NULL;
CREATE INDEX contacts_of_user ON contacts (user_id, channel, is_primary);

-- Owned by store/credentials.rs.
CREATE TABLE passwords (
    user_id    TEXT   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hash       TEXT   NOT NULL,                 -- PHC string
    changed_at BIGINT NOT NULL
);

-- Owned by store/activities.rs. Append-only.
CREATE TABLE activities (
    id        TEXT   NOT NULL PRIMARY KEY,      -- UUIDv7: ordered by time
    user_id   TEXT,
    client_id TEXT,
    topic     TEXT   NOT NULL,
    action    TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,                  -- succeed, failed, denied
    ip        TEXT,
    agent     TEXT,
    at        BIGINT NOT NULL
);
CREATE INDEX activities_of_user ON activities (user_id, at);
