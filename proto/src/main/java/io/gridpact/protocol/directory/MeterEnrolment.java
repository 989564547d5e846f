package io.gridpact.protocol.directory;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// A utility's word that a key is a meter of one of its customers (PROTOCOL.md, section 4).
///
/// @param digest of the signed document
/// @param customerCommitment the customer's lasting pseudonym, see [EnrolledCustomer]
/// @param directions what the meter measures; at least one
/// @param validFrom the first window start at which the meter may count
/// @param cannotSign whether its utility signs its readings; the key then only names it
public record MeterEnrolment(
        Digest digest,
        String utility,
        SigningKey meterKey,
        Digest customerCommitment,
        Set<Direction> directions,
        Instant validFrom,
        boolean cannotSign) {

    public static final String PAYLOAD_TYPE = "gridpact/enrolment/v1";

    /// Of a meter that signs.
    public MeterEnrolment(
            Digest digest,
            String utility,
            SigningKey meterKey,
            Digest customerCommitment,
            Set<Direction> directions,
            Instant validFrom) {
        this(digest, utility, meterKey, customerCommitment, directions, validFrom, false);
    }

    /// @throws IllegalArgumentException where there is no direction
    public MeterEnrolment {
        if (directions.isEmpty()) {
            throw new IllegalArgumentException("directions: none");
        }
        directions = Set.copyOf(EnumSet.copyOf(directions));
    }
}
