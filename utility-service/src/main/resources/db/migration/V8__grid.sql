-- On which feeder a meter is; '' for none. Known to the utility alone.
alter table meter add column feeder text not null default '';
