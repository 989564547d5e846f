-- Statuses that utilities lack, and what the other side deposits (PROTOCOL.md, section 8.5).

-- The first claim about a trade's side counts. What was deposited is kept only until the claimant has it; claim and
-- standing, which are hashes and names, stay.
create table status_claim (
    claim_number        bigint generated always as identity primary key,
    claim_digest        bytea   not null unique check (octet_length(claim_digest) = 32),
    claimant            text    not null,
    utility             text    not null,
    direction           text    not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start_millis bigint  not null,
    subject             bytea   not null check (octet_length(subject) = 32),
    -- The signed claim as it came.
    statement           bytea   not null,
    received_at_millis  bigint  not null,
    -- Whether something was deposited in time that does not hold.
    refused             boolean not null default false,
    -- The signed standing; said once.
    standing            bytea,
    evidence            bytea   check (evidence is null or standing is not null),
    unique (claimant, utility, direction, window_start_millis, subject)
);
create index status_claim_window on status_claim (window_start_millis, claimant, utility, claim_number);
create index status_claim_kept on status_claim (window_start_millis) where evidence is not null;
