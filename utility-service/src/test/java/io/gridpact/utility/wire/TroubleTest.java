package io.gridpact.utility.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import io.gridpact.directory.v1.EnrolmentServiceGrpc;
import io.gridpact.directory.v1.GetClockRequest;
import io.gridpact.directory.v1.GetCustomerRequest;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.status.v1.MeteringServiceGrpc;
import io.gridpact.status.v1.PairServiceGrpc;
import io.gridpact.status.v1.SealingServiceGrpc;
import io.gridpact.status.v1.StatusServiceGrpc;
import io.gridpact.status.v1.SubmitReadingsRequest;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Eventually;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is heard from a utility that has lost its database, found a damaged row, or is asked for too much.
@QuarkusTest
@QuarkusTestResource(RunningUtility.class)
class TroubleTest {

    private static final int OPEN_CALLS_OF_A_PLATFORM = 512;
    private static final int TOO_MANY = 20;

    @BeforeAll
    static void theDayHasBegun() {
        ADay.begin();
    }

    private record Knock(String caller, MethodDescriptor<?, ?> method, Supplier<List<?>> requests) {}

    /// A call at each service that would be served if the database were there.
    private static List<Knock> knocks(AnOrder confirmed) {
        Envelope reading = AShowing.reading(AnOrder.SELLER, Direction.INJECTION, ANetwork.WINDOW, 7_000, 2);
        AShowing showing = new AShowing(ADay.SOUTH, ADay.SEALED, ADay.EARLY, "first");
        return List.of(
                new Knock("gate", TradeServiceGrpc.getConfirmMethod(), () -> List.of(Platform.confirm(confirmed))),
                new Knock(
                        "gate",
                        TradeServiceGrpc.getConfirmManyMethod(),
                        () -> List.of(Platform.numbered(Platform.confirm(confirmed)))),
                new Knock(
                        "helio",
                        TradeServiceGrpc.getGetTradeMethod(),
                        () -> List.of(Platform.trade("helio", confirmed))),
                new Knock(
                        "gate",
                        TradeServiceGrpc.getCheckLimitMethod(),
                        () -> List.of(Platform.limit("sunbird", "sunbird", confirmed))),
                new Knock(
                        "south",
                        PeerTradeServiceGrpc.getCountersignMethod(),
                        () -> List.of(ADay.SOUTH.countersign(ADay.SEALED))),
                new Knock(
                        "south",
                        PeerTradeServiceGrpc.getDeliverReceiptsMethod(),
                        () -> List.of(ADay.SOUTH.receipt(ADay.SEALED, ADay.SEALED.digest()))),
                new Knock(
                        "south",
                        PairServiceGrpc.getExchangePairDigestMethod(),
                        () -> List.of(ADay.SOUTH.pairDigest(
                                "north", ADay.EARLY.start(), PairStage.SETTLED, ADay.SEALED.digest()))),
                new Knock(
                        "south",
                        SealingServiceGrpc.getDeliverSealingProofsMethod(),
                        () -> List.of(APeer.sealingHeader(ADay.EARLY.start()))),
                new Knock("south", StatusServiceGrpc.getDeliverStatusesMethod(), showing::parts),
                new Knock(
                        RunningUtility.HEAD_END,
                        MeteringServiceGrpc.getSubmitReadingsMethod(),
                        () -> List.of(SubmitReadingsRequest.newBuilder()
                                .addReadings(EnvelopeWire.toMessage(reading))
                                .build())),
                new Knock(
                        RunningUtility.OPERATOR,
                        OperatorServiceGrpc.getGetClockMethod(),
                        () -> List.of(GetClockRequest.getDefaultInstance())),
                new Knock(
                        RunningUtility.OPERATOR,
                        EnrolmentServiceGrpc.getGetCustomerMethod(),
                        () -> List.of(GetCustomerRequest.newBuilder()
                                .setCustomerId(AnOrder.SELLER)
                                .build())));
    }

