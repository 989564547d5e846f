package io.gridpact.protocol.metering;

import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// What a utility checks of a reading that a head-end submits (PROTOCOL.md, section 6). A gap is no fault: readings may
/// come in any order. Whether the meter's key signed it is the caller's matter.
public final class ReadingRules {

    /// Readings that may tile a window, so that a status can name them all.
    public static final int MAX_READINGS_PER_WINDOW = 120;

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
    /// @param held readings of the meter that were accepted: all of the reading's window, and any of its neighbours
    /// @param now this utility's time
    public static ReadingVerdict judge(
            Reading reading, MeterEnrolment enrolment, NetworkProfile profile, Collection<Reading> held, Instant now) {
        if (held.stream().anyMatch(earlier -> earlier.digest().equals(reading.digest()))) {
            return new ReadingVerdict.Repeated();
        }
        List<Reading> ofMeter = held.stream().filter(reading::isOfSameMeter).toList();
        Verdict verdict = figures(reading)
                .then(() -> meter(reading, enrolment))
                .then(() -> interval(reading, enrolment, profile, now))
                .then(() -> quality(reading))
                .then(() -> against(reading, ofMeter))
                .then(() -> window(profile.windowAt(reading.start()), ofMeter));
        return switch (verdict) {
            case Verdict.Accepted ignored -> new ReadingVerdict.Accepted();
            case Verdict.Refused refused -> new ReadingVerdict.Refused(refused.refusal());
        };
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
        return reading.end().isAfter(now) ? refused("end_millis", "in the future") : Verdict.accepted();
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
            case MEASURED -> Verdict.accepted();
            case ESTIMATED -> refused("quality", "an estimate is made by the utility");
            case CORRECTED -> refused("quality", "corrections are not taken");
        };
    }

    private static Verdict against(Reading reading, List<Reading> held) {
        for (Reading earlier : held) {
            if (reading.isOfSameInterval(earlier) && reading.sequence() == earlier.sequence()) {
                return refused("sequence", "another reading of this interval has it");
            }
            if (reading.overlaps(earlier)) {
                return refused("start_millis", "overlaps another reading");
            }
            if (!Registers.fit(reading, earlier)) {
                return refused("register_start_wh", "the register's step to another reading does not add up");
            }
        }
        return Verdict.accepted();
    }

    private static Verdict window(DeliveryWindow window, List<Reading> held) {
        long countHeld = held.stream()
                .filter(earlier -> window.contains(earlier.start()))
                .count();
        return countHeld < MAX_READINGS_PER_WINDOW
                ? Verdict.accepted()
                : refused("start_millis", "more than " + MAX_READINGS_PER_WINDOW + " readings in a window");
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_READING, field, description);
    }
}
