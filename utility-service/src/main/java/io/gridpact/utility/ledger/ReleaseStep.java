package io.gridpact.utility.ledger;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.wire.EnvelopeWire;
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
import org.jspecify.annotations.Nullable;

/// Ends pending trades, refused by the other utility or void, and gives their limits back.
final class ReleaseStep implements LedgerStep<ReleaseStep.End, Boolean> {

    private static final String REFUSED_BY_BUYER = "refused by the buyer utility";

    /// @param refusal the buyer utility's, or null where the trade is void
    record End(Digest order, TradeState state, @Nullable SignedAttestation refusal) {}

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<End> items) throws SQLException {
        List<Boolean> ended = new ArrayList<>(items.size());
        List<Reservation> freed = new ArrayList<>();
        for (End item : items) {
            ended.add(end(transaction, item, freed));
        }
        new LimitReservations(transaction.connection()).release(freed);
        return ended;
    }

    private static boolean end(LedgerTransaction transaction, End item, List<Reservation> freed) throws SQLException {
        SignedAttestation refusal = item.refusal();
        try (PreparedStatement update = transaction.connection().prepareStatement("""
                update trade set state = ?, buyer_opening = null, reason = ?, reason_field = ?,
                    reason_description = ?,
                    buyer_attestation = coalesce(?, buyer_attestation),
                    buyer_attestation_digest = coalesce(?, buyer_attestation_digest),
                    change = nextval('trade_change_number')
                where order_digest = ? and state = 'PENDING' and (? or buyer_attestation is null)
                returning peer, window_start, quantity_wh, buyer_customer, buyer_platform, seller_customer,
                    seller_platform""")) {
            update.setString(1, item.state().name());
            update.setString(2, reason(item));
            update.setString(3, refusal == null ? null : refusal.attestation().field());
            update.setString(4, refusal == null ? null : REFUSED_BY_BUYER);
            update.setBytes(5, refusal == null ? null : EnvelopeWire.encode(refusal.envelope()));
            update.setBytes(
                    6, refusal == null ? null : refusal.attestation().digest().bytes());
            update.setBytes(7, item.order().bytes());
            // A buyer utility that has attested does not take it back.
            update.setBoolean(8, refusal == null);
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                freed.addAll(reservations(row));
                transaction.delivered(new OutboxMessage(row.getString("peer"), OutboxKinds.COUNTERSIGN, item.order()));
            }
        }
        String why = reason(item);
        transaction.became(item.state(), why == null ? TradeTally.NOT_LISTED : why, 1);
        if (refusal != null) {
            transaction.journal(refusal.attestation().digest());
        }
        return true;
    }

    private static @Nullable String reason(End item) {
        SignedAttestation refusal = item.refusal();
        return refusal == null || refusal.attestation().reason() == null
                ? null
                : refusal.attestation().reason().name();
    }

    private static List<Reservation> reservations(ResultSet row) throws SQLException {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(row.getLong("window_start")), ZoneOffset.UTC);
        List<Account> accounts = new ArrayList<>();
        for (TradeRole role : TradeRole.values()) {
            String side = role == TradeRole.BUYER ? "buyer" : "seller";
            String customer = row.getString(side + "_customer");
            if (customer != null) {
                Direction direction = role.direction();
                accounts.add(new Account(customer, "", direction, day));
                accounts.add(new Account(customer, row.getString(side + "_platform"), direction, day));
            }
        }
        return List.of(new Reservation(accounts, row.getLong("quantity_wh"), false));
    }
}
