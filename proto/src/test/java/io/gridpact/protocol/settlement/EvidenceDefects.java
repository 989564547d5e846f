package io.gridpact.protocol.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.ReadingSigner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Readings and enrolments on which no status can rest.
final class EvidenceDefects {

    private EvidenceDefects() {}

    static List<StatusSituation> badReadings() {
        AReading whole = AReading.of(0, 60, 7_000);
        return List.of(
                StatusSituation.shown(
                        "defect readings in another order",
                        window -> {
                            window.readingDigests = window.readingDigests.reversed();
                        },
                        "reading_digests"),
                StatusSituation.shown(
                        "defect a reading too few",
                        window -> {
                            window.readingDigests = window.readingDigests.subList(0, 1);
                        },
                        "reading_digests"),
                StatusSituation.shown(
                        "defect another reading",
                        window -> {
                            window.readingDigests = List.of(window.readingDigests.getFirst(), AWindow.ORDER);
                        },
                        "reading_digests"),
                StatusSituation.shown(
                        "defect readings with a gap",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(31, 60, 3_000));
                        },
                        "readings"),
                StatusSituation.shown(
                        "defect readings that overlap",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(29, 60, 3_000));
                        },
                        "readings"),
                StatusSituation.shown(
                        "defect readings that end early",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(30, 59, 3_000));
                        },
                        "readings"),
                StatusSituation.shown(
                        "defect a register that jumps",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).registers(14_001, 17_001));
                        },
                        "readings"),
                StatusSituation.shown(
                        "defect a register that does not add up",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).registers(14_000, 17_001));
                        },
                        "readings[1].register_end_wh"),
                StatusSituation.shown(
                        "defect other readings than the committed ones",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).salt(5));
                            window.readingDigests = digests(window);
                        },
                        "map_path"),
                StatusSituation.shown(
                        "defect a sum that is not the readings'",
                        window -> {
                            window.readings = List.of(window.readings.getFirst(), AReading.of(30, 60, 3_001));
                            window.readingDigests = digests(window);
                        },
                        "sheet.reading_wh"),
                StatusSituation.shown(
                        "defect a reading of another meter",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).of(AReading.meter(2)));
                        },
                        "readings[1].meter_public_key"),
                StatusSituation.shown(
                        "defect a reading of the other direction",
                        window -> {
                            window.readings = List.of(
                                    window.readings.getFirst(),
                                    AReading.of(30, 60, 3_000).of(Direction.CONSUMPTION));
                        },
                        "readings[1].direction"),
                StatusSituation.shown(
                        "defect a utility's own word for a meter's",
                        window -> {
                            window.signers = List.of(ReadingSigner.METER, ReadingSigner.UTILITY);
                        },
                        "readings[1].quality"),
                StatusSituation.committed(
                        "defect an estimate by the meter",
                        AWindow.ofSeller(),
                        window -> {
                            window.readings = List.of(AReading.of(0, 60, 0).quality(ReadingQuality.ESTIMATED));
                            window.signers = List.of(ReadingSigner.METER);
                        },
                        "INVALID_PROOF readings[0].quality"),
                StatusSituation.committed(
                        "defect an estimate of something injected",
                        AWindow.ofSeller(),
                        window -> {
                            window.estimate(whole);
                        },
                        "INVALID_PROOF reading_digests"),
                StatusSituation.committed(
                        "defect an estimate of less consumed",
                        AWindow.ofBuyer(),
                        window -> {
                            window.estimate(AReading.of(0, 60, 5_999).of(Direction.CONSUMPTION));
                        },
                        "INVALID_PROOF reading_digests"));
    }

    static List<StatusSituation> utilityAttested() {
        Instant due = AWindow.READINGS_DUE;
        return List.of(
                attested("readings that the utility signs, logged at the deadline", window -> {}, "accepted"),
                attested(
                        "defect readings that the utility signs, logged after the deadline",
                        window -> {
                            window.loggedAt = Optional.of(due.plusMillis(1));
                        },
                        "INVALID_PROOF readings[0].logged_at_millis"),
                attested(
                        "defect readings that the utility signs, logged who knows when",
                        window -> {
                            window.loggedAt = Optional.empty();
                        },
                        "INVALID_PROOF readings[0].logged"),
                attested(
                        "defect a meter that cannot sign, and nobody has attested it",
                        window -> {
                            window.terms = AWindow.ofSeller().terms;
                        },
                        "INVALID_PROOF reading_digests"),
                attested(
                        "defect a meter that signs, and was attested to be unable to",
                        window -> {
                            window.cannotSign = false;
                            window.signers = List.of(ReadingSigner.METER, ReadingSigner.METER);
                        },
                        "INVALID_PROOF reading_digests"),
                attested(
                        "defect readings that the utility signs for a meter that is enrolled to sign",
                        window -> {
                            window.cannotSign = false;
                        },
                        "INVALID_PROOF readings[0].quality"),
                attested(
                        "defect readings under the key of a meter that cannot sign",
                        window -> {
                            window.signers = List.of(ReadingSigner.METER, ReadingSigner.METER);
                        },
                        "INVALID_PROOF readings[0].quality"));
    }

    private static StatusSituation attested(String name, Consumer<AWindow> change, String outcome) {
        return StatusSituation.committed(
                name,
                AWindow.ofSeller(),
                window -> {
                    window.attestReadings(AWindow.READINGS_DUE);
                    change.accept(window);
                },
                outcome);
    }

    static List<StatusSituation> badEnrolments() {
        return List.of(
                StatusSituation.shown(
                        "defect not enrolled for the direction",
                        window -> {
                            window.directions = Set.of(Direction.CONSUMPTION);
                        },
                        "enrolment.directions"),
                StatusSituation.shown(
                        "defect enrolled within the window",
                        window -> {
                            window.enrolledFrom = AReading.minute(0).plusMillis(1);
                        },
                        "enrolment"),
                StatusSituation.shown(
                        "defect a meter key that ends within the window",
                        window -> {
                            window.keyUntil = AReading.minute(60).minusMillis(1);
                        },
                        "enrolment"));
    }

    private static List<Digest> digests(AWindow window) {
        return window.readings.stream()
                .map(reading -> reading.envelope().digest())
                .toList();
    }
}
