-- Owned by store/profile_requests.rs. What clients asked to be told about a person as a whole, and the
-- answers while they are kept.
CREATE TABLE profile_requests (
    id         TEXT   NOT NULL PRIMARY KEY,     -- ours, new each time: the place the payload is sealed for
    client_id  TEXT   NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    grant_id   TEXT   NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    request_id TEXT   NOT NULL,                 -- the client's own
    state      TEXT   NOT NULL,                 -- pending, completed, failed
    payload    TEXT,                            -- sealed; only while completed
    changed_at BIGINT NOT NULL,                 -- since when the state is what it is
    expires_at BIGINT NOT NULL,                 -- not known after this
    due_at     BIGINT,                          -- NULL: nothing left to do
    lease      TEXT,                            -- who works on it
    attempts   BIGINT NOT NULL,
    failure    TEXT
);
CREATE UNIQUE INDEX profile_requests_once ON profile_requests (user_id, client_id, request_id);
CREATE INDEX profile_requests_of_client ON profile_requests (client_id);
CREATE INDEX profile_requests_of_grant ON profile_requests (grant_id);
CREATE INDEX profile_requests_due ON profile_requests (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX profile_requests_expired ON profile_requests (expires_at);
