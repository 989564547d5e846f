package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.gridpact.arbiter.v1.LogServiceGrpc;
import io.gridpact.arbiter.v1.SealingDepositServiceGrpc;
import io.gridpact.directory.v1.EnrolmentServiceGrpc;
import io.gridpact.directory.v1.GridServiceGrpc;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.status.v1.MendingServiceGrpc;
import io.gridpact.status.v1.MeteringServiceGrpc;
import io.gridpact.status.v1.SealingServiceGrpc;
import io.gridpact.status.v1.StatusClaimServiceGrpc;
import io.gridpact.status.v1.StatusServiceGrpc;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.OutageServiceGrpc;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.gridpact.trade.v1.PeerUpdateServiceGrpc;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundsOnTheWireTest {

    private static final int HELD_BYTES = 100_000;

    private final ADirectory directory = new ADirectory();
    private final TlsMaterial sunbird;
    private final AServer server;
    private final List<ManagedChannel> channels = new ArrayList<>();

    BoundsOnTheWireTest(@TempDir Path folder) {
        var north = ACertificate.of(ParticipantRole.UTILITY, "north");
        var platform = ACertificate.of(ParticipantRole.PLATFORM, "sunbird");
        directory.put(ParticipantRole.PLATFORM, "sunbird", "", platform.pin());
        sunbird = platform.materialIn(folder.resolve("sunbird"));
        server = new AServer(
                north.materialIn(folder.resolve("north")),
                directory.trusted(),
                InstantSource.system(),
                _ -> new RateLimit(1_000, 1_000, 100, 10, HELD_BYTES));
        directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }

    private ManagedChannel dial() {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + server.endpoint())
                .sslContext(PinnedTls.client(sunbird, _ -> true))
                .build();
        channels.add(channel);
        return channel;
    }

    private static ConfirmRequest ofBytes(int bytes) {
        return ConfirmRequest.newBuilder()
                .setBuyerOpening(SealedOpening.newBuilder().setCiphertext(ByteString.copyFrom(new byte[bytes])))
                .build();
    }

    private static Reason reasonOf(Throwable error) {
        return RefusalStatus.statusOf(error)
                .flatMap(RefusalStatus::refusalOf)
                .map(Refusal::reason)
                .orElseThrow(() -> new AssertionError("without details", error));
    }

    private static ConfirmResponse confirm(ManagedChannel channel, int bytes) {
        return TradeServiceGrpc.newBlockingStub(channel).confirm(ofBytes(bytes));
    }

    @Test
    void a_platforms_message_is_small_and_a_larger_one_is_refused_with_a_reason() {
        ManagedChannel channel = dial();

        assertThat(confirm(channel, MessageBounds.SMALL_BYTES - 100)).isNotNull();
        for (int bytes : List.of(MessageBounds.SMALL_BYTES, 5 << 20)) {
            StatusRuntimeException error =
                    catchThrowableOfType(StatusRuntimeException.class, () -> confirm(channel, bytes));
            assertThat(reasonOf(error)).isEqualTo(Reason.RESOURCE_EXHAUSTED);
        }
        assertThat(confirm(channel, 100)).isNotNull();
    }

    @Test
    void calls_that_hold_more_together_than_a_caller_may_are_refused_and_what_ends_makes_room() throws Exception {
        BlockingQueue<StreamObserver<ConfirmResponse>> working = new LinkedBlockingQueue<>();
        server.confirms((_, response) -> working.add(response));
        ManagedChannel channel = dial();
        BlockingQueue<Object> first = new LinkedBlockingQueue<>();
        TradeServiceGrpc.newStub(channel).confirm(ofBytes(60_000), new Heard(first));
        StreamObserver<ConfirmResponse> held = working.take();

        StatusRuntimeException error =
                catchThrowableOfType(StatusRuntimeException.class, () -> confirm(channel, 60_000));
        assertThat(reasonOf(error)).isEqualTo(Reason.RESOURCE_EXHAUSTED);

        server.confirms(AServer.GLADLY);
        held.onNext(ConfirmResponse.getDefaultInstance());
        held.onCompleted();
        assertThat(first.take()).isEqualTo(ConfirmResponse.getDefaultInstance());
        assertThat(first.take()).isEqualTo("end");
        assertThat(confirm(channel, 60_000)).isNotNull();
    }

    private record Heard(BlockingQueue<Object> heard) implements StreamObserver<ConfirmResponse> {
        @Override
        public void onNext(ConfirmResponse answer) {
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
    void a_stream_may_carry_any_number_of_messages_one_after_the_other() throws Exception {
        BlockingQueue<ConfirmManyResponse> heard = new LinkedBlockingQueue<>();
        StreamObserver<ConfirmManyRequest> requests = TradeServiceGrpc.newStub(dial())
                .confirmMany(new StreamObserver<>() {
                    @Override
                    public void onNext(ConfirmManyResponse answer) {
                        heard.add(answer);
                    }

                    @Override
                    public void onError(Throwable error) {
                        throw new AssertionError(error);
                    }

                    @Override
                    public void onCompleted() {}
                });
        for (int number = 1; number <= 10; number++) {
            requests.onNext(ConfirmManyRequest.newBuilder()
                    .setNumber(number)
                    .setOrder(ofBytes(60_000))
                    .build());
            assertThat(heard.take().getNumber()).isEqualTo(number);
        }
        requests.onCompleted();
    }

    @Test
    void a_compressed_message_is_not_unpacked() {
        assertThatThrownBy(() -> TradeServiceGrpc.newBlockingStub(dial())
                        .withCompression("gzip")
                        .confirm(ofBytes(1_000)))
                .isInstanceOf(StatusRuntimeException.class)
                .extracting(error -> Status.fromThrowable(error).getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    /// What a client makes of a connection that is closed: it may notice that before it reads why.
    private static final Set<Status.Code> CLOSED = Set.of(Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNAVAILABLE);

    @Test
    void a_caller_has_so_many_connections_and_may_dial_again_when_one_is_closed() {
        for (int count = 0; count < ServerBounds.MAX_CONNECTIONS_OF_CALLER; count++) {
            confirm(dial(), 1);
        }
        ManagedChannel surplus = dial();
        assertThatThrownBy(() -> confirm(surplus, 1))
                .isInstanceOf(StatusRuntimeException.class)
                .extracting(error -> Status.fromThrowable(error).getCode())
                .isIn(CLOSED);
        surplus.shutdownNow();

        ManagedChannel first = channels.getFirst();
        confirm(first, 1);
        first.shutdownNow();
        assertThat(servedInTheEnd(dial())).isTrue();
    }

    /// The server may not have noticed yet that the other one was closed; the channel itself waits before it dials
    /// again.
    private static boolean servedInTheEnd(ManagedChannel channel) {
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                TradeServiceGrpc.newBlockingStub(channel).withWaitForReady().confirm(ofBytes(1));
                return true;
            } catch (StatusRuntimeException closed) {
                assertThat(closed.getStatus().getCode()).isIn(CLOSED);
            }
        }
        return false;
    }

    @Test
    void every_method_that_takes_pages_is_one_that_there_is() {
        assertThat(Stream.of(
                                LogServiceGrpc.getServiceDescriptor(),
                                SealingDepositServiceGrpc.getServiceDescriptor(),
                                StatusClaimServiceGrpc.getServiceDescriptor(),
                                MendingServiceGrpc.getServiceDescriptor(),
                                EnrolmentServiceGrpc.getServiceDescriptor(),
                                GridServiceGrpc.getServiceDescriptor(),
                                MeteringServiceGrpc.getServiceDescriptor(),
                                SealingServiceGrpc.getServiceDescriptor(),
                                StatusServiceGrpc.getServiceDescriptor(),
                                PeerTradeServiceGrpc.getServiceDescriptor(),
                                PeerUpdateServiceGrpc.getServiceDescriptor(),
                                OutageServiceGrpc.getServiceDescriptor())
                        .map(ServiceDescriptor::getMethods)
                        .flatMap(methods -> methods.stream().map(MethodDescriptor::getFullMethodName))
                        .collect(Collectors.toSet()))
                .containsAll(MessageBounds.PAGES);
    }
}
