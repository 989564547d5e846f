package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.LoggedReadingWire;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stores a page of a peer's statuses with all that they rest on, journals what is new, and counts the figures.
final class StoreStatuses implements LedgerStep<StoreStatuses.Page, Integer> {

    /// @param meter that allocated
    /// @param leafIndex the line's place on the meter's sheet, from 0
    /// @param index its place on the page
    record Believed(Digest order, Digest status, long allocatedWh, KeyId meter, long leafIndex, int index) {}

    /// @param meters that the statuses rest on
    /// @param content the page as it came
    /// @param inOrder whether its lines must stand in allocation order by the times known here
    record Page(
            String peer,
            ShownRoot root,
            List<ShownMeter> meters,
            List<Believed> statuses,
            byte[] content,
            boolean inOrder) {

        /// What is overdue by the profile is not where the arbiter has said that the deadline has moved.
        private Page reconsidered(Connection connection) throws SQLException {
            if (!root.isOverdue() || !OverdueSides.isInTimeAfterAll(connection, root)) {
                return this;
            }
            return new Page(peer, root.inTime(), meters, statuses, content, inOrder);
        }

        /// Where its statuses are stored: those on a sheet that serves late lines stand beside the first.
        String table() {
            return root.root().revision() == SheetRoot.FIRST_REVISION ? "peer_status" : "peer_later_status";
        }
    }

    private static final String STATUSES = """
            insert into %s (order_digest, direction, status_digest, allocated_wh, meter_key_id, window_start,
                leaf_index, page_digest, page_index)
            select * from unnest(?::bytea[], ?::text[], ?::bytea[], ?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[],
                ?::bytea[], ?::int[])
            on conflict (order_digest, direction) do nothing
            returning status_digest""";

    private static final String METERS = """
            insert into peer_meter (utility, key_id, enrolment_digest, enrolment)
            select * from unnest(?::text[], ?::bytea[], ?::bytea[], ?::bytea[])
            on conflict (utility, key_id, enrolment_digest) do nothing
            returning enrolment_digest""";

    private static final String READINGS = """
            insert into peer_reading (digest, utility, meter_key_id, direction, window_start, envelope, logged_proof)
            select * from unnest(?::bytea[], ?::text[], ?::bytea[], ?::text[], ?::bigint[], ?::bytea[], ?::bytea[])
            on conflict (digest) do nothing
            returning digest""";

    private final Runnable whenStored;

    StoreStatuses(Runnable whenStored) {
        this.whenStored = whenStored;
    }

    @Override
    public List<Integer> apply(LedgerTransaction transaction, List<Page> items) throws SQLException {
        List<Integer> applied = new ArrayList<>(items.size());
        for (Page page : items) {
            applied.add(store(transaction, page));
        }
        transaction.afterCommit(whenStored);
        return applied;
    }

    private static int store(LedgerTransaction transaction, Page shown) throws SQLException {
        Page page = shown.reconsidered(transaction.connection());
        Envelope root = page.root().statement();
        if (SheetRoots.insertShown(transaction.connection(), page.root())) {
            transaction.journal(root.digest());
            askAnew(transaction, page);
        } else {
            requireSameRoot(transaction, page);
        }
        storeMeters(transaction, page);
        storeReadings(transaction, page);
        int stored = storeStatuses(transaction, page);
        if (stored > 0) {
            if (page.inOrder()) {
                ShownLines.requireInOrder(transaction.connection(), page);
            }
            storePage(transaction, page);
            count(transaction, page, stored);
        }
        return stored;
    }

    private static void storeMeters(LedgerTransaction transaction, Page page) throws SQLException {
        try (SqlBatch insert = new SqlBatch(transaction.connection(), METERS)) {
            for (ShownMeter meter : page.meters()) {
                insert.row(
                        page.peer(),
                        meter.meter().value().bytes(),
                        meter.enrolment().digest().bytes(),
                        EnvelopeWire.encode(meter.enrolment()));
            }
            journalReturned(transaction, insert);
        }
    }

    private static void storeReadings(LedgerTransaction transaction, Page page) throws SQLException {
        try (SqlBatch insert = new SqlBatch(transaction.connection(), READINGS)) {
            for (ShownMeter meter : page.meters()) {
                for (Envelope reading : meter.readings()) {
                    insert.row(
                            reading.digest().bytes(),
                            page.peer(),
                            meter.meter().value().bytes(),
                            page.root().root().direction().name(),
                            page.root().root().windowStart().toEpochMilli(),
                            EnvelopeWire.encode(reading),
                            Optional.ofNullable(meter.logged().get(reading.digest()))
                                    .map(LoggedReadingWire::encode)
                                    .orElse(null));
                }
            }
            journalReturned(transaction, insert);
        }
    }

