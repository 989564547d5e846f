-- Proofs of sealing that utilities left here (PROTOCOL.md, section 5).

alter table log_entry drop constraint log_entry_kind_check;
alter table log_entry add constraint log_entry_kind_check
    check (kind in ('JOURNAL_ROOT', 'PAIR_DIGEST', 'SHEET_ROOT', 'SEALING_DEPOSIT'));

-- A deposit counts once its statement is in the log. What the order says is kept only until the other utility has
-- it; leaf, statement and time stay in the log.
create table sealing_deposit (
    depositor           text   not null,
    submission_key      text   not null,
    statement_digest    bytea  not null check (octet_length(statement_digest) = 32),
    peer                text   not null,
    window_start_millis bigint not null,
    proof               bytea,
    received_at_millis  bigint not null,
    primary key (depositor, submission_key)
);
create index sealing_deposit_window on sealing_deposit (window_start_millis, depositor, peer);
create index sealing_deposit_kept on sealing_deposit (received_at_millis) where proof is not null;

-- Whether the arbiter was there at an instant is seen from its checkpoints.
create index checkpoint_time on checkpoint (signed_at_millis);
