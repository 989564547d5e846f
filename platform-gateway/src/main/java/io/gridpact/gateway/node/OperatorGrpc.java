package io.gridpact.gateway.node;

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
import io.gridpact.protocol.link.OperatorEndpoint;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/// The operator's door: clock, participants, checker.
@GrpcService
public class OperatorGrpc extends OperatorServiceGrpc.OperatorServiceImplBase {

    private final OperatorEndpoint endpoint;

    OperatorGrpc(OperatorEndpoint endpoint) {
        this.endpoint = endpoint;
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
