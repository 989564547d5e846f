-- Updates: what changes a trade before its gate closes (PROTOCOL.md, section 5).

alter table trade drop constraint trade_state_check;
alter table trade add constraint trade_state_check
    check (state in ('PENDING', 'SEALED', 'DELIVERED', 'ALLOCATED', 'SETTLED', 'REFUSED', 'VOID', 'CANCELLED'));

-- What is in force: window and quantity are this revision's. 0 is the order.
alter table trade add column revision bigint not null default 0;
-- Both utilities' attestations of it, where it is an update's.
alter table trade add column revision_seller_digest bytea;
alter table trade add column revision_buyer_digest bytea;
alter table trade add check ((revision = 0) = (revision_seller_digest is null));

create table trade_update (
    update_digest bytea primary key check (length(update_digest) = 32),
    order_digest bytea not null references trade,
    -- The other utility; this one where both sides are here.
    peer text not null,
    -- That it makes.
    revision bigint not null check (revision between 1 and 8),
    kind text not null check (kind in ('CANCEL', 'CURTAIL', 'RESCHEDULE')),
    reason text not null,
    follows_window bigint not null,
    window_start bigint not null,
    window_end bigint not null,
    quantity_wh bigint not null check (quantity_wh >= 0),
    -- Start of the earlier of both windows: by then it is decided whether the update counts.
    decided_at bigint not null check (decided_at = least(follows_window, window_start)),
    envelope bytea not null,
    -- REQUESTED: of this utility as the buyer's, not attested by the seller's yet. OPEN: attested here. LAPSED: neither
    -- in force nor proven in time.
    state text not null check (state in ('REQUESTED', 'OPEN', 'IN_FORCE', 'REFUSED', 'LAPSED')),
    refusal_reason text,
    refusal_field text,
    refusal_description text,
    seller_attestation bytea,
    seller_attestation_digest bytea,
    buyer_attestation bytea,
    buyer_attestation_digest bytea,
    -- Where this utility's own attestation as the buyer's stands in its journal.
    buyer_minute bigint,
    buyer_index bigint,
    receipt bytea,
    -- The proof by which a peer's showing was taken, where it is no receipt.
    shown_proof bytea,
    -- The new day's limits hold the quantity beside the old day's.
    reserved boolean not null default false,
    -- The outage that it is part of.
    outage text,
    check (not reserved or state = 'OPEN')
);
-- The first that is attested for a revision stands.
create unique index trade_update_revision on trade_update (order_digest, revision) where state in ('OPEN', 'IN_FORCE');
create index trade_update_open on trade_update (decided_at, peer) where state in ('OPEN', 'REQUESTED');
create index trade_update_outage on trade_update (order_digest, outage) where outage is not null;

-- Revisions that stand in lists of stage SEALED beside the trades' own rows: proven and not in force when the list was
-- fixed, or in force no more. `quantity_wh` is what they have in that window.
create table listed_revision (
    order_digest bytea not null references trade,
    revision bigint not null,
    peer text not null,
    window_start bigint not null,
    seller_digest bytea not null check (length(seller_digest) = 32),
    buyer_digest bytea not null check (length(buyer_digest) = 32),
    quantity_wh bigint not null check (quantity_wh >= 0),
    sealed_number bigint not null,
    dropped_number bigint,
    primary key (order_digest, revision, window_start)
);
create index listed_revision_window on listed_revision (window_start, peer);

-- A deposit is of a trade, then `subject` is its order, or of an update that is not in force, then it is that.
alter table sealing_deposit drop constraint sealing_deposit_order_digest_fkey;
alter table sealing_deposit rename column order_digest to subject;
alter table sealing_deposit add column order_digest bytea references trade;
update sealing_deposit set order_digest = subject;
alter table sealing_deposit alter column order_digest set not null;
