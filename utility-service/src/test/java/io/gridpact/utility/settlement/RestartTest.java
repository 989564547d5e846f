package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant ELEVEN = TEN.plusSeconds(60);
    /// More commits than a settlement has.
    private static final int MAX_COMMITS = 200;
    /// Every how many commits one is tried.
    private static final int COMMIT_STEP = 8;

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @ParameterizedTest(name = "{0} is killed, from commit {1}, after the commit: {2}")
    @CsvSource({"north, 0, false", "north, 4, true", "south, 2, false", "south, 6, true"})
    void a_utility_killed_at_any_commit_and_both_restarted_between_any_two_steps_settle_the_same(
            String killedUtility, int firstCommit, boolean killedAfterCommit) {
        boolean killed = true;
        for (int commit = firstCommit; killed; commit += COMMIT_STEP) {
            assertThat(commit).isLessThan(MAX_COMMITS);
            ANetwork network = ANetwork.of("north", "south");
            AMeter seller = network.sellerAt("north");
            AMeter buyer = network.buyerAt("south");
            AMeter localBuyer = network.buyerAt("north");
            ATrade trade = network.trade(seller, buyer, 5_000, TEN);
            ATrade local = network.trade(seller, localBuyer, 4_000, ELEVEN);
            network.injects(seller, 7_000);
            network.consumes(buyer, 4_500);
            network.consumes(localBuyer, 4_000);
            AUtility victim = network.at(killedUtility);
            victim.database().killAt(commit, killedAfterCommit);
            try {
                network.settle();
            } catch (RuntimeException fault) {
                assertThat(victim.database().killed()).isTrue();
            }
            killed = victim.database().killed();
            victim.restart();

            network.betweenSteps(() -> {
                network.at("north").restart();
                network.at("south").restart();
            });
            network.settle();

            assertThat(trade.settled()).as("killed at %d", commit).isEqualTo("SETTLED 5000 4500 4500 0.5625 0 0");
            assertThat(local.settled()).as("killed at %d", commit).isEqualTo("SETTLED 2000 2000 2000 0.2500 1600 0");
            assertThat(network.at("north").outbox()).isEmpty();
            assertThat(network.at("south").outbox()).isEmpty();
            assertThat(network.findings()).as("killed at %d", commit).isEmpty();
            ANetwork.closeAll();
        }
    }
}
