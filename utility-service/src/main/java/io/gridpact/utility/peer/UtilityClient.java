package io.gridpact.utility.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.status.v1.ExchangePairDigestRequest;
import io.gridpact.status.v1.ExchangePairDigestResponse;
import io.gridpact.status.v1.PairServiceGrpc;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.CountersignRequest;
import io.gridpact.trade.v1.DeliverReceiptsRequest;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Calls other utilities over pinned mutual TLS.
public final class UtilityClient implements UtilityLink {

    private final PeerChannels channels;

    public UtilityClient(PeerChannels channels) {
        this.channels = channels;
    }

    @Override
    public Envelope countersign(
            String utility, byte[] consentedOrder, Envelope sellerAttestation, SealedBytes buyerOpening) {
        CountersignRequest request = CountersignRequest.newBuilder()
                .setOrder(order(consentedOrder))
                .setSellerAttestation(EnvelopeWire.toMessage(sellerAttestation))
                .setBuyerOpening(OpeningWire.toMessage(buyerOpening))
                .build();
        return call(() -> EnvelopeWire.fromMessage(
                PeerTradeServiceGrpc.newBlockingStub(channels.to(utility))
                        .countersign(request)
                        .getAttestation(),
                "attestation"));
    }

    @Override
    public void deliverReceipts(String utility, List<Envelope> receipts) {
        DeliverReceiptsRequest request = DeliverReceiptsRequest.newBuilder()
                .addAllReceipts(receipts.stream().map(EnvelopeWire::toMessage).toList())
                .build();
        call(() -> PeerTradeServiceGrpc.newBlockingStub(channels.to(utility)).deliverReceipts(request));
    }

    @Override
    public Optional<Envelope> exchangePairDigest(String utility, Envelope pairDigest, String checkpoint) {
        ExchangePairDigestRequest request = ExchangePairDigestRequest.newBuilder()
                .setPairDigest(EnvelopeWire.toMessage(pairDigest))
                .setCheckpoint(checkpoint)
                .build();
        ExchangePairDigestResponse response =
                call(() -> PairServiceGrpc.newBlockingStub(channels.to(utility)).exchangePairDigest(request));
        return response.hasPairDigest()
                ? Optional.of(EnvelopeWire.fromMessage(response.getPairDigest(), "pair_digest"))
                : Optional.empty();
    }

    private static ConsentedOrder order(byte[] encoded) {
        try {
            return ConsentedOrder.parseFrom(encoded);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("an order in the ledger cannot be read", damaged);
        }
    }

    static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw new RefusedException(RefusalStatus.refusalOf(failed), failed);
        }
    }
}