    private static int storeStatuses(LedgerTransaction transaction, Page page) throws SQLException {
        byte[] pageDigest = Hash.sha256(page.content()).bytes();
        String direction = page.root().root().direction().name();
        long windowStart = page.root().root().windowStart().toEpochMilli();
        int stored;
        try (SqlBatch insert = new SqlBatch(transaction.connection(), STATUSES.formatted(page.table()))) {
            for (Believed status : page.statuses()) {
                insert.row(
                        status.order().bytes(),
                        direction,
                        status.status().bytes(),
                        status.allocatedWh(),
                        status.meter().value().bytes(),
                        windowStart,
                        status.leafIndex(),
                        pageDigest,
                        status.index());
            }
            stored = journalReturned(transaction, insert);
        }
        if (stored < page.statuses().size()) {
            requireSame(transaction, page);
        }
        return stored;
    }

    /// Another stream has stored a root meanwhile, or an earlier page of this one: it must be the same.
    private static void requireSameRoot(LedgerTransaction transaction, Page page) throws SQLException {
        SheetRoot root = page.root().root();
        Optional<Digest> held = SheetRoots.statement(
                transaction.connection(), page.peer(), root.direction(), root.windowStart(), root.revision());
        if (!held.equals(Optional.of(page.root().statement().digest()))) {
            throw new RefusedException(
                    Refusal.of(Reason.EQUIVOCATION, "header.sheet_root", "another sheet root was shown before"));
        }
    }

    /// Another stream has stored some of these meanwhile: they must be the same.
    private static void requireSame(LedgerTransaction transaction, Page page) throws SQLException {
        Map<Digest, Digest> shown = new HashMap<>();
        page.statuses().forEach(status -> shown.put(status.order(), status.status()));
        try (SqlBatch query = new SqlBatch(transaction.connection(), """
                select s.order_digest, s.status_digest
                from unnest(?::bytea[], ?::text[]) as k (order_digest, direction)
                join %s s on s.order_digest = k.order_digest and s.direction = k.direction""".formatted(page.table()))) {
            String direction = page.root().root().direction().name();
            shown.keySet().forEach(order -> query.row(order.bytes(), direction));
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    Digest held = Digest.of(rows.getBytes(2));
                    if (!shown.getOrDefault(Digest.of(rows.getBytes(1)), held).equals(held)) {
                        throw new RefusedException(
                                Refusal.of(Reason.EQUIVOCATION, "page", "another status was shown for a trade before"));
                    }
                }
            }
        }
    }

    private static void storePage(LedgerTransaction transaction, Page page) throws SQLException {
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                insert into peer_status_page (page_digest, utility, direction, window_start, content)
                values (?, ?, ?, ?, ?) on conflict (page_digest) do nothing""")) {
            insert.setBytes(1, Hash.sha256(page.content()).bytes());
            insert.setString(2, page.peer());
            insert.setString(3, page.root().root().direction().name());
            insert.setLong(4, page.root().root().windowStart().toEpochMilli());
            insert.setBytes(5, page.content());
            insert.executeUpdate();
        }
    }

    /// A pair that has asked about the sheet roots that were held asks again, now about this one too.
    private static void askAnew(LedgerTransaction transaction, Page page) throws SQLException {
        Pair pair = new Pair(page.root().root().windowStart(), page.peer());
        Pairs.move(transaction.connection(), pair, "ASKED", "OPEN");
    }

    /// A round that is not opened yet counts them when it is; what may be late is counted when the arbiter has said
    /// that it is not, and what is no longer waited for is not counted.
    private static void count(LedgerTransaction transaction, Page page, int stored) throws SQLException {
        if (page.root().isOverdue() || page.root().root().revision() != SheetRoot.FIRST_REVISION) {
            return;
        }
        try (PreparedStatement update = transaction.connection().prepareStatement("""
                update settlement_side set peer_figures = peer_figures + ?
                    - (select count(*) from overdue_seller o join peer_status f on f.order_digest = o.order_digest
                        where f.direction = 'INJECTION' and f.page_digest = ? and settlement_side.given_up > 0)
                where window_start = ? and direction <> ? and peer = ?""")) {
            update.setInt(1, stored);
            update.setBytes(2, Hash.sha256(page.content()).bytes());
            update.setLong(3, page.root().root().windowStart().toEpochMilli());
            update.setString(4, page.root().root().direction().name());
            update.setString(5, page.peer());
            update.executeUpdate();
        }
    }

    private static int journalReturned(LedgerTransaction transaction, SqlBatch insert) throws SQLException {
        int count = 0;
        try (ResultSet rows = insert.query()) {
            while (rows.next()) {
                transaction.journal(Digest.of(rows.getBytes(1)));
                count++;
            }
        }
        return count;
    }
}
