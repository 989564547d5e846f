package io.gridpact.protocol.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.OptionalLong;

/// What a meter says of an interval, payload `gridpact/reading/v1` (PROTOCOL.md, section 6). As it came:
/// [ReadingRules] says whether it is believed.
///
/// @param digest of the signed reading
/// @param meterKey the meter's public key
/// @param start first instant of the interval
/// @param end first instant after it
/// @param energyWh in watt-hours
/// @param registerStartWh the meter's register of that direction at the start, in watt-hours, where known
/// @param registerEndWh at the end
/// @param sequence numbers the readings of one meter, direction and interval, from 1
public record Reading(
        Digest digest,
        PublicKey meterKey,
        Direction direction,
        Instant start,
        Instant end,
        long energyWh,
        OptionalLong registerStartWh,
        OptionalLong registerEndWh,
        long sequence,
        ReadingQuality quality) {

    public static final String PAYLOAD_TYPE = "gridpact/reading/v1";

    /// Whether both are of one register.
    boolean isOfSameMeter(Reading other) {
        return meterKey.equals(other.meterKey) && direction == other.direction;
    }

    /// Whether its utility has put it in place of a missing one.
    public boolean isEstimate() {
        return quality == ReadingQuality.ESTIMATED;
    }

    boolean isOfSameInterval(Reading other) {
        return start.equals(other.start) && end.equals(other.end);
    }

    /// Whether both are, in part, of the same time.
    public boolean overlaps(Reading other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }
}
