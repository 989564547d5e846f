-- Statuses that were claimed through the arbiter (PROTOCOL.md, section 8.5).

-- Of a trade's side, by the utility of the other side.
create table status_claim (
    claim_digest bytea primary key check (length(claim_digest) = 32),
    order_digest bytea not null references trade,
    -- Whose status is claimed.
    utility text not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start bigint not null,
    -- What the status must be about.
    subject bytea not null check (length(subject) = 32),
    envelope bytea not null,
    -- The arbiter's word on it, as it was signed, and what it says.
    standing bytea,
    verdict text check (verdict in ('SHOWN', 'UNANSWERED', 'INVALID')),
    unique (order_digest, direction),
    check ((standing is null) = (verdict is null))
);
create index status_claim_window on status_claim (window_start, utility);

-- Pairs and windows of which the arbiter is asked what was claimed.
create table claim_question (
    subject bytea primary key check (length(subject) = 32),
    peer text not null,
    window_start bigint not null,
    -- Not asked again before.
    ask_again_at bigint not null,
    -- Nothing more can be claimed of sellers' sides, or of buyers', and what was is decided.
    sellers_decided boolean not null default false,
    buyers_decided boolean not null default false,
    unique (window_start, peer)
);
