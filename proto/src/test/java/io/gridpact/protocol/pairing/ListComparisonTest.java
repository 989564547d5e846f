package io.gridpact.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.Seeds;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListComparisonTest {

    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    private static final long WH = 1_000;
    private static final int SEEDS = 300;

    @Test
    void equal_lists_are_known_equal_after_one_message() {
        Talk talk = new Talk(list(0, 1_000), list(0, 1_000));

        assertThat(talk.run()).isEqualTo(Verdict.accepted());
        assertThat(talk.messages).isEqualTo(1);
        assertThat(talk.found()).isEmpty();
    }

    @ParameterizedTest(name = "{0} trades, {1} here alone, {2} there alone: at most {3} messages")
    @CsvSource({
        "0, 0, 1, 1",
        "0, 1, 0, 1",
        "15, 0, 1, 1",
        "15, 1, 0, 1",
        "16, 0, 1, 2",
        "1000, 1, 0, 4",
        "1000, 1, 1, 4",
        "1000, 3, 3, 6",
        "0, 20, 20, 3"
    })
    void what_differs_is_found_in_few_messages(int common, int here, int there, int most) {
        assertFound(common, here, there, most);
    }

    @Tag("large")
    @ParameterizedTest(name = "{0} trades, {1} here alone, {2} there alone: at most {3} messages")
    @CsvSource({"100000, 1, 0, 5", "100000, 3, 3, 8"})
    void what_differs_in_long_lists_is_found_in_few_messages(int common, int here, int there, int most) {
        assertFound(common, here, there, most);
    }

    private static void assertFound(int common, int here, int there, int most) {
        List<Digest> onlyHere = leaves(1_000_000, here);
        List<Digest> onlyThere = leaves(2_000_000, there);
        Talk talk = new Talk(joined(leaves(0, common), onlyHere), joined(leaves(0, common), onlyThere));

        assertThat(talk.run()).isEqualTo(Verdict.accepted());
        assertThat(talk.comparison.onlyHere()).containsExactlyElementsOf(onlyHere);
        assertThat(talk.comparison.onlyThere()).containsExactlyElementsOf(onlyThere);
        assertThat(talk.messages).isLessThanOrEqualTo(most);
    }

    @Test
    void any_two_lists_give_exactly_their_difference() {
        Seeds.forEach(SEEDS, random -> {
            Set<Digest> here = new HashSet<>();
            Set<Digest> there = new HashSet<>();
            for (int i = random.nextInt(200); i > 0; i--) {
                Digest leaf = leaf(random.nextInt(300));
                if (random.nextInt(8) != 0) {
                    here.add(leaf);
                }
                if (random.nextInt(8) != 0) {
                    there.add(leaf);
                }
            }
            Talk talk = new Talk(PairList.of(here, WH), PairList.of(there, WH));

            assertThat(talk.run()).isEqualTo(Verdict.accepted());
            Set<Digest> onlyHere = new TreeSet<>(here);
            onlyHere.removeAll(there);
            Set<Digest> onlyThere = new TreeSet<>(there);
            onlyThere.removeAll(here);
            assertThat(talk.comparison.onlyHere()).containsExactlyElementsOf(onlyHere);
            assertThat(talk.comparison.onlyThere()).containsExactlyElementsOf(onlyThere);
        });
    }

    @Test
    void a_list_that_is_not_the_signed_one_is_refused() {
        Talk talk = new Talk(list(0, 10), list(0, 12));
        talk.told = list(0, 11);

        assertThat(talk.run()).isInstanceOf(Verdict.Refused.class);
        assertThat(talk.found()).isEmpty();
    }

    @Test
    void lists_of_nothing_and_no_energy_are_equal() {
        PairList nothing = PairList.of(List.of(), 0);
        Talk talk = new Talk(nothing, nothing);

        assertThat(talk.run()).isEqualTo(Verdict.accepted());
        assertThat(talk.messages).isEqualTo(1);
    }

    @Test
    void less_energy_than_nothing_is_refused() {
        Talk talk = new Talk(list(0, 10), list(0, 12));
        talk.told = PairList.of(leaves(0, 12), -1);

        assertThat(field(talk.run())).isEqualTo("energy_wh");
    }

    @Test
    void an_answer_to_less_than_was_asked_is_refused() {
        Talk talk = new Talk(list(0, 100), list(0, 101));
        talk.answered = answers -> answers.size() == 1 ? answers : answers.subList(1, answers.size());

        assertThat(field(talk.run())).isEqualTo("ranges");
        assertThat(talk.found()).isEmpty();
    }

    /// *Attack:* counts that add up, and leaves under another root than is told.
    @Test
    void an_answer_of_which_one_part_contradicts_itself_is_refused() {
        Talk talk = new Talk(list(0, 100), list(0, 101));
        talk.answered = answers -> {
            RangeSummary last = answers.getLast();
            if (answers.size() > 1) {
                answers.set(answers.size() - 1, new RangeSummary(leaf(1), last.count(), last.leaves()));
            }
            return answers;
        };

        assertThat(field(talk.run())).isEqualTo("root");
        assertThat(talk.found()).isEmpty();
    }

    @Test
    void a_list_holds_each_leaf_once_and_in_order() {
        List<Digest> two = leaves(0, 2);

        assertThatIllegalArgumentException().isThrownBy(() -> new PairList(two.reversed(), WH));
        assertThatIllegalArgumentException().isThrownBy(() -> PairList.of(List.of(two.getFirst(), two.getFirst()), WH));
        assertThat(new PairList(two, WH).leaves()).isEqualTo(two);
    }

    @Test
    void a_leaf_that_is_where_a_range_begins_is_in_it() {
        Digest first = LeafRange.ALL.prefix();
        Digest middle = LeafRange.ALL.children().get(8).prefix();
        PairList list = PairList.of(List.of(first, middle), WH);

        assertThat(list.summary(LeafRange.ALL).leaves()).containsExactly(first, middle);
        assertThat(list.summary(LeafRange.ALL.children().get(0)).leaves()).containsExactly(first);
        assertThat(list.summary(LeafRange.ALL.children().get(8)).leaves()).containsExactly(middle);
    }

    /// *Attack:* more leaves are claimed where there can be but one, and none of them is told.
    @Test
    void the_deepest_range_holds_one_leaf_at_most() {
        Digest leaf = leaf(1);
        LeafRange deepest = new LeafRange(LeafRange.MAX_DEPTH, leaf);

        assertThat(new RangeSummary(PairDigests.root(List.of(leaf)), 1, List.of(leaf)).verify(deepest))
                .isEqualTo(Verdict.accepted());
        assertThat(new RangeSummary(PairDigests.root(List.of()), 0, List.of()).verify(deepest))
                .isEqualTo(Verdict.accepted());
        assertThat(field(new RangeSummary(leaf, RangeSummary.MAX_LEAVES + 1, List.of()).verify(deepest)))
                .isEqualTo("root");
    }

    @Test
    void sixteen_leaves_are_believed_under_their_root_alone() {
        RangeSummary sixteen = list(0, RangeSummary.MAX_LEAVES).summary(LeafRange.ALL);

        assertThat(sixteen.leaves()).hasSize(RangeSummary.MAX_LEAVES);
        assertThat(sixteen.verify(LeafRange.ALL)).isEqualTo(Verdict.accepted());
        assertThat(field(new RangeSummary(leaf(1), RangeSummary.MAX_LEAVES, sixteen.leaves()).verify(LeafRange.ALL)))
                .isEqualTo("root");
    }

    private static String field(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused ? refused.refusal().field() : "accepted";
    }

    @Test
    void parts_that_do_not_add_up_are_refused() {
        Talk talk = new Talk(list(0, 100), list(0, 101));
        talk.answered = answers -> {
            if (answers.size() > 1) {
                RangeSummary first = answers.getFirst();
                List<Digest> padded = new ArrayList<>(first.leaves());
                padded.removeFirst();
                answers.set(0, new RangeSummary(PairDigests.root(padded), padded.size(), padded));
            }
            return answers;
        };

        assertThat(talk.run()).isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(
                        refused.refusal().field())
                .isEqualTo("count"));
    }

    @Test
    void a_peer_that_makes_leaves_up_without_end_is_heard_no_longer() {
        List<Digest> own = leaves(0, 10);
        Digest root = leaf(1);
        PairDigest signed = signed(root, PairList.MAX_LEAVES);
        ListComparison comparison = new ListComparison(PairList.of(own, WH), signed);
        List<LeafRange> asked = comparison.next();
        Verdict verdict = comparison.take(List.of(new RangeSummary(root, PairList.MAX_LEAVES, List.of())), WH);
        int mostOpen = 0;
        while (verdict.isAccepted()) {
            asked = comparison.next();
            assertThat(asked).isNotEmpty();
            verdict = comparison.take(
                    asked.stream().map(ListComparisonTest::madeUp).toList(), WH);
            mostOpen = Math.max(mostOpen, comparison.openRanges());
        }

        assertThat(((Verdict.Refused) verdict).refusal().field()).isEqualTo("leaves");
        assertThat(mostOpen)
                .isPositive()
                .isLessThan(LeafRange.MAX_DEPTH * ListComparison.MAX_RANGES * LeafRange.CHILDREN);
        assertThat(comparison.onlyThere())
                .hasSizeGreaterThan(ListComparison.MAX_LACKING)
                .hasSizeLessThan(ListComparison.MAX_LACKING + ListComparison.MAX_RANGES * RangeSummary.MAX_LEAVES + 1);
    }

    /// As many as a list of the most leaves has in such a range, and no more than add up.
    private static RangeSummary madeUp(LeafRange range) {
        long count = PairList.MAX_LEAVES >>> 4 * range.depth();
        if (count > RangeSummary.MAX_LEAVES) {
            return new RangeSummary(leaf(1), count, List.of());
        }
        List<Digest> leaves = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            byte[] leaf = range.prefix().bytes();
            leaf[leaf.length - 1] = (byte) (number + 1);
            leaves.add(Digest.of(leaf));
        }
        return new RangeSummary(PairDigests.root(leaves), count, leaves);
    }

    private static PairDigest signed(Digest root, long count) {
        Digest agreed = PairDigests.of("north", "south", START, PairStage.SEALED, 1, root, count, WH);
        return new PairDigest(agreed, "south", "north", START, PairStage.SEALED, 1, agreed, START);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a leaf too few, leaves",
        "leaves out of order, leaves",
        "a leaf twice, leaves",
        "a leaf of another range, leaves",
        "another root, root",
        "a negative count, count",
        "a count without end, count"
    })
    void a_summary_that_contradicts_itself_is_refused(String defect, String field) {
        LeafRange range = LeafRange.ALL.children().get(3);
        RangeSummary good = list(0, 100).summary(range);
        List<Digest> leaves = new ArrayList<>(good.leaves());
        assertThat(leaves).hasSizeGreaterThan(1);
        RangeSummary bad =
                switch (defect) {
                    case "a leaf too few" ->
                        new RangeSummary(good.root(), good.count(), leaves.subList(1, leaves.size()));
                    case "leaves out of order" -> new RangeSummary(good.root(), good.count(), leaves.reversed());
                    case "a leaf twice" -> twice(good);
                    case "a leaf of another range" ->
                        list(0, 100).summary(LeafRange.ALL.children().get(4));
                    case "another root" -> new RangeSummary(leaf(1), good.count(), leaves);
                    case "a negative count" -> new RangeSummary(good.root(), -1, List.of());
                    default -> new RangeSummary(good.root(), PairList.MAX_LEAVES + 1L, List.of());
                };

        assertThat(good.verify(range)).isEqualTo(Verdict.accepted());
        assertThat(bad.verify(range)).isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(
                        refused.refusal().field())
                .isEqualTo(field));
    }

    private static RangeSummary twice(RangeSummary good) {
        List<Digest> leaves = new ArrayList<>(good.leaves());
        leaves.set(1, leaves.getFirst());
        return new RangeSummary(good.root(), good.count(), leaves);
    }

    @Test
    void a_range_is_its_sixteen_parts() {
        LeafRange range = LeafRange.ALL.children().get(10);
        for (Digest leaf : leaves(0, 200)) {
            long parts = range.children().stream()
                    .filter(part -> part.contains(leaf))
                    .count();
            assertThat(parts).isEqualTo(range.contains(leaf) ? 1 : 0);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new LeafRange(1, leaf(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new LeafRange(65, leaf(1)));
        assertThat(new LeafRange(LeafRange.MAX_DEPTH, leaf(1)).contains(leaf(1)))
                .isTrue();
    }

    @Test
    void golden_ranges() {
        PairList list = list(0, 40);
        VectorFile file = VectorFile.of("ranges of forty leaves");
        list.leaves().forEach(leaf -> file.with("leaf", leaf));
        List<LeafRange> ranges = new ArrayList<>(List.of(LeafRange.ALL));
        ranges.addAll(LeafRange.ALL.children());
        ranges.addAll(LeafRange.ALL.children().get(15).children().subList(0, 4));
        for (LeafRange range : ranges) {
            RangeSummary summary = list.summary(range);
            file.with("range", range.depth(), range.prefix(), summary.count(), summary.root());
        }
        file.check("pairing", "ranges of forty leaves");
    }

    private static PairList list(long from, int count) {
        return PairList.of(leaves(from, count), WH);
    }

    private static PairList joined(List<Digest> one, List<Digest> other) {
        List<Digest> all = new ArrayList<>(one);
        all.addAll(other);
        return PairList.of(all, WH);
    }

    private static List<Digest> leaves(long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(ListComparisonTest::leaf)
                .sorted()
                .toList();
    }

    private static Digest leaf(long number) {
        return Hash.tagged("test-leaf").integer(number).finish();
    }

    /// North asks, south answers.
    private static final class Talk {
        private final ListComparison comparison;
        private PairList told;
        private UnaryOperator<List<RangeSummary>> answered = answers -> answers;
        private int messages;

        Talk(PairList here, PairList there) {
            Digest agreed =
                    PairDigests.of("north", "south", START, PairStage.SEALED, 1, there.leaves(), there.energyWh());
            PairDigest signed = new PairDigest(leaf(0), "south", "north", START, PairStage.SEALED, 1, agreed, START);
            this.comparison = new ListComparison(here, signed);
            this.told = there;
        }

        Verdict run() {
            for (List<LeafRange> asked = comparison.next(); !asked.isEmpty(); asked = comparison.next()) {
                messages++;
                assertThat(asked).hasSizeLessThanOrEqualTo(ListComparison.MAX_RANGES);
                List<RangeSummary> answers =
                        new ArrayList<>(asked.stream().map(told::summary).toList());
                Verdict verdict = comparison.take(answered.apply(answers), told.energyWh());
                if (!verdict.isAccepted()) {
                    return verdict;
                }
            }
            return Verdict.accepted();
        }

        List<Digest> found() {
            List<Digest> found = new ArrayList<>(comparison.onlyHere());
            found.addAll(comparison.onlyThere());
            return found;
        }
    }
}
