package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.metering.AReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the arbiter makes of a status that answers a claim: whatever the recipient of a stream would refuse, it does.
class StatusEvidenceRulesTest {

    private static final Instant HALF_PAST = AWindow.WINDOW.start().plus(Duration.ofMinutes(30));

    private record Situation(String name, Supplier<AnAnswer> honest, Consumer<AnAnswer> change, String outcome) {
        @Override
        public String toString() {
            return name;
        }

        AnAnswer answer() {
            AnAnswer answer = honest.get();
            change.accept(answer);
            return answer;
        }
    }

    static Stream<Situation> situations() {
        return Stream.of(held(), ofAnotherThing(), notSigned(), notLogged()).flatMap(List::stream);
    }

    private static List<Situation> held() {
        return List.of(
                new Situation("a seller's answer", AnAnswer::ofSeller, answer -> {}, "accepted"),
                new Situation("a buyer's answer", AnAnswer::ofBuyer, answer -> {}, "accepted"),
                new Situation(
                        "an answer whose readings the utility signed", AnAnswer::ofAttested, answer -> {}, "accepted"),
                new Situation(
                        "an answer with an estimate",
                        AnAnswer::ofSeller,
                        answer -> {
                            answer.window.estimate(AReading.of(0, 60, 0));
                            answer.readingKey = "north";
                        },
                        "accepted"),
                new Situation(
                        "an enrolment under a key that has ended since",
                        AnAnswer::ofSeller,
                        answer -> {
                            answer.window.enrolledFrom = Instant.parse("2025-12-01T00:00:00Z");
                            answer.enrolmentKey = "north old";
                        },
                        "accepted"),
                new Situation(
                        "an enrolment signed anew under a later key",
                        AnAnswer::ofSeller,
                        answer -> answer.window.enrolledFrom = Instant.parse("2025-12-01T00:00:00Z"),
                        "accepted"));
    }

    private static List<Situation> ofAnotherThing() {
        return List.of(
                seller(
                        "an answer by another utility than was asked",
                        answer -> answer.peer = "east",
                        "header.sheet_root"),
                seller(
                        "an answer of the other side",
                        answer -> answer.direction = Direction.CONSUMPTION,
                        "header.sheet_root"),
                seller(
                        "an answer of another window",
                        answer -> answer.claimedWindow = AWindow.WINDOW.end(),
                        "header.sheet_root"),
                seller(
                        "a claim of half a window",
                        answer -> {
                            answer.claimedWindow = HALF_PAST;
                            answer.window.rootWindow = HALF_PAST;
                            answer.shownTerms = java.util.Optional.of(from(answer.window.terms, HALF_PAST));
                        },
                        "header.window_start_millis"),
                new Situation(
                        "defect an answer by the sheet that serves late lines",
                        AnAnswer::ofBuyer,
                        answer -> answer.window.rootRevision = 2,
                        "INVALID_PROOF header.sheet_root.revision"),
                seller(
                        "an answer with another cap",
                        answer -> answer.claimed = answer.claimed.cappedAt(3_999),
                        "terms"),
                seller(
                        "an answer that the rules refuse",
                        answer -> answer.shown = window -> window.capWh = 3_999,
                        "status.cap_wh"),
                seller(
                        "an enrolment by another utility",
                        answer -> {
                            answer.window.utility = "south";
                            answer.enrolmentKey = "south";
                        },
                        "meter.enrolment.utility"),
                seller(
                        "an enrolment from within a window",
                        answer -> answer.window.enrolledFrom =
                                AWindow.WINDOW.start().minus(Duration.ofMinutes(1)),
                        "meter.enrolment.valid_from_millis"));
    }

    private static List<Situation> notSigned() {
        return List.of(
                seller(
                        "a sheet root under another's key",
                        answer -> answer.rootKey = "south",
                        "header.sheet_root.signatures"),
                seller(
                        "a sheet root under a key that had ended when it was logged",
                        answer -> answer.rootKey = "north old",
                        "header.sheet_root.signatures"),
                seller(
                        "a receipt under another's key",
                        answer -> answer.receiptKey = "north",
                        "header.log_receipt.signatures"),
                seller(
                        "a receipt of another arbiter",
                        answer -> answer.receiptArbiter = "north",
                        "header.log_receipt.signatures"),
                seller(
                        "an enrolment under another's key",
                        answer -> answer.enrolmentKey = "south",
                        "meter.enrolment.signatures"),
                seller("a status under another's key", answer -> answer.statusKey = "south", "status.signatures"),
                seller(
                        "a status under a key that has ended",
                        answer -> answer.statusKey = "north old",
                        "status.signatures"),
                seller(
                        "a reading under nobody's key",
                        answer -> answer.readingKey = "south",
                        "meter.readings[0].signatures"),
                seller(
                        "a reading of a meter that signs under its utility's key",
                        answer -> answer.readingKey = "north",
                        "status.readings[0].quality"));
    }

