package io.gridpact.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.gateway.AParty;
import io.gridpact.gateway.ATrade;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/// In a profile of its own, so that no other test finds the database gone.
@QuarkusTest
@QuarkusTestResource(value = LocalNetwork.class, restrictToAnnotatedClass = true)
@TestProfile(DatabaseDownTest.Alone.class)
class DatabaseDownTest {

    public static final class Alone implements QuarkusTestProfile {}

    private static void put(AParty party, String endpoint, long revision) {
        OperatorServiceGrpc.newBlockingStub(LocalNetwork.as(LocalNetwork.OPERATOR))
                .putParticipant(PutParticipantRequest.newBuilder()
                        .setParticipant(EnvelopeWire.toMessage(party.descriptor(endpoint, revision)))
                        .build());
    }

    @Test
    void without_its_database_the_gateway_is_not_ready_yet_carries_orders_and_loses_nothing() throws Exception {
        put(LocalNetwork.NORTH, LocalNetwork.northsEndpoint(), 1);
        put(LocalNetwork.HELIO, "", 1);
        put(LocalNetwork.SUNBIRD, "", 1);
        assertThat(Management.get("/q/health/ready")).startsWith("200");

        LocalNetwork.closeDatabase();

        Throwable error = catchThrowable(() -> put(LocalNetwork.HELIO, "", 2));
        assertThat(RefusalStatus.statusOf(error)).isPresent();
        assertThat(RefusalStatus.refusalOf(error).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(Management.get("/q/health/ready")).startsWith("503");
        assertThat(Management.get("/q/health/live")).startsWith("200");
        ConfirmRequest order =
                ATrade.between(LocalNetwork.HELIO, LocalNetwork.SUNBIRD, LocalNetwork.NORTH, LocalNetwork.NORTH);
        assertThat(PlatformServiceGrpc.newBlockingStub(LocalNetwork.as(LocalNetwork.HELIO))
                        .confirm(order)
                        .hasSealedOrder())
                .isTrue();
    }
}
