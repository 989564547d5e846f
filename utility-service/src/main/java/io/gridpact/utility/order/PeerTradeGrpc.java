package io.gridpact.utility.order;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.CountersignRequest;
import io.gridpact.trade.v1.CountersignResponse;
import io.gridpact.trade.v1.DeliverReceiptsRequest;
import io.gridpact.trade.v1.DeliverReceiptsResponse;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.List;

/// The door for other utilities: confirming.
@GrpcService
public class PeerTradeGrpc extends PeerTradeServiceGrpc.PeerTradeServiceImplBase {

    /// Receipts in a message.
    private static final int MAX_RECEIPTS = 500;

    private final CountersignOrder countersignOrder;
    private final AcceptReceipts acceptReceipts;

    PeerTradeGrpc(CountersignOrder countersignOrder, AcceptReceipts acceptReceipts) {
        this.countersignOrder = countersignOrder;
        this.acceptReceipts = acceptReceipts;
    }

    @Override
    public void countersign(CountersignRequest request, StreamObserver<CountersignResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        ConsentedOrder order = OrderWire.consented(request.getOrder());
        if (!order.order().sellerUtility().equals(caller.id())) {
            throw new RefusedException(
                    Refusal.of(Reason.PERMISSION_DENIED, "order.seller_utility", "another utility's order"));
        }
        TracedWork.current().about(order.order().digest());
        Envelope answer = countersignOrder.countersign(
                order,
                AttestationWire.signed(EnvelopeWire.fromMessage(request.getSellerAttestation(), "seller_attestation")),
                OpeningWire.fromMessage(request.getBuyerOpening(), new Fields(Reason.INVALID_ORDER, "buyer_opening")));
        response.onNext(CountersignResponse.newBuilder()
                .setAttestation(EnvelopeWire.toMessage(answer))
                .build());
        response.onCompleted();
    }

    @Override
    public void deliverReceipts(DeliverReceiptsRequest request, StreamObserver<DeliverReceiptsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        new Fields(Reason.INVALID_REQUEST, "").count("receipts", request.getReceiptsCount(), 1, MAX_RECEIPTS);
        List<Envelope> receipts = request.getReceiptsList().stream()
                .map(receipt -> EnvelopeWire.fromMessage(receipt, "receipts"))
                .toList();
        acceptReceipts.accept(caller.id(), receipts);
        response.onNext(DeliverReceiptsResponse.getDefaultInstance());
        response.onCompleted();
    }
}
