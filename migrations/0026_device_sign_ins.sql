-- Owned by store/device_sign_ins.rs. A browser that waits for its person to let it in from another device. No
-- client takes part, so it is no row of devices; the code that is typed is of the same kind.
CREATE TABLE device_sign_ins (
    id         TEXT   NOT NULL PRIMARY KEY,
    user_code  TEXT   NOT NULL UNIQUE,          -- keyed digest
    shown      TEXT   NOT NULL,                 -- the code, sealed, to be drawn again
    browser    TEXT   NOT NULL,                 -- digest of the binding cookie of the browser that waits
    track_id   TEXT,                            -- the authorization it serves
    ip         TEXT,                            -- from where it asked
    agent      TEXT,
    stage      TEXT   NOT NULL,                 -- pending, approved, denied, used
    session_id TEXT   REFERENCES sessions (id) ON DELETE CASCADE,   -- whose person approved
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX device_sign_ins_of_browser ON device_sign_ins (browser, created_at);
CREATE INDEX device_sign_ins_of_session ON device_sign_ins (session_id);
CREATE INDEX device_sign_ins_expired ON device_sign_ins (expires_at);
