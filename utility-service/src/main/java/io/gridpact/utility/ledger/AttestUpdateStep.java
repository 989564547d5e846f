package io.gridpact.utility.ledger;

import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes this utility's answers to updates: one answer for each, one update for each revision (PROTOCOL.md, section
/// 5).
final class AttestUpdateStep implements LedgerStep<NewUpdate, UpdateOutcome> {

    private static final String TAKEN = """
            select from trade_update where order_digest = ? and revision = ? and state in ('OPEN', 'IN_FORCE')
                and update_digest <> ?""";

    private static final String CLOSED = "select from closed_window where window_start in (?, ?)";

    @Override
    public List<UpdateOutcome> apply(LedgerTransaction transaction, List<NewUpdate> items) throws SQLException {
        List<UpdateOutcome> outcomes = new ArrayList<>(items.size());
        for (NewUpdate item : items) {
            outcomes.add(apply(transaction, item));
        }
        return outcomes;
    }

    private static UpdateOutcome apply(LedgerTransaction transaction, NewUpdate item) throws SQLException {
        UpdateRows rows = new UpdateRows(transaction.connection());
        Update update = item.update();
        Optional<StoredUpdate> before = rows.find(update.digest());
        if (before.isPresent() && before.get().state() != StoredUpdate.State.REQUESTED) {
            return new UpdateOutcome.Answered(before.get());
        }
        Optional<PresentTrade> trade = rows.trade(update.orderDigest());
        if (trade.map(PresentTrade::state).filter(TradeState.CANCELLED::equals).isPresent()) {
            return new UpdateOutcome.Conflict();
        }
        boolean live = trade.map(PresentTrade::state)
                .filter(state -> state == TradeState.PENDING || state == TradeState.SEALED)
                .isPresent();
        if (!live || closed(transaction, update)) {
            return new UpdateOutcome.GateClosed();
        }
        if (trade.get().revision().number() != update.follows() || taken(transaction, update)) {
            return new UpdateOutcome.Conflict();
        }
        rows.insert(item);
        switch (item.decision()) {
            case NewUpdate.Refuse refuse -> refuse(transaction, item, refuse.attestation(), refuse.refusal());
            case NewUpdate.Attest attest -> attest(transaction, item, attest);
        }
        return new UpdateOutcome.Answered(rows.find(update.digest()).orElseThrow());
    }

    private static void attest(LedgerTransaction transaction, NewUpdate item, NewUpdate.Attest attest)
            throws SQLException {
        Update update = item.update();
        boolean reserved = update.kind() == UpdateKind.RESCHEDULE
                && UpdateLimits.otherDay(
                        update.followsWindowStart(), update.window().start());
        if (reserved) {
            boolean held = new UpdateLimits(transaction)
                    .reserve(update.orderDigest(), update.window().start(), update.quantityWh());
            if (!held) {
                refuse(transaction, item, attest.whenExceeded().get(), Refusal.of(Reason.LIMIT_EXCEEDED));
                return;
            }
        }
        transaction.journal(update.digest());
        if (item.accepted().isPresent()) {
            store(transaction, item, item.accepted().get(), false);
        }
        for (SignedUpdateAttestation attestation : attest.attestations()) {
            store(transaction, item, attestation, true);
        }
        try (PreparedStatement open = transaction
                .connection()
                .prepareStatement("update trade_update set state = 'OPEN', reserved = ? where update_digest = ?")) {
            open.setBoolean(1, reserved);
            open.setBytes(2, update.digest().bytes());
            open.executeUpdate();
        }
        transaction.delivered(new OutboxMessage(item.peer(), OutboxKinds.UPDATE_REQUEST, update.digest()));
        if (attest.attestations().size() == 2) {
            // Both sides here: nobody else has to agree.
            ApplyUpdate.apply(transaction, update.digest());
        } else if (item.request()) {
            transaction.enqueue(new OutboxMessage(item.peer(), OutboxKinds.UPDATE, update.digest()));
        }
    }

    private static void refuse(
            LedgerTransaction transaction, NewUpdate item, SignedUpdateAttestation attestation, Refusal refusal)
            throws SQLException {
        transaction.journal(item.update().digest());
        if (item.accepted().isPresent()) {
            store(transaction, item, item.accepted().get(), false);
        }
        store(transaction, item, attestation, true);
        EndUpdates.refuse(transaction, item.update().digest(), refusal);
    }

    private static void store(
            LedgerTransaction transaction, NewUpdate item, SignedUpdateAttestation attestation, boolean own)
            throws SQLException {
        JournalPosition position = transaction.journal(attestation.attestation().digest());
        TradeRole role = attestation.attestation().role();
        String side = role == TradeRole.SELLER ? "seller" : "buyer";
        try (PreparedStatement update = transaction
                .connection()
                .prepareStatement(
                        "update trade_update set %1$s_attestation = ?, %1$s_attestation_digest = ?".formatted(side)
                                + (own && role == TradeRole.BUYER ? ", buyer_minute = ?, buyer_index = ?" : "")
                                + " where update_digest = ?")) {
            int at = 1;
            update.setBytes(at++, EnvelopeWire.encode(attestation.envelope()));
            update.setBytes(at++, attestation.attestation().digest().bytes());
            if (own && role == TradeRole.BUYER) {
                update.setLong(at++, position.minute().toEpochMilli());
                update.setLong(at++, position.index());
            }
            update.setBytes(at, item.update().digest().bytes());
            update.executeUpdate();
        }
    }

    private static boolean closed(LedgerTransaction transaction, Update update) throws SQLException {
        try (PreparedStatement query = transaction.connection().prepareStatement(CLOSED)) {
            query.setLong(1, update.followsWindowStart().toEpochMilli());
            query.setLong(2, update.window().start().toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static boolean taken(LedgerTransaction transaction, Update update) throws SQLException {
        try (PreparedStatement query = transaction.connection().prepareStatement(TAKEN)) {
            query.setBytes(1, update.orderDigest().bytes());
            query.setLong(2, update.revision());
            query.setBytes(3, update.digest().bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
