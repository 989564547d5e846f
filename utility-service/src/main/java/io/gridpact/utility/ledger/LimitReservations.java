package io.gridpact.utility.ledger;

import io.gridpact.protocol.directory.Direction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes from customers' limits and platforms' mandates by conditional updates, never by reading first
/// (PROTOCOL.md, sections 4 and 12.2). One statement for all reservations of a batch; where one account does not hold
/// its sum, the reservations that touch it are made one by one, in their order. A `NON_BLOCKING` order is reserved
/// whatever a limit holds, and what is beyond the limit is counted apart.
final class LimitReservations {

    /// A customer's limit, or with a platform that platform's mandate, on a UTC day.
    record Account(String customerId, String platform, Direction direction, LocalDate day) {

        boolean ofMandate() {
            return !platform.isEmpty();
        }
    }

    /// What one trade takes: the same energy from each of its accounts.
    ///
    /// @param mayExceed whether it is taken where a limit does not hold it
    record Reservation(List<Account> accounts, long energyWh, boolean mayExceed) {}

    // A limit that was lowered below what was used stood at what was used: what is given back brings it down, where
    // nothing is beyond it. What is beyond it goes first.
    private static final String GIVE_BACK = """
            update limit_account a set used_wh = a.used_wh - d.wh, max_wh = h.max_wh,
                breach_wh = greatest(0, a.used_wh - d.wh - h.max_wh)
            from unnest(?::text[], ?::text[], ?::text[], ?::date[], ?::bigint[])
                as d (customer_id, platform, direction, day, wh)
            left join customer_limit l on l.customer_id = d.customer_id and l.direction = d.direction
            left join mandate m on m.customer_id = d.customer_id and m.platform = d.platform
                and m.direction = d.direction
            join limit_account b on b.customer_id = d.customer_id and b.platform = d.platform
                and b.direction = d.direction and b.day = d.day
            cross join lateral (select greatest(
                least(b.used_wh - d.wh, b.used_wh - b.breach_wh), least(b.max_wh,
                    coalesce(case when d.platform = '' then l.limit_wh_per_day else m.limit_wh_per_day end, 0)))
                as max_wh) h
            where a.customer_id = d.customer_id and a.platform = d.platform and a.direction = d.direction
                and a.day = d.day
            returning a.customer_id, a.platform, a.direction, a.day""";

    private static final String TAKE = """
            update limit_account a set used_wh = a.used_wh + d.wh
            from unnest(?::text[], ?::text[], ?::text[], ?::date[], ?::bigint[])
                as d (customer_id, platform, direction, day, wh)
            where a.customer_id = d.customer_id and a.platform = d.platform and a.direction = d.direction
                and a.day = d.day and a.used_wh + d.wh <= a.max_wh
            returning a.customer_id, a.platform, a.direction, a.day""";

    private static final String TAKE_BEYOND = """
            update limit_account a set used_wh = a.used_wh + d.wh,
                breach_wh = greatest(0, a.used_wh + d.wh - a.max_wh)
            from unnest(?::text[], ?::text[], ?::text[], ?::date[], ?::bigint[])
                as d (customer_id, platform, direction, day, wh)
            where a.customer_id = d.customer_id and a.platform = d.platform and a.direction = d.direction
                and a.day = d.day
            returning a.direction, a.breach_wh > 0 as beyond""";

    private final Connection connection;

    LimitReservations(Connection connection) {
        this.connection = connection;
    }

    /// @return for each reservation what came of it
    List<Reserved> reserve(List<Reservation> reservations) throws SQLException {
        Map<Account, Long> sums = sums(reservations);
        openAccounts(sums.keySet());
        Savepoint before = connection.setSavepoint();
        Set<Account> taken = take(sums);
        if (taken.size() == sums.size()) {
            connection.releaseSavepoint(before);
            return reservations.stream().<Reserved>map(made -> Reserved.WITHIN).toList();
        }
        connection.rollback(before);
        Set<Account> scarce = new HashSet<>(sums.keySet());
        scarce.removeAll(taken);
        return reserveAround(reservations, scarce);
    }

    /// Gives back what live trades no longer need.
    void release(List<Reservation> reservations) throws SQLException {
        Map<Account, Long> given = sums(reservations);
        if (!given.isEmpty() && change(GIVE_BACK, given).size() != given.size()) {
            throw new IllegalStateException("a limit account that was taken from is gone");
        }
    }

