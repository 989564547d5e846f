package io.gridpact.arbiter.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.arbiter.member.MemberStore.StoredDescriptor;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What every member store does alike.
abstract class MemberStoreContract {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final AParty WEST = AParty.utility("west");

    abstract MemberStore store();

    @Test
    void descriptors_come_back_as_they_were_ordered_by_participant_and_revision() {
        StoredDescriptor second = stored(WEST.withRevision(2));
        StoredDescriptor first = stored(WEST);

        store().addDescriptor(second, NOW);
        store().addDescriptor(first, NOW);

        assertThat(store().descriptors())
                .filteredOn(stored -> stored.participant().equals("west"))
                .containsExactly(first, second);
    }

    @Test
    void the_profile_that_was_taken_last_is_the_profile() {
        Envelope first = AStatement.profile(AParty.utility("west"));
        Envelope last = AStatement.profile(AParty.utility("far-west"));

        store().addProfile(first, NOW);
        store().addProfile(last, NOW);

        assertThat(store().profile()).contains(last);
    }

    private static StoredDescriptor stored(AParty party) {
        return new StoredDescriptor(party.id(), party.revision(), party.descriptor());
    }
}
