-- Descriptors and revocations of signing keys are leaves of the log (PROTOCOL.md, sections 4 and 9). The leaves are all
-- there is of revocations: who is known and by which keys is read from them and from the descriptors.

alter table log_entry drop constraint log_entry_kind_check;
alter table log_entry add constraint log_entry_kind_check check (kind in
    ('JOURNAL_ROOT', 'PAIR_DIGEST', 'SHEET_ROOT', 'SEALING_DEPOSIT', 'DESCRIPTOR', 'REVOCATION'));

create index log_entry_document on log_entry (leaf_index) where kind in ('DESCRIPTOR', 'REVOCATION');
