-- NON_BLOCKING orders that could not be brought to their utility, as they came: forwarded until `until_millis`.
CREATE TABLE kept_order (
    order_digest   text PRIMARY KEY CHECK (length(order_digest) = 64),
    platform       text NOT NULL,
    utility        text NOT NULL,
    request        bytea NOT NULL,
    until_millis   bigint NOT NULL,
    kept_at_millis bigint NOT NULL
);
CREATE INDEX kept_order_utility ON kept_order (utility, kept_at_millis, order_digest);
CREATE INDEX kept_order_platform ON kept_order (platform);
CREATE INDEX kept_order_until ON kept_order (until_millis);
