package io.gridpact.deploy.simulation;

import io.gridpact.utility.ledger.OutboxDispatcher;
import io.gridpact.utility.ledger.OutboxDispatcher.Route;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a utility has to send: new mail goes at once, what was not taken again after a while, longer each time, and to
/// who is away nothing before that.
final class Mail {

    private static final Duration FIRST_RETRY = Duration.ofSeconds(15);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(20);

    /// @param away whether it was not reached
    private record Wait(Duration length, Instant until, boolean away) {}

    private final OutboxDispatcher outbox;
    private final Set<Route> fresh = new HashSet<>();
    private final Map<Route, Wait> waits = new HashMap<>();

    Mail(OutboxDispatcher outbox) {
        this.outbox = outbox;
        outbox.startByHand(fresh::add);
    }

    /// Offers what it is time for, while the process lives.
    ///
    /// @param faults is told what was thrown
    void offer(Supplier<Instant> clock, BooleanSupplier lives, Consumer<RuntimeException> faults) {
        for (Route route : stored(faults)) {
            if (lives.getAsBoolean() && isTime(route, clock.get())) {
                offer(route, clock.get(), faults);
            }
        }
    }

    /// Ways that were closed are open: nothing waits any longer.
    void forgetWaits() {
        waits.clear();
    }

    /// When something is to be offered; empty where there is nothing.
    Optional<Instant> next() {
        return outbox.storedRoutes().stream()
                .map(route ->
                        Optional.ofNullable(waits.get(route)).map(Wait::until).orElse(Instant.EPOCH))
                .min(Instant::compareTo);
    }

    private List<Route> stored(Consumer<RuntimeException> faults) {
        try {
            return outbox.storedRoutes();
        } catch (RuntimeException fault) {
            faults.accept(fault);
            return List.of();
        }
    }

    private boolean isTime(Route route, Instant now) {
        Wait wait = waits.get(route);
        return wait == null || !now.isBefore(wait.until()) || (fresh.contains(route) && !wait.away());
    }

    private void offer(Route route, Instant now, Consumer<RuntimeException> faults) {
        fresh.remove(route);
        Wait before = waits.get(route);
        try {
            int gone = outbox.offer(route);
            waits.put(route, longer(gone > 0 ? null : before, now, false));
        } catch (SQLException gone) {
            waits.put(route, longer(before, now, true));
        } catch (RuntimeException fault) {
            waits.put(route, longer(before, now, true));
            faults.accept(fault);
        }
    }

    private static Wait longer(@Nullable Wait before, Instant now, boolean away) {
        Duration wait = before == null ? FIRST_RETRY : before.length().multipliedBy(2);
        Duration bounded = wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
        return new Wait(bounded, now.plus(bounded), away);
    }
}
