package io.gridpact.protocol.allocation;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Instants;
import java.time.Instant;
import java.util.Comparator;

/// One trade's claim on a meter's reading (PROTOCOL.md, section 7).
///
/// @param order digest of the order
/// @param revision of the order; 0 for the order itself
/// @param confirmedAt the later of both effective times of attestation, whole milliseconds
/// @param contractWh what was contracted, in watt-hours; not negative
/// @param capWh what the other side can serve, in watt-hours; not negative, the contract where there is no cap
public record Claim(Digest order, long revision, Instant confirmedAt, long contractWh, long capWh) {

    /// Earlier confirmation first. The digest breaks ties, so that nobody can choose their place by it.
    public static final Comparator<Claim> ALLOCATION_ORDER =
            Comparator.comparing(Claim::confirmedAt).thenComparing(Claim::order);

    /// @throws IllegalArgumentException naming the field that is out of range
    public Claim {
        Instants.requireMillis(confirmedAt);
        requireNotNegative("revision", revision);
        requireNotNegative("contractWh", contractWh);
        requireNotNegative("capWh", capWh);
    }

    /// `q'`: the smaller of contract and cap, in watt-hours.
    public long wantedWh() {
        return Math.min(contractWh, capWh);
    }

    private static void requireNotNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + ": negative");
        }
    }
}