    private static List<Situation> notLogged() {
        return List.of(
                seller(
                        "a receipt whose leaf has another time",
                        answer -> answer.receiptFor = java.util.Optional.of(AnAnswer.ROOT_LOGGED.plusMillis(1)),
                        "header.log_receipt"),
                attested(
                        "readings in another's journal",
                        answer -> answer.journalOf = "south",
                        "meter.logged[0].root.journal_root.utility"),
                attested(
                        "readings in a journal under another's key",
                        answer -> answer.journalKey = "south",
                        "meter.logged[0].root.journal_root.signatures"),
                attested(
                        "readings in a journal whose receipt is under another's key",
                        answer -> answer.journalReceiptKey = "north",
                        "meter.logged[0].root.log_receipt.signatures"),
                attested(
                        "readings in a journal whose receipt is of another arbiter",
                        answer -> answer.journalReceiptArbiter = "north",
                        "meter.logged[0].root.log_receipt.signatures"),
                attested("readings at each other's place", answer -> answer.journalIndexes = 1, "meter.logged[0].path"),
                attested(
                        "readings logged after they were due",
                        answer -> answer.window.loggedAt = java.util.Optional.of(AWindow.READINGS_DUE.plusMillis(1)),
                        "status.readings[0].logged_at_millis"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        AnAnswer answer = situation.answer();

        assertThat(answer.outcome()).isEqualTo(situation.outcome());
        VectorFile.of(situation.name())
                .with("now", AnAnswer.NOW)
                .with("claim", (Object) answer.claimPayload())
                .with("shown", (Object) answer.encoded())
                .with("outcome", situation.outcome())
                .check("claim", situation.name());
    }

    /// A revoked key signs nothing new, and what it signed counts by the root that was logged in time.
    @ParameterizedTest(name = "{0}")
    @MethodSource("revocations")
    void what_a_revoked_key_signed_counts_by_the_log(Situation situation) {
        assertThat(situation.answer().outcome()).isEqualTo(situation.outcome());
    }

    static Stream<Situation> revocations() {
        Instant inTime = AnAnswer.ROOT_LOGGED.minus(Duration.ofMinutes(15));
        return Stream.of(
                new Situation("all but the root signed anew", AnAnswer::ofSeller, revoked(inTime), "accepted"),
                new Situation(
                        "a root logged more than 15 minutes after",
                        AnAnswer::ofSeller,
                        revoked(inTime.minusMillis(1)),
                        "INVALID_PROOF header.sheet_root.signatures"),
                new Situation(
                        "a status of the revoked key",
                        AnAnswer::ofSeller,
                        revoked(inTime).andThen(answer -> answer.statusKey = "north"),
                        "INVALID_PROOF status.signatures"),
                new Situation(
                        "an enrolment of the revoked key",
                        AnAnswer::ofSeller,
                        revoked(inTime).andThen(answer -> answer.enrolmentKey = "north"),
                        "INVALID_PROOF meter.enrolment.signatures"),
                new Situation(
                        "an estimate of the revoked key, covered by the sheet root",
                        AnAnswer::ofSeller,
                        revoked(inTime).andThen(answer -> {
                            answer.window.estimate(AReading.of(0, 60, 0));
                            answer.readingKey = "north";
                        }),
                        "accepted"),
                new Situation("readings that its journal covers", AnAnswer::ofAttested, revoked(inTime), "accepted"),
                new Situation(
                        "readings that a journal covers which was logged too late",
                        AnAnswer::ofAttested,
                        revoked(Instant.EPOCH).andThen(answer -> answer.rootKey = "north next"),
                        "INVALID_PROOF meter.logged[0].root.journal_root.signatures"));
    }

    private static Consumer<AnAnswer> revoked(Instant loggedAt) {
        return answer -> {
            answer.revoke(loggedAt);
            answer.enrolmentKey = "north next";
            answer.statusKey = "north next";
        };
    }

    private static Situation seller(String defect, Consumer<AnAnswer> change, String field) {
        return new Situation("defect " + defect, AnAnswer::ofSeller, change, "INVALID_PROOF " + field);
    }

    private static Situation attested(String defect, Consumer<AnAnswer> change, String field) {
        return new Situation("defect " + defect, AnAnswer::ofAttested, change, "INVALID_PROOF " + field);
    }

    private static SideTerms from(SideTerms terms, Instant start) {
        return new SideTerms(
                terms.order(),
                terms.revision(),
                terms.role(),
                terms.utility(),
                terms.meterKeyId(),
                new io.gridpact.protocol.quantity.DeliveryWindow(start, start.plus(Duration.ofHours(1))),
                terms.contractWh(),
                terms.capWh(),
                terms.meterCannotSign());
    }
}
