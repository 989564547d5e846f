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

-- Statements that were refused with SIGNATURE_INVALID: nothing of them but who brought them, and of those only a few a
-- minute. `unwritten` were refused since the row before without a row of their own.
CREATE TABLE refused_signature (
    id uuid PRIMARY KEY,
    at_millis bigint NOT NULL,
    caller text NOT NULL,
    method text NOT NULL,
    digest_prefix text NOT NULL,
    unwritten bigint NOT NULL
);
