-- The arbiter's whole memory: who is known, what they signed, and the tree over it. Nothing here can hold a quantity,
-- a price or a customer (PROTOCOL.md, section 2). Instants are milliseconds since the Unix epoch, digests 32 bytes.

-- Every descriptor a participant ever had; the highest revision is in force. Older ones stay: they verify what was
-- signed under them.
create table participant_descriptor (
    participant_id     text   not null,
    revision           bigint not null,
    descriptor         bytea  not null,
    received_at_millis bigint not null,
    primary key (participant_id, revision)
);

-- The profile received last says when digests are due.
create table network_profile (
    id                 uuid   primary key,
    profile            bytea  not null,
    received_at_millis bigint not null
);

-- The log. One leaf for each (sender, kind, submission key): a restart cannot make two of one submission.
create table log_entry (
    leaf_index       bigint primary key check (leaf_index >= 0),
    logged_at_millis bigint not null,
    kind             text   not null check (kind in ('JOURNAL_ROOT', 'PAIR_DIGEST', 'SHEET_ROOT')),
    sender           text   not null,
    submission_key   text   not null,
    statement_digest bytea  not null check (octet_length(statement_digest) = 32),
    leaf_hash        bytea  not null check (octet_length(leaf_hash) = 32),
    -- The signed envelope as it came, and the signed receipt as it was answered.
    statement        bytea  not null,
    receipt          bytea  not null,
    unique (sender, kind, submission_key)
);

-- The first statement that contradicts a logged one under the same key; with the logged one it proves equivocation.
create table equivocation (
    leaf_index         bigint primary key references log_entry,
    statement_digest   bytea  not null check (octet_length(statement_digest) = 32),
    statement          bytea  not null,
    received_at_millis bigint not null
);

-- Tiles of up to 256 hashes (C2SP tlog-tiles). Level 0 holds leaf hashes, level n roots of full tiles of level n - 1.
create table tile (
    level      smallint not null check (level between 0 and 7),
    tile_index bigint   not null check (tile_index >= 0),
    width      smallint not null check (width between 1 and 256),
    hashes     bytea    not null check (octet_length(hashes) = width * 32),
    primary key (level, tile_index)
);

-- Everything the arbiter ever signed about its tree (C2SP tlog-checkpoint).
create table checkpoint (
    checkpoint_number bigint primary key check (checkpoint_number > 0),
    signed_at_millis  bigint not null,
    tree_size         bigint not null check (tree_size >= 0),
    root              bytea  not null check (octet_length(root) = 32),
    note              text   not null
);

-- Both sides' digests of what a pair agrees on, and how they stand to each other. A utility with itself has one side.
create table pair_standing (
    first_utility       text   not null,
    second_utility      text   not null check (second_utility >= first_utility),
    window_start_millis bigint not null,
    stage               text   not null check (stage in ('SEALED', 'SETTLED')),
    pair_number         bigint not null check (pair_number > 0),
    first_digest        bytea  check (octet_length(first_digest) = 32),
    second_digest       bytea  check (octet_length(second_digest) = 32),
    standing            text   not null check (standing in ('WAITING', 'MATCHED', 'MISMATCHED', 'UNPAIRED')),
    primary key (first_utility, second_utility, window_start_millis, stage, pair_number)
);
create index pair_standing_waiting on pair_standing (stage, window_start_millis) where standing = 'WAITING';

-- What was told to both utilities of a pair, in this order.
create table flag (
    flag_number         bigint primary key check (flag_number > 0),
    kind                text   not null check (kind in ('MATCHED', 'MISMATCHED', 'UNPAIRED')),
    first_utility       text   not null,
    second_utility      text   not null,
    window_start_millis bigint not null,
    stage               text   not null,
    pair_number         bigint not null,
    flagged_at_millis   bigint not null
);
create index flag_first on flag (first_utility, flag_number);
create index flag_pair on flag (first_utility, second_utility, window_start_millis, stage, pair_number);
create index flag_second on flag (second_utility, flag_number);

-- Everything this utility must commit before this instant is committed, by its own word.
create table watermark (
    utility            text   primary key,
    complete_to_millis bigint not null
);

-- Which revision of a utility's sheet root stands at which leaf.
create table sheet_root (
    utility             text   not null,
    direction           text   not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start_millis bigint not null,
    revision            bigint not null check (revision > 0),
    leaf_index          bigint not null references log_entry,
    statement_digest    bytea  not null check (octet_length(statement_digest) = 32),
    primary key (utility, direction, window_start_millis, revision)
);

-- Every call of the operator.
create table operator_audit (
    id         uuid   primary key,
    at_millis  bigint not null,
    caller     text   not null,
    call       text   not null,
    outcome    text   not null
);

-- Statements that were refused with SIGNATURE_INVALID: nothing of them but who brought them, and of those only a few a
-- minute. `unwritten` were refused since the row before without a row of their own.
create table refused_signature (
    id uuid primary key,
    at_millis bigint not null,
    caller text not null,
    method text not null,
    digest_prefix text not null,
    unwritten bigint not null
);
