-- Clients: what goes beyond the basics, a secret that is needed back, who may manage the registration.
ALTER TABLE clients ADD COLUMN options TEXT NOT NULL DEFAULT '{}';    -- JSON, domain/oauth/options.rs
ALTER TABLE clients ADD COLUMN sealed_secret TEXT;
ALTER TABLE clients ADD COLUMN registration_token TEXT;               -- SHA-256

-- A person's address (OIDC Core 5.1.1); the country of an address is its own.
ALTER TABLE users ADD COLUMN address TEXT;                            -- JSON, domain/profile.rs

-- What a request asked besides scopes; what the tokens below it are bound to.
ALTER TABLE tracks ADD COLUMN pushed TEXT;                            -- digest of the pushed request it came from
ALTER TABLE grants ADD COLUMN claims TEXT;                            -- claims parameter, as far as it was allowed
ALTER TABLE grants ADD COLUMN acr TEXT;
ALTER TABLE grants ADD COLUMN resources TEXT;                         -- space-separated absolute URIs
ALTER TABLE codes ADD COLUMN dpop_jkt TEXT;
ALTER TABLE access_tokens ADD COLUMN confirmation TEXT;               -- jkt:… or x5t:…
ALTER TABLE access_tokens ADD COLUMN audience TEXT;                   -- space-separated absolute URIs
ALTER TABLE access_tokens ADD COLUMN actor TEXT;                      -- RFC 8693 act claim, JSON
ALTER TABLE refresh_tokens ADD COLUMN confirmation TEXT;

-- Owned by store/replays.rs. What may be presented only once: assertions, DPoP proofs.
CREATE TABLE replays (
    digest     TEXT   NOT NULL PRIMARY KEY,     -- kind, issuer and jti
    expires_at BIGINT NOT NULL
);
CREATE INDEX replays_expired ON replays (expires_at);

-- Owned by store/pushed_requests.rs (RFC 9126).
CREATE TABLE pushed_requests (
    digest     TEXT   NOT NULL PRIMARY KEY,     -- of the reference in request_uri
    client_id  TEXT   NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    request    TEXT   NOT NULL,                 -- sealed parameters
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT                           -- an answer was given for it
);
CREATE INDEX pushed_requests_of_client ON pushed_requests (client_id);
CREATE INDEX pushed_requests_expired ON pushed_requests (expires_at);
