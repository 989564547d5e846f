package io.gridpact.arbiter.log;

import static io.gridpact.arbiter.log.ALog.NORTH;
import static io.gridpact.arbiter.log.ALog.SOUTH;
import static io.gridpact.arbiter.log.ALog.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchFlagsTest {

    private static final int PATIENCE_SECONDS = 10;

    private final InMemoryLogStore store = new InMemoryLogStore();
    private final ALog log = ALog.withProfile(store);
    private final WatchFlags watch = new WatchFlags(store, log.bell);
    private final List<Listener> listeners = new ArrayList<>();

    /// Collects flags on a thread of its own.
    private final class Listener implements WatchFlags.Watcher {
        final BlockingQueue<Flag> heard = new LinkedBlockingQueue<>();
        private volatile boolean gone;

        Listener(String utility, long after) {
            listeners.add(this);
            Thread.ofVirtual().start(() -> {
                try {
                    watch.watch(utility, after, this);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public boolean tell(Flag flag) {
            heard.add(flag);
            return !gone;
        }

        @Override
        public boolean gone() {
            return gone;
        }

        Flag next() throws InterruptedException {
            Flag flag = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(flag).as("a flag").isNotNull();
            return flag;
        }
    }

    @AfterEach
    void stop() {
        listeners.forEach(listener -> listener.gone = true);
        watch.wake();
        log.close();
    }

    @Test
    void past_flags_come_first_then_those_that_are_raised() throws InterruptedException {
        match(PairStage.SEALED);
        Listener north = new Listener("north", 0);
        assertThat(north.next().number()).isEqualTo(1);

        match(PairStage.SETTLED);

        assertThat(north.next().number()).isEqualTo(2);
    }

    @Test
    void only_flags_after_the_given_one_are_told() throws InterruptedException {
        match(PairStage.SEALED);
        match(PairStage.SETTLED);

        assertThat(new Listener("south", 1).next().number()).isEqualTo(2);
    }

    @Test
    void others_flags_are_not_told() throws InterruptedException {
        log.submit(SOUTH, AStatement.pairDigest(SOUTH, SOUTH, "alone", START));
        Listener north = new Listener("north", 0);
        match(PairStage.SEALED);

        assertThat(north.next().pair().isOfOneUtility()).isFalse();
    }

    @Test
    void a_utility_with_too_many_streams_is_refused() throws InterruptedException {
        match(PairStage.SEALED);
        for (int i = 0; i < WatchFlags.MAX_WATCHES; i++) {
            new Listener("north", 0).next();
        }

        assertThatThrownBy(() -> watch.watch("north", 0, listeners.getFirst()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.RESOURCE_EXHAUSTED));
    }

    private void match(PairStage stage) {
        log.submit(NORTH, AStatement.pairDigest(NORTH, SOUTH, stage, 1, "same", START));
        log.submit(SOUTH, AStatement.pairDigest(SOUTH, NORTH, stage, 1, "same", START));
    }
}
