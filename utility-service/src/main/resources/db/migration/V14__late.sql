-- Sides that are silent or late (PROTOCOL.md, section 8.4), and the sheets that serve late lines.

-- A consumption sheet root may have a second revision, which serves late lines: its sheets, lines and pages stand beside
-- the first's.
alter table settlement_round add column revision bigint not null default 1 check (revision in (1, 2));
alter table settlement_round drop constraint settlement_round_pkey;
alter table settlement_round add primary key (window_start, direction, revision);
-- Of a first revision: whether it is decided which late lines a second one serves, if any.
alter table settlement_round add column late_decided boolean not null default false;

alter table sheet add column revision bigint not null default 1 check (revision in (1, 2));
alter table sheet drop constraint sheet_pkey;
alter table sheet add primary key (window_start, direction, revision, meter_key_id);

alter table allocation add column revision bigint not null default 1 check (revision in (1, 2));
alter table allocation drop constraint allocation_pkey;
alter table allocation add primary key (window_start, direction, revision, meter_key_id, leaf_index);

alter table status_page add column revision bigint not null default 1 check (revision in (1, 2));
alter table status_page drop constraint status_page_pkey;
alter table status_page add primary key (window_start, direction, peer, revision, number);

-- When the arbiter logged a peer's sheet root. Overdue: after its deadline as the profile has it, so that its figures do
-- not count before the arbiter has said that the deadline had moved.
alter table sheet_root add column logged_at bigint;
alter table sheet_root add column overdue boolean not null default false;

-- What peers have shown on sheets that serve late lines, of every trade on them.
create table peer_later_status (
    order_digest bytea not null check (length(order_digest) = 32),
    direction text not null check (direction = 'CONSUMPTION'),
    status_digest bytea not null check (length(status_digest) = 32),
    allocated_wh bigint not null check (allocated_wh >= 0),
    meter_key_id bytea not null check (length(meter_key_id) = 32),
    window_start bigint not null,
    leaf_index bigint not null check (leaf_index >= 0),
    page_digest bytea not null,
    page_index integer not null check (page_index >= 0),
    primary key (order_digest, direction)
);

-- The arbiter's last word on a side's sheet roots and the window's deadlines, as it was signed.
create table sheet_standing (
    utility text not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start bigint not null,
    as_of bigint not null,
    envelope bytea not null,
    primary key (utility, direction, window_start)
);

-- Sides of which the arbiter is asked.
create table standing_question (
    subject bytea primary key check (length(subject) = 32),
    utility text not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start bigint not null,
    -- Not asked again before.
    ask_again_at bigint not null
);

-- Trades that round 2 gives nothing, because their seller's side was overdue.
create table overdue_seller (
    order_digest bytea primary key references trade,
    window_start bigint not null,
    peer text not null,
    reason text not null check (reason in ('NO_SHEET_ROOT', 'NO_STATUS'))
);
create index overdue_seller_window on overdue_seller (window_start, peer);

-- Figures of the other side that this side's round no longer waits for.
alter table settlement_side add column given_up bigint not null default 0;

-- Some figure of the pair is late or missing: what it settles is decided by what the arbiter says of both sides.
alter table settlement_pair add column late boolean not null default false;

-- How figures came about that are settled otherwise than as allocated in time.
alter table trade add column seller_basis text check (seller_basis in ('LATE', 'SELLER_SILENT'));
alter table trade add column buyer_basis text check (buyer_basis in ('LATE', 'BUYER_SILENT'));
