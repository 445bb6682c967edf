-- The passkey that somebody made instead of a password while they open an account: JSON.
ALTER TABLE registrations ADD COLUMN passkey TEXT;
