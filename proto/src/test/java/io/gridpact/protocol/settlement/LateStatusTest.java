package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.SignedReading;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusWire;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a late seller's utility believes of the sheet that serves its line. It allocated 3000 Wh; two other lines, of
/// 3000 and 1000 Wh, were in time.
class LateStatusTest {

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);
    private static final long LATE_WH = 3_000;

    @Test
    void a_line_that_is_given_all_that_its_seller_allocated_is_believed() {
        assertThat(outcome(served(9_000, LATE_WH))).isEqualTo("accepted");
    }

    @Test
    void a_line_that_is_given_all_that_the_reading_had_left_is_believed() {
        assertThat(outcome(served(5_500, 1_500))).isEqualTo("accepted");
        assertThat(outcome(served(4_000, 0))).isEqualTo("accepted");
    }

    @Test
    void a_line_that_is_given_less_while_something_is_left_is_refused() {
        assertThat(outcome(served(9_000, 1_500))).isEqualTo("INVALID_PROOF cap_wh");
        assertThat(outcome(served(5_501, 1_500))).isEqualTo("INVALID_PROOF cap_wh");
    }

    @Test
    void a_line_that_is_given_more_than_its_seller_allocated_is_refused() {
        assertThat(outcome(served(9_000, LATE_WH + 1))).isEqualTo("INVALID_PROOF cap_wh");
    }

    @Test
    void a_line_that_is_not_given_its_cap_is_refused() {
        AWindow shared = served(5_500, LATE_WH);
        shared.rule = AllocationRule.PRO_RATA;
        shared.profileRule = AllocationRule.PRO_RATA;

        assertThat(outcome(shared)).isEqualTo("INVALID_PROOF allocated_wh");
    }

    private static AWindow served(long readingWh, long capWh) {
        AWindow window = AWindow.ofBuyer();
        window.readings = List.of(AReading.of(0, 60, readingWh).of(Direction.CONSUMPTION));
        window.claims =
                List.of(AWindow.claim(2, 4_000, capWh), AWindow.claim(7, 3_000, 3_000), AWindow.claim(8, 1_000, 1_000));
        window.capWh = capWh;
        window.rootRevision = 2;
        return window;
    }

    private static String outcome(AWindow window) {
        window.commit();
        var enrolment = DirectoryWire.enrolment(window.enrolment(), PROOF);
        var readings = List.of(new SignedReading(
                ReadingWire.parse(
                        window.readings.getFirst().envelope(),
                        enrolment.meterKey().key(),
                        PROOF),
                window.signers.getFirst()));
        var status = StatusWire.parse(window.status());
        var meter = MeterWindowEvidence.verify(
                        enrolment, readings, Direction.CONSUMPTION, AWindow.WINDOW, AWindow.READINGS_DUE)
                .orThrow();
        var sheet = CommittedSheet.verify(
                        meter,
                        status.sheet(),
                        status.mapPath(),
                        StatementWire.sheetRoot(window.sheetRoot(), PROOF),
                        window.profileRule)
                .orThrow();
        SideTerms late = AWindow.terms(TradeRole.BUYER, "south", LATE_WH);
        return VectorFile.outcome(StatusRules.verifyLate(status, late, sheet));
    }
}
