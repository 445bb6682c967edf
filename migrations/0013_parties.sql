-- Owned by store/counters.rs. Numbers in a row, for records that outsiders know by an integer.
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL                       -- the one given out last
);
INSERT INTO counters (name, value) VALUES ('parties', 0);

-- Owned by store/parties.rs. A partner: a company with its clients, and the people it brought.
CREATE TABLE parties (
    id         TEXT   NOT NULL PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE,          -- from 1 on
    name       TEXT   NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
ALTER TABLE clients ADD COLUMN party_id TEXT REFERENCES parties (id);
CREATE INDEX clients_of_party ON clients (party_id);

-- Owned by store/memberships.rs. Whom a party brought.
CREATE TABLE memberships (
    party_id TEXT   NOT NULL REFERENCES parties (id) ON DELETE CASCADE,
    user_id  TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    road     TEXT   NOT NULL,                   -- created, merged
    since    BIGINT NOT NULL,
    PRIMARY KEY (party_id, user_id)
);
CREATE INDEX memberships_of_user ON memberships (user_id);

-- Owned by store/contacts.rs. Who set a contact that its person has not proved: one party sets one contact
-- on one person only.
ALTER TABLE contacts ADD COLUMN party_id TEXT REFERENCES parties (id);
CREATE UNIQUE INDEX contacts_of_party ON contacts (party_id, channel, value)
    WHERE party_id IS NOT NULL AND confirmed_at IS NULL;

-- Owned by store/unclaimed.rs. Records that a party made and nobody has proved to be: the row goes when
-- somebody does.
CREATE TABLE unclaimed (
    user_id TEXT   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    since   BIGINT NOT NULL
);

-- Owned by store/aliases.rs. Ids under which a party knows a person whose record is another one.
CREATE TABLE user_aliases (
    alias   TEXT   NOT NULL PRIMARY KEY,        -- id of a record that was erased for it
    user_id TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since   BIGINT NOT NULL
);
CREATE INDEX user_aliases_of_user ON user_aliases (user_id);
