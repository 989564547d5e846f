package io.gridpact.protocol.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.MissingReading;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.ReadingRules;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a counterparty believes of one meter in one direction and window, verified once for all statuses that rest on
/// it (PROTOCOL.md, sections 6 and 8.2).
public final class MeterWindowEvidence {

    private final MeterEnrolment enrolment;
    private final DeliveryWindow window;
    private final WindowReading reading;
    private final List<Digest> readingDigests;
    private final boolean estimated;
    private final long estimatedWh;

    private MeterWindowEvidence(
            MeterEnrolment enrolment, DeliveryWindow window, WindowReading reading, List<SignedReading> signed) {
        this.enrolment = enrolment;
        this.window = window;
        this.reading = reading;
        this.readingDigests = reading.readings().stream().map(Reading::digest).toList();
        List<Reading> estimates = signed.stream()
                .map(SignedReading::reading)
                .filter(MeterWindowEvidence::isEstimate)
                .toList();
        this.estimated = !estimates.isEmpty();
        // At most the window's reading, which fits a long.
        this.estimatedWh = estimates.stream().mapToLong(Reading::energyWh).sum();
    }

    /// Believes readings that tile the window, of a meter that its utility had enrolled for that direction before the
    /// window began, under a key that is valid throughout the window.
    ///
    /// An estimate must be signed by the utility; what it may say is fixed by the profile's fallback
    /// ([CommittedSheet]
    /// checks it). Anything else the meter signs. Only where the enrolment says that it cannot, the utility does,
    /// and
    /// then a journal root with the reading must have been logged by the deadline: its word could be fitted to the
    /// other side's figures, which nobody shows it before.
    ///
    /// @param enrolment whose envelope bears the signature of the utility that it names
    /// @param readings with whose signature each was found to bear
    /// @param readingsDue the profile's deadline for the window's readings
    /// @return the evidence, or a refusal whose field is a path in `gridpact.status.v1.MeterEvidence`
    public static Judged<MeterWindowEvidence> verify(
            MeterEnrolment enrolment,
            List<SignedReading> readings,
            Direction direction,
            DeliveryWindow window,
            Instant readingsDue) {
        Verdict verdict = enrolled(enrolment, direction, window);
        for (int index = 0; index < readings.size() && verdict.isAccepted(); index++) {
            verdict = reading(readings.get(index), enrolment, direction, readingsDue, "readings[" + index + "].");
        }
        Optional<WindowReading> tiled = verdict.isAccepted()
                ? WindowReading.tiled(
                        window, readings.stream().map(SignedReading::reading).toList())
                : Optional.empty();
        verdict = verdict.then(() -> Verdict.require(
                        tiled.isPresent(), Reason.INVALID_PROOF, "readings", "they do not tile the window"))
                .then(() -> Verdict.require(
                        tiled.orElseThrow().registersFit(),
                        Reason.INVALID_PROOF,
                        "readings",
                        "the register's steps do not add up"));
        return Judged.of(verdict, () -> new MeterWindowEvidence(enrolment, window, tiled.orElseThrow(), readings));
    }

    private static Verdict enrolled(MeterEnrolment enrolment, Direction direction, DeliveryWindow window) {
        if (!enrolment.directions().contains(direction)) {
            return refused("enrolment.directions", "the meter is not enrolled for that direction");
        }
        return ReadingRules.isValidThroughout(enrolment, window)
                ? Verdict.accepted()
                : refused("enrolment", "not enrolled by the window's start, or its key not valid throughout");
    }

    private static Verdict reading(
            SignedReading signed, MeterEnrolment enrolment, Direction direction, Instant readingsDue, String path) {
        Reading reading = signed.reading();
        if (!reading.meterKey().equals(enrolment.meterKey().key())) {
            return refused(path + "meter_public_key", "not the enrolled meter");
        }
        if (reading.direction() != direction) {
            return refused(path + "direction", "of the other direction");
        }
        if (!isSignedRightly(signed, enrolment)) {
            return refused(path + "quality", "not signed by the one whose word it has to be");
        }
        if (isUtilitysWord(signed) && signed.loggedAt().isEmpty()) {
            return refused(path + "logged", "by the utility, and nothing shows when it was logged");
        }
        if (isUtilitysWord(signed) && signed.loggedAt().orElseThrow().isAfter(readingsDue)) {
            return refused(path + "logged_at_millis", "by the utility, and logged after the deadline");
        }
        return switch (ReadingRules.figures(reading)) {
            case Verdict.Accepted accepted -> accepted;
            case Verdict.Refused refused ->
                refused(path + refused.refusal().field(), refused.refusal().description());
        };
    }

    private static boolean isSignedRightly(SignedReading signed, MeterEnrolment enrolment) {
        boolean byUtility = isEstimate(signed.reading()) || enrolment.cannotSign();
        return byUtility == (signed.signer() == ReadingSigner.UTILITY);
    }

    /// What a meter measured, as its utility says.
    private static boolean isUtilitysWord(SignedReading signed) {
        return signed.signer() == ReadingSigner.UTILITY && !isEstimate(signed.reading());
    }

    private static boolean isEstimate(Reading reading) {
        return reading.quality() == ReadingQuality.ESTIMATED;
    }

    public MeterEnrolment enrolment() {
        return enrolment;
    }

    public DeliveryWindow window() {
        return window;
    }

    public WindowReading reading() {
        return reading;
    }

    /// Digests of the readings, in order of time.
    public List<Digest> readingDigests() {
        return readingDigests;
    }

    /// Whether the estimates, if there are any, say what the profile's fallback has them say.
    ///
    /// @param capsWh sum of the caps of all the meter's trades in the window
    boolean isEstimatedBy(long capsWh) {
        return !estimated || estimatedWh == MissingReading.expectedWh(reading.direction(), capsWh);
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }
}
