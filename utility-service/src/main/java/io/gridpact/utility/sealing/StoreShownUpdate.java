package io.gridpact.utility.sealing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.SealingWire;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.pairing.Alarm;
import io.gridpact.utility.pairing.AlarmKind;
import io.gridpact.utility.pairing.Alarms;
import io.gridpact.utility.pairing.PairKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stores what a verified proof adds to an update, or says what is held that excludes it. The trade stays as it is:
/// what
/// the lists then hold decides.
final class StoreShownUpdate implements LedgerStep<StoreShownUpdate.Shown, Verdict> {

    /// @param proof of an update, has been verified
    record Shown(String peer, SealingProof proof) {

        SealedUpdate update() {
            return proof.update().orElseThrow();
        }

        SignedUpdateAttestation attestation(TradeRole role) {
            return switch (role) {
                case SELLER -> update().sellerAttestation();
                case BUYER -> update().buyerAttestation();
            };
        }
    }

    private record Held(String state, byte @Nullable [] own, byte @Nullable [] theirs, boolean receipted) {}

    private final String utility;

    StoreShownUpdate(String utility) {
        this.utility = utility;
    }

    @Override
    public List<Verdict> apply(LedgerTransaction transaction, List<Shown> items) throws SQLException {
        List<Verdict> verdicts = new ArrayList<>(items.size());
        for (Shown item : items) {
            verdicts.add(store(transaction, item));
        }
        return verdicts;
    }

    private Verdict store(LedgerTransaction transaction, Shown shown) throws SQLException {
        boolean seller =
                shown.proof().sealed().consented().order().sellerUtility().equals(utility);
        TradeRole role = seller ? TradeRole.SELLER : TradeRole.BUYER;
        Held held = held(transaction, shown, role);
        if (held == null) {
            return Verdict.refused(Reason.UNKNOWN_TRADE, "update", "not held here");
        }
        if (!is(shown.attestation(role), held.own())) {
            return Verdict.refused(Reason.INVALID_PROOF, "update", "not the attestation that was given here");
        }
        SignedUpdateAttestation theirs = shown.attestation(role.other());
        if (held.theirs() != null && !is(theirs, held.theirs())) {
            Alarms.raise(transaction, twoAnswers(shown, theirs));
            return Verdict.refused(Reason.EQUIVOCATION, "update", "the update was answered otherwise before");
        }
        return switch (held.state()) {
            case "OPEN" -> {
                add(transaction, shown, held);
                yield Verdict.accepted();
            }
            case "IN_FORCE" -> Verdict.accepted();
            default -> Verdict.refused(Reason.WINDOW_CLOSED, "update", "the update has lapsed here");
        };
    }

    private static boolean is(SignedUpdateAttestation attestation, byte @Nullable [] digest) {
        return Arrays.equals(attestation.attestation().digest().bytes(), digest);
    }

    private static Alarm twoAnswers(Shown shown, SignedUpdateAttestation theirs) {
        PairKey key = new PairKey(
                shown.peer(), shown.update().update().decidedAt(), PairStage.SEALED, PairDigest.FIRST_NUMBER);
        return new Alarm(AlarmKind.TWO_ANSWERS, key, EnvelopeWire.encode(theirs.envelope()));
    }

    private static @Nullable Held held(LedgerTransaction transaction, Shown shown, TradeRole role) throws SQLException {
        String own = role == TradeRole.SELLER ? "seller" : "buyer";
        String theirs = role == TradeRole.SELLER ? "buyer" : "seller";
        String sql = "select state, %s_attestation_digest, %s_attestation_digest, receipt is not null"
                .formatted(own, theirs);
        try (PreparedStatement query = transaction
                .connection()
                .prepareStatement(sql + " from trade_update where update_digest = ? and peer = ?")) {
            query.setBytes(1, shown.update().update().digest().bytes());
            query.setString(2, shown.peer());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Held(row.getString(1), row.getBytes(2), row.getBytes(3), row.getBoolean(4))
                        : null;
            }
        }
    }

    private static void add(LedgerTransaction transaction, Shown shown, Held held) throws SQLException {
        if (held.theirs() == null) {
            // Only the buyer utility's can be missing: whoever attests as the buyer's has the other.
            SignedUpdateAttestation theirs = shown.update().buyerAttestation();
            set(transaction, shown, "buyer_attestation", EnvelopeWire.encode(theirs.envelope()));
            set(
                    transaction,
                    shown,
                    "buyer_attestation_digest",
                    theirs.attestation().digest().bytes());
            transaction.journal(theirs.attestation().digest());
            transaction.delivered(new OutboxMessage(
                    shown.peer(), OutboxKinds.UPDATE, shown.update().update().digest()));
        }
        switch (shown.proof().evidence()) {
            case SealingProof.UpdateReceipted receipted -> {
                if (!held.receipted()) {
                    Envelope envelope = receipted.envelope();
                    set(transaction, shown, "receipt", EnvelopeWire.encode(envelope));
                    transaction.journal(envelope.digest());
                }
            }
            case SealingProof.Logged ignored ->
                set(transaction, shown, "shown_proof", SealingWire.encode(shown.proof()));
            case SealingProof.Receipted ignored -> throw new IllegalStateException("a verified proof of an update");
        }
    }

    private static void set(LedgerTransaction transaction, Shown shown, String column, byte[] value)
            throws SQLException {
        try (PreparedStatement update = transaction
                .connection()
                .prepareStatement("update trade_update set " + column + " = ? where update_digest = ?")) {
            update.setBytes(1, value);
            update.setBytes(2, shown.update().update().digest().bytes());
            update.executeUpdate();
        }
    }
}
