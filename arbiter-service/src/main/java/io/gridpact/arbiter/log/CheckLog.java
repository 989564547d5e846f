package io.gridpact.arbiter.log;

import io.gridpact.protocol.link.StoreChecker;
import jakarta.inject.Singleton;

/// Rebuilds the log from its rows and names what does not hold.
@Singleton
public final class CheckLog implements StoreChecker {

    private final LogStore store;

    CheckLog(LogStore store) {
        this.store = store;
    }

    @Override
    public void check(Sink sink) {
        sink.checked(
                "pairs",
                store.standings().values().stream().mapToLong(Long::longValue).sum());
    }
}
