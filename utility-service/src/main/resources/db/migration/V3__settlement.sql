-- Allocation, statuses and settlement (PROTOCOL.md, sections 7 and 8). Everything here follows from trades, readings and
-- peers' statuses; how far it has come stands in these rows alone.

-- One direction of a window in which this utility has trades.
create table settlement_round (
    window_start bigint not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_end bigint not null,
    -- OPENED: its meters are known. AWAITING: readings that were there before have been counted. ALLOCATING: all
    -- figures it needs are there. COMMITTED: its sheet root is on its way to the arbiter. SHOWN: statuses are signed.
    state text not null check (state in ('OPENED', 'AWAITING', 'ALLOCATING', 'COMMITTED', 'SHOWN')),
    primary key (window_start, direction)
);
create index settlement_round_open on settlement_round (state, window_start) where state <> 'SHOWN';

-- The trades of a round with one peer (this utility, where both sides are here), counted.
create table settlement_side (
    window_start bigint not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    peer text not null,
    trades bigint not null check (trades > 0),
    -- Allocated here; shown by the other side.
    allocated bigint not null default 0 check (allocated <= trades),
    peer_figures bigint not null default 0 check (peer_figures <= trades),
    primary key (window_start, direction, peer)
);

-- What is settled with one peer for a window.
create table settlement_pair (
    window_start bigint not null,
    peer text not null,
    -- OPEN: figures are missing. ASKED: the arbiter is asked for the sheet roots relied on. DECLARED: the digest of
    -- all settlements is signed. SETTLED: both have signed the same.
    state text not null check (state in ('OPEN', 'ASKED', 'DECLARED', 'SETTLED')),
    opened_at bigint not null,
    asked_at bigint,
    primary key (window_start, peer)
);
create index settlement_pair_open on settlement_pair (state, window_start) where state <> 'SETTLED';

-- Sheet roots: this utility's, and those that peers have shown with the arbiter's receipt.
create table sheet_root (
    utility text not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start bigint not null,
    revision bigint not null check (revision >= 1),
    root bytea not null check (length(root) = 32),
    statement_digest bytea not null unique check (length(statement_digest) = 32),
    envelope bytea not null,
    -- A peer's; this utility's own stands with its submission.
    log_receipt bytea,
    -- The arbiter's answer to the question for the highest revision.
    highest_revision bigint,
    highest_statement bytea,
    answered_at bigint,
    primary key (utility, direction, window_start, revision)
);

-- One meter's reading shared among its trades.
create table sheet (
    window_start bigint not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    meter_key_id bytea not null,
    -- Its place in the sheet map, and what stands there.
    sheet_key bytea not null check (length(sheet_key) = 32),
    sheet_digest bytea not null check (length(sheet_digest) = 32),
    reading_wh bigint not null check (reading_wh >= 0),
    reading_digest bytea not null check (length(reading_digest) = 32),
    rule text not null check (rule in ('FIFO', 'PRO_RATA')),
    root bytea not null check (length(root) = 32),
    wanted_wh bigint not null,
    allocated_wh bigint not null,
    leaf_count bigint not null check (leaf_count > 0),
    primary key (window_start, direction, meter_key_id),
    check (allocated_wh = least(reading_wh, wanted_wh))
);

-- A sheet's lines.
create table allocation (
    window_start bigint not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    meter_key_id bytea not null,
    leaf_index integer not null check (leaf_index >= 0),
    order_digest bytea not null check (length(order_digest) = 32),
    peer text not null,
    cap_wh bigint not null check (cap_wh >= 0),
    wanted_wh bigint not null check (wanted_wh >= 0 and wanted_wh <= cap_wh),
    allocated_wh bigint not null check (allocated_wh >= 0 and allocated_wh <= wanted_wh),
    leaf_salt bytea not null check (length(leaf_salt) = 32),
    primary key (window_start, direction, meter_key_id, leaf_index)
);

-- This utility's signed statuses for a peer, in the order of sheets and lines; sent as they stand here however often.
create table status_page (
    window_start bigint not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    peer text not null,
    number integer not null check (number >= 1),
    page_digest bytea not null unique check (length(page_digest) = 32),
    statuses integer not null check (statuses > 0),
    -- Key ids of the meters whose lines are in it, 32 bytes each, and its last line.
    meters bytea not null check (length(meters) > 0 and length(meters) % 32 = 0),
    last_meter bytea not null,
    last_leaf integer not null,
    content bytea not null,
    primary key (window_start, direction, peer, number)
);

-- What peers have shown, as it came: enrolments and readings of their meters, and pages of statuses.
create table peer_meter (
    utility text not null,
    key_id bytea not null check (length(key_id) = 32),
    enrolment_digest bytea not null check (length(enrolment_digest) = 32),
    enrolment bytea not null,
    primary key (utility, key_id, enrolment_digest)
);

create table peer_reading (
    digest bytea primary key check (length(digest) = 32),
    utility text not null,
    meter_key_id bytea not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start bigint not null,
    envelope bytea not null
);
create index peer_reading_window on peer_reading (meter_key_id, direction, window_start);

create table peer_status_page (
    page_digest bytea primary key check (length(page_digest) = 32),
    utility text not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start bigint not null,
    content bytea not null
);

create table peer_status (
    order_digest bytea not null check (length(order_digest) = 32),
    -- The side that the peer allocated.
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    status_digest bytea not null check (length(status_digest) = 32),
    allocated_wh bigint not null check (allocated_wh >= 0),
    -- Where its line stands on that meter's sheet.
    meter_key_id bytea not null check (length(meter_key_id) = 32),
    window_start bigint not null,
    leaf_index bigint not null check (leaf_index >= 0),
    -- Where it stands among the pages.
    page_digest bytea not null,
    page_index integer not null check (page_index >= 0),
    primary key (order_digest, direction)
);
create index peer_status_meter on peer_status (meter_key_id, direction, window_start);
