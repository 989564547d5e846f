package io.gridpact.arbiter.deposit;

import io.gridpact.arbiter.v1.GetSheetStandingRequest;
import io.gridpact.arbiter.v1.GetSheetStandingResponse;
import io.gridpact.arbiter.v1.StatusDepositServiceGrpc;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/// The door for utilities: sides that are silent or late.
@GrpcService
public class StatusDepositGrpc extends StatusDepositServiceGrpc.StatusDepositServiceImplBase {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private final TellStanding tellStanding;

    StatusDepositGrpc(TellStanding tellStanding) {
        this.tellStanding = tellStanding;
    }

    @Override
    public void getSheetStanding(GetSheetStandingRequest request, StreamObserver<GetSheetStandingResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        var standing = tellStanding.tell(
                caller.id(),
                REQUEST.id("utility", request.getUtility()),
                REQUEST.named("direction", request.getDirection(), Direction.class),
                REQUEST.instant("window_start_millis", request.getWindowStartMillis()));
        response.onNext(GetSheetStandingResponse.newBuilder()
                .setStanding(EnvelopeWire.toMessage(standing))
                .build());
        response.onCompleted();
    }
}
