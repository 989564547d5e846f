-- A peer's signed sheet root or status that excludes one that it has shown before: the first for each that is held. With
-- the one that is held it proves equivocation.
create table status_equivocation (
    peer text not null,
    -- The sheet root or status that is held.
    contradicted bytea not null check (length(contradicted) = 32),
    statement_digest bytea not null check (length(statement_digest) = 32),
    envelope bytea not null,
    received_at bigint not null,
    primary key (peer, contradicted)
);

-- Of the orders that conflict with one, the first is kept: it proves enough, and a platform cannot fill the table.
create index conflicting_order_taken_by on conflicting_order (taken_by);
