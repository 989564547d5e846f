-- A participant's keys over time (PROTOCOL.md, section 4). Instants are milliseconds since the Unix epoch.

-- Descriptors that another has followed, as they came: what was signed under their keys stays.
create table earlier_descriptor (
    -- `<participant>|<revision>`
    id text primary key,
    participant text not null,
    revision bigint not null check (revision > 0),
    descriptor bytea not null
);

-- Revocations that stand in the arbiter's log, with its receipt.
create table revocation (
    -- `<participant>|<key id in hex>`
    id text primary key,
    participant text not null,
    key_id bytea not null check (length(key_id) = 32),
    logged_at bigint not null,
    revocation bytea not null,
    log_receipt bytea not null
);
create index revocation_key on revocation (key_id);

-- How far this utility has read what was published in the arbiter's log.
create table directory_cursor (
    arbiter text primary key,
    leaf_index bigint not null check (leaf_index >= 0)
);
