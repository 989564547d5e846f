package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.metering.EnrolledMeters;
import io.gridpact.utility.metering.WindowReadings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What this utility's statuses rest on, as it is shown to the other side, or to the arbiter.
final class OwnShowing {

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private final String utility;
    private final LedgerReader reader;
    private final UnaryOperator<Envelope> anew;

    /// @param anew signs under another key what a key has signed that this utility has revoked since
    OwnShowing(String utility, LedgerReader reader, UnaryOperator<Envelope> anew) {
        this.utility = utility;
        this.reader = reader;
        this.anew = anew;
    }

    /// The page as it was signed, unless its key has been revoked: then the same statuses under another.
    byte[] signed(byte[] content) {
        List<Envelope> statuses = StatusPageWire.parse(content, STORED);
        List<Envelope> now = statuses.stream().map(anew).toList();
        return now.equals(statuses) ? content : StatusPageWire.encode(now);
    }

    private byte[] signedEnvelope(byte[] encoded) {
        Envelope envelope = EnvelopeWire.parse(encoded, STORED);
        Envelope now = anew.apply(envelope);
        return now.equals(envelope) ? encoded : EnvelopeWire.encode(now);
    }

    /// The sheet root of a round with the arbiter's receipt for it.
    StatusPart.Header header(Round round) {
        SheetRoots.Logged logged = reader.read(connection -> SheetRoots.ownLogged(connection, utility, round))
                .orElseThrow();
        return new StatusPart.Header(round.window().start(), logged.root(), logged.receipt());
    }

    /// Enrolments and readings of meters, as they are shown before the statuses that rest on them.
    List<StatusPart.Meter> evidence(Connection connection, Round round, Collection<KeyId> meters) throws SQLException {
        Map<KeyId, byte[]> enrolled = EnrolledMeters.envelopes(connection, meters);
        Map<KeyId, List<WindowReadings.Stored>> readings =
                WindowReadings.of(connection, round.window().start(), round.direction(), meters);
        Map<Digest, LoggedReading> logged = WindowReadings.logged(
                connection,
                readings.values().stream()
                        .flatMap(List::stream)
                        .map(WindowReadings.Stored::digest)
                        .toList());
        List<StatusPart.Meter> evidence = new ArrayList<>(meters.size());
        for (KeyId meter : meters) {
            byte[] known = enrolled.get(meter);
            if (known == null) {
                throw new IllegalStateException("statuses rest on a meter that is not enrolled");
            }
            List<WindowReadings.Stored> ofMeter = readings.getOrDefault(meter, List.of());
            evidence.add(new StatusPart.Meter(
                    signedEnvelope(known),
                    ofMeter.stream()
                            .map(WindowReadings.Stored::envelope)
                            .map(this::signedEnvelope)
                            .toList(),
                    ofMeter.stream()
                            .flatMap(reading -> Optional.ofNullable(logged.get(reading.digest())).stream())
                            .toList()));
        }
        return evidence;
    }
}
