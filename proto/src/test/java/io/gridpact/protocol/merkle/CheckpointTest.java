package io.gridpact.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {

    /// Without a slash, which stands for a line break below.
    private static final String ROOT = "CsUYapGGPo4dkMgIAUqom+Xajj7h2fB2MPA3j2jxq2I=";

    private static final String TEXT = "arbiter.example/log\n20852163\n" + ROOT + "\n";

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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                                | ''
            no root                                | log/1/
            no line break at the end               | log/1/ROOT
            a size with a leading zero             | log/01/ROOT/
            a size with a sign                     | log/+1/ROOT/
            a negative size                        | log/-1/ROOT/
            a size beyond 63 bits                  | log/9223372036854775808/ROOT/
            a root without padding                 | log/1/UNPADDED/
            a root with bits that nobody reads     | log/1/LOOSE/
            a root of eight bytes                  | log/1/CsUYapGGPo4=/
            an extension line                      | log/1/ROOT/extension/
            an empty line at the end               | log/1/ROOT//
            a carriage return                      | log\\r/1/ROOT/
            no origin                              | /1/ROOT/
            a blank in the origin                  | a log/1/ROOT/
            a plus in the origin                   | a+log/1/ROOT/
            """)
    void any_other_text_is_refused(String situation, String written) {
        String text = written.replace("/", "\n")
                .replace("\\r", "\r")
                .replace("ROOT", ROOT)
                .replace("UNPADDED", ROOT.substring(0, ROOT.length() - 1))
                .replace("LOOSE", ROOT.replace("I=", "J="));

        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.parse(text));
        VectorFile.of("defect " + situation)
                .with("text", text.getBytes(StandardCharsets.UTF_8))
                .with("outcome", "refused")
                .check("checkpoint", "defect " + situation);
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
