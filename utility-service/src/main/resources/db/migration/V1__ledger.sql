-- A utility's ledger. Instants are milliseconds since the Unix epoch, energy is in watt-hours, digests are 32 bytes.
-- No constraint spans two counterparties, so that the tables can be spread over several servers.

create table participant (
    id text primary key,
    role text not null,
    revision bigint not null check (revision > 0),
    descriptor bytea not null
);

create table profile (
    digest bytea primary key check (length(digest) = 32),
    envelope bytea not null
);

-- All that there ever were: attestations name by which they answer.
create table agreement (
    peer text not null,
    digest bytea primary key check (length(digest) = 32),
    envelope bytea not null
);

create table customer (
    customer_id text primary key,
    -- Hides the customer behind a lasting pseudonym in the enrolments of their meters.
    commitment_salt bytea not null check (length(commitment_salt) = 32)
);

create table meter (
    key_id bytea primary key check (length(key_id) = 32),
    meter_id text not null unique,
    customer_id text not null references customer,
    public_key bytea not null,
    injection boolean not null,
    consumption boolean not null,
    valid_from bigint not null,
    enrolment_digest bytea not null check (length(enrolment_digest) = 32),
    enrolment bytea not null
);
create index meter_customer on meter (customer_id);

create table mandate (
    customer_id text not null references customer,
    platform text not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    limit_wh_per_day bigint not null check (limit_wh_per_day >= 0),
    primary key (customer_id, platform, direction)
);

create table customer_limit (
    customer_id text not null references customer,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    limit_wh_per_day bigint not null check (limit_wh_per_day >= 0),
    primary key (customer_id, direction)
);

-- What is used of a customer's limit (platform '') or of a mandate's, for a UTC day of the window's start.
create table limit_account (
    customer_id text not null,
    platform text not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    day date not null,
    max_wh bigint not null check (max_wh >= 0),
    used_wh bigint not null,
    primary key (customer_id, platform, direction, day),
    constraint limit_holds check (used_wh >= 0 and used_wh <= max_wh)
);

-- A trade in which at least one side is a customer of this utility.
create table trade (
    order_digest bytea primary key check (length(order_digest) = 32),
    id uuid not null unique,
    buyer_platform text not null,
    order_id text not null,
    seller_platform text not null,
    buyer_utility text not null,
    seller_utility text not null,
    -- The other utility; this one where both sides are here.
    peer text not null,
    window_start bigint not null,
    window_end bigint not null,
    expires bigint not null,
    quantity_wh bigint not null check (quantity_wh > 0),
    currency text not null,
    price numeric(18, 6) not null check (price >= 0),
    buyer_customer text,
    seller_customer text,
    buyer_meter bytea not null,
    seller_meter bytea not null,
    -- The order with both consents as it came, and the buyer's opening while it may have to be sent on.
    consented_order bytea not null,
    buyer_opening bytea,
    seller_attestation bytea,
    seller_attestation_digest bytea,
    seller_logged_at bigint,
    buyer_attestation bytea,
    buyer_attestation_digest bytea,
    buyer_logged_at bigint,
    receipt bytea,
    -- Where this utility's own attestations stand in its journal.
    seller_minute bigint,
    seller_index bigint,
    buyer_minute bigint,
    buyer_index bigint,
    -- When each attestation counts as logged, and the later of the two (section 5).
    seller_effective_at bigint,
    buyer_effective_at bigint,
    confirmed_at bigint,
    -- The number of the SEALED pair digest whose list this trade is in.
    sealed_number bigint,
    state text not null
        check (state in ('PENDING', 'SEALED', 'DELIVERED', 'ALLOCATED', 'SETTLED', 'REFUSED', 'VOID')),
    reason text,
    reason_field text,
    reason_description text,
    remaining_wh bigint,
    remaining_limit text,
    -- Grows with each change of any trade here.
    change bigint not null,
    seller_wh bigint,
    buyer_wh bigint,
    settled_wh bigint,
    amount numeric(30, 4),
    seller_deviation_wh bigint,
    buyer_deviation_wh bigint,
    settlement_digest bytea,
    -- An order's identity.
    unique (buyer_platform, order_id),
    check (settled_wh is null or settled_wh = least(seller_wh, buyer_wh)),
    check (state <> 'SETTLED' or settlement_digest is not null)
);
create index trade_window on trade (window_start, peer);
create index trade_open on trade (state, window_start) where state in ('PENDING', 'SEALED', 'DELIVERED', 'ALLOCATED');
create index trade_change on trade (change);
create index trade_buyer_platform on trade (buyer_platform, order_digest);
create index trade_seller_platform on trade (seller_platform, order_digest);
create index trade_seller_meter on trade (seller_meter, window_start);
create index trade_buyer_meter on trade (buyer_meter, window_start);

