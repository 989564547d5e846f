package io.gridpact.arbiter.log;

import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.v1.GetLogSummaryRequest;
import io.gridpact.arbiter.v1.GetLogSummaryResponse;
import io.gridpact.arbiter.v1.ListSubmissionsRequest;
import io.gridpact.arbiter.v1.ListSubmissionsResponse;
import io.gridpact.arbiter.v1.LogOperatorServiceGrpc;
import io.gridpact.arbiter.v1.LoggedSubmission;
import io.gridpact.arbiter.v1.PutProfileRequest;
import io.gridpact.arbiter.v1.PutProfileResponse;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.function.Supplier;

/// The operator's door to the log. Every call is audited, also those turned away.
@GrpcService
public class LogOperatorGrpc extends LogOperatorServiceGrpc.LogOperatorServiceImplBase {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private final OperatorDoor door;
    private final Members members;
    private final Sequencer sequencer;
    private final LogStore store;

    LogOperatorGrpc(OperatorDoor door, Members members, Sequencer sequencer, LogStore store) {
        this.door = door;
        this.members = members;
        this.sequencer = sequencer;
        this.store = store;
    }

    @Override
    public void putProfile(PutProfileRequest request, StreamObserver<PutProfileResponse> response) {
        answer(response, "PutProfile", () -> {
            members.putProfile(EnvelopeWire.fromMessage(request.getProfile(), "profile"));
            return PutProfileResponse.getDefaultInstance();
        });
    }

    @Override
    public void getLogSummary(GetLogSummaryRequest request, StreamObserver<GetLogSummaryResponse> response) {
        answer(response, "GetLogSummary", () -> {
            LogTail tail = sequencer.tail();
            return GetLogSummaryResponse.newBuilder()
                    .setLeaves(tail.tree().size())
                    .setMatched(tail.count(PairStanding.MATCHED))
                    .setMismatched(tail.count(PairStanding.MISMATCHED))
                    .setUnpaired(tail.count(PairStanding.UNPAIRED))
                    .build();
        });
    }

    @Override
    public void listSubmissions(ListSubmissionsRequest request, StreamObserver<ListSubmissionsResponse> response) {
        answer(response, "ListSubmissions " + request.getFromIndex(), () -> {
            long from = REQUEST.between("from_index", request.getFromIndex(), 0, Long.MAX_VALUE);
            int size = REQUEST.between("page_size", request.getPageSize(), 0, LogStore.MAX_PAGE);
            ListSubmissionsResponse.Builder page = ListSubmissionsResponse.newBuilder();
            store.statements(from, size == 0 ? LogStore.MAX_PAGE : size)
                    .forEach(statement -> page.addSubmissions(submission(statement)));
            return page.build();
        });
    }

    private static LoggedSubmission submission(LoggedStatement statement) {
        return LoggedSubmission.newBuilder()
                .setLeafIndex(statement.leafIndex())
                .setSender(statement.key().sender())
                .setStatement(LogGrpc.stored(statement.statement()))
                .setLoggedAtMillis(statement.loggedAt().toEpochMilli())
                .build();
    }

    private <A> void answer(StreamObserver<A> response, String call, Supplier<A> work) {
        response.onNext(door.audited(Caller.current(), call, work));
        response.onCompleted();
    }
}
