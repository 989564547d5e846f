package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import org.junit.jupiter.api.Test;

/// Which descriptor may follow which.
class SuccessorTest {

    private static final Participant NORTH = ANetwork.participant("north");

    @Test
    void the_next_revision_follows() {
        assertThat(fieldRefused(next("north", ParticipantRole.UTILITY, "north root", 2)))
                .isEqualTo("none");
    }

    @Test
    void what_names_another_participant_does_not() {
        assertThat(fieldRefused(next("south", ParticipantRole.UTILITY, "north root", 2)))
                .isEqualTo("participant_id");
    }

    @Test
    void another_role_does_not() {
        assertThat(fieldRefused(next("north", ParticipantRole.ARBITER, "north root", 2)))
                .isEqualTo("role");
    }

    @Test
    void another_root_key_does_not() {
        assertThat(fieldRefused(next("north", ParticipantRole.UTILITY, "south root", 2)))
                .isEqualTo("root_key.public_key");
    }

    @Test
    void the_same_or_an_earlier_revision_does_not() {
        assertThat(fieldRefused(next("north", ParticipantRole.UTILITY, "north root", 1)))
                .isEqualTo("revision");
    }

    @Test
    void none_does_once_the_root_key_has_expired_whatever_the_next_says() {
        Participant next = next("north", ParticipantRole.UTILITY, "north root", 2);

        assertThat(DescriptorRules.successor(next, NORTH, ANetwork.YEAR_END))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.SIGNATURE_INVALID));
    }

    @Test
    void what_was_believed_once_is_read_back_whatever_the_time() {
        assertThat(DescriptorRules.kept(NORTH, ANetwork.descriptor("north"), ANetwork.VERIFIER)
                        .isAccepted())
                .isTrue();
        assertThat(DescriptorRules.kept(NORTH, ANetwork.descriptor("south"), ANetwork.VERIFIER)
                        .isAccepted())
                .isFalse();
    }

    private static Participant next(String id, ParticipantRole role, String rootKey, long revision) {
        return new Participant(
                id,
                role,
                NORTH.endpoint(),
                NORTH.spiffeId(),
                NORTH.tlsKeyPins(),
                NORTH.signingKeys(),
                NORTH.hpkeKey(),
                new SigningKey(ANetwork.signer(rootKey).publicKey(), ANetwork.YEAR_START, ANetwork.YEAR_END),
                revision);
    }

    private static String fieldRefused(Participant next) {
        return switch (DescriptorRules.successor(NORTH, next, ANetwork.NOW)) {
            case Verdict.Accepted ignored -> "none";
            case Verdict.Refused refused -> refused.refusal().field();
        };
    }
}
