package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Dsse;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.TradeServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureAuditTest {

    private static final String CONFIRM = "gridpact.trade.v1.TradeService/Confirm";
    private static final String TYPE = "gridpact/order/v1";
    private static final byte[] PAYLOAD = {1, 2, 3};
    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));
    private final SignatureAudit audit = new SignatureAudit(
            (caller, method, digest, unwritten) -> lines.add(caller + " " + method + " " + digest + " " + unwritten),
            new CallMeter() {
                @Override
                public void opened(String party, String method) {}

                @Override
                public void closed(String party, String method, String outcome, Duration elapsed) {}

                @Override
                public void signatureRefused(String caller, String method) {
                    counted.incrementAndGet();
                }
            },
            now::get);
    private final AServer server;
    private final PeerChannels channels;

    SignatureAuditTest(@TempDir Path folder) {
        ADirectory directory = new ADirectory();
        var north = ACertificate.of(ParticipantRole.UTILITY, "north");
        var helio = ACertificate.of(ParticipantRole.PLATFORM, "helio");
        directory.put(ParticipantRole.PLATFORM, "helio", "", helio.pin());
        server = new AServer(north.materialIn(folder.resolve("north")), directory.trusted(), audit, Tracing.OFF);
        directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());
        channels = new PeerChannels(
                helio.materialIn(folder.resolve("helio")),
                directory::participant,
                new ClockDrift(InstantSource.system()),
                CallMeter.NONE);
    }

    @AfterEach
    void stop() {
        channels.close();
        server.close();
    }

    private void confirmInVain() {
        ConfirmRequest request = ConfirmRequest.newBuilder()
                .setOrder(ConsentedOrder.newBuilder().setPayloadType(TYPE).setPayload(ByteString.copyFrom(PAYLOAD)))
                .build();
        assertThatThrownBy(() ->
                        TradeServiceGrpc.newBlockingStub(channels.to("north")).confirm(request))
                .isNotNull();
    }

    @Test
    void an_order_whose_signature_is_refused_leaves_a_line_that_says_who_brought_it_whether_thrown_or_answered()
            throws InterruptedException {
        String line = "helio " + CONFIRM + " " + Dsse.digest(TYPE, PAYLOAD).prefix() + " 0";
        server.confirms((request, response) -> {
            throw new RefusedException(Refusal.of(Reason.SIGNATURE_INVALID));
        });
        confirmInVain();
        assertThat(lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(line);

        server.confirms((request, response) ->
                response.onError(RefusalStatus.toException(Refusal.of(Reason.SIGNATURE_INVALID))));
        confirmInVain();
        assertThat(lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(line);
        assertThat(counted).hasValue(2);
    }

    @Test
    void other_refusals_leave_none() throws InterruptedException {
        server.confirms((request, response) -> {
            throw new RefusedException(Refusal.of(Reason.NO_MANDATE));
        });
        confirmInVain();
        server.confirms((request, response) -> {
            throw new RefusedException(Refusal.of(Reason.SIGNATURE_INVALID));
        });
        confirmInVain();

        assertThat(lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        assertThat(counted).hasValue(1);
    }

    @Test
    void more_than_a_minute_holds_are_counted_and_told_by_the_next_line() throws InterruptedException {
        int tooMany = 5;
        for (int i = 0; i < SignatureAudit.MAX_LINES_PER_MINUTE + tooMany; i++) {
            audit.refused("helio", CONFIRM, Hash.sha256(PAYLOAD));
        }
        for (int i = 0; i < SignatureAudit.MAX_LINES_PER_MINUTE; i++) {
            assertThat(lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).endsWith(" 0");
        }
        now.updateAndGet(instant -> instant.plusSeconds(61));

        audit.refused("helio", CONFIRM, Hash.sha256(PAYLOAD));

        assertThat(lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).endsWith(" " + tooMany);
        assertThat(lines).isEmpty();
        assertThat(counted).hasValue(SignatureAudit.MAX_LINES_PER_MINUTE + tooMany + 1);
    }
}
