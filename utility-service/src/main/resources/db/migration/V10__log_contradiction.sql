-- Two checkpoints that the arbiter has signed, shown to us and to a peer, which are not of one history. Kept as evidence;
-- the first of a peer proves as much as all of them.
create table log_contradiction (
    arbiter   text   not null,
    peer      text   not null,
    own_note  text   not null,
    peer_note text   not null,
    found_at  bigint not null,
    primary key (arbiter, peer)
);
