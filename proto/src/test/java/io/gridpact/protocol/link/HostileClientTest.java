package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.SealedOrder;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A participant whose certificate is good and whose client is not. During and after everything that it does, another
/// is answered.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HostileClientTest {

    private static final String CONFIRM = TradeServiceGrpc.getConfirmMethod().getFullMethodName();
    private static final String CONFIRM_MANY =
            TradeServiceGrpc.getConfirmManyMethod().getFullMethodName();
    private static final int ANSWER_BYTES = 1 << 20;
    private static final int HELD_BYTES = 4 << 20;
    private static final int OPEN_CALLS = 100;

    private final ADirectory directory = new ADirectory();
    private final TlsMaterial nova;
    private final AServer server;
    private final ManagedChannel honest;
    private final AtomicLong given = new AtomicLong();

    HostileClientTest(@TempDir Path folder) {
        var north = ACertificate.of(ParticipantRole.UTILITY, "north");
        var hostile = ACertificate.of(ParticipantRole.PLATFORM, "nova");
        var good = ACertificate.of(ParticipantRole.PLATFORM, "sunbird");
        directory.put(ParticipantRole.PLATFORM, "nova", "", hostile.pin());
        directory.put(ParticipantRole.PLATFORM, "sunbird", "", good.pin());
        nova = hostile.materialIn(folder.resolve("nova"));
        server = new AServer(
                north.materialIn(folder.resolve("north")),
                directory.trusted(),
                java.time.InstantSource.system(),
                _ -> new RateLimit(100_000, 100_000, OPEN_CALLS, 10, HELD_BYTES));
        honest = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(PinnedTls.client(good.materialIn(folder.resolve("sunbird")), _ -> true))
                .build();
    }

    @AfterEach
    void stop() {
        honest.shutdownNow();
        server.close();
    }

    private RawClient dial() {
        return new RawClient(server.port(), PinnedTls.client(nova, _ -> true));
    }

    private void assertAnotherIsAnswered() {
        assertThat(TradeServiceGrpc.newBlockingStub(honest).confirm(ConfirmRequest.getDefaultInstance()))
                .isNotNull();
    }

    /// Answers that are a thousand times their question.
    private void answersAreLarge() {
        ConfirmResponse large = ConfirmResponse.newBuilder()
                .setSealedOrder(SealedOrder.newBuilder()
                        .setOrder(ConsentedOrder.newBuilder().setPayload(ByteString.copyFrom(new byte[ANSWER_BYTES]))))
                .build();
        server.confirms((request, response) -> {
            if (request.equals(ConfirmRequest.getDefaultInstance())) {
                AServer.GLADLY.accept(request, response);
                return;
            }
            given.incrementAndGet();
            response.onNext(large);
            response.onCompleted();
        });
    }

    private static byte[] question() {
        return ConfirmRequest.newBuilder()
                .setBuyerOpening(SealedOpening.newBuilder().setCiphertext(ByteString.copyFromUtf8("x")))
                .build()
                .toByteArray();
    }

    @Test
    void one_that_resets_what_it_opens_is_turned_out() {
        try (RawClient client = dial()) {
            int resets = 0;
            while (client.isOpen() && resets < 20 * ServerBounds.MAX_RESETS_PER_WINDOW) {
                try {
                    RawClient.reset(client.begin(CONFIRM));
                } catch (IllegalStateException turnedOut) {
                    break;
                }
                resets++;
                if (resets == ServerBounds.MAX_RESETS_PER_WINDOW / 2) {
                    assertAnotherIsAnswered();
                }
            }
            assertThat(client.isTurnedOut()).isTrue();
            assertThat(resets).isGreaterThan(ServerBounds.MAX_RESETS_PER_WINDOW / 2);
        }
        assertAnotherIsAnswered();
    }

    @Test
    void one_that_never_reads_has_the_server_hold_no_more_answers_than_its_share() {
        answersAreLarge();
        try (RawClient client = dial()) {
            for (int call = 0; call < OPEN_CALLS; call++) {
                RawClient.send(client.begin(CONFIRM), question(), true);
            }
            while (given.get() < OPEN_CALLS) {
                Thread.onSpinWait();
            }
            assertAnotherIsAnswered();
            while (server.outcomes.getOrDefault("RESOURCE_EXHAUSTED", 0) < OPEN_CALLS - HELD_BYTES / ANSWER_BYTES) {
                Thread.onSpinWait();
            }
            // With what is written around them, one fewer than fits; the other's answer makes up for it.
            assertThat(server.outcomes).containsEntry("OK", HELD_BYTES / ANSWER_BYTES);
        }
        assertAnotherIsAnswered();
    }

    @Test
    void one_that_sends_on_a_stream_without_end_and_reads_nothing_is_made_to_wait() {
        try (RawClient client = dial()) {
            Http2StreamChannel stream = client.begin(CONFIRM_MANY);
            byte[] message =
                    ConfirmManyRequest.newBuilder().setNumber(1).build().toByteArray();
            for (int count = 0; count < 20_000 && client.isOpen(); count++) {
                RawClient.send(stream, message, false);
            }
            assertAnotherIsAnswered();
        }
        assertAnotherIsAnswered();
    }

    @Test
    void one_that_opens_more_connections_than_it_may_takes_none_of_anothers() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int count = 0; count < 3 * ServerBounds.MAX_CONNECTIONS_OF_CALLER; count++) {
                try {
                    RawClient client = dial();
                    clients.add(client);
                    client.begin(CONFIRM);
                } catch (ChannelException | IllegalStateException closed) {
                    continue;
                }
            }
            assertAnotherIsAnswered();
        } finally {
            clients.forEach(RawClient::close);
        }
        assertAnotherIsAnswered();
    }

    @Test
    void one_that_sends_what_is_no_message_ends_its_own_call_alone() {
        try (RawClient client = dial()) {
            byte[] deep = new byte[30_000];
            java.util.Arrays.fill(deep, (byte) 0x0b);
            RawClient.send(client.begin(CONFIRM), deep, true);
            RawClient.send(client.begin(CONFIRM), nested(1_000), true);
            RawClient.send(client.begin("gridpact.trade.v1.TradeService/NoSuchMethod"), question(), true);
            RawClient.send(client.begin("no such path"), question(), true);
            assertAnotherIsAnswered();
            assertThat(client.isOpen()).isTrue();
        }
    }

    /// Length-delimited fields, each within the one before.
    private static byte[] nested(int depth) {
        ByteString message = ByteString.EMPTY;
        for (int level = 0; level < depth; level++) {
            var output = ByteString.newOutput();
            try {
                var coded = com.google.protobuf.CodedOutputStream.newInstance(output);
                coded.writeBytes(1, message);
                coded.flush();
            } catch (java.io.IOException impossible) {
                throw new AssertionError(impossible);
            }
            message = output.toByteString();
        }
        return message.toByteArray();
    }
}
