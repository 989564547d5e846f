package io.gridpact.protocol.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What a utility signs as `ESTIMATED` for a stretch of a window that has no reading at the deadline (PROTOCOL.md,
/// section 6): nothing injected, all consumed that could be served.
///
/// @param start first instant without a reading
/// @param end first instant with one again, or the window's end
/// @param energyWh in watt-hours
public record MissingReading(Instant start, Instant end, long energyWh) {

    /// The estimates that tile the window together with the readings held. Of a consumption's gaps the first gets the
    /// sum of the caps and the others nothing, so that everyone can tell what the estimates must add up to.
    ///
    /// @param held readings of one meter and direction that lie in the window and do not overlap
    /// @param capsWh sum of the caps of the meter's trades in the window, in watt-hours
    /// @return in order of time; none where nothing is missing. One estimate for the whole window where
    ///     readings and
    ///     gaps would be more than [ReadingRules#MAX_READINGS_PER_WINDOW]: the readings held are then left out
    public static List<MissingReading> in(
            DeliveryWindow window, Direction direction, Collection<Reading> held, long capsWh) {
        List<MissingReading> missing = new ArrayList<>();
        Instant reached = window.start();
        List<Reading> inOrder =
                held.stream().sorted(Comparator.comparing(Reading::start)).toList();
        for (Reading reading : inOrder) {
            if (reading.start().isAfter(reached)) {
                missing.add(estimate(reached, reading.start(), direction, missing.isEmpty(), capsWh));
            }
            reached = reading.end();
        }
        if (reached.isBefore(window.end())) {
            missing.add(estimate(reached, window.end(), direction, missing.isEmpty(), capsWh));
        }
        if (inOrder.size() + missing.size() > ReadingRules.MAX_READINGS_PER_WINDOW) {
            return List.of(estimate(window.start(), window.end(), direction, true, capsWh));
        }
        return List.copyOf(missing);
    }

    /// What all estimates of a window must add up to where there is one.
    public static long expectedWh(Direction direction, long capsWh) {
        return switch (direction) {
            case INJECTION -> 0;
            case CONSUMPTION -> capsWh;
        };
    }

    private static MissingReading estimate(
            Instant start, Instant end, Direction direction, boolean first, long capsWh) {
        return new MissingReading(start, end, first ? expectedWh(direction, capsWh) : 0);
    }
}
