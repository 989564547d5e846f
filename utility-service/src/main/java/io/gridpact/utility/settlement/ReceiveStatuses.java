package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.SqlBatch;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Takes the statuses that a peer shows: believes a figure only with its signature, reading, path, rule and commitment
/// (PROTOCOL.md, section 8.2). Idempotent: what comes again changes nothing.
public final class ReceiveStatuses {

    private final ShowingRules rules;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;
    private final StoreStatuses step;

    /// @param whenStored is run when figures have been stored
    public ReceiveStatuses(
            String utility,
            Function<String, Optional<Participant>> directory,
            AgreementBook agreements,
            SignatureVerifier verifier,
            Clock clock,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter,
            Runnable whenStored) {
        this.rules = new ShowingRules(utility, directory, agreements, verifier, clock);
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
        this.step = new StoreStatuses(whenStored);
    }

    /// How many of a stream's pages, from the first on, are stored: with them all that they rest on. What a peer may
    /// ask are its own.
    ///
    /// @param pages their digests, in the order of the stream
    public int held(String peer, Instant windowStart, List<Digest> pages) {
        Set<Digest> stored = new HashSet<>(reader.read(connection -> stored(connection, peer, windowStart, pages)));
        int held = 0;
        while (held < pages.size() && stored.contains(pages.get(held))) {
            held++;
        }
        return held;
    }

    private static List<Digest> stored(Connection connection, String peer, Instant windowStart, List<Digest> pages)
            throws SQLException {
        try (SqlBatch query = new SqlBatch(connection, """
                select p.page_digest from unnest(?::bytea[], ?::text[], ?::bigint[])
                    as k (page_digest, utility, window_start)
                join peer_status_page p on p.page_digest = k.page_digest and p.utility = k.utility
                    and p.window_start = k.window_start""")) {
            pages.forEach(page -> query.row(page.bytes(), peer, windowStart.toEpochMilli()));
            List<Digest> stored = new ArrayList<>();
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    stored.add(Digest.of(rows.getBytes(1)));
                }
            }
            return stored;
        }
    }

    /// @param peer the utility that sends the stream
    public StatusIntake begin(String peer) {
        return new StatusIntake(peer, rules, reader, writer, meter, step, false);
    }

    /// @param peer the utility whose status the arbiter hands over
    StatusIntake beginDeposited(String peer) {
        return new StatusIntake(peer, rules, reader, writer, meter, step, true);
    }
}
