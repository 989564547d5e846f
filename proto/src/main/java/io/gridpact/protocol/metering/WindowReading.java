package io.gridpact.protocol.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.hash.TaggedHash;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a meter measured in a window and direction: the sum of readings that tile it (PROTOCOL.md, section 6).
///
/// @param energyWh `m`, in watt-hours, not negative
/// @param readingDigest of the list: H(`reading-list`, meter public key, direction, window start, window end, each
/// reading's digest in order of time)
/// @param readings in order of time, 1 to [ReadingRules#MAX_READINGS_PER_WINDOW]
public record WindowReading(long energyWh, Digest readingDigest, List<Reading> readings) {

    public WindowReading {
        readings = List.copyOf(readings);
    }

    /// The window's reading, if these and no others tile it: one meter, one direction, each begins where the one
    /// before ends, from the window's start to its end. Empty otherwise, also where a figure is negative or the sum
    /// does not fit 64 bits.
    ///
    /// @param readings in any order
    public static Optional<WindowReading> tiled(DeliveryWindow window, Collection<Reading> readings) {
        if (readings.isEmpty() || readings.size() > ReadingRules.MAX_READINGS_PER_WINDOW) {
            return Optional.empty();
        }
        List<Reading> inOrder =
                readings.stream().sorted(Comparator.comparing(Reading::start)).toList();
        Reading first = inOrder.getFirst();
        Instant reached = window.start();
        long energyWh = 0;
        for (Reading reading : inOrder) {
            boolean next = reading.isOfSameMeter(first)
                    && reading.start().equals(reached)
                    && reading.start().isBefore(reading.end());
            if (!next || reading.energyWh() < 0 || reading.energyWh() > Long.MAX_VALUE - energyWh) {
                return Optional.empty();
            }
            reached = reading.end();
            energyWh += reading.energyWh();
        }
        if (!reached.equals(window.end())) {
            return Optional.empty();
        }
        Digest digest = digest(first.meterKey(), first.direction(), window, inOrder);
        return Optional.of(new WindowReading(energyWh, digest, inOrder));
    }

    public PublicKey meterKey() {
        return readings.getFirst().meterKey();
    }

    public Direction direction() {
        return readings.getFirst().direction();
    }

    /// Whether each register, where known, goes on where the one before ended.
    public boolean registersFit() {
        for (int index = 1; index < readings.size(); index++) {
            if (!Registers.fit(readings.get(index - 1), readings.get(index))) {
                return false;
            }
        }
        return true;
    }

    private static Digest digest(PublicKey meter, Direction direction, DeliveryWindow window, List<Reading> readings) {
        TaggedHash hash = Hash.tagged("reading-list")
                .bytes(meter.bytes())
                .name(direction)
                .instant(window.start())
                .instant(window.end());
        readings.forEach(reading -> hash.digest(reading.digest()));
        return hash.finish();
    }
}
