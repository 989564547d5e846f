package io.gridpact.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParticipantsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n",
                "7",
                "north",
                "north-head-end",
                "a--b",
                "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghijklmnop"
            })
    void is_an_id(String id) {
        assertThat(Participants.isId(id)).isTrue();
        assertThat(Participants.requireId("utility", id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "north-",
                "-north",
                "North",
                "north.1",
                "nörth",
                "north ",
                "north\n",
                "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghijklmnopq"
            })
    void is_none(String id) {
        assertThat(Participants.isId(id)).isFalse();
        assertThatThrownBy(() -> Participants.requireId("utility", id))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID_REQUEST);
                    assertThat(refused.refusal().field()).isEqualTo("utility");
                });
    }

    @Test
    void a_spiffe_id_names_role_and_id() {
        assertThat(Participants.spiffeId(ParticipantRole.UTILITY, "north"))
                .isEqualTo("spiffe://gridpact/utility/north");
        assertThat(Participants.spiffeId(ParticipantRole.HEAD_END, "north-head-end"))
                .isEqualTo("spiffe://gridpact/head-end/north-head-end");
    }
}
