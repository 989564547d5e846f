package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.Vectors;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.Checkpoint;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

    private final Signer arbiter =
            InMemorySigner.ofSeed(Hash.sha256(Hash.utf8("arbiter")).bytes());
    private final Signer north =
            InMemorySigner.ofSeed(Hash.sha256(Hash.utf8("north")).bytes());
    private final Checkpoint checkpoint = new Checkpoint("arbiter.example/log", 8, publishedRoot());
    private final NoteVerifier arbiterKey = new NoteVerifier("arbiter.example/log", arbiter.publicKey());
    private final NoteVerifier northKey = new NoteVerifier("north", north.publicKey());

    private static Digest publishedRoot() {
        return Digest.ofHex(Vectors.table("merkle/rfc6962.csv").getLast().text("root"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2sp-example", "go-example"})
    void published_notes_are_signed_by_their_published_keys(String name) {
        String note = Vectors.text("notes/" + name + ".note");
        NoteVerifier key =
                NoteVerifier.parse(Vectors.text("notes/" + name + ".key").strip());
        SignedNote signed = SignedNote.parse(note);

        assertThat(signed.isSignedBy(key)).isTrue();
        assertThat(signed.isSignedBy(arbiterKey)).isFalse();
        assertThat(signed.render()).isEqualTo(note);
        assertThat(SignedNote.parse(note.replaceFirst("e", "E")).isSignedBy(key))
                .isFalse();
    }

    @Test
    void the_golden_checkpoint_holds() {
        SignedNote note = SignedNote.sign(checkpoint, arbiter).cosign("north", north);

        Vectors.check("notes/checkpoint.note", note.render());
        Vectors.check("notes/checkpoint.key", arbiterKey.text() + "\n" + northKey.text() + "\n");
        SignedNote read = SignedNote.parse(Vectors.text("notes/checkpoint.note"));
        assertThat(Checkpoint.parse(read.text())).isEqualTo(checkpoint);
        assertThat(Vectors.text("notes/checkpoint.key").lines().map(NoteVerifier::parse))
                .containsExactly(arbiterKey, northKey)
                .allMatch(read::isSignedBy);
    }

    @Test
    void a_signature_counts_for_its_name_and_key_only() {
        SignedNote note = SignedNote.sign(checkpoint, arbiter);

        assertThat(note.isSignedBy(arbiterKey)).isTrue();
        assertThat(note.isSignedBy(new NoteVerifier("arbiter.example/other", arbiter.publicKey())))
                .isFalse();
        assertThat(note.isSignedBy(new NoteVerifier("arbiter.example/log", north.publicKey())))
                .isFalse();
        assertThat(note.isSignedBy(northKey)).isFalse();
    }

    @Test
    void a_note_is_read_only_as_it_is_written() {
        String note = SignedNote.sign(checkpoint, arbiter).render();
        String line = note.substring(note.indexOf('—'));

        assertRefused("no line break at the end", note.substring(0, note.length() - 1));
        assertRefused("an empty line at the end", note + "\n");
        assertRefused("a line after the signatures", note + "x\n");
        assertRefused("a signature given twice", note + line);
        assertRefused("a signature line with another dash", note.replace("— ", "- "));
        assertRefused("a signature line with two blanks", note.replace("— ", "—  "));
        assertRefused("no empty line before the signatures", note.replace("\n\n", "\n"));
        assertRefused("carriage returns", note.replace("\n", "\r\n"));
        assertRefused("a signature without padding", note.replace("=\n", "\n"));
        assertRefused("a signature of no bytes", note.replace(line, "— arbiter.example/log AAAAAA==\n"));
        assertRefused("a signature that is no base64", note.replace(line, "— arbiter.example/log *\n"));
        assertRefused("no signature", note.replace(line, ""));
        assertRefused("a control character", "\t" + note);
        assertRefused("nothing", "");
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse("\uD83D" + note));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedNote.parse("x".repeat(SignedNote.MAX_CHARACTERS) + note));
        assertThat(SignedNote.parse("\n" + note).isSignedBy(arbiterKey)).isFalse();
    }

    @Test
    void a_note_of_one_empty_line_is_a_note() {
        SignedNote note = SignedNote.sign("arbiter", "\n", arbiter);

        assertThat(SignedNote.parse(note.render())).isEqualTo(note);
    }

    @Test
    void a_note_may_have_64_signatures_and_no_more() {
        SignedNote note = SignedNote.sign("0", "text\n", arbiter);
        for (int name = 1; name < SignedNote.MAX_SIGNATURES; name++) {
            note = note.cosign(Integer.toString(name), arbiter);
        }
        SignedNote full = note;

        assertThat(SignedNote.parse(full.render()).signatures()).hasSize(SignedNote.MAX_SIGNATURES);
        assertThatIllegalArgumentException().isThrownBy(() -> full.cosign("64", arbiter));
    }

    @Test
    void a_note_may_have_65536_characters_and_no_more() {
        int rest = SignedNote.sign("arbiter", "\n", arbiter).render().length() - 1;
        String longest = "x".repeat(SignedNote.MAX_CHARACTERS - rest - 1) + "\n";

        String note = SignedNote.sign("arbiter", longest, arbiter).render();
        String longer = SignedNote.sign("arbiter", "x" + longest, arbiter).render();

        assertThat(note).hasSize(SignedNote.MAX_CHARACTERS);
        assertThat(SignedNote.parse(note).text()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(longer));
    }

    private static void assertRefused(String situation, String note) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(note));
        VectorFile.of("defect " + situation)
                .with("note", note.getBytes(StandardCharsets.UTF_8))
                .with("outcome", "refused")
                .check("note", "defect " + situation);
    }

    @Test
    void a_note_is_never_an_envelopes_encoding() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedNote.sign("arbiter", "DSSEv1 17 gridpact/order/v1 1 \n", arbiter));
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.sign("arbiter", "no newline", arbiter));
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.sign("an arbiter", "text\n", arbiter));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PeterNeumann",
                "PeterNeumann+c74f20a3",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumanN+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
                "PeterNeumann+c74f20a3+",
                "PeterNeumann+c74f20a3+*"
            })
    void a_key_that_is_written_otherwise_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> NoteVerifier.parse(text));
    }
}
