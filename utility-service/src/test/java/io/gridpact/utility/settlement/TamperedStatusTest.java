package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.status.v1.Status;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TamperedStatusTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private ANetwork network;
    private ATrade trade;

    @BeforeEach
    void aTradeWhoseSellerHasInjected() {
        network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        trade = network.trade(seller, buyer, 5_000, TEN);
        network.trade(seller, buyer, 4_000, TEN.plusSeconds(1));
        network.injects(seller, 7_000);
    }

    @AfterEach
    void closeNetwork() {
        ANetwork.closeAll();
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("page.statuses[0].allocated_wh", status -> status.setAllocatedWh(6_000)),
                lie("page.statuses[0].cap_wh", status -> status.setCapWh(4_999)),
                lie("page.statuses[0].revision", status -> status.setRevision(1)),
                lie("page.statuses[0].leaf_index", status -> status.setLeafIndex(2)),
                lie("page.statuses[0].sheet_path", status -> status.setAllocatedWh(4_000)),
                lie(
                        "page.statuses[0].sheet.reading_wh",
                        status -> status.setSheet(status.getSheet().toBuilder().setReadingWh(8_000))),
                lie(
                        "page.statuses[0].map_path",
                        status -> status.setSheet(status.getSheet().toBuilder().setWantedWh(10_000))),
                lie(
                        "page.statuses[0].reading_digests",
                        status -> status.setReadingDigests(0, ByteString.copyFrom(new byte[32]))),
                lie("page.statuses[0].role", status -> status.setRole(io.gridpact.trade.v1.TradeRole.TRADE_ROLE_BUYER)),
                lie(
                        "page.statuses[0].order_digest",
                        status -> status.setOrderDigest(ByteString.copyFrom(new byte[32]))));
    }

    private static Arguments lie(String field, UnaryOperator<Status.Builder> change) {
        return Arguments.of(field, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void a_status_that_lies_is_refused_with_the_field(String field, UnaryOperator<Status.Builder> change) {
        InMemorySigner liar = network.at("north").signer();
        network.onTheWay(part -> part instanceof StatusPart.Page page ? tampered(page, change, liar) : part);

        assertRefused(field, Reason.INVALID_PROOF);
    }

    @Test
    void a_status_that_somebody_else_signed_is_refused() {
        network.onTheWay(part -> part instanceof StatusPart.Page page
                ? tampered(page, status -> status, network.at("south").signer())
                : part);

        assertRefused("page.statuses[0].signatures", Reason.INVALID_PROOF);
    }

    @Test
    void a_reading_that_the_utility_made_up_is_refused() {
        network.onTheWay(part -> part instanceof StatusPart.Meter meter
                ? new StatusPart.Meter(
                        meter.enrolment(),
                        List.of(EnvelopeWire.encode(Envelopes.sign(
                                "gridpact/reading/v1",
                                EnvelopeWire.parse(meter.readings().getFirst(), STORED)
                                        .payload(),
                                network.at("north").signer()))),
                        List.of())
                : part);

        assertRefused("meter.readings[0].quality", Reason.INVALID_PROOF);
    }

    @Test
    void a_meter_that_the_utility_did_not_enrol_is_refused() {
        network.onTheWay(part -> part instanceof StatusPart.Meter meter
                ? new StatusPart.Meter(
                        EnvelopeWire.encode(Envelopes.sign(
                                "gridpact/enrolment/v1",
                                EnvelopeWire.parse(meter.enrolment(), STORED).payload(),
                                network.at("south").signer())),
                        meter.readings(),
                        List.of())
                : part);

        assertRefused("meter.enrolment.signatures", Reason.INVALID_PROOF);
    }

    @Test
    void a_sheet_root_that_the_arbiter_has_not_logged_is_refused() {
        network.onTheWay(part -> part instanceof StatusPart.Header header
                ? new StatusPart.Header(header.windowStart(), anotherRoot(), header.logReceipt())
                : part);

        assertRefused("header.log_receipt", Reason.INVALID_PROOF);
    }

    @Test
    void a_status_whose_meter_was_not_shown_is_refused() {
        AMeter other = network.sellerAt("north");
        network.onTheWay(part -> part instanceof StatusPart.Meter
                ? new StatusPart.Meter(
                        enrolmentOf(other),
                        List.of(EnvelopeWire.encode(other.reads(
                                Direction.INJECTION, ANetwork.WINDOW.start(), ANetwork.WINDOW.end(), 7_000))),
                        List.of())
                : part);

        assertRefused("page.statuses[0].reading_digests", Reason.INVALID_PROOF);
    }

    @Test
    void another_status_after_the_first_is_refused_and_the_first_stands() {
        network.settle();
        InMemorySigner liar = network.at("north").signer();
        network.onTheWay(part -> part instanceof StatusPart.Page page
                ? tampered(page, status -> status.setSalt(ByteString.copyFrom(new byte[16])), liar)
                : part);
        sendStatusesAgain();
        List<String> before = network.at("south").rows("select status_digest from peer_status order by 1");

        network.settle();

        assertThat(network.refusals().getLast().reason()).isEqualTo(Reason.EQUIVOCATION);
        assertThat(network.at("south").rows("select status_digest from peer_status order by 1"))
                .isEqualTo(before);
        assertKept("select count(*) from status_equivocation e join peer_status s on s.status_digest = e.contradicted");
    }

    @Test
    void another_sheet_root_after_the_first_is_refused_and_kept_and_the_first_stands() {
        network.settle();
        Envelope other = anotherRoot();
        Envelope receipt = network.arbiter().receiptAgainstItsLog(other);
        network.onTheWay(part -> part instanceof StatusPart.Header header
                ? new StatusPart.Header(header.windowStart(), other, receipt)
                : part);
        sendStatusesAgain();

        network.settle();

        assertThat(network.refusals().getLast().reason()).isEqualTo(Reason.EQUIVOCATION);
        assertThat(network.refusals().getLast().field()).isEqualTo("header.sheet_root");
        assertKept(
                "select count(*) from status_equivocation e join sheet_root r on r.statement_digest = e.contradicted");
    }

    @Test
    void a_status_that_contradicts_and_that_the_sender_did_not_sign_is_evidence_of_nothing() {
        network.settle();
        network.onTheWay(part -> part instanceof StatusPart.Page page
                ? tampered(
                        page,
                        status -> status.setSalt(ByteString.copyFrom(new byte[16])),
                        network.at("south").signer())
                : part);
        sendStatusesAgain();

        network.settle();

        assertThat(network.refusals().getLast().field()).isEqualTo("page.statuses[0].signatures");
        assertThat(network.at("south").rows("select * from status_equivocation"))
                .isEmpty();
    }

    /// One contradiction is kept beside what it contradicts, and is in the journal.
    private void assertKept(String besideWhatItContradicts) {
        assertThat(network.at("south").rows(besideWhatItContradicts)).containsExactly("1");
        assertThat(network.at("south").rows("""
                        select e.peer from status_equivocation e
                        join journal_batch b on position(e.statement_digest in b.digests) > 0""")).containsExactly("north");
    }

    @Test
    void a_seller_that_lets_one_line_jump_the_queue_is_refused() {
        confirmsLaterAtTheSeller(trade);

        assertRefused("page.leaf_index", Reason.INVALID_PROOF);
    }

    @Test
    void a_seller_that_shows_the_two_lines_on_two_streams_is_refused_the_second() {
        confirmsLaterAtTheSeller(trade);
        network.onTheWay(part -> part instanceof StatusPart.Page page ? onlyTheFirst(page) : part);
        network.settle();
        network.onTheWay(part -> part);
        sendStatusesAgain();

        network.settle();

        assertThat(network.refusals().getLast().field()).isEqualTo("page.leaf_index");
        assertThat(network.at("south").rows("select leaf_index from peer_status"))
                .containsExactly("0");
    }

    @Test
    void a_status_waits_until_it_is_known_when_its_trade_was_confirmed() {
        network.at("south").update("update trade set seller_effective_at = null");

        assertThatThrownBy(network::settle).isInstanceOf(RefusedException.class);
        assertNothingTaken("page.statuses[0].order_digest", Reason.UNAVAILABLE);
    }

    /// So its line comes last on the sheet, where the other side knows it to be the first.
    private void confirmsLaterAtTheSeller(ATrade first) {
        network.at("north")
                .update(
                        "update trade set seller_effective_at = ? where order_digest = ?",
                        TEN.plusSeconds(5).toEpochMilli(),
                        first.order().bytes());
    }

    private static StatusPart onlyTheFirst(StatusPart.Page page) {
        return new StatusPart.Page(StatusPageWire.encode(
                StatusPageWire.parse(page.content(), STORED).subList(0, 1)));
    }

    private void sendStatusesAgain() {
        network.at("north")
                .update(
                        "insert into outbox select gen_random_uuid(), peer, 'STATUSES', page_digest, 0 from status_page");
    }

    private void assertRefused(String field, Reason reason) {
        network.settle();
        assertNothingTaken(field, reason);
    }

    private void assertNothingTaken(String field, Reason reason) {
        assertThat(network.refusals().getLast().field()).isEqualTo(field);
        assertThat(network.refusals().getLast().reason()).isEqualTo(reason);
        for (String table : List.of("peer_status", "peer_status_page", "peer_reading", "sheet_root")) {
            assertThat(network.at("south").rows("select * from " + table)).isEmpty();
        }
        assertThat(trade.heldBy(network.at("south"))).startsWith("DELIVERED null null");
    }

    private static StatusPart tampered(
            StatusPart.Page page, UnaryOperator<Status.Builder> change, InMemorySigner signer) {
        List<Envelope> statuses = StatusPageWire.parse(page.content(), STORED).stream()
                .map(envelope -> Envelopes.sign(
                        envelope.payloadType(),
                        change.apply(status(envelope)).build().toByteArray(),
                        signer))
                .toList();
        return new StatusPart.Page(StatusPageWire.encode(statuses));
    }

    private static Status.Builder status(Envelope envelope) {
        try {
            return Status.parseFrom(envelope.payload()).toBuilder();
        } catch (InvalidProtocolBufferException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private Envelope anotherRoot() {
        byte[] payload = StatementWire.sheetRootPayload(
                "north",
                Direction.INJECTION,
                ANetwork.WINDOW.start(),
                SheetRoot.FIRST_REVISION,
                Hash.sha256(),
                ANetwork.WINDOW.end(),
                new byte[16]);
        return Envelopes.sign(
                SheetRoot.PAYLOAD_TYPE, payload, network.at("north").signer());
    }

    private static byte[] enrolmentOf(AMeter meter) {
        return meter.utility().reader().read(connection -> io.gridpact.utility.metering.EnrolledMeters.find(
                        connection, List.of(meter.keyId()))
                .values()
                .iterator()
                .next()
                .envelope());
    }
}
