package io.gridpact.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.gateway.AParty;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryTest {

    private final FakeParticipants store = new FakeParticipants();
    private final NodeClock clock = NodeClock.frozen(Instant.parse("2026-06-01T12:00:00Z"));
    private final Directory directory = newDirectory();
    private final AParty north = new AParty(ParticipantRole.UTILITY, "north");
    private final AParty helio = new AParty(ParticipantRole.PLATFORM, "helio");

    private Directory newDirectory() {
        return new Directory(store, clock, new SignatureVerifier());
    }

    private static void assertRefused(Runnable put, Reason reason, String field) {
        assertThatThrownBy(put::run).isInstanceOfSatisfying(RefusedException.class, error -> {
            assertThat(error.refusal().reason()).isEqualTo(reason);
            assertThat(error.refusal().field()).isEqualTo(field);
        });
    }

    @Test
    void a_descriptor_counts_at_once_and_after_a_restart() {
        assertThat(directory.put(north.descriptor("127.0.0.1:9000", 1))).isTrue();

        Directory restarted = newDirectory();
        restarted.load();

        assertThat(directory.utility("north")).isPresent();
        assertThat(restarted.participant("north")).isEqualTo(directory.participant("north"));
    }

    @Test
    void a_repetition_changes_nothing() {
        Envelope descriptor = north.descriptor("127.0.0.1:9000", 1);
        directory.put(descriptor);

        assertThat(directory.put(descriptor)).isFalse();
    }

    @Test
    void a_later_revision_takes_over_an_earlier_one_does_not() {
        directory.put(north.descriptor("127.0.0.1:9000", 2));

        assertThat(directory.put(north.descriptor("127.0.0.1:9002", 3))).isTrue();
        assertRefused(() -> directory.put(north.descriptor("127.0.0.1:9001", 1)), Reason.INVALID_REQUEST, "revision");
        assertThat(directory.participant("north").map(Participant::endpoint)).contains("127.0.0.1:9002");
    }

    @Test
    void a_descriptor_by_another_root_key_is_refused() {
        directory.put(north.descriptor("127.0.0.1:9000", 1));
        AParty impostor = new AParty(ParticipantRole.UTILITY, "north");

        assertRefused(
                () -> directory.put(impostor.descriptor("127.0.0.1:6666", 2)),
                Reason.INVALID_REQUEST,
                "root_key.public_key");
    }

    @Test
    void a_descriptor_that_its_root_key_did_not_sign_is_refused() {
        Envelope norths = north.descriptor("127.0.0.1:9000", 1);
        Envelope forged = new Envelope(
                norths.payloadType(), norths.payload(), helio.descriptor("", 1).signatures());

        assertRefused(() -> directory.put(forged), Reason.SIGNATURE_INVALID, "signatures");
        assertThat(directory.participant("north")).isEmpty();
    }

    @Test
    void only_utilities_that_can_be_called_are_routes() {
        directory.put(helio.descriptor("127.0.0.1:9000", 1));
        directory.put(north.descriptor("", 1));

        assertThat(directory.utility("helio")).isEmpty();
        assertThat(directory.utility("north")).isEmpty();
        assertThat(directory.utility("nowhere")).isEmpty();
        assertThat(directory.utilities()).hasSize(1);
    }

    @Test
    void lists_come_in_pages_ordered_by_id() {
        Envelope norths = north.descriptor("127.0.0.1:9000", 1);
        Envelope helios = helio.descriptor("", 1);
        directory.put(norths);
        directory.put(helios);

        assertThat(directory.list("", 1)).containsExactly(helios);
        assertThat(directory.list("helio", 10)).containsExactly(norths);
    }

    @Test
    void a_spoilt_row_is_found_by_the_check_and_not_believed_after_a_restart() {
        directory.put(north.descriptor("127.0.0.1:9000", 1));
        assertThat(findings(directory)).isEmpty();

        Envelope norths = north.descriptor("127.0.0.1:6666", 1);
        store.spoil(
                "north",
                1,
                new Envelope(
                        norths.payloadType(),
                        norths.payload(),
                        helio.descriptor("", 1).signatures()));
        store.spoil("south", 1, north.descriptor("127.0.0.1:9000", 1));

        assertThat(findings(directory))
                .contains("stored-descriptor-verifies north", "row-says-what-its-descriptor-says south");
        Directory restarted = newDirectory();
        restarted.load();
        assertThat(restarted.participant("south")).isEmpty();
    }

    private List<String> findings(Directory checked) {
        List<String> findings = new ArrayList<>();
        new CheckParticipants(store, checked).check(new StoreChecker.Sink() {
            @Override
            public void finding(String rule, String subject, String detail) {
                findings.add(rule + " " + subject);
            }

            @Override
            public void checked(String what, long count) {
                assertThat(what).isEqualTo("participants");
            }
        });
        return findings;
    }
}
