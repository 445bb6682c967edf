-- Owned by store/web_sessions.rs. What a browser's session cookie stands for.
CREATE TABLE web_sessions (
    digest     TEXT   NOT NULL PRIMARY KEY,     -- SHA-256 of the cookie's value
    data       TEXT   NOT NULL,                 -- JSON: ids of sessions, which one is active
    expires_at BIGINT NOT NULL
);
CREATE INDEX web_sessions_expired ON web_sessions (expires_at);

-- Owned by store/sessions.rs. One sign-in of one person. Ended sessions stay as records.
CREATE TABLE sessions (
    id              TEXT   NOT NULL PRIMARY KEY,
    user_id         TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    auth_time       BIGINT NOT NULL,
    amr             TEXT   NOT NULL,            -- space-separated, RFC 8176
    remembered      BIGINT NOT NULL,
    ip              TEXT,
    agent           TEXT,
    created_at      BIGINT NOT NULL,
    seen_at         BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX sessions_of_user ON sessions (user_id, ended_at);

-- Owned by store/known_devices.rs. A browser that once signed this person in.
CREATE TABLE known_devices (
    digest     TEXT   NOT NULL,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (digest, user_id)
);
CREATE INDEX known_devices_of_user ON known_devices (user_id);
CREATE INDEX known_devices_seen ON known_devices (seen_at);

-- Owned by store/otp_challenges.rs. One live code per purpose and destination.
CREATE TABLE otp_challenges (
    id          TEXT   NOT NULL PRIMARY KEY,
    purpose     TEXT   NOT NULL,
    channel     TEXT   NOT NULL,
    destination TEXT   NOT NULL,                -- normal form
    browser     TEXT   NOT NULL,                -- digest of the browser's binding cookie
    subject     TEXT,                           -- the record the code is for
    code        TEXT,                           -- keyed digest; NULL: nobody is there, nothing was sent
    tries       BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    ended_at    BIGINT                          -- used up or replaced
);
CREATE UNIQUE INDEX otp_challenges_live ON otp_challenges (purpose, destination) WHERE ended_at IS NULL;
CREATE INDEX otp_challenges_of_browser ON otp_challenges (browser, purpose, created_at);
CREATE INDEX otp_challenges_expired ON otp_challenges (expires_at);

-- Owned by store/limits.rs. Counters in a fixed window: sends, requests.
CREATE TABLE limits (
    bucket     TEXT   NOT NULL PRIMARY KEY,     -- rule and keyed digest of its subject
    started_at BIGINT NOT NULL,
    count      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX limits_expired ON limits (expires_at);

-- Owned by store/attempts.rs. Failures in a row and the growing wait after them.
CREATE TABLE attempts (
    bucket        TEXT   NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX attempts_expired ON attempts (expires_at);

-- Owned by store/registrations.rs. A person in the making; yields one user, once.
CREATE TABLE registrations (
    id                 TEXT   NOT NULL PRIMARY KEY,
    digest             TEXT   NOT NULL UNIQUE,  -- of the cookie that resumes it
    phone              TEXT,
    phone_confirmed_at BIGINT,
    email              TEXT,
    email_confirmed_at BIGINT,
    password_hash      TEXT,
    track_id           TEXT,
    locale             TEXT   NOT NULL,
    created_at         BIGINT NOT NULL,
    expires_at         BIGINT NOT NULL,
    finished_at        BIGINT
);
CREATE INDEX registrations_expired ON registrations (expires_at);
