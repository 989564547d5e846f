package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.TradeServiceGrpc;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One platform brings what nobody signed, another is honest.
class ForgedSignaturesTest {

    /// Two of them are more than the burst; what is overspent takes ten thousand seconds to earn.
    private static final RateLimit DEAR = new RateLimit(1, 10_000, 100, 10, 1 << 20, 9_000);

    private final ADirectory directory = new ADirectory();
    private final ACertificate nova = ACertificate.of(ParticipantRole.PLATFORM, "nova");
    private final ACertificate helio = ACertificate.of(ParticipantRole.PLATFORM, "helio");
    private final AtomicInteger verified = new AtomicInteger();
    private final AServer server;
    private final PeerChannels forger;
    private final PeerChannels honest;

    ForgedSignaturesTest(@TempDir Path folder) {
        var north = ACertificate.of(ParticipantRole.UTILITY, "north");
        directory.put(ParticipantRole.PLATFORM, "nova", "", nova.pin());
        directory.put(ParticipantRole.PLATFORM, "helio", "", helio.pin());
        server = new AServer(
                north.materialIn(folder.resolve("north")), directory.trusted(), InstantSource.system(), _ -> DEAR);
        directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());
        forger = channels(nova.materialIn(folder.resolve("nova")));
        honest = channels(helio.materialIn(folder.resolve("helio")));
    }

    private PeerChannels channels(TlsMaterial own) {
        return new PeerChannels(own, directory::participant, new ClockDrift(InstantSource.system()), CallMeter.NONE);
    }

    @AfterEach
    void stop() {
        forger.close();
        honest.close();
        server.close();
    }

    private static Reason refusalOf(PeerChannels caller) {
        Throwable refused = catchThrowable(() ->
                TradeServiceGrpc.newBlockingStub(caller.to("north")).confirm(ConfirmRequest.getDefaultInstance()));
        return RefusalStatus.refusalOf(refused).reason();
    }

    @Test
    void whoever_forges_is_turned_away_before_anything_is_verified_and_the_honest_are_served() {
        server.confirms((request, response) -> {
            verified.incrementAndGet();
            throw new RefusedException(Refusal.of(Reason.SIGNATURE_INVALID));
        });
        assertThat(refusalOf(forger)).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusalOf(forger)).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusalOf(forger)).isEqualTo(Reason.RESOURCE_EXHAUSTED);
        assertThat(verified).hasValue(2);

        server.confirms(AServer.GLADLY);
        assertThat(TradeServiceGrpc.newBlockingStub(honest.to("north")).confirm(ConfirmRequest.getDefaultInstance()))
                .isNotNull();
        assertThat(refusalOf(forger)).isEqualTo(Reason.RESOURCE_EXHAUSTED);
    }

    @Test
    void other_refusals_cost_no_more_than_a_call() {
        server.confirms((request, response) -> {
            throw new RefusedException(Refusal.of(Reason.NO_MANDATE));
        });
        for (int call = 0; call < 10; call++) {
            assertThat(refusalOf(forger)).isEqualTo(Reason.NO_MANDATE);
        }
    }

    @Test
    void a_platform_pays_for_its_own_and_who_carries_what_others_signed_does_not() {
        for (ParticipantRole role : ParticipantRole.values()) {
            assertThat(RateLimit.of(role).badSignatureCalls() > 0)
                    .as(role.name())
                    .isEqualTo(role == ParticipantRole.PLATFORM);
        }
    }
}
