package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.metering.PageMark;
import io.gridpact.utility.metering.ReadingOutcome;
import io.gridpact.utility.metering.SubmitReadings;
import io.gridpact.utility.peer.ArbiterLink;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Meters that cannot sign, so that their utility does.
class AttestedReadingsTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant END = ANetwork.WINDOW.end();
    private static final Instant DEADLINE = END.plus(Duration.ofHours(1));
    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private ANetwork network;
    private int proofs;

    @BeforeEach
    void twoUtilities() {
        network = ANetwork.of("north", "south");
    }

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @Test
    void a_reading_counts_once_it_is_logged_and_the_counterparty_sees_who_signed_it_and_when() {
        AMeter seller = network.unsignedSellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 5_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 9_000);
        network.settle();
        assertThat(trade.heldBy(network.at("north"))).startsWith("DELIVERED");

        settleAt(END.plusSeconds(60));
        assertThat(trade.heldBy(network.at("south"))).startsWith("ALLOCATED 3000 3000");
        assertThat(network.at("south").rows("select logged_proof is not null from peer_reading"))
                .containsExactly("t");
        assertThat(network.at("south")
                        .reader()
                        .first("select enrolment from peer_meter", query -> {}, row -> DirectoryWire.enrolment(
                                        EnvelopeWire.parse(row.getBytes(1), STORED))
                                .cannotSign()))
                .contains(true);

        settleAt(DEADLINE.plusSeconds(60));
        assertThat(trade.settled()).isEqualTo("SETTLED 3000 3000 3000 0.3750 1500 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void whoever_signs_for_its_meters_is_shown_nothing_before_its_word_counts_no_more() {
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.unsignedBuyerAt("south");
        ATrade trade = network.trade(seller, buyer, 5_000, TEN);
        network.injects(seller, 4_000);
        network.consumes(buyer, 9_000);

        settleAt(DEADLINE.plusSeconds(59));
        assertThat(network.at("north").rows("select state from settlement_round"))
                .containsExactly("SHOWN");
        assertThat(network.at("south").rows("select 1 from peer_status")).isEmpty();
        assertThat(network.at("north").tasks().stream()
                        .flatMap(task -> task.nextDue(network.clock().instant()).stream()))
                .contains(DEADLINE.plusSeconds(60));

        settleAt(DEADLINE.plusSeconds(60));
        assertThat(trade.settled()).startsWith("SETTLED 4000 4000 4000");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_reading_that_is_not_logged_in_time_is_estimated_and_adjusts_the_next_bill() {
        AMeter seller = network.unsignedSellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 5_000, TEN);
        network.consumes(buyer, 9_000);
        settleAt(DEADLINE.minusSeconds(10));
        network.injects(seller, 3_000);

        settleAt(DEADLINE.plusSeconds(60));

        assertThat(trade.settled()).startsWith("SETTLED 0 0 0");
        assertThat(adjustments("north")).isEqualTo(1);
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_reading_that_comes_after_the_deadline_is_an_adjustment_at_once() {
        AMeter seller = network.unsignedSellerAt("north");
        network.clock().moveTo(DEADLINE);

        assertThat(network.at("north")
                        .submit(seller.reads(Direction.INJECTION, ANetwork.WINDOW.start(), END, 3_000))
                        .getFirst())
                .isInstanceOf(ReadingOutcome.Late.class);
    }

    @Test
    void while_the_arbiter_is_away_nobody_says_what_counts() {
        AMeter seller = network.unsignedSellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 5_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 9_000);
        network.arbiter().goDown();
        network.clock().moveTo(DEADLINE.plusSeconds(120));
        network.at("north").runTasks();
        assertThat(network.at("north").rows("select state from settlement_round"))
                .containsExactly("AWAITING");

        network.arbiter().comeBack();
        network.settle();

        assertThat(trade.settled()).startsWith("SETTLED 0 0 0");
        assertThat(adjustments("north")).isEqualTo(1);
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_correction_counts_if_it_is_logged_when_the_window_is_shared_out() {
        AMeter seller = network.unsignedSellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 5_000, TEN);
        AUtility north = network.at("north");
        Envelope reading = seller.reads(Direction.INJECTION, ANetwork.WINDOW.start(), END, 3_000);
        assertThat(north.submit(reading).getFirst()).isInstanceOf(ReadingOutcome.Accepted.class);
        assertThat(north.submit(reading).getFirst()).isInstanceOf(ReadingOutcome.Repeated.class);
        north.submit(seller.corrects(Direction.INJECTION, ANetwork.WINDOW, 2_000, 2));
        network.consumes(buyer, 9_000);

        settleAt(END.plusSeconds(60));
        assertThat(north.submit(seller.corrects(Direction.INJECTION, ANetwork.WINDOW, 1_000, 3))
                        .getFirst())
                .isInstanceOf(ReadingOutcome.Late.class);
        settleAt(DEADLINE.plusSeconds(60));

        assertThat(trade.settled()).startsWith("SETTLED 2000 2000 2000");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void nobody_signs_for_a_meter_that_can_and_no_key_for_one_that_cannot() {
        AMeter signing = network.sellerAt("north");
        AMeter unsigned = network.unsignedSellerAt("north");
        byte[] itsWord = signing.reads(Direction.INJECTION, ANetwork.WINDOW.start(), END, 1)
                .payload();
        byte[] another = unsigned.reads(Direction.INJECTION, ANetwork.WINDOW.start(), END, 1)
                .payload();

        assertThat(network.at("north").submit(SubmitReadings.unsigned(itsWord)).toString())
                .contains("SIGNATURE_INVALID");
        assertThat(network.at("north")
                        .submit(Envelopes.sign("gridpact/reading/v1", another, unsigned.signer()))
                        .toString())
                .contains("SIGNATURE_INVALID");
        assertThat(network.at("north").rows("select 1 from reading")).isEmpty();
    }

    @Test
    void a_figure_that_is_fitted_after_the_deadline_is_refused() {
        aSettledMinute();
        lie(meter -> {
            throw new RefusedException(Refusal.of(Reason.UNAVAILABLE));
        });
        assertRefused("");
        lie(meter -> {
            Envelope fitted = Envelopes.sign(
                    "gridpact/reading/v1",
                    reading(meter).payload(),
                    network.at("north").signer());
            return new StatusPart.Meter(
                    meter.enrolment(),
                    List.of(EnvelopeWire.encode(fitted)),
                    List.of(loggedNow("north", fitted.digest())));
        });

        network.clock().moveTo(DEADLINE.plusSeconds(60));
        assertRefused("meter.readings[0].logged_at_millis");
    }

    @Test
    void a_figure_without_proof_of_when_it_was_logged_is_refused() {
        aSettledMinute();
        lie(meter -> new StatusPart.Meter(meter.enrolment(), meter.readings(), List.of()));

        assertRefused("meter.readings[0].logged");
    }

    @Test
    void a_proof_out_of_another_utilitys_journal_is_refused() {
        aSettledMinute();
        lie(meter -> new StatusPart.Meter(
                meter.enrolment(),
                meter.readings(),
                List.of(loggedNow("south", reading(meter).digest()))));

        assertRefused("meter.logged[0].root.journal_root.utility");
    }

    @Test
    void a_proof_of_another_reading_is_refused() {
        aSettledMinute();
        lie(meter -> {
            LoggedReading proof = loggedNow("north", meter.logged().getFirst().reading());
            return new StatusPart.Meter(
                    meter.enrolment(),
                    meter.readings(),
                    List.of(new LoggedReading(
                            proof.reading(),
                            proof.minute(),
                            proof.journalRoot(),
                            proof.logReceipt(),
                            1,
                            proof.path())));
        });

        assertRefused("meter.logged[0].path");
    }

    @Test
    void a_meter_of_which_nobody_attested_that_it_cannot_sign_is_not_believed() {
        AMeter seller = network.unsignedSellerAt("north");
        AMeter asAttested = new AMeter(seller.utility(), seller.signer(), false);
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(asAttested, buyer, 5_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 9_000);

        network.clock().moveTo(END.plusSeconds(60));
        assertRefused("page.statuses[0].reading_digests");
        assertThat(trade.heldBy(network.at("south"))).startsWith("DELIVERED");
    }

    /// North's statuses, about a meter for which it signs, are on their way.
    private void aSettledMinute() {
        AMeter seller = network.unsignedSellerAt("north");
        AMeter buyer = network.buyerAt("south");
        network.trade(seller, buyer, 5_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 9_000);
        network.clock().moveTo(END.plusSeconds(60));
    }

    private void lie(UnaryOperator<StatusPart.Meter> change) {
        network.onTheWay(part -> part instanceof StatusPart.Meter meter ? change.apply(meter) : part);
    }

    private static Envelope reading(StatusPart.Meter meter) {
        return EnvelopeWire.parse(meter.readings().getFirst(), STORED);
    }

    /// As if the reading were alone in a minute that the arbiter logs now.
    private LoggedReading loggedNow(String utility, Digest reading) {
        Instant now = network.clock().instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofDays(++proofs));
        Digest treeRoot = JournalMinute.treeRoot(List.of(reading));
        byte[] payload = StatementWire.journalRootPayload(
                utility, minute, JournalMinute.root(utility, minute, treeRoot, 1), now, new byte[16]);
        Envelope root = Envelopes.sign(
                JournalRoot.PAYLOAD_TYPE, payload, network.at(utility).signer());
        ArbiterLink.Submitted.Logged logged = (ArbiterLink.Submitted.Logged)
                network.arbiter().submit(List.of(root)).getFirst();
        LoggedMinute proof = new LoggedMinute(StatementWire.journalRoot(root, STORED), treeRoot, 1, logged.receipt());
        return new LoggedReading(reading, proof, root, logged.envelope(), 0, List.of());
    }

    private void assertRefused(String field) {
        try {
            network.settle();
        } catch (RefusedException refused) {
            // The outbox would try again.
        }
        assertThat(network.refusals()).extracting(Refusal::field).contains(field);
        assertThat(network.at("south").rows("select 1 from peer_status")).isEmpty();
    }

    private void settleAt(Instant time) {
        network.clock().moveTo(time);
        network.settle();
    }

    private long adjustments(String utility) {
        PageMark all = new PageMark(Long.MIN_VALUE, new byte[0]);
        return network.at(utility)
                .adjustments()
                .of(Instant.EPOCH, ANetwork.FOREVER, all, 10)
                .size();
    }
}
