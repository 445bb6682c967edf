-- A notice may also be the session-end callback of the partner API: one for each token family that ended.
ALTER TABLE logout_notices ADD COLUMN grant_id TEXT NOT NULL DEFAULT '';    -- the family; '' for a logout token
ALTER TABLE logout_notices ADD COLUMN address TEXT;                         -- whom to call about the family
DROP INDEX logout_notices_once;
CREATE UNIQUE INDEX logout_notices_once ON logout_notices (session_id, client_id, grant_id);
