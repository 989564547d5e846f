package io.gridpact.utility.ledger;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Limit used = the sum of live trades' quantities and of what is held for moves to that day, and counted against the
/// limit in force, or what was used of it where it has been lowered since (PROTOCOL.md, section 12.2). More is used
/// only as far as live `NON_BLOCKING` trades
/// were attested as exceeding it. A day that is over keeps the limit that it had.
final class LimitsCheck implements StoreCheck {

    private static final String DIFFERENCES = """
            with live as (
                select seller_customer as customer_id, seller_platform as platform, 'INJECTION' as direction,
                    window_start, quantity_wh, case when seller_beyond_limit then quantity_wh else 0 end as beyond_wh
                from trade
                where seller_customer is not null and state not in ('REFUSED', 'VOID', 'CANCELLED')
                union all
                select buyer_customer, buyer_platform, 'CONSUMPTION', window_start, quantity_wh,
                    case when buyer_beyond_limit then quantity_wh else 0 end
                from trade
                where buyer_customer is not null and state not in ('REFUSED', 'VOID', 'CANCELLED')

                union all
                select t.seller_customer, t.seller_platform, 'INJECTION', u.window_start, u.quantity_wh, 0
                from trade_update u join trade t on t.order_digest = u.order_digest
                where t.seller_customer is not null and u.reserved
                union all
                select t.buyer_customer, t.buyer_platform, 'CONSUMPTION', u.window_start, u.quantity_wh, 0
                from trade_update u join trade t on t.order_digest = u.order_digest
                where t.buyer_customer is not null and u.reserved),
            dated as (
                select customer_id, platform, direction, quantity_wh, beyond_wh,
                    (to_timestamp(window_start / 1000) at time zone 'UTC')::date as day from live),
            needed as (
                select customer_id, '' as platform, direction, day, sum(quantity_wh) as wh, sum(beyond_wh) as beyond_wh
                from dated group by 1, 3, 4
                union all
                select customer_id, platform, direction, day, sum(quantity_wh), sum(beyond_wh)
                from dated group by 1, 2, 3, 4)
            select coalesce(n.day, a.day), coalesce(n.direction, a.direction), coalesce(n.wh, 0) <> coalesce(a.used_wh, 0),
                coalesce(a.used_wh, 0) > coalesce(a.max_wh, 0) + coalesce(a.breach_wh, 0),
                coalesce(a.breach_wh, 0) <> greatest(0, coalesce(a.used_wh, 0) - coalesce(a.max_wh, 0))
                    or coalesce(a.breach_wh, 0) > coalesce(n.beyond_wh, 0),
                coalesce(a.day >= ?::date and a.max_wh <> greatest(a.used_wh - a.breach_wh, coalesce(
                    case when a.platform = '' then l.limit_wh_per_day else m.limit_wh_per_day end, 0)), false)
            from needed n full join limit_account a using (customer_id, platform, direction, day)
            left join customer_limit l on l.customer_id = a.customer_id and l.direction = a.direction
            left join mandate m on m.customer_id = a.customer_id and m.platform = a.platform
                and m.direction = a.direction""";

    private final LedgerReader reader;
    private final Clock clock;

    LimitsCheck(LedgerReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    private record Difference(String subject, boolean wrong, boolean exceeded, boolean unsigned, boolean outdated) {}

    @Override
    public void check(Sink sink) {
        List<Difference> accounts = reader.list(
                DIFFERENCES,
                query -> query.setString(
                        1, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString()),
                row -> new Difference(
                        row.getString(1) + " " + row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6)));
        sink.checked("limit accounts", accounts.size());
        for (Difference account : accounts) {
            if (account.wrong()) {
                sink.finding(
                        "limit-used-equals-live-trades",
                        account.subject(),
                        "a limit's use is not its live trades' sum");
            }
            if (account.exceeded()) {
                sink.finding("limit-holds", account.subject(), "more is used than the limit allows");
            }
            if (account.unsigned()) {
                sink.finding(
                        "limit-exceeded-as-signed",
                        account.subject(),
                        "more is beyond the limit than trades were attested as exceeding it");
            }
            if (account.outdated()) {
                sink.finding("limit-in-force", account.subject(), "counted against another limit than is in force");
            }
        }
    }
}