create sequence trade_change_number;

-- A second order under an identity that is taken: kept as evidence, answered with ORDER_CONFLICT.
create table conflicting_order (
    order_digest bytea primary key check (length(order_digest) = 32),
    taken_by bytea not null check (length(taken_by) = 32),
    consented_order bytea not null,
    received_at bigint not null
);

-- Every statement that this utility signed or accepted, in the order in which it was written; one row for a batch.
create table journal_batch (
    minute bigint not null check (minute % 60000 = 0),
    first_index bigint not null check (first_index >= 0),
    digests bytea not null check (length(digests) > 0 and length(digests) % 32 = 0),
    primary key (minute, first_index)
);

-- Minutes that are closed: nothing is added to them.
create table journal_minute (
    minute bigint primary key,
    size bigint not null check (size > 0),
    tree_root bytea not null check (length(tree_root) = 32),
    statement_digest bytea not null unique
);

-- Windows whose gate is closed here: no order is attested for them.
create table closed_window (
    window_start bigint primary key,
    closed_at bigint not null
);

-- What this utility commits with the arbiter, and the arbiter's receipt.
create table submission (
    statement_digest bytea primary key check (length(statement_digest) = 32),
    submission_key text not null,
    envelope bytea not null,
    log_receipt bytea,
    leaf_index bigint,
    logged_at bigint
);

-- What is to be sent, written with what it follows from and deleted when the receiver has it.
create table outbox (
    id uuid primary key,
    target text not null,
    kind text not null,
    subject bytea not null,
    created_at bigint not null,
    unique (target, kind, subject)
);
create index outbox_order on outbox (target, kind, created_at, id);

-- What this utility holds agreed with a peer for a window, and what the peer holds (section 8).
create table pair_digest (
    peer text not null,
    window_start bigint not null,
    stage text not null check (stage in ('SEALED', 'SETTLED')),
    number bigint not null check (number > 0),
    own_digest bytea,
    own_envelope bytea,
    own_statement_digest bytea,
    trades bigint,
    energy_wh bigint,
    peer_digest bytea,
    peer_envelope bytea,
    -- Both are equal, ours is logged, and what follows from it has been written.
    concluded boolean not null default false,
    -- SEALED only: the proofs of when our attestations were logged are on their way to the peer.
    proofs_enqueued boolean not null default false,
    primary key (peer, window_start, stage, number),
    check (not concluded or own_digest = peer_digest)
);
create index pair_digest_open on pair_digest (stage, window_start) where not concluded;

-- A second, different digest that a peer signed under a key: with the first it proves equivocation.
create table pair_equivocation (
    peer text not null,
    window_start bigint not null,
    stage text not null,
    number bigint not null,
    envelope bytea not null,
    received_at bigint not null,
    primary key (peer, window_start, stage, number)
);

create table checkpoint (
    arbiter text primary key,
    size bigint not null,
    note text not null
);

create table operator_audit (
    id uuid primary key,
    at bigint not null,
    caller text not null,
    call text not null,
    outcome text not null
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
