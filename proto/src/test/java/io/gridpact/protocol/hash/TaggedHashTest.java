package io.gridpact.protocol.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gridpact.protocol.Vectors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TaggedHashTest {

    private enum Colour {
        GREEN
    }

    @Test
    void the_golden_vectors_hold() {
        StringBuilder table = new StringBuilder("""
                # H(tag, f...) of PROTOCOL.md, section 3: SHA-256 over, for the tag and then each field, a 4-byte
                # big-endian length and the bytes. Ours; see Vectors.
                name,thing,fields,digest
                """);
        row(table, "no fields", "empty", "", Hash.tagged("empty"));
        row(table, "an empty field", "empty", "bytes:", Hash.tagged("empty").bytes(new byte[0]));
        row(
                table,
                "two empty fields",
                "empty",
                "text:;text:",
                Hash.tagged("empty").text("").text(""));
        row(table, "text", "word", "text:Straße", Hash.tagged("word").text("Straße"));
        row(
                table,
                "text beyond the first plane",
                "word",
                "text:\uD83D\uDD0B",
                Hash.tagged("word").text("\uD83D\uDD0B"));
        row(
                table,
                "integers",
                "count",
                "integer:0;integer:-1",
                Hash.tagged("count").integer(0).integer(-1));
        row(
                table,
                "the largest integer",
                "count",
                "integer:9223372036854775807",
                Hash.tagged("count").integer(Long.MAX_VALUE));
        row(
                table,
                "an instant",
                "time",
                "instant:2026-06-21T12:00:00.001Z",
                Hash.tagged("time").instant(Instant.parse("2026-06-21T12:00:00.001Z")));
        row(
                table,
                "an enum by its name",
                "colour",
                "text:GREEN",
                Hash.tagged("colour").name(Colour.GREEN));
        row(
                table,
                "a digest",
                "digest",
                "bytes:" + Hash.sha256().hex(),
                Hash.tagged("digest").digest(Hash.sha256()));
        row(table, "bytes", "bytes", "bytes:00ff", Hash.tagged("bytes").bytes(new byte[] {0, -1}));
        Vectors.check("hash/tagged.csv", table.toString());
    }

    private static void row(StringBuilder table, String name, String thing, String fields, TaggedHash hash) {
        table.append(String.join(",", name, thing, fields, hash.finish().hex())).append('\n');
    }

    @Test
    void the_file_can_be_computed_from_the_words_of_the_protocol_alone() {
        for (Vectors.Row row : Vectors.table("hash/tagged.csv")) {
            ByteBuffer input = ByteBuffer.allocate(1_000);
            field(input, ("gridpact/" + row.text("thing") + "/v1").getBytes(StandardCharsets.UTF_8));
            for (String field : row.list("fields")) {
                String value = field.substring(field.indexOf(':') + 1);
                switch (field.substring(0, field.indexOf(':'))) {
                    case "bytes" -> field(input, HexFormat.of().parseHex(value));
                    case "text" -> field(input, value.getBytes(StandardCharsets.UTF_8));
                    case "integer" -> field(input, eightBytes(Long.parseLong(value)));
                    case "instant" ->
                        field(input, eightBytes(Instant.parse(value).toEpochMilli()));
                    default -> throw new IllegalArgumentException(field);
                }
            }
            byte[] exact = new byte[input.position()];
            input.flip().get(exact);

            assertThat(Hash.sha256(exact).hex()).as(row.toString()).isEqualTo(row.text("digest"));
        }
    }

    private static void field(ByteBuffer input, byte[] bytes) {
        input.putInt(bytes.length).put(bytes);
    }

    private static byte[] eightBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Test
    void where_a_field_ends_makes_a_difference() {
        assertThat(Hash.tagged("word").text("ab").text("c").finish())
                .isNotEqualTo(Hash.tagged("word").text("a").text("bc").finish());
    }

    @Test
    void what_would_be_hashed_as_something_else_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hash.tagged("word").text("\uD83D"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hash.tagged("time").instant(Instant.EPOCH.plusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Hash.tagged(""));
    }

    @Test
    void a_finished_hash_takes_no_more() {
        TaggedHash hash = Hash.tagged("word");
        hash.finish();

        assertThatIllegalStateException().isThrownBy(hash::finish);
        assertThatIllegalStateException().isThrownBy(() -> hash.integer(1));
    }
}
