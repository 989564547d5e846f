package io.gridpact.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gridpact.gateway.AParty;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.platform.v1.UpdateTradeRequest;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateDoorTest {

    private final AGateway gateway;

    UpdateDoorTest(@TempDir Path folder) {
        this.gateway = new AGateway(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void an_update_reaches_the_named_utility_byte_for_byte_and_its_answer_the_platform() {
        UpdateTradeRequest request = request("north");

        var answer =
                PlatformServiceGrpc.newBlockingStub(gateway.as(gateway.helio)).updateTrade(request);

        var received = (io.gridpact.trade.v1.UpdateTradeRequest) gateway.northsServer.received.poll();
        assertThat(received).isNotNull();
        assertThat(received.toByteString()).isEqualTo(request.toByteString());
        assertThat(answer.getSealedUpdate().getUpdate()).isEqualTo(request.getUpdate());
        assertThat(gateway.southsServer.received).isEmpty();
    }

    @Test
    void only_the_platform_that_asks_brings_it_and_only_to_a_utility_that_is_reached() {
        assertThat(refused(gateway.nova, request("north"))).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(refused(gateway.sunbird, request("north"))).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(refused(gateway.helio, request("east"))).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refused(gateway.helio, UpdateTradeRequest.getDefaultInstance()))
                .isEqualTo(Reason.INVALID_REQUEST);
        assertThat(gateway.northsServer.received).isEmpty();
    }

    private Reason refused(AParty caller, UpdateTradeRequest request) {
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> PlatformServiceGrpc.newBlockingStub(gateway.as(caller)).updateTrade(request));
        return RefusalStatus.refusalOf(error).reason();
    }

    private static UpdateTradeRequest request(String utility) {
        DeliveryWindow window =
                DeliveryWindow.startingAt(Instant.parse("2026-06-01T12:00:00Z"), Duration.ofMinutes(60));
        Digest any = Digest.of(new byte[Digest.BYTES]);
        Update update = new Update(
                Unsigned.DIGEST,
                any,
                0,
                any,
                any,
                window.start(),
                UpdateKind.CANCEL,
                UpdateReason.PLATFORMS,
                "helio",
                window,
                0,
                Instant.parse("2026-06-01T08:00:00Z"));
        return UpdateTradeRequest.newBuilder()
                .setUpdate(EnvelopeWire.toMessage(Envelopes.sign(
                        Update.PAYLOAD_TYPE,
                        UpdateWire.payload(update, new byte[16]),
                        InMemorySigner.generate(new SecureRandom()))))
                .setUtility(utility)
                .build();
    }
}
