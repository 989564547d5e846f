package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.settlement.CommittedSheet;
import io.gridpact.protocol.settlement.MeterWindowEvidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer's meter as it was shown on a stream, verified, with what carries it.
final class ShownMeter {

    private final MeterWindowEvidence evidence;
    private final Envelope enrolment;
    private final List<Envelope> readings;
    private @Nullable CommittedSheet sheet;

    ShownMeter(MeterWindowEvidence evidence, Envelope enrolment, List<Envelope> readings) {
        this.evidence = evidence;
        this.enrolment = enrolment;
        this.readings = readings;
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
