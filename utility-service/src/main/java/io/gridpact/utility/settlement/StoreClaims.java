package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.OutboxMessage;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Keeps what claims have come to, and lets rounds and pairs go on without what was not shown.
///
/// Returns the verdicts that are new.
///
/// @param utility this one
record StoreClaims(String utility) implements LedgerStep<StoreClaims.Learned, List<StatusStanding.Verdict>> {

    /// Until the arbiter is asked again. What is claimed is to be shown within [StatusClaim#TO_ANSWER]: so six times.
    static final Duration ASK_AGAIN = Duration.ofMinutes(5);

    /// @param order of the trade that the claim is about
    record Decided(StatusClaim claim, Envelope envelope, Digest order, StatusStanding standing, Envelope word) {}

    record Learned(
            OutboxMessage message, Pair pair, List<Decided> decided, boolean sellersDecided, boolean buyersDecided) {}

    private static final String KEEP = """
            insert into status_claim (claim_digest, order_digest, utility, direction, window_start, subject, envelope,
                standing, verdict)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (order_digest, direction)
            do update set standing = excluded.standing, verdict = excluded.verdict
            where status_claim.claim_digest = excluded.claim_digest and status_claim.standing is null""";

    private static final String FLAGS = """
            update claim_question set ask_again_at = ?, sellers_decided = sellers_decided or ?,
                buyers_decided = buyers_decided or ?
            where subject = ?""";

    @Override
    public List<List<StatusStanding.Verdict>> apply(LedgerTransaction transaction, List<Learned> items)
            throws SQLException {
        List<List<StatusStanding.Verdict>> learned = new ArrayList<>(items.size());
        for (Learned item : items) {
            List<StatusStanding.Verdict> fresh = new ArrayList<>();
            for (Decided decided : item.decided()) {
                if (keep(transaction, decided)) {
                    store(transaction, item.pair(), decided);
                    fresh.add(decided.standing().verdict());
                }
            }
            try (PreparedStatement update = transaction.connection().prepareStatement(FLAGS)) {
                update.setLong(1, transaction.now().plus(ASK_AGAIN).toEpochMilli());
                update.setBoolean(2, item.sellersDecided());
                update.setBoolean(3, item.buyersDecided());
                update.setBytes(4, item.message().subject().bytes());
                update.executeUpdate();
            }
            transaction.delivered(item.message());
            learned.add(fresh);
        }
        return learned;
    }

    private void store(LedgerTransaction transaction, Pair pair, Decided decided) throws SQLException {
        transaction.journal(decided.word().digest());
        if (!decided.claim().utility().equals(utility)) {
            transaction.journal(decided.envelope().digest());
        }
        if (!decided.standing().verdict().countsAsSilent()) {
            return;
        }
        LatePairs.mark(transaction.connection(), pair);
        // What was asked before is asked again: the figures are others.
        Pairs.move(transaction.connection(), pair, "ASKED", "OPEN");
        boolean roundWaits =
                decided.claim().utility().equals(utility) && decided.claim().direction() == Direction.INJECTION;
        if (roundWaits) {
            OverdueSides.giveUpTrade(transaction.connection(), pair, decided.order());
        }
    }

    private static boolean keep(LedgerTransaction transaction, Decided decided) throws SQLException {
        StatusClaim claim = decided.claim();
        try (PreparedStatement upsert = transaction.connection().prepareStatement(KEEP)) {
            upsert.setBytes(1, claim.digest().bytes());
            upsert.setBytes(2, decided.order().bytes());
            upsert.setString(3, claim.peer());
            upsert.setString(4, claim.direction().name());
            upsert.setLong(5, claim.windowStart().toEpochMilli());
            upsert.setBytes(6, claim.subject().bytes());
            upsert.setBytes(7, EnvelopeWire.encode(decided.envelope()));
            upsert.setBytes(8, EnvelopeWire.encode(decided.word()));
            upsert.setString(9, decided.standing().verdict().name());
            return upsert.executeUpdate() == 1;
        }
    }
}
