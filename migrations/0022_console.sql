-- The account console: preferences, what a person has seen of it, a copy of all data, the end of an account.

ALTER TABLE users ADD COLUMN theme TEXT;                        -- light, dark; NULL: as the device says
ALTER TABLE users ADD COLUMN news BIGINT NOT NULL DEFAULT 0;    -- 1: also writes that are no security matter
ALTER TABLE users ADD COLUMN advice_from BIGINT;                -- no recommendation before then
ALTER TABLE users ADD COLUMN exported_at BIGINT;                -- when the last copy of all data was made
ALTER TABLE users ADD COLUMN erase_at BIGINT;                   -- of a closing account: the end of the time to return
ALTER TABLE users ADD COLUMN closing_reason TEXT;               -- domain/closing.rs
CREATE INDEX users_erased_then ON users (erase_at) WHERE erase_at IS NOT NULL;

ALTER TABLE pending_sign_ins ADD COLUMN proved_at BIGINT;       -- nothing more to prove; the account is closing

CREATE INDEX outbox_to ON outbox (destination);
CREATE INDEX outbox_farewells ON outbox (created_at) WHERE purpose = 'erased';
CREATE INDEX otp_challenges_to ON otp_challenges (destination);
