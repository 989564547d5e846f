-- Lists that are mended, proofs that are deposited, and what peers are caught at.

-- The number of the first SEALED list that leaves this trade out again: the peer has refused its proof.
alter table trade add column dropped_number bigint;
-- When the arbiter logged the proof that this trade is sealed, where somebody deposited one.
alter table trade add column deposited_at bigint;
alter table trade add column deposit_shown boolean not null default false;
create index trade_deposited on trade (window_start, peer) where deposited_at is not null;

-- What has been done about a digest that differs from the peer's.
alter table pair_digest add column mending boolean not null default false;

-- The proof by which a peer's showing was taken, where it is no receipt: it may have to be shown again.
create table shown_proof (
    order_digest bytea primary key references trade,
    proof bytea not null
);

-- What this utility deposits with the arbiter.
create table sealing_deposit (
    order_digest bytea primary key references trade,
    envelope bytea not null,
    log_receipt bytea,
    logged_at bigint,
    -- Why the arbiter does not take it.
    refused text
);

-- Windows with a peer of which the arbiter is asked what was deposited.
create table sealing_question (
    subject bytea primary key check (length(subject) = 32),
    peer text not null,
    window_start bigint not null,
    -- Not asked again before.
    ask_again_at bigint not null,
    unique (peer, window_start)
);

-- The first evidence of each thing that a peer was caught at.
create table pair_alarm (
    alarm bigint generated always as identity primary key,
    kind text not null
        check (kind in ('BAD_SIGNATURE', 'TWO_DIGESTS', 'TWO_ANSWERS', 'LIST_DENIED', 'FALSE_DEPOSIT')),
    peer text not null,
    window_start bigint not null,
    stage text not null check (stage in ('SEALED', 'SETTLED')),
    number bigint not null,
    raised_at bigint not null,
    evidence bytea not null,
    unique (peer, kind, window_start, stage, number)
);

-- To when this utility has said that it has committed everything: never less afterwards.
create table stated_watermark (
    the_only boolean primary key default true check (the_only),
    complete_to bigint not null
);

-- The number of the first SETTLED list that leaves this trade out: the two utilities have derived other settlements.
alter table trade add column disputed_number bigint;
create index trade_disputed on trade (window_start) where disputed_number is not null;