    private List<Reserved> reserveAround(List<Reservation> reservations, Set<Account> scarce) throws SQLException {
        List<Reservation> plentiful = reservations.stream()
                .filter(reservation -> reservation.accounts().stream().noneMatch(scarce::contains))
                .toList();
        Map<Account, Long> sums = sums(plentiful);
        if (!sums.isEmpty() && take(sums).size() != sums.size()) {
            throw new IllegalStateException("limits changed under the writer's lock");
        }
        List<Reserved> outcomes = new ArrayList<>(reservations.size());
        for (Reservation reservation : reservations) {
            boolean alone = reservation.accounts().stream().anyMatch(scarce::contains);
            outcomes.add(alone ? reserveAlone(reservation) : Reserved.WITHIN);
        }
        return outcomes;
    }

    private Reserved reserveAlone(Reservation reservation) throws SQLException {
        Map<Account, Long> sums = sums(List.of(reservation));
        Savepoint before = connection.setSavepoint();
        if (take(sums).size() == sums.size()) {
            connection.releaseSavepoint(before);
            return Reserved.WITHIN;
        }
        connection.rollback(before);
        return reservation.mayExceed() ? takeBeyond(sums) : least(sums.keySet());
    }

    private Reserved takeBeyond(Map<Account, Long> sums) throws SQLException {
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        try (SqlBatch update = batch(TAKE_BEYOND, sums);
                ResultSet rows = update.query()) {
            while (rows.next()) {
                if (rows.getBoolean("beyond")) {
                    directions.add(Direction.valueOf(rows.getString("direction")));
                }
            }
        }
        return new Reserved.Beyond(directions);
    }

    private void openAccounts(Set<Account> accounts) throws SQLException {
        try (SqlBatch insert = new SqlBatch(connection, """
                insert into limit_account (customer_id, platform, direction, day, max_wh, used_wh)
                select k.customer_id, k.platform, k.direction, k.day,
                    coalesce(case when k.platform = '' then l.limit_wh_per_day else m.limit_wh_per_day end, 0), 0
                from unnest(?::text[], ?::text[], ?::text[], ?::date[]) as k (customer_id, platform, direction, day)
                left join customer_limit l on l.customer_id = k.customer_id and l.direction = k.direction
                left join mandate m on m.customer_id = k.customer_id and m.platform = k.platform
                    and m.direction = k.direction
                on conflict do nothing""")) {
            for (Account account : accounts) {
                insert.row(
                        account.customerId(),
                        account.platform(),
                        account.direction().name(),
                        account.day().toString());
            }
            insert.update();
        }
    }

    private Set<Account> take(Map<Account, Long> sums) throws SQLException {
        return change(TAKE, sums);
    }

    /// @return the accounts that it changed
    private Set<Account> change(String sql, Map<Account, Long> sums) throws SQLException {
        try (SqlBatch update = batch(sql, sums)) {
            Set<Account> changed = new HashSet<>();
            try (ResultSet rows = update.query()) {
                while (rows.next()) {
                    changed.add(account(rows));
                }
            }
            return changed;
        }
    }

    private SqlBatch batch(String sql, Map<Account, Long> sums) throws SQLException {
        SqlBatch update = new SqlBatch(connection, sql);
        sums.forEach((account, energyWh) -> update.row(
                account.customerId(),
                account.platform(),
                account.direction().name(),
                account.day().toString(),
                energyWh));
        return update;
    }

    private Reserved.Missing least(Set<Account> accounts) throws SQLException {
        try (SqlBatch select = new SqlBatch(connection, """
                select a.customer_id, a.platform, a.direction, a.day, greatest(0, a.max_wh - a.used_wh) as remaining_wh
                from limit_account a
                join unnest(?::text[], ?::text[], ?::text[], ?::date[]) as k (customer_id, platform, direction, day)
                    using (customer_id, platform, direction, day)
                order by remaining_wh, a.platform limit 1""")) {
            for (Account account : accounts) {
                select.row(
                        account.customerId(),
                        account.platform(),
                        account.direction().name(),
                        account.day().toString());
            }
            try (ResultSet row = select.query()) {
                row.next();
                return new Reserved.Missing(account(row), row.getLong("remaining_wh"));
            }
        }
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getString("customer_id"),
                row.getString("platform"),
                Direction.valueOf(row.getString("direction")),
                row.getObject("day", LocalDate.class));
    }

    private static Map<Account, Long> sums(List<Reservation> reservations) {
        Map<Account, Long> sums = new HashMap<>();
        for (Reservation reservation : reservations) {
            for (Account account : reservation.accounts()) {
                sums.merge(account, reservation.energyWh(), Math::addExact);
            }
        }
        return sums;
    }
}
