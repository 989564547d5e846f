package io.gridpact.utility.update;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.trade.v1.AnnounceOutageRequest;
import io.gridpact.trade.v1.AnnounceOutageResponse;
import io.gridpact.trade.v1.OutageServiceGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Optional;

/// The operator's door to outages.
@GrpcService
public class OutageGrpc extends OutageServiceGrpc.OutageServiceImplBase {

    private final OperatorDoor door;
    private final AnnounceOutage outages;

    OutageGrpc(OperatorDoor door, AnnounceOutage outages) {
        this.door = door;
        this.outages = outages;
    }

    @Override
    public void announceOutage(AnnounceOutageRequest request, StreamObserver<AnnounceOutageResponse> response) {
        response.onNext(door.audited(Caller.current(), "AnnounceOutage", () -> {
            Optional<Digest> after = OutageWire.after(request);
            return OutageWire.toMessage(outages.page(OutageWire.outage(request), after));
        }));
        response.onCompleted();
    }
}
