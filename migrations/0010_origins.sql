-- Owned by store/client_origins.rs. Web origins of the redirect URIs of clients, written with the client: who
-- may be answered before it is known which client asks (a preflight of the Fetch standard).
CREATE TABLE client_origins (
    origin    TEXT NOT NULL,                    -- scheme, host and port as browsers write them
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    PRIMARY KEY (origin, client_id)
);
CREATE INDEX client_origins_of_client ON client_origins (client_id);
