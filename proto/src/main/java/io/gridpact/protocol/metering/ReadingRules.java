package io.gridpact.protocol.metering;

import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a utility checks of a reading that a head-end submits (PROTOCOL.md, section 6). A gap is no fault: readings may
/// come in any order. Whether the meter's key signed it is the caller's matter.
public final class ReadingRules {

    /// Readings that may tile a window, so that a status can name them all.
    public static final int MAX_READINGS_PER_WINDOW = 120;

    /// Readings, corrections and adjustments of one meter, direction and window that are held.
    public static final int MAX_HELD_PER_WINDOW = 4 * MAX_READINGS_PER_WINDOW;

    /// Intervals begin and end with one. So there are never more in a window than a status can name, gaps included.
    public static final Duration GRID = Duration.ofMinutes(1);

    /// Most energy in a reading, in watt-hours: a terawatt-hour, the most that an order can be of. So no sum of a
    /// window's readings comes near 63 bits, whatever a meter says.
    public static final long MAX_ENERGY_WH = 1_000_000_000_000L;

    /// Most energy in an estimate, in watt-hours: all that as many trades as a sheet has lines can be of.
    public static final long MAX_ESTIMATE_WH = MAX_ENERGY_WH << 20;

    private ReadingRules() {}

    /// Most energy in a reading of that quality, in watt-hours.
    public static long maxEnergyWh(ReadingQuality quality) {
        return switch (quality) {
            case MEASURED, CORRECTED -> MAX_ENERGY_WH;
            case ESTIMATED -> MAX_ESTIMATE_WH;
        };
    }

    /// @param enrolment of the meter with this utility
    /// @param held of the meter
    /// @param now this utility's time
    public static ReadingVerdict judge(
            Reading reading, MeterEnrolment enrolment, NetworkProfile profile, HeldReadings held, Instant now) {
        if (held.readings().stream().anyMatch(earlier -> earlier.digest().equals(reading.digest()))) {
            return new ReadingVerdict.Repeated();
        }
        HeldReadings ofMeter = held.of(reading);
        Verdict verdict = figures(reading)
                .then(() -> meter(reading, enrolment))
                .then(() -> interval(reading, enrolment, profile, now))
                .then(() -> quality(reading))
                .then(() -> replaces(reading, ofMeter))
                .then(() -> against(reading, ofMeter, profile.windowAt(reading.start())))
                .then(() -> bounds(reading, ofMeter, profile.windowAt(reading.start())));
        return switch (verdict) {
            case Verdict.Accepted ignored
            when isLate(reading, ofMeter) || isPastLogging(reading, enrolment, profile, now) ->
                new ReadingVerdict.Late();
            case Verdict.Accepted ignored -> new ReadingVerdict.Accepted();
            case Verdict.Refused refused -> new ReadingVerdict.Refused(refused.refusal());
        };
    }

    /// A utility's own word counts only if it is logged by the deadline: what comes after it cannot be.
    private static boolean isPastLogging(
            Reading reading, MeterEnrolment enrolment, NetworkProfile profile, Instant now) {
        Instant due = profile.deadlines().readingsDue(profile.windowAt(reading.start()));
        return enrolment.cannotSign() && !now.isBefore(due);
    }

    /// What would change a figure that is fixed, or stands in for an estimate that its utility has signed already.
    private static boolean isLate(Reading reading, HeldReadings held) {
        return held.hasEstimateWithin(reading)
                || held.fixed() && held.measured().stream().anyMatch(reading::isOfSameInterval);
    }

    /// What can be said of a reading alone, whoever signed it: order of interval, a figure that can be, registers that
    /// add up.
    public static Verdict figures(Reading reading) {
        if (!reading.start().isBefore(reading.end())) {
            return refused("end_millis", "not after the start");
        }
        if (reading.energyWh() < 0 || reading.energyWh() > maxEnergyWh(reading.quality())) {
            return refused("energy_wh", "negative, or more than a reading can be of");
        }
        if (reading.sequence() < 1) {
            return refused("sequence", "below 1");
        }
        return Registers.addUp(reading)
                ? Verdict.accepted()
                : refused("register_end_wh", "the register's step is not the energy");
    }

