-- The descriptors in force, as they came; what else is in a row is read from them.
CREATE TABLE participant (
    id               text PRIMARY KEY,
    role             text NOT NULL,
    revision         bigint NOT NULL CHECK (revision > 0),
    digest           bytea NOT NULL CHECK (octet_length(digest) = 32),
    descriptor       bytea NOT NULL,
    stored_at_millis bigint NOT NULL
);

-- Who called the operator's door, and what came of it.
CREATE TABLE operator_audit (
    id        uuid PRIMARY KEY,
    at_millis bigint NOT NULL,
    caller    text NOT NULL,
    call      text NOT NULL,
    outcome   text NOT NULL
);
