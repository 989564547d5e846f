package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// An operator looks at readings that were refused (PROTOCOL.md, section 6). What is accepted is judged by the same
/// rules again; the operator vouches for what they cannot know, that a register began anew between two windows or that
/// what is corrected never came, and for nothing that a counterparty would see: neither for a signature nor for an
/// overlap.
public final class ReviewReadings {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "refused_reading");

    /// A refused reading that nobody has decided on.
    ///
    /// @param meterId empty where no meter is enrolled with its key
    public record UnderReview(Reading reading, String meterId, String field, String description, Instant receivedAt) {}

    private record Kept(Envelope envelope, Optional<String> decision) {}

    private final Supplier<Optional<NetworkProfile>> profile;
    private final SignedReadings signatures;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final MeteringMeter meter;
    private final StoreReadings step;

    /// @param profile of the network, once this utility has one
    /// @param whenComplete is run when all readings that trades of a window rest on are there
    public ReviewReadings(
            Supplier<Optional<NetworkProfile>> profile,
            SignedReadings signatures,
            LedgerReader reader,
            LedgerWriter writer,
            MeteringMeter meter,
            Runnable whenComplete) {
        this.profile = profile;
        this.signatures = signatures;
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
        this.step = new StoreReadings(whenComplete);
    }

    /// In the order in which they came.
    ///
    /// @param after the last of a page before
    public List<UnderReview> underReview(PageMark after, int limit) {
        return reader.list(
                """
                select r.envelope, coalesce(m.meter_id, ''), r.field, r.description, r.received_at
                from refused_reading r left join meter m on m.key_id = r.meter_key_id
                where r.decision is null and (r.received_at, r.digest) > (?, ?)
                order by r.received_at, r.digest limit ?""",
                query -> {
                    query.setLong(1, after.number());
                    query.setBytes(2, after.digest());
                    query.setInt(3, limit);
                },
                row -> new UnderReview(
                        ReadingWire.parse(EnvelopeWire.parse(row.getBytes(1), STORED)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5))));
    }

    /// Judges a refused reading anew, and believes it where nothing is wrong with it but what the operator vouches for.
    /// One that is believed already stays so.
    ///
    /// @param reason why, for people
    /// @return whether it came too late for its window's figure
    /// @throws RefusedException INVALID_REQUEST where there is none, INVALID_READING where nobody can vouch for it:
    /// then
    ///     it stays under review
    public boolean accept(Digest digest, String reason) {
        NetworkProfile rules = profile.get()
                .orElseThrow(() -> new RefusedException(
                        Refusal.of(Reason.UNAVAILABLE, "", "this utility has no network profile yet")));
        Kept kept = kept(digest);
        SignedReadings.Checked checked =
                signatures.check(List.of(kept.envelope()), rules).getFirst();
        StoreReadings.Signed signed = checked.signed()
                .orElseThrow(() -> new RefusedException(checked.refusal().orElseThrow()));
        ReadingOutcome outcome = writer.write(
                        step, new StoreReadings.Submission(List.of(signed), List.of(), rules, Optional.of(reason)))
                .getFirst();
        if (outcome instanceof ReadingOutcome.Refused(Refusal refusal)) {
            throw new RefusedException(refusal);
        }
        if (!(outcome instanceof ReadingOutcome.Repeated)) {
            meter.readings("reviewed", 1);
        }
        return isAdjustment(digest);
    }

    /// Ends a review: the reading stays refused. The same again changes nothing.
    ///
    /// @param reason why, for people
    /// @throws RefusedException INVALID_REQUEST where there is none, or it has been accepted
    public void reject(Digest digest, String reason) {
        kept(digest);
        if (writer.write(Reject.INSTANCE, new Reject.Rejection(digest, reason))) {
            meter.readings("rejected", 1);
        } else if (kept(digest).decision().filter("REJECTED"::equals).isEmpty()) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_REQUEST, "reading_digest", "it has been accepted already"));
        }
    }

    private Kept kept(Digest digest) {
        return reader.first(
                        "select envelope, decision from refused_reading where digest = ?",
                        query -> query.setBytes(1, digest.bytes()),
                        row -> new Kept(
                                EnvelopeWire.parse(row.getBytes(1), STORED), Optional.ofNullable(row.getString(2))))
                .orElseThrow(() -> new RefusedException(
                        Refusal.of(Reason.INVALID_REQUEST, "reading_digest", "no refused reading has it")));
    }

    private boolean isAdjustment(Digest digest) {
        return reader.first(
                        "select adjustment from reading where digest = ?",
                        query -> query.setBytes(1, digest.bytes()),
                        row -> row.getBoolean(1))
                .orElseThrow();
    }

    private enum Reject implements LedgerStep<Reject.Rejection, Boolean> {
        INSTANCE;

        record Rejection(Digest digest, String reason) {}

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Rejection> items) throws SQLException {
            List<Boolean> rejected = new ArrayList<>(items.size());
            for (Rejection item : items) {
                rejected.add(reject(transaction, item));
            }
            return rejected;
        }

        private static boolean reject(LedgerTransaction transaction, Rejection item) throws SQLException {
            try (PreparedStatement update = transaction.connection().prepareStatement("""
                    update refused_reading set decision = 'REJECTED', decided_at = ?, decision_reason = ?
                    where digest = ? and decision is null""")) {
                update.setLong(1, transaction.now().toEpochMilli());
                update.setString(2, item.reason());
                update.setBytes(3, item.digest().bytes());
                return update.executeUpdate() == 1;
            }
        }
    }
}