    private static Verdict meter(Reading reading, MeterEnrolment enrolment) {
        if (!reading.meterKey().equals(enrolment.meterKey().key())) {
            return refused("meter_public_key", "not the enrolled meter");
        }
        return enrolment.directions().contains(reading.direction())
                ? Verdict.accepted()
                : refused("direction", "not enrolled for it");
    }

    private static Verdict interval(Reading reading, MeterEnrolment enrolment, NetworkProfile profile, Instant now) {
        DeliveryWindow window = profile.windowAt(reading.start());
        if (!isValidThroughout(enrolment, window)) {
            return refused("start_millis", "the meter is not enrolled with this key for the whole window");
        }
        if (reading.end().isAfter(window.end())) {
            return refused("end_millis", "reaches into the next window");
        }
        if (!isOnGrid(reading.start())) {
            return refused("start_millis", "within a minute");
        }
        if (!isOnGrid(reading.end())) {
            return refused("end_millis", "within a minute");
        }
        if (reading.end().isAfter(now)) {
            return refused("end_millis", "in the future");
        }
        return window.end().isBefore(now.minus(Duration.ofDays(profile.finalityDays())))
                ? refused("start_millis", "of a window that has been final for long")
                : Verdict.accepted();
    }

    private static boolean isOnGrid(Instant instant) {
        return instant.toEpochMilli() % GRID.toMillis() == 0;
    }

    /// Whether the meter counts in the window: enrolled by its start, under a key that is valid from its start to its
    /// end, as keys change only between windows.
    public static boolean isValidThroughout(MeterEnrolment enrolment, DeliveryWindow window) {
        SigningKey key = enrolment.meterKey();
        return !enrolment.validFrom().isAfter(window.start())
                && !key.validFrom().isAfter(window.start())
                && !key.validUntil().isBefore(window.end());
    }

    private static Verdict quality(Reading reading) {
        return switch (reading.quality()) {
            case MEASURED, CORRECTED -> Verdict.accepted();
            case ESTIMATED -> refused("quality", "an estimate is made by the utility");
        };
    }

    /// A correction has what it corrects, under a lower number; anything else is the first of its interval.
    private static Verdict replaces(Reading reading, HeldReadings held) {
        List<Reading> ofInterval =
                held.measured().stream().filter(reading::isOfSameInterval).toList();
        for (Reading earlier : held.readings()) {
            boolean numbered = !earlier.isEstimate() && reading.isOfSameInterval(earlier);
            if (numbered && reading.sequence() == earlier.sequence()) {
                return refused("sequence", "another reading of this interval has it");
            }
        }
        if (ofInterval.stream().anyMatch(earlier -> earlier.sequence() > reading.sequence())) {
            return refused("sequence", "below that of another reading of this interval");
        }
        boolean corrects = reading.quality() == ReadingQuality.CORRECTED;
        if (!ofInterval.isEmpty() && !corrects) {
            return refused("quality", "another reading of this interval, and not a correction");
        }
        return ofInterval.isEmpty() && corrects && !held.reviewed()
                ? refused("quality", "corrects nothing that is held")
                : Verdict.accepted();
    }

    private static Verdict against(Reading reading, HeldReadings held, DeliveryWindow window) {
        for (Reading other : held.measured()) {
            if (reading.isOfSameInterval(other)) {
                continue;
            }
            if (reading.overlaps(other)) {
                return refused("start_millis", "overlaps another reading");
            }
            // Within a window everybody sees that registers do not fit; between two an operator can vouch for it.
            boolean vouchedFor = held.reviewed() && !window.contains(other.start());
            if (!vouchedFor && !Registers.fit(reading, other)) {
                return refused("register_start_wh", "the register's step to another reading does not add up");
            }
        }
        return Verdict.accepted();
    }

    private static Verdict bounds(Reading reading, HeldReadings held, DeliveryWindow window) {
        boolean known = held.readings().stream().anyMatch(reading::isOfSameInterval);
        if (!known && held.intervals(window) >= MAX_READINGS_PER_WINDOW) {
            return refused("start_millis", "more than " + MAX_READINGS_PER_WINDOW + " readings in a window");
        }
        return held.within(window).size() < MAX_HELD_PER_WINDOW
                ? Verdict.accepted()
                : refused("sequence", "more than " + MAX_HELD_PER_WINDOW + " readings and corrections in a window");
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_READING, field, description);
    }
}
