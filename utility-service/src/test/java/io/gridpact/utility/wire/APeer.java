package io.gridpact.utility.wire;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.status.v1.DeliverSealingProofsRequest;
import io.gridpact.status.v1.ExchangePairDigestRequest;
import io.gridpact.status.v1.JournalPath;
import io.gridpact.status.v1.JournalPaths;
import io.gridpact.status.v1.LoggedJournalRoot;
import io.gridpact.status.v1.SealingHeader;
import io.gridpact.trade.v1.CountersignRequest;
import io.gridpact.trade.v1.DeliverReceiptsRequest;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Instant;
import java.util.List;

/// What another utility, the seller's, signs and sends. It may sign in another's name, which is then found out.
///
/// @param id whom it claims to be
/// @param signer whose key it signs with
record APeer(String id, String signer) {

    private static final Fields AT = Fields.of(Reason.INTERNAL);

    static APeer named(String id) {
        return new APeer(id, id);
    }

    APeer signingAs(String other) {
        return new APeer(id, other);
    }

    io.gridpact.protocol.envelope.Envelope attests(AnOrder order) {
        Attestation attestation = Attestation.attests(
                order.digest(),
                ANetwork.agreement(id, order.order().buyerUtility()).digest(),
                id,
                TradeRole.SELLER,
                ANetwork.NOW);
        byte[] payload = AttestationWire.payload(attestation, ANetwork.salt("attestation " + order.digest()));
        return signed(Attestation.PAYLOAD_TYPE, payload);
    }

    CountersignRequest countersign(AnOrder order) {
        return countersign(order, attests(order));
    }

    CountersignRequest countersign(AnOrder order, io.gridpact.protocol.envelope.Envelope attestation) {
        return CountersignRequest.newBuilder()
                .setOrder(OrderWire.toMessage(order.consented()))
                .setSellerAttestation(EnvelopeWire.toMessage(attestation))
                .setBuyerOpening(OpeningWire.toMessage(order.buyerOpening()))
                .build();
    }

    DeliverReceiptsRequest receipt(AnOrder order, Digest buyerAttestation) {
        Receipt receipt = new Receipt(
                order.digest(),
                order.digest(),
                APeer.named(id).attests(order).digest(),
                buyerAttestation,
                ANetwork.NOW);
        byte[] payload = AttestationWire.payload(receipt, ANetwork.salt("receipt"));
        return DeliverReceiptsRequest.newBuilder()
                .addReceipts(EnvelopeWire.toMessage(signed(Receipt.PAYLOAD_TYPE, payload)))
                .build();
    }

    ExchangePairDigestRequest pairDigest(String peer, Instant windowStart, PairStage stage, Digest agreed) {
        byte[] payload = StatementWire.pairDigestPayload(
                id,
                peer,
                windowStart,
                stage,
                PairDigest.FIRST_NUMBER,
                agreed,
                windowStart,
                ANetwork.salt("pair digest"));
        return ExchangePairDigestRequest.newBuilder()
                .setPairDigest(EnvelopeWire.toMessage(signed(PairDigest.PAYLOAD_TYPE, payload)))
                .build();
    }

    static DeliverSealingProofsRequest sealingHeader(Instant windowStart) {
        return DeliverSealingProofsRequest.newBuilder()
                .setHeader(SealingHeader.newBuilder().setWindowStartMillis(windowStart.toEpochMilli()))
                .build();
    }

    /// A minute that holds one statement, and its receipt.
    DeliverSealingProofsRequest loggedMinute(Digest statement, String arbiterSigner) {
        Digest treeRoot = JournalMinute.treeRoot(List.of(statement));
        byte[] payload = StatementWire.journalRootPayload(
                id,
                ANetwork.NOW,
                JournalMinute.root(id, ANetwork.NOW, treeRoot, 1),
                ANetwork.NOW,
                ANetwork.salt("journal root"));
        var root = signed(JournalRoot.PAYLOAD_TYPE, payload);
        LogEntry entry = LogEntry.of(StatementWire.journalRoot(root, AT), ANetwork.NOW);
        return DeliverSealingProofsRequest.newBuilder()
                .setRoot(LoggedJournalRoot.newBuilder()
                        .setJournalRoot(EnvelopeWire.toMessage(root))
                        .setTreeRoot(ByteString.copyFrom(treeRoot.bytes()))
                        .setTreeSize(1)
                        .setLogReceipt(logReceipt(entry, arbiterSigner)))
                .build();
    }

    static Envelope logReceipt(LogEntry entry, String arbiterSigner) {
        byte[] payload = StatementWire.logReceiptPayload(
                "arbiter", entry, 0, entry.loggedAt().plusSeconds(60), ANetwork.salt("log receipt"));
        return EnvelopeWire.toMessage(Envelopes.sign(LogReceipt.PAYLOAD_TYPE, payload, ANetwork.signer(arbiterSigner)));
    }

    static DeliverSealingProofsRequest path(Digest order, Digest attestation, long index) {
        return DeliverSealingProofsRequest.newBuilder()
                .setPaths(JournalPaths.newBuilder()
                        .addPaths(JournalPath.newBuilder()
                                .setOrderDigest(ByteString.copyFrom(order.bytes()))
                                .setAttestationDigest(ByteString.copyFrom(attestation.bytes()))
                                .setMinuteMillis(ANetwork.NOW.toEpochMilli())
                                .setIndex(index)))
                .build();
    }

    io.gridpact.protocol.envelope.Envelope signed(String payloadType, byte[] payload) {
        return Envelopes.sign(payloadType, payload, ANetwork.signer(signer));
    }
}
