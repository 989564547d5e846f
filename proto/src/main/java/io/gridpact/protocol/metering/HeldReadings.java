package io.gridpact.protocol.metering;

import io.gridpact.protocol.quantity.DeliveryWindow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a utility holds of a meter when another reading of it comes.
///
/// @param readings that were accepted, with corrections and what they replace, adjustments and estimates: all of the
///     new reading's window, and any of its neighbours
/// @param fixed whether what the new reading's window is shared by is fixed: its sheet can be committed any moment
/// @param reviewed whether an operator has looked at the new reading and vouches for what cannot be computed: that a
///     register began anew between two windows, or that what is corrected never came
public record HeldReadings(Collection<Reading> readings, boolean fixed, boolean reviewed) {

    public HeldReadings {
        readings = List.copyOf(readings);
    }

    HeldReadings of(Reading meter) {
        return new HeldReadings(readings.stream().filter(meter::isOfSameMeter).toList(), fixed, reviewed);
    }

    /// The readings that count: of each interval the one with the highest sequence number. What they tile is said by
    /// [WindowReading#tiled]; nothing else decides which reading of a window counts, so that everybody who has seen
    /// the
    /// same readings arrives at the same.
    ///
    /// @param readings of one meter and direction
    /// @return in no order; two of one interval and number both stay, and tile nothing
    public static List<Reading> standing(Collection<Reading> readings) {
        Map<List<Object>, Long> latest = new HashMap<>();
        for (Reading reading : readings) {
            latest.merge(List.of(reading.start(), reading.end()), reading.sequence(), Math::max);
        }
        return readings.stream()
                .filter(reading ->
                        latest.getOrDefault(List.of(reading.start(), reading.end()), 0L) == reading.sequence())
                .toList();
    }

    /// What the meter itself has said last of each interval.
    List<Reading> measured() {
        return standing(
                readings.stream().filter(reading -> !reading.isEstimate()).toList());
    }

    boolean hasEstimateWithin(Reading reading) {
        return readings.stream().anyMatch(held -> held.isEstimate() && held.overlaps(reading));
    }

    /// Intervals of a window of which something is held.
    long intervals(DeliveryWindow window) {
        Set<Object> intervals = new HashSet<>();
        for (Reading reading : within(window)) {
            intervals.add(List.of(reading.start(), reading.end()));
        }
        return intervals.size();
    }

    List<Reading> within(DeliveryWindow window) {
        List<Reading> within = new ArrayList<>();
        for (Reading reading : readings) {
            if (window.contains(reading.start())) {
                within.add(reading);
            }
        }
        return within;
    }
}
