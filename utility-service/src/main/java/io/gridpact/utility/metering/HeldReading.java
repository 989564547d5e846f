package io.gridpact.utility.metering;

import io.gridpact.protocol.metering.HeldReadings;
import io.gridpact.protocol.metering.Reading;
import java.util.Collection;
import java.util.List;

/// A stored reading.
///
/// @param counts whether it may make up its window's figure: it is no adjustment and, where its utility has signed it
///     in its meter's place, is known to be logged in time
record HeldReading(Reading reading, boolean counts) {

    static List<Reading> all(Collection<HeldReading> held) {
        return held.stream().map(HeldReading::reading).toList();
    }

    /// Those that count, of each interval the latest.
    static List<Reading> standing(Collection<HeldReading> held) {
        return HeldReadings.standing(
                all(held.stream().filter(HeldReading::counts).toList()));
    }
}
