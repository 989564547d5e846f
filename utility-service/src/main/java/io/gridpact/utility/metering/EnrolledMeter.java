package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.envelope.PublicKey;

/// A meter of one of this utility's customers.
///
/// @param envelope the signed enrolment, encoded as it was signed; not to be changed
public record EnrolledMeter(MeterEnrolment enrolment, byte[] envelope) {

    public PublicKey key() {
        return enrolment.meterKey().key();
    }
}
