package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.trade.v1.CountersignUpdateRequest;
import io.gridpact.trade.v1.DeliverUpdateReceiptsRequest;
import io.gridpact.trade.v1.PeerUpdateServiceGrpc;
import io.gridpact.trade.v1.RequestUpdateRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.Supplier;

/// Calls other utilities over pinned mutual TLS.
final class UpdateClient implements UpdateLink {

    private final PeerChannels channels;

    UpdateClient(PeerChannels channels) {
        this.channels = channels;
    }

    @Override
    public Envelope request(String utility, Envelope update) {
        RequestUpdateRequest request = RequestUpdateRequest.newBuilder()
                .setUpdate(EnvelopeWire.toMessage(update))
                .build();
        return call(() ->
                EnvelopeWire.fromMessage(stub(utility).requestUpdate(request).getAttestation(), "attestation"));
    }

    @Override
    public Envelope countersign(String utility, Envelope update, Envelope sellerAttestation) {
        CountersignUpdateRequest request = CountersignUpdateRequest.newBuilder()
                .setUpdate(EnvelopeWire.toMessage(update))
                .setSellerAttestation(EnvelopeWire.toMessage(sellerAttestation))
                .build();
        return call(() -> EnvelopeWire.fromMessage(
                stub(utility).countersignUpdate(request).getAttestation(), "attestation"));
    }

    @Override
    public void deliverReceipts(String utility, List<Envelope> receipts) {
        DeliverUpdateReceiptsRequest request = DeliverUpdateReceiptsRequest.newBuilder()
                .addAllReceipts(receipts.stream().map(EnvelopeWire::toMessage).toList())
                .build();
        call(() -> stub(utility).deliverUpdateReceipts(request));
    }

    private PeerUpdateServiceGrpc.PeerUpdateServiceBlockingStub stub(String utility) {
        return PeerUpdateServiceGrpc.newBlockingStub(channels.to(utility));
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw new RefusedException(RefusalStatus.refusalOf(failed), failed);
        }
    }
}
