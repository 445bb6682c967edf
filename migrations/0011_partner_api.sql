-- The partner API: by which entrance an authorization came, and whom to tell when its tokens end.
ALTER TABLE tracks ADD COLUMN entrance TEXT NOT NULL DEFAULT 'standard';    -- standard, openid, link
ALTER TABLE grants ADD COLUMN entrance TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE grants ADD COLUMN revoke_uri TEXT;                              -- called when the grant's session ends
