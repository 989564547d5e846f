package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.settlement.CommittedSheet;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.settlement.MeterWindowEvidence;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A peer's meter as it was shown on a stream, verified, with what carries it.
final class ShownMeter {

    private final MeterWindowEvidence evidence;
    private final Envelope enrolment;
    private final List<Envelope> readings;
    private final Map<Digest, LoggedReading> logged;
    private @Nullable CommittedSheet sheet;

    ShownMeter(
            MeterWindowEvidence evidence,
            Envelope enrolment,
            List<Envelope> readings,
            Map<Digest, LoggedReading> logged) {
        this.evidence = evidence;
        this.enrolment = enrolment;
        this.readings = readings;
        this.logged = logged;
    }

    MeterWindowEvidence evidence() {
        return evidence;
    }

    Envelope enrolment() {
        return enrolment;
    }

    List<Envelope> readings() {
        return readings;
    }

    /// When those were logged that the peer has signed in the meter's place, by their digests.
    Map<Digest, LoggedReading> logged() {
        return logged;
    }

    KeyId meter() {
        return evidence.enrolment().meterKey().key().id();
    }

    /// The sheet, once the first status that rests on it has been believed.
    @Nullable
    CommittedSheet sheet() {
        return sheet;
    }

    void rememberSheet(CommittedSheet verified) {
        this.sheet = verified;
    }
}
