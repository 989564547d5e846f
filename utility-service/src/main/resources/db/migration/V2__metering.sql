-- Readings that this utility believed, as they came (PROTOCOL.md, section 6).
create table reading (
    digest bytea primary key check (length(digest) = 32),
    meter_key_id bytea not null check (length(meter_key_id) = 32),
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    window_start bigint not null,
    start_at bigint not null check (start_at >= window_start),
    end_at bigint not null check (end_at > start_at),
    energy_wh bigint not null check (energy_wh >= 0),
    register_start_wh bigint,
    register_end_wh bigint,
    sequence bigint not null check (sequence >= 1),
    quality text not null check (quality in ('MEASURED', 'ESTIMATED', 'CORRECTED')),
    signer text not null check (signer in ('METER', 'UTILITY')),
    envelope bytea not null,
    -- Where it stands in the journal.
    journal_minute bigint not null,
    journal_index bigint not null,
    check (signer = 'METER' or quality = 'ESTIMATED')
);
create index reading_window on reading (meter_key_id, direction, window_start);

-- Readings that a meter signed and that were refused: kept for review, a few a meter and window.
create table refused_reading (
    digest bytea primary key check (length(digest) = 32),
    meter_key_id bytea not null,
    window_start bigint not null,
    field text not null,
    description text not null,
    envelope bytea not null,
    received_at bigint not null
);
create index refused_reading_window on refused_reading (meter_key_id, window_start);

-- Meters whose reading of a window is needed, because trades rest on it.
create table awaited_reading (
    window_start bigint not null,
    direction text not null check (direction in ('INJECTION', 'CONSUMPTION')),
    meter_key_id bytea not null,
    -- What the readings that tile the window add up to, and the digest of their list; null while some are missing.
    energy_wh bigint,
    reading_digest bytea,
    primary key (window_start, direction, meter_key_id),
    check ((energy_wh is null) = (reading_digest is null))
);
create index awaited_reading_missing on awaited_reading (window_start, direction, meter_key_id)
    where energy_wh is null;
