package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.journal.LoggedTime;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.peer.AgreementBook;
import io.gridpact.utility.peer.LogReceipts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes a peer's proofs of when its attestations were logged (PROTOCOL.md, section 5). All hold, or none is taken.
final class AcceptSealingProofs {

    private final String utility;
    private final AgreementBook agreements;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final LogReceipts receipts;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Runnable whenStored;

    AcceptSealingProofs(
            String utility,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            LogReceipts receipts,
            LedgerReader reader,
            LedgerWriter writer,
            Runnable whenStored) {
        this.utility = utility;
        this.agreements = agreements;
        this.directory = directory;
        this.verifier = verifier;
        this.receipts = receipts;
        this.reader = reader;
        this.writer = writer;
        this.whenStored = whenStored;
    }

    /// What this utility holds of the peer's attestation of a trade.
    private record Held(TradeRole role, Digest attestation, Instant loggedAt) {}

    /// @return how many trades the proofs are of
    /// @throws RefusedException INVALID_PROOF or SIGNATURE_INVALID with the field, UNKNOWN_TRADE
    int accept(String peer, SealingProofs proofs) {
        Map<Instant, LoggedMinute> minutes = new HashMap<>();
        for (SealingProofs.Minute minute : proofs.minutes()) {
            LoggedMinute logged = verified(peer, minute);
            minutes.put(logged.root().minute(), logged);
        }
        Instant gateClosure = agreements
                .gateClosure(utility, peer, proofs.windowStart())
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
        Map<Digest, Held> held = held(peer, proofs.windowStart());
        Map<Digest, EffectiveTimes.Row> rows = new LinkedHashMap<>();
        for (SealingProofs.Path path : proofs.paths()) {
            EffectiveTimes.Row row = effective(path, held.get(path.order()), minutes.get(path.minute()), gateClosure);
            rows.merge(path.order(), row, EffectiveTimes.Row::earlier);
        }
        writer.write(Store.INSTANCE, List.copyOf(rows.values()));
        whenStored.run();
        return rows.size();
    }

    private LoggedMinute verified(String peer, SealingProofs.Minute minute) {
        String arbiter = agreements
                .between(utility, peer)
                .map(Agreement::arbiter)
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
        JournalRoot root =
                StatementWire.journalRoot(minute.journalRoot(), new Fields(Reason.INVALID_PROOF, "root.journal_root"));
        LogReceipt receipt = receipts.verified(arbiter, minute.journalRoot(), minute.logReceipt());
        boolean signed = root.utility().equals(peer)
                && directory
                        .apply(peer)
                        .filter(sender -> sender.covering(receipt.loggedAt())
                                .signed(minute.journalRoot(), receipt.loggedAt(), verifier))
                        .isPresent();
        if (!signed) {
            throw new RefusedException(
                    Refusal.of(Reason.SIGNATURE_INVALID, "root.journal_root", "not signed by the sender"));
        }
        LoggedMinute logged = new LoggedMinute(root, minute.treeRoot(), minute.treeSize(), receipt);
        logged.verify().orThrow();
        return logged;
    }

    private static EffectiveTimes.Row effective(
            SealingProofs.Path path, @Nullable Held held, @Nullable LoggedMinute minute, Instant gateClosure) {
        if (held == null || !held.attestation().equals(path.attestation())) {
            throw new RefusedException(
                    Refusal.of(Reason.UNKNOWN_TRADE, "paths.attestation_digest", "not an attestation held here"));
        }
        if (minute == null || !minute.holds(path.attestation(), path.index(), path.siblings())) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_PROOF, "paths.path", "does not lead to the minute's root"));
        }
        Instant effective =
                LoggedTime.effective(held.loggedAt(), minute.receipt().loggedAt(), gateClosure);
        return switch (held.role()) {
            case SELLER -> new EffectiveTimes.Row(path.order(), effective, null);
            case BUYER -> new EffectiveTimes.Row(path.order(), null, effective);
        };
    }

    /// How many trades of a window a peer may prove: whatever is more is refused before it is kept.
    long awaited(String peer, Instant windowStart) {
        return held(peer, windowStart).size();
    }

    private Map<Digest, Held> held(String peer, Instant windowStart) {
        Map<Digest, Held> held = new HashMap<>();
        reader.list(
                        """
                        select order_digest, seller_utility, seller_attestation_digest, seller_logged_at,
                            buyer_attestation_digest, buyer_logged_at
                        from trade where peer = ? and window_start = ?
                            and seller_attestation is not null and buyer_attestation is not null
                            and (sealed_number is not null or deposited_at is not null)""",
                        query -> {
                            query.setString(1, peer);
                            query.setLong(2, windowStart.toEpochMilli());
                        },
                        row -> Map.entry(Digest.of(row.getBytes(1)), held(peer, row)))
                .forEach(entry -> held.put(entry.getKey(), entry.getValue()));
        return held;
    }

    private static Held held(String peer, ResultSet row) throws SQLException {
        return row.getString("seller_utility").equals(peer)
                ? new Held(
                        TradeRole.SELLER,
                        Digest.of(row.getBytes("seller_attestation_digest")),
                        Instant.ofEpochMilli(row.getLong("seller_logged_at")))
                : new Held(
                        TradeRole.BUYER,
                        Digest.of(row.getBytes("buyer_attestation_digest")),
                        Instant.ofEpochMilli(row.getLong("buyer_logged_at")));
    }

    private enum Store implements LedgerStep<List<EffectiveTimes.Row>, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<List<EffectiveTimes.Row>> items)
                throws SQLException {
            List<Boolean> stored = new ArrayList<>(items.size());
            for (List<EffectiveTimes.Row> rows : items) {
                EffectiveTimes.store(transaction, rows);
                stored.add(true);
            }
            return stored;
        }
    }
}
