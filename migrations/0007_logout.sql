-- A sign-in that took the place of an earlier one of the same person in the same browser: what hangs on
-- the earlier one ends with the later one.
ALTER TABLE sessions ADD COLUMN continued_as TEXT;                    -- id of the later session
CREATE INDEX sessions_continued ON sessions (continued_as) WHERE continued_as IS NOT NULL;

-- What was given in a session is looked for when it ends.
CREATE INDEX grants_of_session ON grants (session_id);

-- Owned by store/logout_notices.rs. What one client has to be told about the end of one session
-- (OIDC Back-Channel Logout 1.0), written in the transaction that ends it.
CREATE TABLE logout_notices (
    id           TEXT   NOT NULL PRIMARY KEY,   -- jti of the logout token, the same at each try
    client_id    TEXT   NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id      TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,               -- not tried after this
    due_at       BIGINT,                        -- NULL: nothing left to do
    lease        TEXT,                          -- who works on it
    attempts     BIGINT NOT NULL,
    delivered_at BIGINT,
    failure      TEXT
);
CREATE UNIQUE INDEX logout_notices_once ON logout_notices (session_id, client_id);
CREATE INDEX logout_notices_of_client ON logout_notices (client_id);
CREATE INDEX logout_notices_of_user ON logout_notices (user_id);
CREATE INDEX logout_notices_due ON logout_notices (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX logout_notices_expired ON logout_notices (expires_at);
