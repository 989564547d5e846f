package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.Vectors;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.Checkpoint;
import java.util.function.UnaryOperator;
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

        assertRefused(note, text -> text.substring(0, text.length() - 1));
        assertRefused(note, text -> text + "\n");
        assertRefused(note, text -> text + "x\n");
        assertRefused(note, text -> text + line);
        assertRefused(note, text -> text.replace("— ", "- "));
        assertRefused(note, text -> text.replace("— ", "—  "));
        assertRefused(note, text -> text.replace("\n\n", "\n"));
        assertRefused(note, text -> text.replace("\n", "\r\n"));
        assertRefused(note, text -> text.replace("=\n", "\n"));
        assertRefused(note, text -> text.replace(line, "— arbiter.example/log AAAAAA==\n"));
        assertRefused(note, text -> text.replace(line, "— arbiter.example/log *\n"));
        assertRefused(note, text -> text.replace(line, ""));
        assertRefused(note, text -> "\t" + text);
        assertRefused(note, text -> "\uD83D" + text);
        assertRefused(note, text -> "x".repeat(SignedNote.MAX_CHARACTERS) + text);
        assertRefused(note, text -> "");
        assertThat(SignedNote.parse("\n" + note).isSignedBy(arbiterKey)).isFalse();
    }

    private static void assertRefused(String note, UnaryOperator<String> change) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(change.apply(note)));
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
