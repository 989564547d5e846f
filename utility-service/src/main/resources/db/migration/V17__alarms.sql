-- A pair digest that was answered with one under another key.
alter table pair_alarm drop constraint pair_alarm_kind_check;
alter table pair_alarm add constraint pair_alarm_kind_check check (kind in
    ('BAD_SIGNATURE', 'TWO_DIGESTS', 'TWO_ANSWERS', 'LIST_DENIED', 'FALSE_DEPOSIT', 'OTHER_KEY'));
