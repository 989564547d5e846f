package io.gridpact.utility.node;

import io.gridpact.directory.v1.AwaitIdleRequest;
import io.gridpact.directory.v1.AwaitIdleResponse;
import io.gridpact.directory.v1.CheckRequest;
import io.gridpact.directory.v1.CheckResponse;
import io.gridpact.directory.v1.GetClockRequest;
import io.gridpact.directory.v1.GetClockResponse;
import io.gridpact.directory.v1.ListParticipantsRequest;
import io.gridpact.directory.v1.ListParticipantsResponse;
import io.gridpact.directory.v1.MoveClockRequest;
import io.gridpact.directory.v1.MoveClockResponse;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.directory.v1.PutParticipantResponse;
import io.gridpact.protocol.link.DueWork;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.OperatorEndpoint;
import io.gridpact.protocol.link.OperatorOnly;
import io.gridpact.protocol.link.StoreChecker;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Named;
import java.time.InstantSource;

/// The operator's door.
@GrpcService
public class OperatorGrpc extends OperatorServiceGrpc.OperatorServiceImplBase {

    private final OperatorEndpoint endpoint;

    OperatorGrpc(
            OperatorOnly operator,
            AuditStore audit,
            NodeClock clock,
            ParticipantStore participants,
            DueWork due,
            @Named("all-checks") StoreChecker checker) {
        this.endpoint =
                new OperatorEndpoint(operator, audit, clock, participants, due, checker, InstantSource.system());
    }

    @Override
    public void getClock(GetClockRequest request, StreamObserver<GetClockResponse> response) {
        endpoint.getClock(request, response);
    }

    @Override
    public void moveClock(MoveClockRequest request, StreamObserver<MoveClockResponse> response) {
        endpoint.moveClock(request, response);
    }

    @Override
    public void awaitIdle(AwaitIdleRequest request, StreamObserver<AwaitIdleResponse> response) {
        endpoint.awaitIdle(request, response);
    }

    @Override
    public void putParticipant(PutParticipantRequest request, StreamObserver<PutParticipantResponse> response) {
        endpoint.putParticipant(request, response);
    }

    @Override
    public void listParticipants(ListParticipantsRequest request, StreamObserver<ListParticipantsResponse> response) {
        endpoint.listParticipants(request, response);
    }

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> response) {
        endpoint.check(request, response);
    }
}
