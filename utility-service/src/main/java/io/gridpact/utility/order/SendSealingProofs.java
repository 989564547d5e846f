package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.DeliveredStep;
import io.gridpact.utility.ledger.Journal;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.pairing.SealedLists;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sends the proofs of a list's sealing to the peer, or of a deposited trade's.
final class SendSealingProofs implements OutboxSender {

    private static final int ONE_WINDOW = 1;
    private static final Fields STORED = new Fields(Reason.INTERNAL, "envelope");

    private final LedgerReader reader;
    private final SealingLink link;
    private final LedgerWriter writer;

    SendSealingProofs(LedgerReader reader, SealingLink link, LedgerWriter writer) {
        this.reader = reader;
        this.link = link;
        this.writer = writer;
    }

    @Override
    public String kind() {
        return ShowSealing.KIND;
    }

    @Override
    public int maxBatch() {
        return ONE_WINDOW;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        OutboxSender.eachAlone(kind(), subjects, subject -> {
            link.deliver(target, proofs(subject));
            writer.write(DeliveredStep.ALL, List.of(new OutboxMessage(target, kind(), subject)));
        });
    }

    /// An attestation of ours and its place in the journal.
    private record Own(Digest order, Digest attestation, long index) {}

    private SealingProofs proofs(Digest subject) {
        return reader.read(connection -> {
            Map<Instant, List<Own>> byMinute = new TreeMap<>();
            Instant windowStart = ownAttestations(connection, subject, byMinute);
            List<SealingProofs.Minute> minutes = new ArrayList<>();
            List<SealingProofs.Path> paths = new ArrayList<>();
            for (Map.Entry<Instant, List<Own>> entry : byMinute.entrySet()) {
                minutes.add(minute(connection, entry.getKey()));
                List<List<Digest>> siblings = JournalMinute.paths(Journal.statements(connection, entry.getKey()));
                for (Own own : entry.getValue()) {
                    paths.add(new SealingProofs.Path(
                            own.order(),
                            own.attestation(),
                            entry.getKey(),
                            own.index(),
                            siblings.get(Math.toIntExact(own.index()))));
                }
            }
            return new SealingProofs(windowStart, minutes, paths);
        });
    }

    private static Instant ownAttestations(Connection connection, Digest subject, Map<Instant, List<Own>> byMinute)
            throws SQLException {
        String sql = """
                select t.window_start, t.order_digest,
                    case when t.seller_minute is null then t.buyer_attestation_digest
                        else t.seller_attestation_digest end,
                    coalesce(t.seller_minute, t.buyer_minute), coalesce(t.seller_index, t.buyer_index)
                from trade t left join pair_digest p on p.own_statement_digest = ? and\s""" + SealedLists.IN_LIST + """
                where p.own_statement_digest is not null or t.order_digest = ? and t.deposited_at is not null""";
        Instant windowStart = Instant.EPOCH;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setBytes(1, subject.bytes());
            query.setBytes(2, subject.bytes());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    windowStart = Instant.ofEpochMilli(rows.getLong(1));
                    byMinute.computeIfAbsent(Instant.ofEpochMilli(rows.getLong(4)), minute -> new ArrayList<>())
                            .add(new Own(Digest.of(rows.getBytes(2)), Digest.of(rows.getBytes(3)), rows.getLong(5)));
                }
            }
        }
        return windowStart;
    }

    private static SealingProofs.Minute minute(Connection connection, Instant minute) throws SQLException {
        String sql = """
                select s.envelope, m.tree_root, m.size, s.log_receipt
                from journal_minute m join submission s on s.statement_digest = m.statement_digest
                where m.minute = ?""";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, minute.toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                Envelope root = EnvelopeWire.parse(row.getBytes(1), STORED);
                Envelope receipt = EnvelopeWire.parse(row.getBytes(4), STORED);
                return new SealingProofs.Minute(root, Digest.of(row.getBytes(2)), row.getLong(3), receipt);
            }
        }
    }
}
