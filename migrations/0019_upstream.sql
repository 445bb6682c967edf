-- Owned by store/upstream_links.rs. Accounts at other providers that open an account here.
CREATE TABLE upstream_links (
    id        TEXT   NOT NULL PRIMARY KEY,
    user_id   TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer    TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    email     TEXT,                             -- to be shown; it joins nobody
    linked_at BIGINT NOT NULL,
    used_at   BIGINT,
    CONSTRAINT upstream_links_identity UNIQUE (issuer, subject)
);
CREATE INDEX upstream_links_of_user ON upstream_links (user_id, linked_at);

-- Owned by store/upstream_trips.rs. Browsers on their way to a provider and back, once.
CREATE TABLE upstream_trips (
    state      TEXT   NOT NULL PRIMARY KEY,     -- SHA-256 of the parameter
    upstream   TEXT   NOT NULL,                 -- id in the configuration
    browser    TEXT   NOT NULL,                 -- digest of the browser's binding cookie
    secrets    TEXT   NOT NULL,                 -- sealed: nonce, PKCE verifier
    track_id   TEXT,
    linker_id  TEXT   REFERENCES users (id) ON DELETE CASCADE,  -- whose account console it began in
    expires_at BIGINT NOT NULL
);
CREATE INDEX upstream_trips_expired ON upstream_trips (expires_at);
CREATE INDEX upstream_trips_of_linker ON upstream_trips (linker_id);

-- Owned by store/upstream_waiting.rs. A proved account elsewhere that opens nothing yet: at most one for a
-- browser, gone as soon as it is used.
CREATE TABLE upstream_waiting (
    id         TEXT   NOT NULL PRIMARY KEY,
    browser    TEXT   NOT NULL UNIQUE,          -- digest of the browser's binding cookie
    upstream   TEXT   NOT NULL,
    issuer     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    email      TEXT,
    firstname  TEXT,
    lastname   TEXT,
    wish       TEXT   NOT NULL,                 -- open, link, register
    linker_id  TEXT   REFERENCES users (id) ON DELETE CASCADE,  -- the only one it may be linked to
    track_id   TEXT,
    proved_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX upstream_waiting_expired ON upstream_waiting (expires_at);
CREATE INDEX upstream_waiting_of_linker ON upstream_waiting (linker_id);
