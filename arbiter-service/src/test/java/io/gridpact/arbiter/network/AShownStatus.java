package io.gridpact.arbiter.network;

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
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.protocol.wire.StatusWire;
import io.gridpact.status.v1.MeterEvidence;
import io.gridpact.status.v1.ShownStatus;
import io.gridpact.status.v1.StatusHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// What a seller's utility shows of the one trade that its one meter has in the tests' window.
///
/// @param seller the utility
/// @param name tells trades apart
public record AShownStatus(AParty seller, String name, long quantityWh) {

    private static final DeliveryWindow WINDOW = DeliveryWindow.startingAt(AStatement.WINDOW, Duration.ofHours(1));

    /// The other side's claim for it.
    public Envelope claim(AParty claimant, Direction direction) {
        byte[] payload = StatusClaimWire.claimPayload(
                claimant.id(),
                seller.id(),
                direction,
                WINDOW.start(),
                StatusClaim.subject(terms()),
                AParty.salt("claim " + name));
        return Envelopes.sign(StatusClaim.PAYLOAD_TYPE, payload, claimant.signer());
    }

    public SideTerms terms() {
        return new SideTerms(
                order(), 0, TradeRole.SELLER, seller.id(), meter().publicKey().id(), WINDOW, quantityWh, quantityWh);
    }

    public Envelope sheetRoot(Instant completeTo) {
        byte[] payload = StatementWire.sheetRootPayload(
                seller.id(),
                Direction.INJECTION,
                WINDOW.start(),
                SheetRoot.FIRST_REVISION,
                map().root(),
                completeTo,
                AParty.salt("sheet root"));
        return Envelopes.sign(SheetRoot.PAYLOAD_TYPE, payload, seller.signer());
    }

    /// @param receipt the arbiter's for the sheet root
    public ShownStatus shown(Envelope sheetRoot, Envelope receipt) {
        return ShownStatus.newBuilder()
                .setTerms(StatusClaimWire.toMessage(terms()))
                .setHeader(StatusHeader.newBuilder()
                        .setWindowStartMillis(WINDOW.start().toEpochMilli())
                        .setSheetRoot(EnvelopeWire.toMessage(sheetRoot))
                        .setLogReceipt(EnvelopeWire.toMessage(receipt)))
                .setMeter(MeterEvidence.newBuilder()
                        .setEnrolment(EnvelopeWire.toMessage(enrolment()))
                        .addReadings(EnvelopeWire.toMessage(reading())))
                .setStatus(EnvelopeWire.toMessage(status()))
                .build();
    }

    private Envelope status() {
        byte[] payload = StatusWire.payload(
                TradeRole.SELLER,
                quantityWh,
                List.of(reading().digest()),
                summary(),
                leaf(),
                0,
                List.of(),
                map().path(sheetKey()).siblings(),
                AParty.salt("status"));
        return Envelopes.sign(Status.PAYLOAD_TYPE, payload, seller.signer());
    }

    private Envelope enrolment() {
        Digest pseudonym = AParty.hash("pseudonym");
        SigningKey key = new SigningKey(
                meter().publicKey(), Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
        byte[] payload = DirectoryWire.payload(
                new MeterEnrolment(
                        pseudonym, seller.id(), key, pseudonym, Set.of(Direction.INJECTION), key.validFrom()),
                AParty.salt("enrolment"));
        return Envelopes.sign(MeterEnrolment.PAYLOAD_TYPE, payload, seller.signer());
    }

    private Envelope reading() {
        byte[] payload = ReadingWire.payload(
                meter().publicKey(),
                Direction.INJECTION,
                WINDOW.start(),
                WINDOW.end(),
                quantityWh,
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                ReadingQuality.MEASURED,
                AParty.salt("reading"));
        return Envelopes.sign(Reading.PAYLOAD_TYPE, payload, meter());
    }

    private SparseMerkleTree map() {
        WindowReading reading = WindowReading.tiled(WINDOW, List.of(ReadingWire.parse(reading())))
                .orElseThrow();
        return SparseMerkleTree.of(Map.of(sheetKey(), summary().digest(reading.readingDigest())));
    }

    private Digest sheetKey() {
        return SheetKey.of(seller.id(), meter().publicKey(), Direction.INJECTION, WINDOW.start());
    }

    private SheetSummary summary() {
        return Sheet.of(List.of(leaf())).summary(AllocationRule.FIFO, quantityWh);
    }

    private SheetLeaf leaf() {
        return new SheetLeaf(
                order(), 0, quantityWh, quantityWh, AParty.hash("leaf").bytes());
    }

    private Digest order() {
        return AParty.hash("order " + name);
    }

    private InMemorySigner meter() {
        return InMemorySigner.ofSeed(AParty.hash("meter " + name).bytes());
    }
}
