package io.gridpact.utility.update;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.trade.v1.CountersignUpdateRequest;
import io.gridpact.trade.v1.CountersignUpdateResponse;
import io.gridpact.trade.v1.DeliverUpdateReceiptsRequest;
import io.gridpact.trade.v1.DeliverUpdateReceiptsResponse;
import io.gridpact.trade.v1.PeerUpdateServiceGrpc;
import io.gridpact.trade.v1.RequestUpdateRequest;
import io.gridpact.trade.v1.RequestUpdateResponse;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.List;

/// The door for other utilities: updating.
@GrpcService
public class PeerUpdateGrpc extends PeerUpdateServiceGrpc.PeerUpdateServiceImplBase {

    private final AnswerRequest answerRequest;
    private final CountersignUpdate countersignUpdate;
    private final AcceptUpdateReceipts acceptReceipts;

    PeerUpdateGrpc(
            AnswerRequest answerRequest, CountersignUpdate countersignUpdate, AcceptUpdateReceipts acceptReceipts) {
        this.answerRequest = answerRequest;
        this.countersignUpdate = countersignUpdate;
        this.acceptReceipts = acceptReceipts;
    }

    @Override
    public void requestUpdate(RequestUpdateRequest request, StreamObserver<RequestUpdateResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        Envelope envelope = EnvelopeWire.fromMessage(request.getUpdate(), "update");
        Update update = UpdateWire.update(envelope);
        if (!update.askedBy().equals(caller.id())) {
            throw new RefusedException(Refusal.of(Reason.PERMISSION_DENIED, "update.asked_by", "another's update"));
        }
        TracedWork.current().about(update.orderDigest());
        response.onNext(RequestUpdateResponse.newBuilder()
                .setAttestation(EnvelopeWire.toMessage(answerRequest.answer(update, envelope)))
                .build());
        response.onCompleted();
    }

    @Override
    public void countersignUpdate(
            CountersignUpdateRequest request, StreamObserver<CountersignUpdateResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        Envelope envelope = EnvelopeWire.fromMessage(request.getUpdate(), "update");
        Update update = UpdateWire.update(envelope);
        TracedWork.current().about(update.orderDigest());
        Envelope answer = countersignUpdate.countersign(
                caller.id(),
                update,
                envelope,
                UpdateWire.signed(EnvelopeWire.fromMessage(request.getSellerAttestation(), "seller_attestation")));
        response.onNext(CountersignUpdateResponse.newBuilder()
                .setAttestation(EnvelopeWire.toMessage(answer))
                .build());
        response.onCompleted();
    }

    @Override
    public void deliverUpdateReceipts(
            DeliverUpdateReceiptsRequest request, StreamObserver<DeliverUpdateReceiptsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        new Fields(Reason.INVALID_REQUEST, "")
                .count("receipts", request.getReceiptsCount(), 1, UpdateLink.MAX_RECEIPTS);
        List<Envelope> receipts = request.getReceiptsList().stream()
                .map(receipt -> EnvelopeWire.fromMessage(receipt, "receipts"))
                .toList();
        acceptReceipts.accept(caller.id(), receipts);
        response.onNext(DeliverUpdateReceiptsResponse.getDefaultInstance());
        response.onCompleted();
    }
}
