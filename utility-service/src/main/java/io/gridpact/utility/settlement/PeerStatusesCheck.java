package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.protocol.wire.StatusWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.SqlBatch;
import io.gridpact.utility.ledger.StoreCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads every status that a peer has shown back from the page as it came: signed by the peer, and with the figure that
/// is used.
public final class PeerStatusesCheck implements StoreCheck {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "page");

    private record Page(Digest digest, String peer, Direction direction, byte[] content) {}

    private record Used(Digest order, Digest status, long allocatedWh) {}

    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final LedgerReader reader;

    public PeerStatusesCheck(
            Function<String, Optional<Participant>> directory, SignatureVerifier verifier, LedgerReader reader) {
        this.directory = directory;
        this.verifier = verifier;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        long onPages = reader.scan(connection -> {
            long checked = 0;
            try (PreparedStatement query = connection.prepareStatement(
                    "select page_digest, utility, direction, content from peer_status_page")) {
                query.setFetchSize(1);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Page page = new Page(
                                Digest.of(rows.getBytes(1)),
                                rows.getString(2),
                                Direction.valueOf(rows.getString(3)),
                                rows.getBytes(4));
                        checked += checkPage(page, sink);
                    }
                }
            }
            return checked;
        });
        sink.checked("statuses of peers", onPages);
        long all = reader.read(PeerStatusesCheck::count);
        if (all != onPages) {
            sink.finding("status-on-its-page", "all", "some statuses stand on no page");
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "select (select count(*) from peer_status) + (select count(*) from peer_later_status)");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private long checkPage(Page page, Sink sink) {
        String subject = page.digest().prefix();
        if (!Hash.sha256(page.content()).equals(page.digest())) {
            sink.finding("page-as-it-came", subject, "its bytes have changed");
        }
        try {
            List<Envelope> envelopes = StatusPageWire.parse(page.content(), STORED);
            List<Status> statuses = envelopes.stream()
                    .map(envelope -> StatusWire.parse(envelope, STORED))
                    .toList();
            Map<Integer, Used> used = reader.read(connection -> used(connection, page, statuses));
            used.forEach((index, row) -> {
                if (index >= statuses.size()) {
                    sink.finding("status-on-its-page", row.order().prefix(), "the page has no such place");
                    return;
                }
                checkStatus(envelopes.get(index), statuses.get(index), row, page.peer(), sink);
            });
            return used.size();
        } catch (RefusedException malformed) {
            sink.finding("page-can-be-read", subject, malformed.refusal().field() + " cannot be read");
            return 0;
        }
    }

    private void checkStatus(Envelope envelope, Status status, Used used, String peer, Sink sink) {
        boolean same = status.digest().equals(used.status())
                && status.order().equals(used.order())
                && status.allocatedWh() == used.allocatedWh();
        if (!same) {
            sink.finding("status-on-its-page", used.order().prefix(), "the page says something else");
        }
        if (!signed(peer, envelope)) {
            sink.finding("status-signature-verifies", used.order().prefix(), "not signed by the peer");
        }
    }

    private boolean signed(String peer, Envelope envelope) {
        return directory.apply(peer).stream()
                .flatMap(participant -> participant.keys().keys().stream())
                .anyMatch(key -> envelope.signatures().stream()
                        .anyMatch(signature -> verifier.verify(key.key(), envelope, signature)));
    }

    private static Map<Integer, Used> used(Connection connection, Page page, List<Status> statuses)
            throws SQLException {
        try (SqlBatch query = new SqlBatch(connection, """
                select s.page_digest, s.page_index, s.order_digest, s.status_digest, s.allocated_wh
                from unnest(?::bytea[], ?::text[]) as k (order_digest, direction)
                join (select * from peer_status union all select * from peer_later_status) s
                    on s.order_digest = k.order_digest and s.direction = k.direction""")) {
            statuses.forEach(
                    status -> query.row(status.order().bytes(), page.direction().name()));
            Map<Integer, Used> used = new HashMap<>();
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    if (Digest.of(rows.getBytes(1)).equals(page.digest())) {
                        used.put(
                                rows.getInt(2),
                                new Used(Digest.of(rows.getBytes(3)), Digest.of(rows.getBytes(4)), rows.getLong(5)));
                    }
                }
            }
            return used;
        }
    }
}
