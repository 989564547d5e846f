package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.utility.ledger.LimitReservations.Account;
import io.gridpact.utility.ledger.LimitReservations.Reservation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// What updates take from limits and give back to them, for those customers of a trade that are this utility's.
final class UpdateLimits {

    private final LedgerTransaction transaction;

    UpdateLimits(LedgerTransaction transaction) {
        this.transaction = transaction;
    }

    /// Whether two windows begin on different UTC days, so that different limits hold them.
    static boolean otherDay(Instant one, Instant other) {
        return !day(one).equals(day(other));
    }

    /// Takes nothing where the limits do not hold all of it, of a `NON_BLOCKING` trade either: its attestations flag a
    /// breach of the day that they were given for, and of no other.
    ///
    /// @return whether it was taken
    boolean reserve(Digest order, Instant windowStart, long energyWh) throws SQLException {
        return new LimitReservations(transaction.connection())
                        .reserve(List.of(reservation(order, windowStart, energyWh)))
                        .getFirst()
                instanceof Reserved.Within;
    }

    void release(Digest order, Instant windowStart, long energyWh) throws SQLException {
        new LimitReservations(transaction.connection()).release(List.of(reservation(order, windowStart, energyWh)));
    }

    private Reservation reservation(Digest order, Instant windowStart, long energyWh) throws SQLException {
        List<Account> accounts = new ArrayList<>();
        try (PreparedStatement query = transaction.connection().prepareStatement("""
                select buyer_customer, buyer_platform, seller_customer, seller_platform from trade
                where order_digest = ?""")) {
            query.setBytes(1, order.bytes());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                for (TradeRole role : TradeRole.values()) {
                    String side = role == TradeRole.BUYER ? "buyer" : "seller";
                    String customer = row.getString(side + "_customer");
                    if (customer != null) {
                        accounts.add(new Account(customer, "", role.direction(), day(windowStart)));
                        accounts.add(new Account(
                                customer, row.getString(side + "_platform"), role.direction(), day(windowStart)));
                    }
                }
            }
        }
        return new Reservation(accounts, energyWh, false);
    }

    private static LocalDate day(Instant windowStart) {
        return LocalDate.ofInstant(windowStart, ZoneOffset.UTC);
    }
}
