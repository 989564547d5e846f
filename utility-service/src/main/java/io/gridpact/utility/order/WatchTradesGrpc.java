package io.gridpact.utility.order;

import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.WatchTradesResponse;
import io.gridpact.utility.ledger.TradeChanges;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Sends a platform its trades as they change, no faster than it reads.
final class WatchTradesGrpc {

    /// Trades read at once.
    private static final int PAGE_TRADES = 200;

    /// How long after a look the next one is, however much is committed meanwhile, unless the first found more than it
    /// could take; real time.
    static final Duration LOOKS_APART = Duration.ofMillis(100);

    /// Watches that a platform may have open.
    static final int MAX_WATCHES = 16;

    /// How long a change may stay unseen where no commit of this process announced it; real time.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// The longest watch; real time, because a manual clock may stand still.
    private static final Duration LONGEST_WATCH = Duration.ofMinutes(15);

    private final PlatformTrades trades;
    private final TradeChanges changes;
    private final Clock clock;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    WatchTradesGrpc(PlatformTrades trades, TradeChanges changes, Clock clock) {
        this.trades = trades;
        this.changes = changes;
        this.clock = clock;
    }

    /// @throws RefusedException RESOURCE_EXHAUSTED where the platform has [#MAX_WATCHES] open
    void watch(PlatformQuery query, long afterChange, ServerCallStreamObserver<WatchTradesResponse> response) {
        enter(query.platform());
        response.setOnCancelHandler(changes::signal);
        // The call's own thread may not wait here: cancellation arrives on it.
        Thread.startVirtualThread(() -> {
            try {
                run(query, afterChange, response);
            } finally {
                open.computeIfPresent(query.platform(), (platform, count) -> count == 1 ? null : count - 1);
            }
        });
    }

    private void enter(String platform) {
        open.compute(platform, (id, count) -> {
            if (count != null && count >= MAX_WATCHES) {
                throw new RefusedException(
                        Refusal.of(Reason.RESOURCE_EXHAUSTED, "", MAX_WATCHES + " watches are open already"));
            }
            return count == null ? 1 : count + 1;
        });
    }

    private void run(PlatformQuery query, long afterChange, ServerCallStreamObserver<WatchTradesResponse> response) {
        long seen = afterChange;
        long startedNanos = System.nanoTime();
        try {
            while (!response.isCancelled() && !over(query, startedNanos)) {
                long commits = changes.count();
                long lookedNanos = System.nanoTime();
                PlatformTrades.Changed changed = response.isReady()
                        ? trades.changedAfter(query.platform(), seen, PAGE_TRADES)
                        : new PlatformTrades.Changed(List.of(), seen);
                for (PlatformTrade trade : changed.trades()) {
                    response.onNext(WatchTradesResponse.newBuilder()
                            .setTrade(TradeWire.view(trade))
                            .build());
                }
                seen = changed.reached();
                if (changed.trades().size() < PAGE_TRADES) {
                    changes.awaitAfter(commits, LOOK_AGAIN);
                    TimeUnit.NANOSECONDS.sleep(LOOKS_APART.toNanos() - (System.nanoTime() - lookedNanos));
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
