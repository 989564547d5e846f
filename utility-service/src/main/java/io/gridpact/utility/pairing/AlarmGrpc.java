package io.gridpact.utility.pairing;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.arbiter.v1.PairStage;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.Names;
import io.gridpact.status.v1.AlarmServiceGrpc;
import io.gridpact.status.v1.ListAlarmsRequest;
import io.gridpact.status.v1.ListAlarmsResponse;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/// The operator's door to alarms.
@GrpcService
public class AlarmGrpc extends AlarmServiceGrpc.AlarmServiceImplBase {

    private static final int MAX_PAGE = 500;
    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private final OperatorDoor door;
    private final Alarms alarms;

    AlarmGrpc(OperatorDoor door, Alarms alarms) {
        this.door = door;
        this.alarms = alarms;
    }

    @Override
    public void listAlarms(ListAlarmsRequest request, StreamObserver<ListAlarmsResponse> response) {
        response.onNext(door.audited(Caller.current(), "ListAlarms " + request.getAfterAlarm(), () -> page(request)));
        response.onCompleted();
    }

    private ListAlarmsResponse page(ListAlarmsRequest request) {
        long after = AT.between("after_alarm", request.getAfterAlarm(), 0, Long.MAX_VALUE);
        int size = AT.between("page_size", request.getPageSize(), 0, MAX_PAGE);
        ListAlarmsResponse.Builder page = ListAlarmsResponse.newBuilder();
        alarms.after(after, size == 0 ? MAX_PAGE : size).forEach(raised -> page.addAlarms(message(raised)));
        return page.build();
    }

    private static io.gridpact.status.v1.Alarm message(Alarm.Raised raised) {
        PairKey key = raised.alarm().key();
        return io.gridpact.status.v1.Alarm.newBuilder()
                .setAlarm(raised.number())
                .setKind(Names.wire(raised.alarm().kind(), io.gridpact.status.v1.AlarmKind.class))
                .setPeer(key.peer())
                .setWindowStartMillis(key.windowStart().toEpochMilli())
                .setStage(Names.wire(key.stage(), PairStage.class))
                .setNumber(key.number())
                .setRaisedAtMillis(raised.raisedAt().toEpochMilli())
                .setEvidence(UnsafeByteOperations.unsafeWrap(raised.alarm().evidence()))
                .build();
    }
}
