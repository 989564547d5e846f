package io.gridpact.protocol.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.Seeds;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SheetTamperingTest {

    private static final int SEEDS = 400;

    /// What a counterparty is shown.
    private record Shown(SheetSummary summary, SheetLeaf leaf, long index, List<SheetNode> path) {
        Verdict verdict() {
            return SheetRules.check(summary, leaf, index, path);
        }

        Shown with(SheetSummary other) {
            return new Shown(other, leaf, index, path);
        }

        Shown with(SheetLeaf other) {
            return new Shown(summary, other, index, path);
        }

        Shown with(List<SheetNode> other) {
            return new Shown(summary, leaf, index, other);
        }
    }

    private static Shown random(Random random) {
        AllocationRule rule = AllocationRule.values()[random.nextInt(2)];
        List<Claim> claims = Claims.random(random, 2 + random.nextInt(60));
        long readingWh = Claims.randomReading(random, claims);
        Sheet sheet = Sheet.of(Claims.leaves(AllocationRules.allocate(rule, readingWh, claims)));
        int index = random.nextInt(sheet.leafCount());
        return new Shown(sheet.summary(rule, readingWh), sheet.leaf(index), index, sheet.path(index));
    }

    @Test
    void every_path_of_an_honest_sheet_is_believed() {
        Seeds.forEach(SEEDS, random -> assertThat(random(random).verdict()).isEqualTo(Verdict.accepted()));
    }

    @Test
    void another_line_under_the_same_root_is_refused() {
        Seeds.forEach(SEEDS, random -> {
            Shown shown = random(random);
            SheetLeaf leaf = shown.leaf();
            byte[] salt = leaf.salt().clone();
            salt[random.nextInt(salt.length)] ^= (byte) (1 << random.nextInt(8));
            long wh = 1 + random.nextInt(5);
            List<SheetLeaf> forgeries = List.of(
                    new SheetLeaf(
                            other(leaf.order()), leaf.revision(), leaf.wantedWh(), leaf.allocatedWh(), leaf.salt()),
                    new SheetLeaf(leaf.order(), leaf.revision() + 1, leaf.wantedWh(), leaf.allocatedWh(), leaf.salt()),
                    new SheetLeaf(leaf.order(), leaf.revision(), leaf.wantedWh() + wh, leaf.allocatedWh(), leaf.salt()),
                    new SheetLeaf(leaf.order(), leaf.revision(), leaf.wantedWh(), leaf.allocatedWh() + wh, leaf.salt()),
                    new SheetLeaf(leaf.order(), leaf.revision(), leaf.wantedWh(), leaf.allocatedWh() - wh, leaf.salt()),
                    new SheetLeaf(leaf.order(), leaf.revision(), leaf.wantedWh(), leaf.allocatedWh(), salt));
            for (SheetLeaf forgery : forgeries) {
                assertThat(shown.with(forgery).verdict().isAccepted())
                        .as("%s", forgery)
                        .isFalse();
            }
        });
    }

    @Test
    void another_path_is_refused() {
        Seeds.forEach(SEEDS, random -> {
            Shown shown = random(random);
            int at = random.nextInt(shown.path().size());
            SheetNode node = shown.path().get(at);
            long wh = 1 + random.nextInt(5);
            for (SheetNode forgery : List.of(
                    new SheetNode(other(node.hash()), node.wantedWh(), node.allocatedWh(), node.wantingLines()),
                    new SheetNode(node.hash(), node.wantedWh() + wh, node.allocatedWh(), node.wantingLines()),
                    new SheetNode(node.hash(), node.wantedWh(), node.allocatedWh() - wh, node.wantingLines()),
                    new SheetNode(node.hash(), node.wantedWh() + wh, node.allocatedWh() + wh, node.wantingLines()),
                    new SheetNode(node.hash(), Long.MAX_VALUE, node.allocatedWh(), node.wantingLines()),
                    new SheetNode(node.hash(), node.wantedWh(), node.allocatedWh(), node.wantingLines() + 1),
                    new SheetNode(node.hash(), -1, -1, 0))) {
                List<SheetNode> path = new ArrayList<>(shown.path());
                path.set(at, forgery);
                assertThat(shown.with(path).verdict().isAccepted()).isFalse();
            }
            List<SheetNode> shorter = shown.path().subList(0, shown.path().size() - 1);
            List<SheetNode> longer = new ArrayList<>(shown.path());
            longer.add(new SheetNode(node.hash(), 0, 0, 0));
            assertThat(shown.with(shorter).verdict().isAccepted()).isFalse();
            assertThat(shown.with(longer).verdict().isAccepted()).isFalse();
            long elsewhere = random.nextLong(shown.summary().leafCount());
            assertThat(new Shown(shown.summary(), shown.leaf(), elsewhere, shown.path())
                            .verdict()
                            .isAccepted())
                    .isEqualTo(elsewhere == shown.index());
        });
    }

    /// Rule and reading could be others where both give each line all it wants; they are in the sheet's digest.
    @Test
    void another_summary_is_refused_or_another_sheet() {
        Digest reading = Hash.tagged("test-reading").finish();
        Seeds.forEach(SEEDS, random -> {
            Shown shown = random(random);
            SheetSummary s = shown.summary();
            AllocationRule otherRule = AllocationRule.values()[1 - s.rule().ordinal()];
            long wh = 1 + random.nextInt(5);
            for (SheetSummary forgery : List.of(
                    new SheetSummary(
                            s.rule(), s.readingWh(), other(s.root()), s.wantedWh(), s.allocatedWh(), s.leafCount()),
                    new SheetSummary(
                            s.rule(), s.readingWh(), s.root(), s.wantedWh() + wh, s.allocatedWh(), s.leafCount()),
                    new SheetSummary(
                            s.rule(), s.readingWh(), s.root(), s.wantedWh(), s.allocatedWh() - wh, s.leafCount()))) {
                assertThat(shown.with(forgery).verdict().isAccepted()).isFalse();
            }
            for (SheetSummary forgery : List.of(
                    new SheetSummary(otherRule, s.readingWh(), s.root(), s.wantedWh(), s.allocatedWh(), s.leafCount()),
                    new SheetSummary(
                            s.rule(), s.readingWh(), s.root(), s.wantedWh(), s.allocatedWh(), s.leafCount() + 1))) {
                assertThat(forgery.digest(reading)).isNotEqualTo(s.digest(reading));
            }
            assertThat(s.digest(other(reading))).isNotEqualTo(s.digest(reading));
            if (s.allocatedWh() < s.wantedWh()) {
                SheetSummary more = new SheetSummary(
                        s.rule(), s.readingWh() + wh, s.root(), s.wantedWh(), s.allocatedWh(), s.leafCount());
                assertThat(shown.with(more).verdict().isAccepted()).isFalse();
            }
        });
    }

    private static Digest other(Digest digest) {
        return Hash.tagged("test-other").digest(digest).finish();
    }
}
