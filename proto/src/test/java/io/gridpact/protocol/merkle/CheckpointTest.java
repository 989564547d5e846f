package io.gridpact.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final String TEXT = "arbiter.example/log\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    @Test
    void text_and_checkpoint_are_the_same_thing() {
        Checkpoint checkpoint = Checkpoint.parse(TEXT);

        assertThat(checkpoint.origin()).isEqualTo("arbiter.example/log");
        assertThat(checkpoint.size()).isEqualTo(20_852_163);
        assertThat(checkpoint.text()).isEqualTo(TEXT);
        assertThat(Checkpoint.parse(new Checkpoint("log", 0, Hash.sha256()).text())
                        .root())
                .isEqualTo(Hash.sha256());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "log\n1\n",
                "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
                "log\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "log\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "log\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "log\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
                "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
                "log\n1\nCsUYapGGPo4=\n",
                "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nextension\n",
                "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
                "log\r\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "a log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "a+log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
            })
    void any_other_text_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.parse(text));
    }

    @Test
    void a_name_has_no_spaces_of_any_kind() {
        assertThat(Checkpoint.isName("arbiter.example/log")).isTrue();
        assertThat(Checkpoint.isName("a\u00a0b")).isFalse();
        assertThat(Checkpoint.isName("a\u2003b")).isFalse();
        assertThat(Checkpoint.isName("a\tb")).isFalse();
        assertThat(Checkpoint.isName("a\uD83D")).isFalse();
        assertThat(Checkpoint.isName("a".repeat(256))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Checkpoint("log", -1, Digest.of(new byte[32])));
    }
}
