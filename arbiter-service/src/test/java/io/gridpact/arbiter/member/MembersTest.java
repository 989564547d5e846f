package io.gridpact.arbiter.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MembersTest {

    private static final AParty NORTH = AParty.utility("north");

    private final NodeClock clock = NodeClock.frozen(Instant.parse("2026-06-01T12:00:00Z"));
    private final InMemoryMemberStore store = new InMemoryMemberStore();
    private final Members members = new Members(store, new SignatureVerifier(), clock);

    @Test
    void a_new_participant_is_in_force_at_once_and_after_a_restart() {
        assertThat(members.put(NORTH.descriptor())).isTrue();

        Members restarted = new Members(store, new SignatureVerifier(), clock);
        restarted.load();
        assertThat(members.participant("north")).contains(NORTH.participant());
        assertThat(restarted.participant("north")).contains(NORTH.participant());
    }

    @Test
    void a_descriptor_put_again_changes_nothing() {
        members.put(NORTH.descriptor());

        assertThat(members.put(NORTH.descriptor())).isFalse();
        assertThat(store.descriptors()).hasSize(1);
    }

    @Test
    void a_successor_takes_over_and_the_earlier_descriptor_is_remembered() {
        members.put(NORTH.descriptor());
        members.put(NORTH.withRevision(2).descriptor());

        assertThat(members.participant("north").map(Participant::revision)).contains(2L);
        assertThat(members.history("north")).extracting(Participant::revision).containsExactly(1L, 2L);
    }

    @Test
    void an_older_descriptor_is_refused() {
        members.put(NORTH.withRevision(2).descriptor());

        assertRefused(NORTH.descriptor(), Reason.INVALID_REQUEST);
    }

    @Test
    void a_descriptor_that_another_signed_is_refused() {
        Envelope own = NORTH.descriptor();
        Envelope forged = Envelopes.sign(
                own.payloadType(), own.payload(), AParty.utility("south").rootSigner());

        assertRefused(forged, Reason.SIGNATURE_INVALID);
    }

    @Test
    void participants_are_listed_by_id() {
        members.put(AParty.utility("south").descriptor());
        members.put(NORTH.descriptor());

        assertThat(members.list("", 10))
                .containsExactly(NORTH.descriptor(), AParty.utility("south").descriptor());
        assertThat(members.list("north", 10)).hasSize(1);
        assertThat(members.list("", 1)).hasSize(1);
    }

    @Test
    void the_profile_is_in_force_at_once_and_after_a_restart() {
        members.putProfile(AStatement.profile(NORTH));
        members.putProfile(AStatement.profile(NORTH));

        Members restarted = new Members(store, new SignatureVerifier(), clock);
        restarted.load();
        assertThat(members.profile()).isPresent().isEqualTo(restarted.profile());
    }

    private void assertRefused(Envelope descriptor, Reason reason) {
        assertThatThrownBy(() -> members.put(descriptor))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
    }
}
