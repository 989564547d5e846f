package io.gridpact.utility.order;

import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.trade.v1.WatchTradesResponse;
import io.gridpact.utility.ledger.TradeChanges;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Sends a platform its trades as they change, no faster than it reads.
final class WatchTradesGrpc {

    /// Trades read at once.
    private static final int PAGE_TRADES = 200;

    /// How long a change may stay unseen where no commit of this process announced it; real time.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// The longest watch; real time, because a manual clock may stand still.
    private static final Duration LONGEST_WATCH = Duration.ofMinutes(15);

    private final PlatformTrades trades;
    private final TradeChanges changes;
    private final Clock clock;

    WatchTradesGrpc(PlatformTrades trades, TradeChanges changes, Clock clock) {
        this.trades = trades;
        this.changes = changes;
        this.clock = clock;
    }

    void watch(PlatformQuery query, long afterChange, ServerCallStreamObserver<WatchTradesResponse> response) {
        response.setOnCancelHandler(changes::signal);
        // The call's own thread may not wait here: cancellation arrives on it.
        Thread.startVirtualThread(() -> run(query, afterChange, response));
    }

    private void run(PlatformQuery query, long afterChange, ServerCallStreamObserver<WatchTradesResponse> response) {
        long seen = afterChange;
        long startedNanos = System.nanoTime();
        try {
            while (!response.isCancelled() && !over(query, startedNanos)) {
                long commits = changes.count();
                List<PlatformTrade> changed =
                        response.isReady() ? trades.changedAfter(query.platform(), seen, PAGE_TRADES) : List.of();
                for (PlatformTrade trade : changed) {
                    response.onNext(WatchTradesResponse.newBuilder()
                            .setTrade(TradeWire.view(trade))
                            .build());
                    seen = trade.change();
                }
                if (changed.isEmpty()) {
                    changes.awaitAfter(commits, LOOK_AGAIN);
                }
            }
            if (!response.isCancelled()) {
                response.onCompleted();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            response.onError(fault);
        }
    }

    private boolean over(PlatformQuery query, long startedNanos) {
        long watchedNanos = System.nanoTime() - startedNanos;
        return !clock.instant().isBefore(query.expires())
                || TimeUnit.NANOSECONDS.toMillis(watchedNanos) >= LONGEST_WATCH.toMillis();
    }
}
