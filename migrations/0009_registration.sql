-- Owned by store/client_logos.rs. Our copies of the logos of clients.
CREATE TABLE client_logos (
    client_id  TEXT   NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    kind       TEXT   NOT NULL,                 -- media type
    digest     TEXT   NOT NULL,                 -- SHA-256 of the file
    image      TEXT   NOT NULL,                 -- the file, base64
    fetched_at BIGINT NOT NULL
);
