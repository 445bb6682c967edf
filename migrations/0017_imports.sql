-- Owned by store/imports.rs. Who came from another system, so that the same line of a file is taken once.
-- Both digests are keyed: nothing here can be read or guessed.
CREATE TABLE imports (
    digest  TEXT   NOT NULL PRIMARY KEY,        -- the system and its id of the person, else the confirmed contacts
    line    TEXT   NOT NULL,                    -- the whole line
    user_id TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at      BIGINT NOT NULL
);
CREATE INDEX imports_of_user ON imports (user_id);
