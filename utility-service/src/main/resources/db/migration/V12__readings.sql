-- Corrections, adjustments, readings under review, and meters that cannot sign (PROTOCOL.md, section 6).

-- One that came when the window's figures were fixed: it changes no settlement, but the next bill.
alter table reading add column adjustment boolean not null default false;
-- Of a reading that the utility has signed in its meter's place: it counts if its minute is logged by then.
alter table reading add column counts_until bigint;
-- The last of the unnamed checks: who may have signed what.
alter table reading drop constraint reading_check2;
alter table reading add constraint reading_signer
    check (signer = 'METER' or quality = 'ESTIMATED' or counts_until is not null);
create index reading_adjustment on reading (window_start, meter_key_id, direction, start_at, sequence)
    where adjustment;

-- Windows whose readings are fixed here, for a direction: what is allocated follows from them.
create table fixed_readings (
    window_start bigint not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    fixed_at bigint not null,
    primary key (window_start, direction)
);

-- What an operator has made of a refused reading.
alter table refused_reading add column decision text check (decision in ('ACCEPTED', 'REJECTED'));
alter table refused_reading add column decided_at bigint;
alter table refused_reading add column decision_reason text;
alter table refused_reading add constraint refused_reading_decided
    check ((decision is null) = (decided_at is null) and (decision is null) = (decision_reason is null));
create index refused_reading_review on refused_reading (received_at, digest) where decision is null;

-- A meter whose readings the utility signs.
alter table meter add column cannot_sign boolean not null default false;
-- A meter's key changes between windows: a row for each key, of which the last has no end.
alter table meter add column valid_until bigint not null default 253402214400000;
alter table meter add constraint meter_valid check (valid_from < valid_until);
alter table meter drop constraint meter_meter_id_key;
create unique index meter_key_in_force on meter (meter_id, valid_from);

-- Peers with meters that cannot sign are shown nothing of the window before then: their utility could fit its word to
-- it.
alter table settlement_pair add column statuses_from bigint;

-- The proof of when a peer's utility-attested reading was logged, as it came.
alter table peer_reading add column logged_proof bytea;
