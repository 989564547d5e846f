package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerChannelsTest {

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final ADirectory directory = new ADirectory();
    private final ACertificate north = ACertificate.of(ParticipantRole.UTILITY, "north");
    private final TlsMaterial northsOwn;
    private final TlsMaterial gatesOwn;
    private final Path gatesFolder;
    private final AtomicLong nanoTime = new AtomicLong();
    private final ClockDrift drift = new ClockDrift(InstantSource.system());
    private final PeerChannels channels;
    private AServer server;

    PeerChannelsTest(@TempDir Path folder) throws IOException, GeneralSecurityException {
        var gate = ACertificate.of(ParticipantRole.GATEWAY, "gate");
        directory.put(ParticipantRole.GATEWAY, "gate", "", gate.pin());
        this.northsOwn = north.materialIn(folder.resolve("north"));
        this.server =
                new AServer(northsOwn, directory.trusted(), () -> Instant.now().plus(AHEAD), RateLimit::of);
        directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());
        this.gatesFolder = folder.resolve("gate");
        gate.materialIn(gatesFolder);
        this.gatesOwn = TlsMaterial.in(gatesFolder, nanoTime::get);
        this.channels = new PeerChannels(gatesOwn, directory::participant, drift, CallMeter.NONE);
    }

    @AfterEach
    void stop() {
        channels.close();
        server.close();
    }

    private ConfirmResponse confirm() {
        return TradeServiceGrpc.newBlockingStub(channels.to("north")).confirm(ConfirmRequest.getDefaultInstance());
    }

    @Test
    void a_peer_in_the_directory_is_reached_and_its_clock_compared() {
        assertThat(confirm()).isNotNull();

        ClockDrift.Sample sample = Objects.requireNonNull(drift.fresh().get("north"));
        assertThat(sample.offset()).isBetween(AHEAD.minusSeconds(5), AHEAD.plusSeconds(5));
        assertThat(drift.beyondLimit()).isTrue();
    }

    @Test
    void an_error_tells_the_time_as_well() {
        server.confirms((_, _) -> {
            throw new IllegalStateException("a fault");
        });

        assertThatThrownBy(this::confirm).isNotNull();
        assertThat(drift.fresh()).containsKey("north");
    }

    @Test
    void a_peer_that_moves_is_followed_when_its_descriptor_changes() {
        assertThat(confirm()).isNotNull();
        server.close();
        server = new AServer(northsOwn, directory.trusted());
        directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());

        assertThat(confirm()).isNotNull();
    }

    @Test
    void a_pin_that_is_taken_out_of_the_descriptor_is_no_longer_believed() {
        assertThat(confirm()).isNotNull();
        directory.put(
                ParticipantRole.UTILITY,
                "north",
                server.endpoint(),
                ACertificate.of(ParticipantRole.UTILITY, "north").pin());

        assertThatThrownBy(this::confirm)
                .extracting(error -> RefusalStatus.refusalOf(error).reason())
                .isEqualTo(Reason.PEER_UNAVAILABLE);
    }

    @Test
    void a_peer_is_shown_our_renewed_certificate_though_a_connection_is_open() {
        assertThat(confirm()).isNotNull();
        var renewed = ACertificate.of(ParticipantRole.GATEWAY, "gate");
        renewed.materialIn(gatesFolder);
        nanoTime.addAndGet(TlsMaterial.LOOK_AGAIN_NANOS);
        directory.put(ParticipantRole.GATEWAY, "gate", "", renewed.pin());

        assertThat(confirm()).isNotNull();
    }

    @Test
    void a_peer_that_nobody_knows_or_that_only_calls_cannot_be_reached() {
        for (String id : new String[] {"nowhere", "gate"}) {
            assertThatThrownBy(() -> channels.to(id))
                    .isInstanceOf(RefusedException.class)
                    .extracting(error -> ((RefusedException) error).refusal().reason())
                    .isEqualTo(Reason.PEER_UNAVAILABLE);
        }
    }
}
