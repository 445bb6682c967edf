-- Owned by store/clients.rs. A site or program that signs people in with us.
CREATE TABLE clients (
    id                  TEXT   NOT NULL PRIMARY KEY,    -- the client_id
    name                TEXT   NOT NULL,
    secret              TEXT,                           -- SHA-256; NULL for public clients
    auth_method         TEXT   NOT NULL,
    redirect_uris       TEXT   NOT NULL,                -- JSON array
    logout_uris         TEXT   NOT NULL,                -- JSON array
    grant_types         TEXT   NOT NULL,                -- space-separated
    scopes              TEXT   NOT NULL,                -- what it may ask for
    optional_scopes     TEXT   NOT NULL,                -- what a person may decline
    purposes            TEXT   NOT NULL,                -- JSON object: scope to text
    home_uri            TEXT,
    policy_uri          TEXT,
    terms_uri           TEXT,
    verified_at         BIGINT,
    id_token_alg        TEXT   NOT NULL,
    pkce_required       BIGINT NOT NULL,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    disabled_at         BIGINT
);

-- Owned by store/consents.rs. What one person decided about one client.
CREATE TABLE consents (
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  TEXT   NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    granted    TEXT   NOT NULL,                         -- scopes
    refused    TEXT   NOT NULL,                         -- optional scopes left unticked
    locale     TEXT   NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
);
CREATE INDEX consents_of_client ON consents (client_id);
