package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusWire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusRulesTest {

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);

    static Stream<StatusSituation> situations() {
        return Stream.of(
                        believed(),
                        StatusDefects.ofAnotherTrade(),
                        EvidenceDefects.badReadings(),
                        EvidenceDefects.badEnrolments(),
                        EvidenceDefects.utilityAttested(),
                        StatusDefects.badSheets(),
                        StatusDefects.badRoots())
                .flatMap(List::stream);
    }

    private static List<StatusSituation> believed() {
        return List.of(
                StatusSituation.committed("a seller's status", AWindow.ofSeller(), StatusSituation.NOTHING, "accepted"),
                StatusSituation.committed("a buyer's status", AWindow.ofBuyer(), StatusSituation.NOTHING, "accepted"),
                StatusSituation.committed(
                        "the only line of the only meter",
                        AWindow.ofSeller(),
                        window -> {
                            window.claims = window.claims.subList(1, 2);
                            window.otherMeters = 0;
                        },
                        "accepted"),
                StatusSituation.committed(
                        "pro rata",
                        AWindow.ofSeller(),
                        window -> {
                            window.rule = AllocationRule.PRO_RATA;
                            window.profileRule = AllocationRule.PRO_RATA;
                        },
                        "accepted"),
                StatusSituation.committed(
                        "nothing injected where nothing was measured",
                        AWindow.ofSeller(),
                        window -> {
                            window.estimate(AReading.of(0, 60, 0));
                        },
                        "accepted"),
                StatusSituation.committed(
                        "a half measured and a half estimated",
                        AWindow.ofSeller(),
                        window -> {
                            window.readings = List.of(
                                    AReading.of(0, 30, 4_000),
                                    AReading.of(30, 60, 0).quality(ReadingQuality.ESTIMATED));
                            window.signers = List.of(ReadingSigner.METER, ReadingSigner.UTILITY);
                        },
                        "accepted"),
                StatusSituation.committed(
                        "all consumed where nothing was measured",
                        AWindow.ofBuyer(),
                        window -> {
                            window.estimate(AReading.of(0, 60, 6_000).of(Direction.CONSUMPTION));
                        },
                        "accepted"),
                // The meter had measured 4000 Wh, which its utility keeps to itself: nobody else can know.
                StatusSituation.committed(
                        "limit a reading that the meter's utility drops and estimates in its stead",
                        AWindow.ofBuyer(),
                        window -> {
                            window.estimate(AReading.of(0, 60, 6_000).of(Direction.CONSUMPTION));
                        },
                        "accepted"),
                StatusSituation.committed(
                        "a second revision of a consumption sheet",
                        AWindow.ofBuyer(),
                        window -> {
                            window.rootRevision = 2;
                        },
                        "accepted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(StatusSituation situation) {
        AWindow window = situation.window();
        situation.before().accept(window);
        window.commit();
        situation.after().accept(window);

        String outcome = outcome(window);

        assertThat(outcome).isEqualTo(situation.outcome());
        SideTerms terms = window.terms;
        VectorFile file = VectorFile.of(situation.name())
                .with("order", terms.order())
                .with("revision", terms.revision())
                .with("role", terms.role())
                .with("utility", terms.utility())
                .with("meter_key_id", terms.meterKeyId())
                .with("window", terms.window().start(), terms.window().end())
                .with("contract_wh", terms.contractWh())
                .with("cap_wh", terms.capWh())
                .with("rule", window.profileRule)
                .with("enrolment", (Object) window.enrolment().payload());
        for (int index = 0; index < window.readings.size(); index++) {
            file.with(
                    "reading",
                    window.signers.get(index),
                    window.readings.get(index).payload());
        }
        if (window.terms.meterCannotSign()) {
            file.with("meter_cannot_sign", "true");
        }
        window.loggedAt.ifPresent(
                logged -> file.with("readings_due_millis", AWindow.READINGS_DUE).with("logged_at_millis", logged));
        file.with("sheet_root", (Object) window.sheetRoot().payload())
                .with("status", (Object) window.status().payload())
                .with("outcome", outcome)
                .check("status", situation.name());
    }

    /// From the bytes, as a counterparty would.
    private static String outcome(AWindow window) {
        try {
            MeterEnrolment enrolment = DirectoryWire.enrolment(window.enrolment(), PROOF);
            List<SignedReading> readings = new ArrayList<>();
            for (int index = 0; index < window.readings.size(); index++) {
                Envelope envelope = window.readings.get(index).envelope();
                Reading reading =
                        ReadingWire.parse(envelope, enrolment.meterKey().key(), PROOF);
                readings.add(new SignedReading(reading, window.signers.get(index), window.loggedAt));
            }
            Verdict verdict = StatusRules.verify(
                    StatusWire.parse(window.status()),
                    window.terms,
                    enrolment,
                    readings,
                    AWindow.READINGS_DUE,
                    StatementWire.sheetRoot(window.sheetRoot(), PROOF),
                    window.profileRule);
            return VectorFile.outcome(verdict);
        } catch (RefusedException refused) {
            return VectorFile.outcome(new Verdict.Refused(refused.refusal()));
        }
    }
}
