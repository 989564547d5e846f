package io.gridpact.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gridpact.gateway.ATrade;
import io.gridpact.gateway.FakeUtility;
import io.gridpact.gateway.order.ConfirmStream;
import io.gridpact.platform.v1.ConfirmManyRequest;
import io.gridpact.platform.v1.ConfirmManyResponse;
import io.gridpact.platform.v1.ConfirmManyResponse.OutcomeCase;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.RateLimit;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.OrderWire;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformStreamsTest {

    private final AGateway gateway;

    PlatformStreamsTest(@TempDir Path folder) {
        this.gateway = new AGateway(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private StreamObserver<ConfirmManyRequest> open(StreamObserver<ConfirmManyResponse> answers) {
        return PlatformServiceGrpc.newStub(gateway.as(gateway.helio)).confirmMany(answers);
    }

    private static ConfirmManyRequest numbered(long number, ConfirmRequest order) {
        return ConfirmManyRequest.newBuilder().setNumber(number).setOrder(order).build();
    }

    private ConfirmRequest soldAtNorth() {
        return ATrade.between(gateway.helio, gateway.sunbird, gateway.south, gateway.north);
    }

    private ConfirmRequest soldAtSouth() {
        return ATrade.between(gateway.helio, gateway.sunbird, gateway.north, gateway.south);
    }

    @Test
    void orders_for_two_utilities_on_one_stream_are_answered_under_the_platforms_numbers() throws Exception {
        var heard = new Heard<ConfirmManyResponse>();
        var orders = open(heard);
        ConfirmRequest first = soldAtNorth();
        ConfirmRequest second = soldAtSouth();

        orders.onNext(numbered(77, first));
        orders.onNext(numbered(-5, second));
        orders.onCompleted();

        var answers = List.of((ConfirmManyResponse) heard.next(), (ConfirmManyResponse) heard.next());
        assertThat(answers)
                .extracting(ConfirmManyResponse::getNumber, each -> each.getSealedOrder()
                        .getOrder())
                .containsExactlyInAnyOrder(tuple(77L, first.getOrder()), tuple(-5L, second.getOrder()));
        assertThat(heard.next()).isEqualTo("end");
        assertThat(gateway.outcomes).containsExactlyInAnyOrder("north SEALED", "south SEALED");
    }

    @Test
    void two_orders_under_one_number_are_both_answered() throws Exception {
        var heard = new Heard<ConfirmManyResponse>();
        var orders = open(heard);
        orders.onNext(numbered(1, soldAtNorth()));
        orders.onNext(numbered(1, soldAtNorth()));
        orders.onCompleted();

        assertThat(((ConfirmManyResponse) heard.next()).getNumber()).isEqualTo(1);
        assertThat(((ConfirmManyResponse) heard.next()).getNumber()).isEqualTo(1);
        assertThat(heard.next()).isEqualTo("end");
    }

    @Test
    void a_bad_order_is_answered_and_the_stream_goes_on() throws Exception {
        var heard = new Heard<ConfirmManyResponse>();
        var orders = open(heard);
        orders.onNext(numbered(1, ConfirmRequest.getDefaultInstance()));
        orders.onNext(numbered(2, ATrade.between(gateway.nova, gateway.sunbird, gateway.south, gateway.north)));
        orders.onNext(numbered(3, soldAtNorth()));
        orders.onCompleted();

        assertThat(reasonOf(heard.next())).isEqualTo(Reason.INVALID_ORDER);
        assertThat(reasonOf(heard.next())).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(((ConfirmManyResponse) heard.next()).getOutcomeCase()).isEqualTo(OutcomeCase.SEALED_ORDER);
        assertThat(heard.next()).isEqualTo("end");
    }

    private static Reason reasonOf(Object answer) {
        return RefusalStatus.refusalOf(((ConfirmManyResponse) answer).getError())
                .map(Refusal::reason)
                .orElse(Reason.INTERNAL);
    }

    @Test
    void a_refusal_in_the_stream_passes_unchanged() throws Exception {
        var theirs = RefusalStatus.toStatus(Refusal.of(Reason.NO_MANDATE, "", "not mandated"));
        gateway.northsServer.answersManyWith(held -> held.response()
                .onNext(io.gridpact.trade.v1.ConfirmManyResponse.newBuilder()
                        .setNumber(held.request().getNumber())
                        .setError(theirs)
                        .build()));
        var heard = new Heard<ConfirmManyResponse>();
        open(heard).onNext(numbered(9, soldAtNorth()));

        assertThat(((ConfirmManyResponse) heard.next()).getError()).isEqualTo(theirs);
        assertThat(Heard.next(gateway.outcomes)).isEqualTo("north NO_MANDATE");
    }

    @Test
    void a_signature_that_a_utility_refuses_is_written_down_with_the_platform_that_brought_it() throws Exception {
        ConfirmRequest order = soldAtNorth();
        String prefix = OrderWire.consented(order.getOrder()).order().digest().prefix();
        var theirs = RefusalStatus.toStatus(Refusal.of(Reason.SIGNATURE_INVALID));
        gateway.northsServer.answersWith(response -> response.onError(RefusalStatus.toException(theirs)));
        gateway.northsServer.answersManyWith(held -> held.response()
                .onNext(io.gridpact.trade.v1.ConfirmManyResponse.newBuilder()
                        .setNumber(held.request().getNumber())
                        .setError(theirs)
                        .build()));
        var heard = new Heard<ConfirmManyResponse>();

        open(heard).onNext(numbered(9, order));
        assertThat(Heard.next(gateway.badSignatures))
                .isEqualTo("helio gridpact.platform.v1.PlatformService/ConfirmMany " + prefix);

        assertThatThrownBy(() -> PlatformServiceGrpc.newBlockingStub(gateway.as(gateway.helio))
                        .confirm(order))
                .isNotNull();
        assertThat(Heard.next(gateway.badSignatures))
                .isEqualTo("helio gridpact.platform.v1.PlatformService/Confirm " + prefix);
    }

    @Test
    void a_utility_that_goes_down_leaves_its_orders_unavailable_and_the_stream_open() throws Exception {
        gateway.northsServer.answersManyWith(_ -> {});
        var heard = new Heard<ConfirmManyResponse>();
        var orders = open(heard);
        orders.onNext(numbered(1, soldAtNorth()));
        Heard.next(gateway.northsServer.received);

        gateway.northsServer.close();
        assertThat(reasonOf(heard.next())).isEqualTo(Reason.PEER_UNAVAILABLE);

        orders.onNext(numbered(2, soldAtSouth()));
        orders.onCompleted();
        assertThat(((ConfirmManyResponse) heard.next()).getOutcomeCase()).isEqualTo(OutcomeCase.SEALED_ORDER);
        assertThat(heard.next()).isEqualTo("end");
    }

    @Test
    void a_utility_that_answers_what_it_was_not_sent_is_not_believed() throws Exception {
        gateway.northsServer.answersManyWith(held -> held.response()
                .onNext(io.gridpact.trade.v1.ConfirmManyResponse.newBuilder()
                        .setNumber(held.request().getNumber() + 1000)
                        .setSealedOrder(FakeUtility.sealed(held.request().getOrder()))
                        .build()));
        var heard = new Heard<ConfirmManyResponse>();
        open(heard).onNext(numbered(1, soldAtNorth()));

        assertThat(reasonOf(heard.next())).isEqualTo(Reason.PEER_UNAVAILABLE);
    }

    @Test
    void no_more_than_256_orders_of_a_stream_are_unanswered() throws Exception {
        BlockingQueue<FakeUtility.Held> held = new LinkedBlockingQueue<>();
        gateway.northsServer.answersManyWith(held::add);
        var heard = new Heard<ConfirmManyResponse>();
        var orders = open(heard);
        int sent = ConfirmStream.MAX_UNANSWERED + 40;
        ConfirmRequest order = soldAtNorth();
        for (int number = 0; number < sent; number++) {
            orders.onNext(numbered(number, order));
        }
        orders.onCompleted();

        Queue<FakeUtility.Held> unanswered = new ArrayDeque<>();
        for (int count = 0; count < ConfirmStream.MAX_UNANSWERED; count++) {
            unanswered.add(Heard.next(held));
        }
        for (int more = 0; more < sent - ConfirmStream.MAX_UNANSWERED; more++) {
            assertThat(held).as("orders beyond the bound").isEmpty();
            unanswered.remove().seal();
            heard.next();
            unanswered.add(Heard.next(held));
        }
        unanswered.forEach(FakeUtility.Held::seal);
        for (int count = 0; count < ConfirmStream.MAX_UNANSWERED; count++) {
            heard.next();
        }
        assertThat(heard.next()).isEqualTo("end");
    }

    @Test
    void orders_of_all_streams_of_a_platform_are_bounded_together_and_those_above_are_refused() throws Exception {
        BlockingQueue<FakeUtility.Held> held = new LinkedBlockingQueue<>();
        gateway.northsServer.answersManyWith(held::add);
        ConfirmRequest order = soldAtNorth();
        var full = new Heard<ConfirmManyResponse>();
        int bound = RateLimit.of(ParticipantRole.PLATFORM).ordersInWork();
        for (int stream = 0; stream < bound / ConfirmStream.MAX_UNANSWERED; stream++) {
            var orders = open(full);
            for (int number = 0; number < ConfirmStream.MAX_UNANSWERED; number++) {
                orders.onNext(numbered(number, order));
            }
        }
        Queue<FakeUtility.Held> unanswered = new ArrayDeque<>();
        for (int count = 0; count < bound; count++) {
            unanswered.add(Heard.next(held));
        }

        var surplus = new Heard<ConfirmManyResponse>();
        var orders = open(surplus);
        orders.onNext(numbered(1, order));
        assertThat(reasonOf(surplus.next())).isEqualTo(Reason.RESOURCE_EXHAUSTED);

        unanswered.remove().seal();
        full.next();
        orders.onNext(numbered(2, order));
        assertThat(Heard.next(held).request().getOrder().getOrder()).isEqualTo(order.getOrder());
    }

    @Test
    void a_platform_has_so_many_streams_of_orders_and_one_that_ends_makes_room() throws Exception {
        var heard = new Heard<ConfirmManyResponse>();
        var first = open(heard);
        first.onNext(numbered(1, soldAtNorth()));
        heard.next();
        for (int stream = 1; stream < PlatformGrpc.MAX_ORDER_STREAMS_OF_PLATFORM; stream++) {
            var other = new Heard<ConfirmManyResponse>();
            open(other).onNext(numbered(1, soldAtNorth()));
            other.next();
        }

        var surplus = new Heard<ConfirmManyResponse>();
        open(surplus);
        assertThat(RefusalStatus.refusalOf((Throwable) surplus.next()).reason()).isEqualTo(Reason.RESOURCE_EXHAUSTED);

        first.onCompleted();
        assertThat(heard.next()).isEqualTo("end");
        var again = new Heard<ConfirmManyResponse>();
        open(again).onNext(numbered(2, soldAtNorth()));
        assertThat(((ConfirmManyResponse) again.next()).getNumber()).isEqualTo(2);
    }

    @Test
    void a_platform_that_does_not_read_gets_no_further_and_gets_everything_once_it_reads() throws Exception {
        int sent = 3000;
        ConfirmRequest order = soldAtNorth();
        var reader = new SlowReader();
        PlatformServiceGrpc.newStub(gateway.as(gateway.helio)).confirmMany(reader);
        var requests = Objects.requireNonNull(reader.requests.get());
        for (int number = 0; number < sent; number++) {
            requests.onNext(numbered(number, order));
        }
        requests.onCompleted();

        // What the platform did not take fills its window and then stops the flow, far from all that was sent.
        long before = -1;
        while (gateway.outcomes.size() != before) {
            before = gateway.outcomes.size();
            gateway.northsServer.received.poll(300, TimeUnit.MILLISECONDS);
            while (gateway.northsServer.received.poll(300, TimeUnit.MILLISECONDS) != null) {
                gateway.northsServer.received.clear();
            }
        }
        assertThat(before).isLessThan(sent);

        requests.request(sent);
        Set<Long> numbers = new TreeSet<>();
        for (int count = 0; count < sent; count++) {
            numbers.add(((ConfirmManyResponse) reader.heard.next()).getNumber());
        }
        assertThat(numbers).hasSize(sent);
        assertThat(reader.heard.next()).isEqualTo("end");
    }

    private static final class SlowReader implements ClientResponseObserver<ConfirmManyRequest, ConfirmManyResponse> {
        private final Heard<ConfirmManyResponse> heard = new Heard<>();
        private final AtomicReference<ClientCallStreamObserver<ConfirmManyRequest>> requests = new AtomicReference<>();

        @Override
        public void beforeStart(ClientCallStreamObserver<ConfirmManyRequest> stream) {
            stream.disableAutoRequestWithInitial(0);
            requests.set(stream);
        }

        @Override
        public void onNext(ConfirmManyResponse answer) {
            heard.onNext(answer);
        }

        @Override
        public void onError(Throwable error) {
            heard.onError(error);
        }

        @Override
        public void onCompleted() {
            heard.onCompleted();
        }
    }

    @Test
    void a_platform_that_leaves_takes_its_stream_to_the_utility_along() throws Exception {
        gateway.northsServer.answersManyWith(_ -> {});
        var reader = new SlowReader();
        PlatformServiceGrpc.newStub(gateway.as(gateway.helio)).confirmMany(reader);
        var requests = Objects.requireNonNull(reader.requests.get());
        requests.onNext(numbered(1, soldAtNorth()));
        Heard.next(gateway.northsServer.received);

        requests.cancel("enough", null);

        assertThat(Heard.next(gateway.northsServer.received)).isInstanceOf(Throwable.class);
    }
}
