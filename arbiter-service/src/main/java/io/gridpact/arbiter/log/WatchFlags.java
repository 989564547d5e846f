package io.gridpact.arbiter.log;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Tells a utility its flags: past ones first, then as they are raised.
public final class WatchFlags implements AutoCloseable {

    /// Streams that one utility may have open.
    static final int MAX_WATCHES = 16;

    private static final int PAGE = 200;

    /// A watcher looks by itself after this time, should it have missed the bell.
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(5);

    /// Who is told.
    public interface Watcher {

        /// Tells one flag, waiting while the watcher cannot take more.
        ///
        /// @return false where the watcher has gone
        boolean tell(Flag flag) throws InterruptedException;

        boolean gone();
    }

    private final FlagSource flags;
    private final FlagBell bell;
    private final Map<String, Integer> watches = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    public WatchFlags(FlagSource flags, FlagBell bell) {
        this.flags = flags;
        this.bell = bell;
    }

    /// Returns when the watcher has gone.
    ///
    /// @param after only flags after this number; 0 for all
    /// @throws RefusedException `RESOURCE_EXHAUSTED` where the utility has too many streams open, `UNAVAILABLE`
    ///     when
    ///     the arbiter stops
    public void watch(String utility, long after, Watcher watcher) throws InterruptedException {
        if (watches.merge(utility, 1, Integer::sum) > MAX_WATCHES) {
            watches.merge(utility, -1, Integer::sum);
            throw new RefusedException(
                    Refusal.of(Reason.RESOURCE_EXHAUSTED, "", "more than " + MAX_WATCHES + " streams of flags"));
        }
        try {
            tellAll(utility, after, watcher);
        } finally {
            watches.merge(utility, -1, Integer::sum);
        }
    }

    private void tellAll(String utility, long after, Watcher watcher) throws InterruptedException {
        long told = after;
        while (!watcher.gone()) {
            if (stopping) {
                throw Sequencer.unavailable("the arbiter stops");
            }
            long heard = bell.rings();
            List<Flag> page = flags.flags(utility, told, PAGE);
            for (Flag flag : page) {
                if (!watcher.tell(flag)) {
                    return;
                }
                told = flag.number();
            }
            if (page.size() < PAGE) {
                bell.awaitPast(heard, LOOK_ANYWAY);
            }
        }
    }

    /// A watcher that has gone makes its thread look.
    public void wake() {
        bell.ring();
    }

    @Override
    public void close() {
        stopping = true;
        bell.ring();
    }
}
