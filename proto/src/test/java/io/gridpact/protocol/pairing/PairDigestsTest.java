package io.gridpact.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.MerkleTree;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairDigestsTest {

    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    record Situation(
            String name, String utility, String peer, PairStage stage, long number, List<Digest> leaves, long wh) {
        @Override
        public String toString() {
            return name;
        }

        Digest digest() {
            return PairDigests.of(utility, peer, START, stage, number, leaves, wh);
        }
    }

    static Stream<Situation> situations() {
        return Stream.of(
                new Situation("sealed one trade", "north", "south", PairStage.SEALED, 1, sealed(1), 5_000),
                new Situation("sealed three trades", "north", "south", PairStage.SEALED, 1, sealed(1, 2, 3), 12_000),
                new Situation(
                        "sealed as the other sees it", "south", "north", PairStage.SEALED, 1, sealed(3, 1, 2), 12_000),
                new Situation("sealed mended once", "north", "south", PairStage.SEALED, 2, sealed(1, 2), 9_000),
                new Situation("sealed with itself", "south", "south", PairStage.SEALED, 1, sealed(1), 5_000),
                new Situation("sealed nothing", "north", "south", PairStage.SEALED, 1, List.of(), 0),
                new Situation("settled two trades", "north", "south", PairStage.SETTLED, 1, settled(1, 2), 7_000),
                new Situation("defect number nought", "north", "south", PairStage.SEALED, 0, sealed(1), 5_000),
                new Situation("defect a leaf twice", "north", "south", PairStage.SEALED, 1, sealed(1, 1), 5_000),
                new Situation("defect a negative sum", "north", "south", PairStage.SEALED, 1, sealed(1), -1));
    }

    private static List<Digest> sealed(long... numbers) {
        return java.util.Arrays.stream(numbers)
                .mapToObj(number ->
                        PairLeaves.sealed(any("order", number), 0, any("seller", number), any("buyer", number)))
                .toList();
    }

    private static List<Digest> settled(long... numbers) {
        return java.util.Arrays.stream(numbers)
                .mapToObj(number -> any("settlement", number))
                .toList();
    }

    private static Digest any(String what, long number) {
        return Hash.tagged("test-" + what).integer(number).finish();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        VectorFile file = VectorFile.of(situation.name())
                .with("pair", situation.utility(), situation.peer())
                .with("window_start", START)
                .with("stage", situation.stage())
                .with("number", situation.number())
                .with("wh", situation.wh());
        situation.leaves().forEach(leaf -> file.with("leaf", leaf));
        if (situation.name().startsWith("defect")) {
            assertThatIllegalArgumentException().isThrownBy(situation::digest);
            file.with("outcome", "refused").check("pairing", situation.name());
            return;
        }
        file.with("digest", situation.digest()).with("outcome", "agreed").check("pairing", situation.name());
    }

    @Test
    void golden_leaf() {
        Digest leaf = PairLeaves.sealed(any("order", 1), 0, any("seller", 1), any("buyer", 1));

        VectorFile.of("leaf of a sealed trade")
                .with("order", any("order", 1))
                .with("revision", 0)
                .with("attestations", any("seller", 1), any("buyer", 1))
                .with("leaf", leaf)
                .check("pairing", "leaf of a sealed trade");
    }

    @Test
    void both_utilities_derive_the_same_from_lists_in_any_order() {
        Digest mine = PairDigests.of("north", "south", START, PairStage.SEALED, 1, sealed(1, 2, 3), 9);
        Digest theirs = PairDigests.of("south", "north", START, PairStage.SEALED, 1, sealed(3, 1, 2), 9);

        assertThat(mine).isEqualTo(theirs);
    }

    @Test
    void the_digest_is_over_the_fields_in_their_order() {
        List<Digest> sorted = sealed(1, 2).stream().sorted().toList();
        Digest root = MerkleTree.nodeHash(
                MerkleTree.leafHash(sorted.getFirst().bytes()),
                MerkleTree.leafHash(sorted.getLast().bytes()));

        assertThat(PairDigests.of("south", "north", START, PairStage.SETTLED, 3, sealed(1, 2), 9))
                .isEqualTo(Hash.tagged("pair")
                        .text("north")
                        .text("south")
                        .integer(START.toEpochMilli())
                        .text("SETTLED")
                        .integer(3)
                        .digest(root)
                        .integer(2)
                        .integer(9)
                        .finish());
    }

    @Test
    void digests_match_only_from_both_sides_about_the_same() {
        PairDigest north = pair("north", "south", PairStage.SEALED, 1, any("agreed", 1));

        assertThat(north.matches(pair("south", "north", PairStage.SEALED, 1, any("agreed", 1))))
                .isTrue();
        assertThat(north.matches(pair("south", "north", PairStage.SEALED, 1, any("agreed", 2))))
                .isFalse();
        assertThat(north.matches(pair("south", "north", PairStage.SEALED, 2, any("agreed", 1))))
                .isFalse();
        assertThat(north.matches(pair("south", "north", PairStage.SETTLED, 1, any("agreed", 1))))
                .isFalse();
        assertThat(north.matches(pair("east", "north", PairStage.SEALED, 1, any("agreed", 1))))
                .isFalse();
        PairDigest later = new PairDigest(
                any("statement", 1),
                "south",
                "north",
                START.plusSeconds(3_600),
                PairStage.SEALED,
                1,
                any("agreed", 1),
                START);
        assertThat(north.matches(later)).as("of another window").isFalse();
        assertThat(north.isAbout(north)).as("its own again").isTrue();
        assertThat(north.matches(north)).as("its own again").isFalse();
        PairDigest itself = pair("south", "south", PairStage.SEALED, 1, any("agreed", 1));
        assertThat(itself.matches(itself)).as("with itself").isTrue();
    }

    private static PairDigest pair(String utility, String peer, PairStage stage, long number, Digest agreed) {
        return new PairDigest(any("statement", 1), utility, peer, START, stage, number, agreed, START);
    }
}
