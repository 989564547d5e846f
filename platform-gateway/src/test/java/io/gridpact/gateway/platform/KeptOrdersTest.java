package io.gridpact.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.ATrade;
import io.gridpact.gateway.outbox.KeptOrder;
import io.gridpact.gateway.outbox.KeptOrders;
import io.gridpact.platform.v1.ConfirmManyRequest;
import io.gridpact.platform.v1.ConfirmManyResponse;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.platform.v1.ConfirmResponse;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.platform.v1.PlatformServiceGrpc.PlatformServiceBlockingStub;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.LegStatus;
import io.gridpact.trade.v1.OrderLeg;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `NON_BLOCKING` orders whose seller's utility gives no answer.
class KeptOrdersTest {

    private final AGateway gateway;

    KeptOrdersTest(@TempDir Path folder) {
        this.gateway = new AGateway(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private PlatformServiceBlockingStub helio() {
        return PlatformServiceGrpc.newBlockingStub(gateway.as(gateway.helio));
    }

    private ConfirmRequest order(ConfirmationMode mode) {
        return ATrade.between(gateway.helio, gateway.sunbird, gateway.south, gateway.north, mode);
    }

    private void northIsAway() {
        gateway.northsServer.answersWith(response -> response.onError(Status.UNAVAILABLE.asRuntimeException()));
        gateway.northsServer.answersManyWith(held -> held.response().onError(Status.UNAVAILABLE.asRuntimeException()));
    }

    private void northSays(Reason reason) {
        gateway.northsServer.answersWith(response -> response.onError(RefusalStatus.toException(Refusal.of(reason))));
    }

    private void northIsBack() {
        gateway.northsServer.answersWith(response -> {
            response.onNext(io.gridpact.trade.v1.ConfirmResponse.getDefaultInstance());
            response.onCompleted();
        });
    }

    private static List<String> legs(List<OrderLeg> legs) {
        return legs.stream()
                .map(leg -> leg.getParticipant() + " " + leg.getStatus())
                .toList();
    }

    private static Order orderOf(ConfirmRequest request) {
        return OrderWire.consented(request.getOrder()).order();
    }

    @Test
    void while_its_utility_is_away_an_order_is_kept_and_the_answer_says_what_is_awaited_until_when() {
        northIsAway();
        ConfirmRequest request = order(ConfirmationMode.NON_BLOCKING);

        ConfirmResponse answer = helio().confirm(request);

        assertThat(answer.hasSealedOrder()).isFalse();
        assertThat(legs(answer.getProgress().getLegsList()))
                .containsExactly(
                        "helio LEG_STATUS_CONSENTED",
                        "sunbird LEG_STATUS_CONSENTED",
                        "north LEG_STATUS_AWAITED",
                        "south LEG_STATUS_AWAITED");
        Order order = orderOf(request);
        assertThat(answer.getProgress().getLegs(2).getUntilMillis())
                .isEqualTo(order.expires().toEpochMilli());
        assertThat(answer.getProgress().getSealedByMillis())
                .isEqualTo(order.window().start().toEpochMilli());
        assertThat(gateway.kept.of("north", 10)).singleElement().satisfies(kept -> {
            assertThat(kept.order()).isEqualTo(order.digest());
            assertThat(kept.request()).isEqualTo(request.toByteString());
        });
        assertThat(gateway.outcomes).containsExactly("north KEPT");
    }

    @Test
    void when_its_utility_is_back_it_gets_the_order_byte_for_byte_and_once() {
        northIsAway();
        ConfirmRequest request = order(ConfirmationMode.NON_BLOCKING);
        helio().confirm(request);
        assertThat(gateway.forwardKept.forward()).isZero();
        gateway.northsServer.received.clear();

        northIsBack();
        assertThat(gateway.forwardKept.forward()).isEqualTo(1);
        assertThat(gateway.forwardKept.forward()).isZero();

        assertThat(gateway.northsServer.received)
                .singleElement()
                .isInstanceOfSatisfying(
                        io.gridpact.trade.v1.ConfirmRequest.class,
                        received -> assertThat(received.toByteString()).isEqualTo(request.toByteString()));
        assertThat(gateway.left).containsExactly("FORWARDED 1");
    }

    @Test
    void what_its_utility_refuses_when_it_is_back_waits_no_longer() {
        northIsAway();
        helio().confirm(order(ConfirmationMode.NON_BLOCKING));

        northSays(Reason.UNKNOWN_METER);
        assertThat(gateway.forwardKept.forward()).isEqualTo(1);

        assertThat(gateway.kept.size()).isZero();
        assertThat(gateway.left).containsExactly("UNKNOWN_METER 1");
    }

    @Test
    void an_order_on_a_stream_is_kept_as_well() throws InterruptedException {
        northIsAway();
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        StreamObserver<ConfirmManyRequest> orders = PlatformServiceGrpc.newStub(gateway.as(gateway.helio))
                .confirmMany(new StreamObserver<>() {
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
                });
        orders.onNext(ConfirmManyRequest.newBuilder()
                .setNumber(7)
                .setOrder(order(ConfirmationMode.NON_BLOCKING))
                .build());
        orders.onCompleted();

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(ConfirmManyResponse.class, answer -> {
            assertThat(answer.getNumber()).isEqualTo(7);
            assertThat(answer.getAccepted().getLegs(2).getStatus()).isEqualTo(LegStatus.LEG_STATUS_AWAITED);
        });
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("end");
        assertThat(gateway.kept.size()).isEqualTo(1);
    }

    @Test
    void a_blocking_order_is_not_kept() {
        northIsAway();

        assertThat(reasonOf(order(ConfirmationMode.BLOCKING))).isEqualTo(Reason.PEER_UNAVAILABLE);

        assertThat(gateway.kept.size()).isZero();
    }

    @Test
    void an_order_that_not_both_platforms_have_signed_is_not_kept() {
        northIsAway();
        ConfirmRequest request = order(ConfirmationMode.NON_BLOCKING);
        ConfirmRequest.Builder forged = request.toBuilder();
        forged.getOrderBuilder().setSellerConsent(request.getOrder().getBuyerConsent());

        assertThat(reasonOf(forged.build())).isEqualTo(Reason.PEER_UNAVAILABLE);

        assertThat(gateway.kept.size()).isZero();
    }

    @Test
    void what_its_utility_refuses_is_not_kept() {
        northSays(Reason.NO_MANDATE);

        assertThat(reasonOf(order(ConfirmationMode.NON_BLOCKING))).isEqualTo(Reason.NO_MANDATE);

        assertThat(gateway.kept.size()).isZero();
    }

    @Test
    void a_platform_with_too_many_kept_orders_hears_that_its_utility_is_away() {
        northIsAway();
        for (int i = 0; i < KeptOrders.MAX_OF_PLATFORM; i++) {
            Digest digest = Hash.sha256(Hash.utf8("order " + i));
            gateway.kept.keep(
                    new KeptOrder(
                            digest,
                            "helio",
                            "north",
                            ByteString.EMPTY,
                            gateway.clock.instant().plusSeconds(60)),
                    gateway.clock.instant());
        }

        assertThat(reasonOf(order(ConfirmationMode.NON_BLOCKING))).isEqualTo(Reason.PEER_UNAVAILABLE);
    }

    @Test
    void an_order_that_expires_here_is_not_forwarded_any_more() {
        gateway.kept.keep(
                new KeptOrder(
                        Hash.sha256(Hash.utf8("an order")),
                        "helio",
                        "north",
                        ByteString.EMPTY,
                        gateway.clock.instant()),
                gateway.clock.instant());

        assertThat(gateway.forwardKept.forward()).isEqualTo(1);

        assertThat(gateway.left).containsExactly("EXPIRED 1");
        assertThat(gateway.northsServer.received).isEmpty();
    }

    private Reason reasonOf(ConfirmRequest request) {
        StatusRuntimeException error =
                catchThrowableOfType(StatusRuntimeException.class, () -> helio().confirm(request));
        return RefusalStatus.refusalOf(error).reason();
    }
}
