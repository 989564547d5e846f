package io.gridpact.protocol.link;

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
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// The operator's door, the same at every service: its clock, its peers, its checker. Only the operator gets in; every
/// call is audited, also those turned away (those a few a minute, so that nobody fills the trail).
public final class OperatorEndpoint extends OperatorServiceGrpc.OperatorServiceImplBase {

    /// Participants on a page.
    public static final int MAX_PAGE = 1000;

    /// Longest wait of AwaitIdle.
    public static final int MAX_IDLE_MILLIS = 60_000;

    /// Between two looks whether all is quiet.
    private static final int IDLE_LOOK_MILLIS = 20;

    private static final int MAX_WAITING_LINES = 100;

    /// Last instant a clock can be moved to: the end of the year 9999.
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    private final OperatorDoor door;
    private final NodeClock clock;
    private final ParticipantsPort participants;
    private final DueWork due;
    private final StoreChecker checker;

    /// @param realTime times waits, whatever the service's clock says
    public OperatorEndpoint(
            OperatorOnly operator,
            AuditTrail trail,
            NodeClock clock,
            ParticipantsPort participants,
            DueWork due,
            StoreChecker checker,
            InstantSource realTime) {
        this.door = new OperatorDoor(operator, trail, realTime);
        this.clock = clock;
        this.participants = participants;
        this.due = due;
        this.checker = checker;
    }

    @Override
    public void getClock(GetClockRequest request, StreamObserver<GetClockResponse> response) {
        answer(response, "GetClock", () -> GetClockResponse.newBuilder()
                .setNowMillis(clock.millis())
                .setManual(clock.manual())
                .setNextDueMillis(nextDueMillis())
                .build());
    }

    @Override
    public void moveClock(MoveClockRequest request, StreamObserver<MoveClockResponse> response) {
        answer(response, "MoveClock " + request.getToMillis(), () -> {
            move(request.getToMillis());
            due.runDue();
            return MoveClockResponse.newBuilder().setNowMillis(clock.millis()).build();
        });
    }

    @Override
    public void awaitIdle(AwaitIdleRequest request, StreamObserver<AwaitIdleResponse> response) {
        answer(response, "AwaitIdle", () -> {
            int timeoutMillis = request.getTimeoutMillis();
            require(timeoutMillis >= 1 && timeoutMillis <= MAX_IDLE_MILLIS, "timeout_millis", "1 to 60000");
            boolean idle = waitedUntilIdle(timeoutMillis);
            return AwaitIdleResponse.newBuilder()
                    .setIdle(idle)
                    .setWorkCount(due.workCount())
                    .setNextDueMillis(nextDueMillis())
                    .addAllWaiting(
                            due.waiting().stream().limit(MAX_WAITING_LINES).toList())
                    .build();
        });
    }

    @Override
    public void putParticipant(PutParticipantRequest request, StreamObserver<PutParticipantResponse> response) {
        answer(response, "PutParticipant", () -> {
            Envelope descriptor = EnvelopeWire.fromMessage(request.getParticipant(), "participant");
            boolean changed = participants.put(descriptor);
            return PutParticipantResponse.newBuilder().setChanged(changed).build();
        });
    }

    @Override
    public void listParticipants(ListParticipantsRequest request, StreamObserver<ListParticipantsResponse> response) {
        answer(response, "ListParticipants", () -> {
            int size = request.getPageSize();
            require(size >= 0 && size <= MAX_PAGE, "page_size", "1 to 1000, or 0 for 1000");
            var page = ListParticipantsResponse.newBuilder();
            participants
                    .list(request.getAfterId(), size == 0 ? MAX_PAGE : size)
                    .forEach(descriptor -> page.addDescriptors(EnvelopeWire.toMessage(descriptor)));
            return page.build();
        });
    }

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> response) {
        answer(response, "Check", () -> {
            var report = new CheckReport(response);
            checker.check(report);
            return report.summary();
        });
    }

    private <A> void answer(StreamObserver<A> response, String call, Supplier<A> work) {
        response.onNext(door.audited(Caller.current(), call, work));
        response.onCompleted();
    }

    private void move(long toMillis) {
        require(clock.manual(), "to_millis", "the clock is not manual");
        require(toMillis >= 1 && toMillis <= MAX_MILLIS, "to_millis", "not an instant");
        try {
            clock.moveTo(Instant.ofEpochMilli(toMillis));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_REQUEST, "to_millis", "before the clock's present time"), e);
        }
    }

    private boolean waitedUntilIdle(int timeoutMillis) {
        long giveUpNanos = System.nanoTime() + Duration.ofMillis(timeoutMillis).toNanos();
        due.runDue();
        while (!due.idle()) {
            if (System.nanoTime() - giveUpNanos >= 0) {
                return false;
            }
            try {
                Thread.sleep(Duration.ofMillis(IDLE_LOOK_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private long nextDueMillis() {
        return due.nextDue().map(Instant::toEpochMilli).orElse(0L);
    }

    private static void require(boolean holds, String field, String description) {
        if (!holds) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, field, description));
        }
    }
}
