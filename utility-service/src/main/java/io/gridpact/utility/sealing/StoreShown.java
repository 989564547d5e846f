package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedAttestation;
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

/// Stores what a verified proof adds to a trade, or says what is held that excludes it.
final class StoreShown implements LedgerStep<StoreShown.Shown, Verdict> {

    /// @param proof has been verified
    record Shown(String peer, SealingProof proof) {

        SignedAttestation attestation(TradeRole role) {
            return switch (role) {
                case SELLER -> proof.sealed().sellerAttestation();
                case BUYER -> proof.sealed().buyerAttestation();
            };
        }

        Digest order() {
            return proof.sealed().consented().order().digest();
        }
    }

    /// @param revised a later revision is in force, or in a list
    private record Held(
            String state, byte @Nullable [] own, byte @Nullable [] theirs, boolean receipted, boolean revised) {}

    private final String utility;

    StoreShown(String utility) {
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
        TradeRole role =
                shown.proof().sealed().consented().order().sellerUtility().equals(utility)
                        ? TradeRole.SELLER
                        : TradeRole.BUYER;
        Held held = held(transaction, shown, role);
        if (held == null) {
            return Verdict.refused(Reason.UNKNOWN_TRADE, "sealed_order", "not held here");
        }
        if (!is(shown.attestation(role), held.own())) {
            return Verdict.refused(Reason.INVALID_PROOF, "sealed_order", "not the attestation that was given here");
        }
        TradeRole other = role == TradeRole.SELLER ? TradeRole.BUYER : TradeRole.SELLER;
        SignedAttestation theirs = shown.attestation(other);
        if (held.theirs() != null && !is(theirs, held.theirs())) {
            Alarms.raise(transaction, twoAnswers(shown, theirs));
            return Verdict.refused(Reason.EQUIVOCATION, "sealed_order", "the order was answered otherwise before");
        }
        if (held.revised()) {
            return Verdict.refused(Reason.REVISION_CONFLICT, "sealed_order", "a later revision is proven here");
        }
        if (held.state().equals("VOID") || held.state().equals("REFUSED")) {
            return Verdict.refused(Reason.WINDOW_CLOSED, "sealed_order", "the trade has ended here");
        }
        add(transaction, shown, held, other);
        return Verdict.accepted();
    }

    private static boolean is(SignedAttestation attestation, byte @Nullable [] digest) {
        return Arrays.equals(attestation.attestation().digest().bytes(), digest);
    }

    private static Alarm twoAnswers(Shown shown, SignedAttestation theirs) {
        PairKey key = new PairKey(
                shown.peer(),
                shown.proof().sealed().consented().order().window().start(),
                PairStage.SEALED,
                PairDigest.FIRST_NUMBER);
        return new Alarm(AlarmKind.TWO_ANSWERS, key, EnvelopeWire.encode(theirs.envelope()));
    }

    private static @Nullable Held held(LedgerTransaction transaction, Shown shown, TradeRole role) throws SQLException {
        String digests = role == TradeRole.SELLER
                ? "seller_attestation_digest, buyer_attestation_digest"
                : "buyer_attestation_digest, seller_attestation_digest";
        String sql = "select state, " + digests + """
                , receipt is not null, revision > 0 or exists (select from listed_revision l
                    where l.order_digest = t.order_digest and l.revision > t.revision and l.window_start = t.window_start)
                from trade t where order_digest = ? and peer = ?""";
        try (PreparedStatement query = transaction.connection().prepareStatement(sql)) {
            query.setBytes(1, shown.order().bytes());
            query.setString(2, shown.peer());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Held(
                                row.getString(1),
                                row.getBytes(2),
                                row.getBytes(3),
                                row.getBoolean(4),
                                row.getBoolean(5))
                        : null;
            }
        }
    }

    private static void add(LedgerTransaction transaction, Shown shown, Held held, TradeRole other)
            throws SQLException {
        if (held.theirs() == null) {
            // Only the buyer utility's can be missing: whoever attests as the buyer's has the other.
            SignedAttestation theirs = shown.attestation(other);
            update(
                    transaction,
                    """
                    update trade set buyer_attestation = ?, buyer_attestation_digest = ?, buyer_logged_at = ?,
                        buyer_opening = null, change = nextval('trade_change_number') where order_digest = ?""",
                    EnvelopeWire.encode(theirs.envelope()),
                    theirs.attestation().digest().bytes(),
                    theirs.attestation().loggedAt().toEpochMilli(),
                    shown.order().bytes());
            transaction.journal(theirs.attestation().digest());
            transaction.delivered(new OutboxMessage(shown.peer(), OutboxKinds.COUNTERSIGN, shown.order()));
        }
        switch (shown.proof().evidence()) {
            case SealingProof.Receipted receipted -> {
                if (!held.receipted()) {
                    update(
                            transaction,
                            """
                            update trade set receipt = ?, change = nextval('trade_change_number')
                            where order_digest = ?""",
                            EnvelopeWire.encode(receipted.envelope()),
                            shown.order().bytes());
                    transaction.journal(receipted.receipt().digest());
                }
            }
            case SealingProof.UpdateReceipted ignored -> throw new IllegalStateException("of an update");
            case SealingProof.Logged ignored ->
                update(
                        transaction,
                        "insert into shown_proof (proof, order_digest) values (?, ?) on conflict do nothing",
                        SealingWire.encode(shown.proof()),
                        shown.order().bytes());
        }
    }

    private static void update(LedgerTransaction transaction, String sql, Object... values) throws SQLException {
        try (PreparedStatement update = transaction.connection().prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            update.executeUpdate();
        }
    }
}
