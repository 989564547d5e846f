-- NON_BLOCKING orders (PROTOCOL.md, section 5): a limit that does not hold one is flagged in the attestation.

alter table trade
    add column mode text not null default 'BLOCKING' check (mode in ('BLOCKING', 'NON_BLOCKING')),
    -- That this utility attested the side although a limit did not hold it, and signed so.
    add column seller_beyond_limit boolean not null default false,
    add column buyer_beyond_limit boolean not null default false,
    add constraint limits_refuse_in_blocking
        check (mode = 'NON_BLOCKING' or not (seller_beyond_limit or buyer_beyond_limit));

-- How much of what is used is beyond the limit; only NON_BLOCKING trades put it there.
alter table limit_account
    add column breach_wh bigint not null default 0 check (breach_wh >= 0),
    drop constraint limit_holds,
    add constraint limit_holds check (used_wh >= 0 and used_wh <= max_wh + breach_wh);
