package io.gridpact.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.gateway.AParty;
import io.gridpact.gateway.node.StoredParticipants.Stored;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What every store of descriptors does.
abstract class StoredParticipantsContract {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final AParty north = new AParty(ParticipantRole.UTILITY, "north");
    private final AParty helio = new AParty(ParticipantRole.PLATFORM, "helio");

    abstract StoredParticipants store();

    @Test
    void what_is_put_comes_back_as_it_came_ordered_by_id() {
        Envelope norths = north.descriptor("127.0.0.1:9000", 1);
        Envelope helios = helio.descriptor("", 4);

        store().put(north.participant("127.0.0.1:9000", 1), norths, NOON);
        store().put(helio.participant("", 4), helios, NOON);

        assertThat(store().all()).contains(new Stored("helio", 4, helios), new Stored("north", 1, norths));
        assertThat(store().all()).extracting(Stored::id).isSorted();
    }

    @Test
    void a_later_descriptor_takes_the_earlier_ones_place() {
        Envelope second = north.descriptor("127.0.0.1:9001", 2);
        store().put(north.participant("127.0.0.1:9000", 1), north.descriptor("127.0.0.1:9000", 1), NOON);

        store().put(north.participant("127.0.0.1:9001", 2), second, NOON);

        assertThat(store().all())
                .filteredOn(stored -> stored.id().equals("north"))
                .containsExactly(new Stored("north", 2, second));
    }
}
