package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedTlsTest {

    private static final Duration A_DAY = Duration.ofDays(1);

    private final ADirectory directory = new ADirectory();
    private final ACertificate north = ACertificate.of(ParticipantRole.UTILITY, "north");
    private final ACertificate south = ACertificate.of(ParticipantRole.UTILITY, "south");
    private final Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private final AServer server;

    PinnedTlsTest(@TempDir Path folder) {
        this.folder = folder;
        this.server = new AServer(materialOf(north, "north"), directory.trusted());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Participant northListens() {
        return directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());
    }

    private TlsMaterial materialOf(ACertificate certificate, String name) {
        certificate.writeTo(folder.resolve(name));
        try {
            return TlsMaterial.in(folder.resolve(name), nanos::get);
        } catch (java.io.IOException | java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConfirmResponse call(ACertificate client, Participant expected) {
        return call(PinnedTls.client(materialOf(client, "client"), expected));
    }

    private ConfirmResponse call(SslContext tls) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(tls)
                .build();
        try {
            return confirm(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private static ConfirmResponse confirm(ManagedChannel channel) {
        return TradeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .confirm(ConfirmRequest.getDefaultInstance());
    }

    private void assertTurnedAway(ACertificate client, Participant expected) {
        assertThatThrownBy(() -> call(client, expected))
                .isInstanceOf(StatusRuntimeException.class)
                .extracting(error -> Status.fromThrowable(error).getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(server.outcomes).isEmpty();
    }

    @Test
    void a_peer_whose_key_is_pinned_is_served() {
        Participant expected = northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());

        assertThat(call(south, expected)).isEqualTo(ConfirmResponse.getDefaultInstance());
        assertThat(server.outcomes).containsEntry(CallMeter.OK, 1);
    }

    @Test
    void a_descriptor_with_two_pins_serves_the_old_key_and_the_new_one() {
        Participant expected = northListens();
        ACertificate renewed = ACertificate.of(ParticipantRole.UTILITY, "south");
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin(), renewed.pin());

        assertThat(call(south, expected)).isNotNull();
        assertThat(call(renewed, expected)).isNotNull();
    }

    @Test
    void a_peer_that_nobody_pins_is_turned_away() {
        assertTurnedAway(south, northListens());
    }

    @Test
    void a_self_made_certificate_with_a_stolen_name_is_turned_away() {
        Participant expected = northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());

        assertTurnedAway(ACertificate.of(ParticipantRole.UTILITY, "south"), expected);
    }

    @Test
    void a_pinned_key_under_another_name_is_turned_away() {
        Participant expected = northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        directory.put(
                ParticipantRole.UTILITY,
                "east",
                "",
                ACertificate.of(ParticipantRole.UTILITY, "east").pin());

        assertTurnedAway(renamed(south, "spiffe://gridpact/utility/east"), expected);
    }

    @Test
    void a_pinned_key_in_another_role_is_turned_away() {
        Participant expected = northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());

        assertTurnedAway(renamed(south, "spiffe://gridpact/gateway/south"), expected);
    }

    @Test
    void a_certificate_with_two_names_or_none_is_turned_away() {
        Participant expected = northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());

        assertTurnedAway(renamed(south, "spiffe://gridpact/utility/south", "spiffe://gridpact/utility/east"), expected);
        assertTurnedAway(renamed(south), expected);
    }

    @Test
    void a_certificate_that_has_expired_or_is_not_yet_valid_is_turned_away() {
        Participant expected = northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        Instant now = Instant.now();

        assertTurnedAway(south.withDates(now.minus(A_DAY.multipliedBy(2)), now.minus(A_DAY)), expected);
        assertTurnedAway(south.withDates(now.plus(A_DAY), now.plus(A_DAY.multipliedBy(2))), expected);
    }

    @Test
    void a_client_without_a_certificate_is_turned_away() throws SSLException {
        northListens();
        SslContext nameless = GrpcSslContexts.forClient()
                .trustManager(new PinnedTrust(_ -> true))
                .build();

        assertThatThrownBy(() -> call(nameless)).isInstanceOf(StatusRuntimeException.class);
        assertThat(server.outcomes).isEmpty();
    }

    @Test
    void a_client_that_speaks_no_newer_than_tls_1_2_is_turned_away() throws SSLException {
        northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        SslContext old = GrpcSslContexts.forClient()
                .keyManager(materialOf(south, "client"))
                .trustManager(new PinnedTrust(_ -> true))
                .protocols("TLSv1.2")
                .build();

        assertThatThrownBy(() -> call(old)).isInstanceOf(StatusRuntimeException.class);
        assertThat(server.outcomes).isEmpty();
    }

    @Test
    void a_client_refuses_a_server_that_is_pinned_but_not_the_one_it_dials() {
        northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        Participant east = ADirectory.participant(ParticipantRole.UTILITY, "east", server.endpoint(), south.pin());

        assertTurnedAway(south, east);
    }

    @Test
    void a_renewed_certificate_of_the_server_is_shown_without_a_restart() {
        northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        ACertificate renewed = ACertificate.of(ParticipantRole.UTILITY, "north");
        Participant old = ADirectory.participant(ParticipantRole.UTILITY, "north", "", north.pin());
        Participant now = ADirectory.participant(ParticipantRole.UTILITY, "north", "", renewed.pin());

        renewed.writeTo(folder.resolve("north"));
        nanos.addAndGet(TlsMaterial.LOOK_AGAIN_NANOS);

        assertThat(call(south, now)).isNotNull();
        assertThatThrownBy(() -> call(south, old)).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void a_half_replaced_pair_of_files_leaves_the_old_one_in_use() throws java.io.IOException {
        TlsMaterial material = materialOf(north, "north");
        ACertificate renewed = ACertificate.of(ParticipantRole.UTILITY, "north");
        Path files = folder.resolve("north");
        String oldKey = java.nio.file.Files.readString(files.resolve(TlsMaterial.KEY_FILE));

        renewed.writeTo(files);
        java.nio.file.Files.writeString(files.resolve(TlsMaterial.KEY_FILE), oldKey);
        nanos.addAndGet(TlsMaterial.LOOK_AGAIN_NANOS);
        assertThat(material.certificate()).isEqualTo(north.certificate());

        renewed.writeTo(files);
        nanos.addAndGet(TlsMaterial.LOOK_AGAIN_NANOS);
        assertThat(material.certificate()).isEqualTo(renewed.certificate());
        assertThat(material.validAt(Instant.now())).isTrue();
        assertThat(material.validAt(Instant.now().plus(A_DAY.multipliedBy(3)))).isFalse();
    }

    @Test
    void a_pin_taken_back_ends_calls_on_a_connection_that_is_still_open() {
        Participant expected = northListens();
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(PinnedTls.client(materialOf(south, "client"), expected))
                .build();
        try {
            assertThat(confirm(channel)).isNotNull();
            directory.remove("south");
            assertThatThrownBy(() -> confirm(channel))
                    .extracting(error -> RefusalStatus.refusalOf(error).reason())
                    .isEqualTo(Reason.PERMISSION_DENIED);
        } finally {
            channel.shutdownNow();
        }
    }

    private static ACertificate renamed(ACertificate certificate, String... uris) {
        Instant now = Instant.now();
        return ACertificate.of(certificate.keys(), now.minus(A_DAY), now.plus(A_DAY), List.of(uris));
    }

    @Test
    void a_node_sees_whether_it_is_itself_who_listens_on_its_port() {
        TlsMaterial norths = materialOf(north, "north");
        TlsMaterial souths = materialOf(south, "south");
        int port = server.port();

        assertThat(new Listening("127.0.0.1", port, norths).isOurs()).isTrue();
        assertThat(new Listening("127.0.0.1", port, souths).isOurs()).isFalse();
        server.close();
        assertThat(new Listening("127.0.0.1", port, norths).isOurs()).isFalse();
    }
}
