package io.gridpact.utility.wire;

import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetKey;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusWire;
import io.gridpact.status.v1.DeliverStatusesRequest;
import io.gridpact.status.v1.MeterEvidence;
import io.gridpact.status.v1.StatusHeader;
import io.gridpact.status.v1.StatusPage;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What the seller's utility shows of a window in which its one customer sold one trade and injected all of it.
///
/// @param peer that shows it
/// @param salt tells one showing of the same from another
record AShowing(APeer peer, AnOrder order, DeliveryWindow window, String salt) {

    private static final Fields AT = Fields.of(Reason.INTERNAL);
    private static final Instant METER_FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant METER_UNTIL = Instant.parse("2027-01-01T00:00:00Z");

    /// The whole of it.
    List<DeliverStatusesRequest> parts() {
        return List.of(header(), meter(), page(order.order().quantityWh()));
    }

    DeliverStatusesRequest header() {
        byte[] payload = StatementWire.sheetRootPayload(
                peer.id(),
                Direction.INJECTION,
                window.start(),
                SheetRoot.FIRST_REVISION,
                map().root(),
                window.start(),
                ANetwork.salt("sheet root " + salt));
        Envelope root = peer.signed(SheetRoot.PAYLOAD_TYPE, payload);
        LogEntry entry = LogEntry.of(StatementWire.sheetRoot(root, AT), window.end());
        return DeliverStatusesRequest.newBuilder()
                .setHeader(StatusHeader.newBuilder()
                        .setWindowStartMillis(window.start().toEpochMilli())
                        .setSheetRoot(EnvelopeWire.toMessage(root))
                        .setLogReceipt(APeer.logReceipt(entry, "arbiter")))
                .build();
    }

    DeliverStatusesRequest meter() {
        SigningKey key = new SigningKey(sellersMeter().publicKey(), METER_FROM, METER_UNTIL);
        Digest pseudonym = order.digest();
        byte[] payload = DirectoryWire.payload(
                new MeterEnrolment(
                        pseudonym, peer.id(), key, pseudonym, java.util.Set.of(Direction.INJECTION), METER_FROM),
                ANetwork.salt("enrolment"));
        return DeliverStatusesRequest.newBuilder()
                .setMeter(MeterEvidence.newBuilder()
                        .setEnrolment(EnvelopeWire.toMessage(peer.signed(MeterEnrolment.PAYLOAD_TYPE, payload)))
                        .addReadings(EnvelopeWire.toMessage(reading())))
                .build();
    }

    /// The one status, with what it says was allocated.
    DeliverStatusesRequest page(long allocatedWh) {
        SheetLeaf leaf = leaf();
        SheetLeaf told = new SheetLeaf(leaf.order(), leaf.revision(), leaf.wantedWh(), allocatedWh, leaf.salt());
        byte[] payload = StatusWire.payload(
                TradeRole.SELLER,
                order.order().quantityWh(),
                List.of(reading().digest()),
                summary(),
                told,
                0,
                List.of(),
                map().path(sheetKey()).siblings(),
                ANetwork.salt("status " + salt));
        return DeliverStatusesRequest.newBuilder()
                .setPage(StatusPage.newBuilder()
                        .addStatuses(EnvelopeWire.toMessage(peer.signed(Status.PAYLOAD_TYPE, payload))))
                .build();
    }

    private SparseMerkleTree map() {
        WindowReading reading = WindowReading.tiled(window, List.of(ReadingWire.parse(reading())))
                .orElseThrow();
        return SparseMerkleTree.of(Map.of(sheetKey(), summary().digest(reading.readingDigest())));
    }

    private Digest sheetKey() {
        return SheetKey.of(peer.id(), sellersMeter().publicKey(), Direction.INJECTION, window.start());
    }

    private SheetSummary summary() {
        return Sheet.of(List.of(leaf()))
                .summary(AllocationRule.FIFO, order.order().quantityWh());
    }

    private SheetLeaf leaf() {
        long quantityWh = order.order().quantityWh();
        return new SheetLeaf(
                order.digest(), 0, quantityWh, quantityWh, order.digest().bytes());
    }

    private Envelope reading() {
        return reading(
                AnOrder.SELLER, Direction.INJECTION, window, order.order().quantityWh(), 1);
    }

    /// What a customer's meter measured, signed by it.
    static Envelope reading(String customer, Direction direction, DeliveryWindow window, long energyWh, long sequence) {
        InMemorySigner meter = ANetwork.signer("meter of " + customer);
        byte[] payload = ReadingWire.payload(
                meter.publicKey(),
                direction,
                window.start(),
                window.end(),
                energyWh,
                OptionalLong.empty(),
                OptionalLong.empty(),
                sequence,
                ReadingQuality.MEASURED,
                ANetwork.salt("reading"));
        return Envelopes.sign(Reading.PAYLOAD_TYPE, payload, meter);
    }

    private static InMemorySigner sellersMeter() {
        return ANetwork.signer("meter of " + AnOrder.SELLER);
    }
}
