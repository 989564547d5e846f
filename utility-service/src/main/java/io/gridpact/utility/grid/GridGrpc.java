package io.gridpact.utility.grid;

import io.gridpact.directory.v1.GetScheduleRequest;
import io.gridpact.directory.v1.GetScheduleResponse;
import io.gridpact.directory.v1.GridServiceGrpc;
import io.gridpact.directory.v1.PutFeedersRequest;
import io.gridpact.directory.v1.PutFeedersResponse;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.OperatorDoor;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.function.Supplier;

/// The operator's door to feeders and schedules.
@GrpcService
public class GridGrpc extends GridServiceGrpc.GridServiceImplBase {

    private final OperatorDoor door;
    private final PlaceMeters placeMeters;
    private final Schedule schedule;

    GridGrpc(OperatorDoor door, PlaceMeters placeMeters, Schedule schedule) {
        this.door = door;
        this.placeMeters = placeMeters;
        this.schedule = schedule;
    }

    @Override
    public void putFeeders(PutFeedersRequest request, StreamObserver<PutFeedersResponse> response) {
        answer(response, "PutFeeders", () -> PutFeedersResponse.newBuilder()
                .setChanged(placeMeters.place(GridWire.feederByMeter(request)))
                .build());
    }

    @Override
    public void getSchedule(GetScheduleRequest request, StreamObserver<GetScheduleResponse> response) {
        answer(
                response,
                "GetSchedule",
                () -> GridWire.toMessage(
                        schedule.page(GridWire.question(request), GridWire.after(request), GridWire.size(request))));
    }

    private <A> void answer(StreamObserver<A> response, String call, Supplier<A> work) {
        response.onNext(door.audited(Caller.current(), call, work));
        response.onCompleted();
    }
}