    @Test
    void without_its_database_every_service_is_unavailable_and_nothing_that_was_confirmed_is_lost() throws Exception {
        AnOrder order = PlatformRefusals.order();
        var sealed = Door.served("gate", TradeServiceGrpc.getConfirmMethod(), Platform.confirm(order));
        List<Knock> knocks = knocks(order);
        assertThat(Door.management("/q/health/ready")).startsWith("200");
        Map<String, Answer> answers = new ConcurrentHashMap<>();

        RunningUtility.database().goAway();
        try {
            List<Thread> callers = new ArrayList<>();
            for (Knock knock : knocks) {
                callers.add(Thread.startVirtualThread(() -> answers.put(
                        knock.method().getFullMethodName(),
                        Door.call(
                                knock.caller(), knock.method(), knock.requests().get()))));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(Door.management("/q/health/ready")).startsWith("503");
            assertThat(Door.management("/q/health/live")).startsWith("200");
        } finally {
            RunningUtility.database().comeBack();
        }

        assertThat(answers).hasSize(knocks.size());
        answers.forEach((method, answer) -> assertThat(
                        Documented.reasonOf(answer.refusal().orElseThrow(() -> new AssertionError(method))))
                .as(method)
                .isEqualTo(Reason.UNAVAILABLE));
        Eventually.holds("it is ready", () -> Door.management("/q/health/ready").startsWith("200"));
        assertThat(Door.served("gate", TradeServiceGrpc.getConfirmMethod(), Platform.confirm(order)))
                .isEqualTo(sealed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"consented_order", "seller_attestation"})
    void of_a_row_that_cannot_be_read_nothing_is_told(String column) {
        AnOrder order = PlatformRefusals.order();
        Door.served("gate", TradeServiceGrpc.getConfirmMethod(), Platform.confirm(order));
        String row = "where order_digest = '\\x" + order.digest().hex() + "'";
        RunningUtility.database().execute("update trade set %s = '\\x0801' %s".formatted(column, row));

        for (Answer answer : List.of(
                Door.call("gate", TradeServiceGrpc.getConfirmMethod(), List.of(Platform.confirm(order))),
                Door.call("helio", TradeServiceGrpc.getGetTradeMethod(), List.of(Platform.trade("helio", order))))) {
            com.google.rpc.Status refusal = answer.refusal().orElseThrow();
            assertThat(Documented.reasonOf(refusal)).isEqualTo(Reason.INTERNAL);
            assertThat(refusal.getDetailsList()).noneMatch(detail -> detail.is(BadRequest.class));
        }
        RunningUtility.database().execute("delete from trade " + row);
    }

    @Test
    void a_platform_with_too_many_calls_open_is_refused_more_and_another_is_served() {
        Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
        List<StreamObserver<ConfirmManyRequest>> streams = new ArrayList<>();
        for (int number = 0; number < OPEN_CALLS_OF_A_PLATFORM + TOO_MANY; number++) {
            streams.add(TradeServiceGrpc.newStub(Door.as("nova")).confirmMany(new Refusing(refused)));
        }

        Eventually.holds("those above the bound are refused", () -> refused.size() == TOO_MANY);

        refused.forEach(
                error -> assertThat(Documented.reasonOf(Objects.requireNonNull(StatusProto.fromThrowable(error))))
                        .isEqualTo(Reason.RESOURCE_EXHAUSTED));
        assertThat(Platform.trades("sunbird")).isNotEmpty();
        assertThat(Door.call("nova", TradeServiceGrpc.getConfirmMethod(), List.of(ConfirmRequest.getDefaultInstance()))
                        .status()
                        .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        streams.forEach(StreamObserver::onCompleted);
        Eventually.holds("it is served again", () -> Door.call(
                        "nova", TradeServiceGrpc.getGetTradeMethod(), List.of(Platform.trade("nova", ADay.SEALED)))
                .refusal()
                .map(Documented::reasonOf)
                .equals(Optional.of(Reason.UNKNOWN_TRADE)));
    }

    private record Refusing(Queue<Throwable> refused) implements StreamObserver<ConfirmManyResponse> {
        @Override
        public void onNext(ConfirmManyResponse answer) {
            throw new AssertionError("nothing was asked");
        }

        @Override
        public void onError(Throwable error) {
            refused.add(error);
        }

        @Override
        public void onCompleted() {
            // It was let in.
        }
    }

    @Test
    void a_message_beyond_the_wall_is_cut_off_and_others_are_served() {
        ByteString sevenMebibytes = ByteString.copyFrom(new byte[7 << 20]);
        ConfirmRequest request = ConfirmRequest.newBuilder()
                .setBuyerOpening(SealedOpening.newBuilder().setCiphertext(sevenMebibytes))
                .build();

        Answer answer = Door.call("nova", TradeServiceGrpc.getConfirmMethod(), List.of(request));

        assertThat(answer.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(Platform.trades("sunbird")).isNotEmpty();
    }
}
