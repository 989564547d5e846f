package io.gridpact.utility.update;

import com.google.protobuf.Any;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.trade.v1.SignedRefusal;
import io.gridpact.trade.v1.UpdateServiceGrpc;
import io.gridpact.trade.v1.UpdateTradeRequest;
import io.gridpact.trade.v1.UpdateTradeResponse;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/// The door for platforms and gateways: updating.
@GrpcService
public class UpdateGrpc extends UpdateServiceGrpc.UpdateServiceImplBase {

    private final UpdateTrade updateTrade;

    UpdateGrpc(UpdateTrade updateTrade) {
        this.updateTrade = updateTrade;
    }

    @Override
    public void updateTrade(UpdateTradeRequest request, StreamObserver<UpdateTradeResponse> response) {
        Caller.current().require(ParticipantRole.PLATFORM, ParticipantRole.GATEWAY);
        Envelope envelope = EnvelopeWire.fromMessage(request.getUpdate(), "update");
        Update update = UpdateWire.update(envelope);
        if (update.reason() != UpdateReason.PLATFORMS) {
            throw new RefusedException(Refusal.of(Reason.INVALID_ORDER, "reason", "not a platform's"));
        }
        TracedWork.current().about(update.orderDigest());
        switch (updateTrade.update(update, envelope)) {
            case UpdateAnswer.Attested attested -> {
                response.onNext(UpdateTradeResponse.newBuilder()
                        .setSealedUpdate(UpdateWire.toMessage(
                                attested.update().envelope(),
                                attested.update().sellerAttestation().orElse(null),
                                attested.update().buyerAttestation().orElse(null)))
                        .build());
                response.onCompleted();
            }
            case UpdateAnswer.Refused refused ->
                response.onError(RefusalStatus.toException(
                        refused.refusal(),
                        refused.attestation().map(UpdateGrpc::details).orElseGet(() -> new Any[0])));
        }
    }

    private static Any[] details(Envelope attestation) {
        return new Any[] {
            Any.pack(SignedRefusal.newBuilder()
                    .setAttestation(EnvelopeWire.toMessage(attestation))
                    .build())
        };
    }
}
