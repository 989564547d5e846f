package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.WatchTradesResponse;
import io.gridpact.utility.ledger.AStoredLedger;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.TradeChanges;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Eventually;
import io.gridpact.utility.network.FlakyDatabase;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTradesTest {

    /// Connections that a look takes.
    private static final int LOOK_CONNECTIONS = 2;

    private final ASealingNetwork network = new ASealingNetwork();
    private final AStoredLedger north = network.at("north").stored;
    private final FlakyDatabase database = new FlakyDatabase(north.database().dataSource());
    private final PlatformTrades trades = new PlatformTrades(new LedgerReader(database), peer -> Optional.empty());
    private final TradeChanges changes = new TradeChanges();
    private final WatchTradesGrpc watches = new WatchTradesGrpc(trades, changes, NodeClock.frozen(ANetwork.NOW));
    private final List<AWatcher> watchers = new ArrayList<>();

    @AfterEach
    void close() {
        watchers.forEach(AWatcher::cancel);
        network.close();
    }

    @Test
    void a_platform_sees_its_trades_and_then_what_changes() {
        AnOrder first = network.traded(5_000);
        AWatcher watcher = watch("helio");
        Eventually.holds("the first", () -> watcher.sees(first));

        AnOrder second = network.traded(4_000);
        changes.signal();

        Eventually.holds("the second", () -> watcher.sees(second));
    }

    @Test
    void however_much_is_committed_a_watch_looks_ten_times_a_second_at_most() {
        long startedNanos = System.nanoTime();
        watch("helio");

        while (database.connections() < 4 * LOOK_CONNECTIONS) {
            changes.signal();
        }

        long periods = (System.nanoTime() - startedNanos) / WatchTradesGrpc.LOOKS_APART.toNanos();
        assertThat((long) database.connections()).isLessThanOrEqualTo(LOOK_CONNECTIONS * (periods + 1));
    }

    @Test
    void a_platform_has_so_many_watches_and_no_more() {
        for (int i = 0; i < WatchTradesGrpc.MAX_WATCHES; i++) {
            watch("helio");
        }

        assertThatThrownBy(() -> watch("helio")).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().reason())
                .isEqualTo(Reason.RESOURCE_EXHAUSTED));
        watch("sunbird");

        watchers.getFirst().cancel();
        Eventually.holds("room again", () -> {
            try {
                watch("helio");
                return true;
            } catch (RefusedException full) {
                return false;
            }
        });
    }

    @Test
    void what_others_trade_is_passed_over_once() {
        network.traded(5_000);
        long highest = north.database().number("select max(change) from trade");

        PlatformTrades.Changed ofOthers = trades.changedAfter("nobody", 0, 10);

        assertThat(ofOthers.trades()).isEmpty();
        assertThat(ofOthers.reached()).isEqualTo(highest);
        assertThat(trades.changedAfter("helio", highest, 10).reached()).isEqualTo(highest);
    }

    private AWatcher watch(String platform) {
        AWatcher watcher = new AWatcher();
        watches.watch(
                new PlatformQuery(
                        Hash.sha256(),
                        platform,
                        "north",
                        ANetwork.NOW.plus(Duration.ofMinutes(10)),
                        new PlatformQuery.WatchQuestion(0)),
                0,
                watcher);
        watchers.add(watcher);
        return watcher;
    }

    /// A client that reads as fast as it is sent to.
    private static final class AWatcher extends ServerCallStreamObserver<WatchTradesResponse> {

        private final List<WatchTradesResponse> seen = new CopyOnWriteArrayList<>();
        private volatile boolean cancelled;
        private volatile @Nullable Runnable whenCancelled;

        boolean sees(AnOrder order) {
            return seen.stream().anyMatch(change -> order.digest()
                    .equals(Digest.of(change.getTrade().getOrderDigest().toByteArray())));
        }

        void cancel() {
            cancelled = true;
            Runnable told = whenCancelled;
            if (told != null) {
                told.run();
            }
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            whenCancelled = handler;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void onNext(WatchTradesResponse change) {
            seen.add(change);
        }

        @Override
        public void onError(Throwable fault) {
            cancelled = true;
        }

        @Override
        public void onCompleted() {
            cancelled = true;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}
    }
}
