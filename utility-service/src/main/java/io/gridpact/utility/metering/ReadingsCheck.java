package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// Reads every reading back: the signature verifies, the columns say what was signed, and the journal holds it where
/// its row says.
public final class ReadingsCheck implements StoreCheck {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "reading");

    private static final String SELECT = """
            select r.digest, r.direction, r.start_at, r.end_at, r.energy_wh, r.register_start_wh, r.register_end_wh,
                r.sequence, r.quality, r.signer, r.envelope, m.public_key, coalesce(m.cannot_sign, false) as cannot_sign,
                r.counts_until is not null as counts_until_given,
                (select substring(b.digests from ((r.journal_index - b.first_index) * 32 + 1)::int for 32)
                    from journal_batch b
                    where b.minute = r.journal_minute and b.first_index <= r.journal_index
                    order by b.first_index desc limit 1) as journaled
            from reading r left join meter m on m.key_id = r.meter_key_id""";

    private static final String REFUSED = """
            select r.digest, r.meter_key_id, r.envelope, coalesce(r.decision = 'ACCEPTED', false) as accepted,
                exists (select from reading b where b.digest = r.digest) as believed
            from refused_reading r""";

    private final String utility;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final LedgerReader reader;

    public ReadingsCheck(
            String utility,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            LedgerReader reader) {
        this.utility = utility;
        this.directory = directory;
        this.verifier = verifier;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        sink.checked("readings", reader.scan(connection -> checkAll(connection, sink)));
        sink.checked("refused readings", reader.scan(connection -> checkRefused(connection, sink)));
    }

    /// What is believed is under review no more, and what is not believed was accepted by nobody.
    private long checkRefused(Connection connection, Sink sink) throws SQLException {
        long checked = 0;
        try (PreparedStatement query = connection.prepareStatement(REFUSED)) {
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    checkRefused(rows, sink);
                    checked++;
                }
            }
        }
        return checked;
    }

    private void checkRefused(ResultSet row, Sink sink) throws SQLException {
        Digest digest = Digest.of(row.getBytes("digest"));
        if (row.getBoolean("accepted") != row.getBoolean("believed")) {
            sink.finding("review-is-carried-out", digest.prefix(), "accepted and not believed, or the reverse");
        }
        try {
            Envelope envelope = EnvelopeWire.parse(row.getBytes("envelope"), STORED);
            Reading reading = ReadingWire.parse(envelope);
            boolean asItCame = envelope.digest().equals(digest)
                    && reading.meterKey().id().value().equals(Digest.of(row.getBytes("meter_key_id")))
                    && (signed(envelope, reading.meterKey(), ReadingSigner.METER)
                            || signed(envelope, reading.meterKey(), ReadingSigner.UTILITY));
            if (!asItCame) {
                sink.finding("refused-reading-as-it-came", digest.prefix(), "the row holds something else");
            }
        } catch (RefusedException malformed) {
            sink.finding(
                    "refused-reading-as-it-came",
                    digest.prefix(),
                    malformed.refusal().field() + " cannot be read");
        }
    }

    private long checkAll(Connection connection, Sink sink) throws SQLException {
        long checked = 0;
        try (PreparedStatement query = connection.prepareStatement(SELECT)) {
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    check(rows, sink);
                    checked++;
                }
            }
        }
        return checked;
    }

    private void check(ResultSet row, Sink sink) throws SQLException {
        Digest digest = Digest.of(row.getBytes("digest"));
        if (!Arrays.equals(digest.bytes(), row.getBytes("journaled"))) {
            sink.finding("reading-in-journal", digest.prefix(), "the journal holds something else at its place");
        }
        byte[] meterKey = row.getBytes("public_key");
        if (meterKey == null) {
            sink.finding("reading-of-enrolled-meter", digest.prefix(), "its meter is not enrolled");
            return;
        }
        try {
            PublicKey key = PublicKey.ed25519(meterKey);
            Envelope envelope = EnvelopeWire.parse(row.getBytes("envelope"), STORED);
            Reading reading = ReadingWire.parse(envelope, key, STORED);
            if (!saysTheSame(row, digest, reading, key)) {
                sink.finding("reading-says-what-was-signed", digest.prefix(), "columns differ from the signed reading");
            }
            boolean utilitysWord = row.getBoolean("counts_until_given");
            if (utilitysWord != row.getBoolean("cannot_sign") && !reading.isEstimate()) {
                sink.finding(
                        "reading-by-whom-it-may", digest.prefix(), "not by the one who signs that meter's readings");
            }
            if (!signed(envelope, key, ReadingSigner.valueOf(row.getString("signer")))) {
                sink.finding("reading-signature-verifies", digest.prefix(), "its signature does not verify");
            }
        } catch (RefusedException malformed) {
            sink.finding(
                    "reading-can-be-read", digest.prefix(), malformed.refusal().field() + " cannot be read");
        }
    }

    private static boolean saysTheSame(ResultSet row, Digest digest, Reading reading, PublicKey key)
            throws SQLException {
        return reading.digest().equals(digest)
                && reading.meterKey().equals(key)
                && reading.direction().name().equals(row.getString("direction"))
                && reading.start().equals(Instant.ofEpochMilli(row.getLong("start_at")))
                && reading.end().equals(Instant.ofEpochMilli(row.getLong("end_at")))
                && reading.energyWh() == row.getLong("energy_wh")
                && reading.registerStartWh().equals(ReadingRows.optional(row, "register_start_wh"))
                && reading.registerEndWh().equals(ReadingRows.optional(row, "register_end_wh"))
                && reading.sequence() == row.getLong("sequence")
                && reading.quality().name().equals(row.getString("quality"));
    }

    private boolean signed(Envelope envelope, PublicKey meter, ReadingSigner signer) {
        return switch (signer) {
            case METER ->
                envelope.signatures().stream().anyMatch(signature -> verifier.verify(meter, envelope, signature));
            case UTILITY ->
                directory.apply(utility).stream()
                        .flatMap(self -> self.keys().keys().stream())
                        .anyMatch(key -> envelope.signatures().stream()
                                .anyMatch(signature -> verifier.verify(key.key(), envelope, signature)));
        };
    }
}
