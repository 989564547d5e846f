package io.gridpact.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gridpact.directory.v1.AwaitIdleRequest;
import io.gridpact.directory.v1.CheckRequest;
import io.gridpact.directory.v1.GetClockRequest;
import io.gridpact.directory.v1.MoveClockRequest;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.gateway.AParty;
import io.gridpact.gateway.ATrade;
import io.gridpact.platform.v1.ConfirmManyRequest;
import io.gridpact.platform.v1.ConfirmManyResponse;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The gateway as it runs: Quarkus, PostgreSQL, mutual TLS.
@QuarkusTest
@QuarkusTestResource(LocalNetwork.class)
class GatewayServiceTest extends StoredParticipantsContract {

    private static final int ORDERS = 200;

    private static final Map<String, Envelope> DESCRIPTORS = new ConcurrentHashMap<>();

    @Inject
    ParticipantStore store;

    @Inject
    AuditStore audit;

    @Override
    StoredParticipants store() {
        return store;
    }

    @BeforeEach
    void theNetworkIsKnown() {
        put(LocalNetwork.NORTH, LocalNetwork.northsEndpoint());
        put(LocalNetwork.HELIO, "");
        put(LocalNetwork.SUNBIRD, "");
    }

    private static OperatorServiceBlockingStub operator() {
        return OperatorServiceGrpc.newBlockingStub(LocalNetwork.as(LocalNetwork.OPERATOR));
    }

    // The same descriptor each time: from the second on a repetition.
    private static void put(AParty party, String endpoint) {
        Envelope descriptor = DESCRIPTORS.computeIfAbsent(party.id, _ -> party.descriptor(endpoint, 1));
        operator()
                .putParticipant(PutParticipantRequest.newBuilder()
                        .setParticipant(EnvelopeWire.toMessage(descriptor))
                        .build());
    }

    private static ConfirmRequest order() {
        return ATrade.between(LocalNetwork.HELIO, LocalNetwork.SUNBIRD, LocalNetwork.NORTH, LocalNetwork.NORTH);
    }

    @Test
    void a_platform_confirms_one_order_and_then_many() throws Exception {
        ConfirmRequest order = order();
        var stub = PlatformServiceGrpc.newBlockingStub(LocalNetwork.as(LocalNetwork.HELIO));
        assertThat(stub.confirm(order).getSealedOrder().getOrder()).isEqualTo(order.getOrder());

        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        StreamObserver<ConfirmManyRequest> orders =
                PlatformServiceGrpc.newStub(LocalNetwork.as(LocalNetwork.HELIO)).confirmMany(new Hearing(heard));
        for (int number = 0; number < ORDERS; number++) {
            orders.onNext(ConfirmManyRequest.newBuilder()
                    .setNumber(number)
                    .setOrder(order)
                    .build());
        }
        orders.onCompleted();
        for (int number = 0; number < ORDERS; number++) {
            assertThat(heard.poll(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(ConfirmManyResponse.class, answer -> assertThat(answer.hasSealedOrder())
                            .isTrue());
        }
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("end");
    }

    private record Hearing(BlockingQueue<Object> heard) implements StreamObserver<ConfirmManyResponse> {
        @Override
        public void onNext(ConfirmManyResponse answer) {
            heard.add(answer);
        }

        @Override
        public void onError(Throwable error) {
            heard.add(error);
        }

        @Override
        public void onCompleted() {
            heard.add("end");
        }
    }

    @Test
    void a_refusal_comes_out_with_its_reason() {
        var stub = PlatformServiceGrpc.newBlockingStub(LocalNetwork.as(LocalNetwork.HELIO));

        Throwable error = catchThrowable(() -> stub.confirm(ConfirmRequest.getDefaultInstance()));

        assertThat(RefusalStatus.statusOf(error)).isPresent();
        assertThat(RefusalStatus.refusalOf(error).reason()).isEqualTo(Reason.INVALID_ORDER);
    }

    @Test
    void the_operators_calls_are_for_the_operator_and_written_down() {
        long before = audit.count();
        var platform = OperatorServiceGrpc.newBlockingStub(LocalNetwork.as(LocalNetwork.HELIO));

        Throwable error = catchThrowable(() -> platform.getClock(GetClockRequest.getDefaultInstance()));
        long now = operator().getClock(GetClockRequest.getDefaultInstance()).getNowMillis();
        long moved = operator()
                .moveClock(MoveClockRequest.newBuilder().setToMillis(now + 1).build())
                .getNowMillis();

        assertThat(RefusalStatus.refusalOf(error).reason()).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(moved).isEqualTo(now + 1);
        assertThat(operator()
                        .awaitIdle(AwaitIdleRequest.newBuilder()
                                .setTimeoutMillis(10)
                                .build())
                        .getIdle())
                .isTrue();
        assertThat(audit.count()).isEqualTo(before + 4);
        assertThat(audit.count("caller = ?1 and outcome = ?2", "spiffe://gridpact/platform/helio", "PERMISSION_DENIED"))
                .isPositive();
    }

    @Test
    void the_check_looks_at_every_stored_participant() {
        var answers = operator().check(CheckRequest.getDefaultInstance());
        var last = answers.next();
        while (answers.hasNext()) {
            last = answers.next();
        }

        assertThat(last.getSummary().getChecked(0).getWhat()).isEqualTo("participants");
        assertThat(last.getSummary().getChecked(0).getCount()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void it_is_live_and_ready_and_tells_its_figures() throws Exception {
        PlatformServiceGrpc.newBlockingStub(LocalNetwork.as(LocalNetwork.HELIO)).confirm(order());

        assertThat(Management.get("/q/health/live")).startsWith("200");
        assertThat(Management.get("/q/health/ready")).startsWith("200").contains("\"listens\": true", "Database");
        assertThat(Management.get("/q/metrics"))
                .contains(
                        "gridpact_orders_seconds_count{outcome=\"SEALED\",utility=\"north\"}",
                        "gridpact_calls_seconds_count{method=\"gridpact.platform.v1.PlatformService/Confirm\",outcome=\"OK\"}",
                        "gridpact_peer_calls_seconds_count",
                        "gridpact_calls_open",
                        "gridpact_clock_drift_milliseconds{peer=\"north\"}");
    }
}
