package io.gridpact.utility.ledger;

import java.util.List;

/// Limit used = the sum of live trades' quantities (PROTOCOL.md, section 12.2).
final class LimitsCheck implements StoreCheck {

    private static final String DIFFERENCES = """
            with live as (
                select seller_customer as customer_id, seller_platform as platform, 'INJECTION' as direction,
                    window_start, quantity_wh from trade
                where seller_customer is not null and state not in ('REFUSED', 'VOID')
                union all
                select buyer_customer, buyer_platform, 'CONSUMPTION', window_start, quantity_wh from trade
                where buyer_customer is not null and state not in ('REFUSED', 'VOID')),
            dated as (
                select customer_id, platform, direction, quantity_wh,
                    (to_timestamp(window_start / 1000) at time zone 'UTC')::date as day from live),
            needed as (
                select customer_id, '' as platform, direction, day, sum(quantity_wh) as wh from dated group by 1, 3, 4
                union all
                select customer_id, platform, direction, day, sum(quantity_wh) from dated group by 1, 2, 3, 4)
            select coalesce(n.day, a.day), coalesce(n.direction, a.direction), coalesce(n.wh, 0) <> coalesce(a.used_wh, 0),
                coalesce(a.used_wh, 0) > coalesce(a.max_wh, 0)
            from needed n full join limit_account a using (customer_id, platform, direction, day)""";

    private final LedgerReader reader;

    LimitsCheck(LedgerReader reader) {
        this.reader = reader;
    }

    private record Difference(String subject, boolean wrong, boolean exceeded) {}

    @Override
    public void check(Sink sink) {
        List<Difference> accounts = reader.list(
                DIFFERENCES,
                query -> {},
                row -> new Difference(row.getString(1) + " " + row.getString(2), row.getBoolean(3), row.getBoolean(4)));
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
        }
    }
}
