package io.gridpact.utility.peer;

import io.gridpact.directory.v1.HandOverRevocationsRequest;
import io.gridpact.directory.v1.HandOverRevocationsResponse;
import io.gridpact.directory.v1.LoggedRevocation;
import io.gridpact.directory.v1.RevocationServiceGrpc;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.node.Wake;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/// The door for whoever knows of a revocation.
@GrpcService
public class RevocationGrpc extends RevocationServiceGrpc.RevocationServiceImplBase {

    /// Revocations in one request.
    static final int MAX_REVOCATIONS = 20;

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private final TakeDocuments take;
    private final Wake wake;

    RevocationGrpc(TakeDocuments take, Wake wake) {
        this.take = take;
        this.wake = wake;
    }

    @Override
    public void handOverRevocations(
            HandOverRevocationsRequest request, StreamObserver<HandOverRevocationsResponse> response) {
        Caller.current()
                .require(
                        ParticipantRole.UTILITY,
                        ParticipantRole.PLATFORM,
                        ParticipantRole.GATEWAY,
                        ParticipantRole.ARBITER);
        REQUEST.count("revocations", request.getRevocationsCount(), 1, MAX_REVOCATIONS);
        int applied = 0;
        for (int i = 0; i < request.getRevocationsCount(); i++) {
            LoggedRevocation one = request.getRevocations(i);
            String field = Fields.element("revocations", i);
            boolean isNew = take.revocation(
                    EnvelopeWire.fromMessage(one.getRevocation(), field + ".revocation"),
                    EnvelopeWire.fromMessage(one.getLogReceipt(), field + ".log_receipt"));
            applied += isNew ? 1 : 0;
        }
        if (applied > 0) {
            wake.wake();
        }
        response.onNext(
                HandOverRevocationsResponse.newBuilder().setApplied(applied).build());
        response.onCompleted();
    }
}
