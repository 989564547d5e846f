package io.gridpact.protocol.metering;

import java.time.Instant;
import java.util.OptionalLong;

/// A meter's register only grows, and by what the readings say.
final class Registers {

    private Registers() {}

    /// Whether the reading's own registers, where known, are not negative and differ by its energy.
    static boolean addUp(Reading reading) {
        OptionalLong start = reading.registerStartWh();
        OptionalLong end = reading.registerEndWh();
        if (start.isPresent() && start.getAsLong() < 0 || end.isPresent() && end.getAsLong() < 0) {
            return false;
        }
        // Neither is negative, so the difference fits a long.
        return start.isEmpty() || end.isEmpty() || end.getAsLong() - start.getAsLong() == reading.energyWh();
    }

    /// Whether the registers of two readings of one meter that do not overlap, where known, fit each other: equal where
    /// one ends as the other begins, else not less later than earlier.
    static boolean fit(Reading one, Reading other) {
        Reading earlier = one.start().isBefore(other.start()) ? one : other;
        Reading later = earlier == one ? other : one;
        if (earlier.registerEndWh().isEmpty() || later.registerStartWh().isEmpty()) {
            return true;
        }
        long thenWh = earlier.registerEndWh().getAsLong();
        long nextWh = later.registerStartWh().getAsLong();
        return isAdjacent(earlier.end(), later.start()) ? nextWh == thenWh : nextWh >= thenWh;
    }

    private static boolean isAdjacent(Instant end, Instant start) {
        return end.equals(start);
    }
}
