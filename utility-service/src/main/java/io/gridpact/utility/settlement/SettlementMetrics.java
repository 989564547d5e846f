package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Settlement's metrics.
@Singleton
public class SettlementMetrics implements SettlementMeter {

    private final MeterRegistry registry;

    SettlementMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void allocated(Direction direction, long lines) {
        registry.counter("gridpact.allocations", "direction", direction.name()).increment(lines);
    }

    @Override
    public void statusesSigned(long count) {
        registry.counter("gridpact.statuses.signed").increment(count);
    }

    @Override
    public void statusesSent(String peer, long count) {
        registry.counter("gridpact.statuses.sent", "peer", peer).increment(count);
    }

    @Override
    public void statusesReceived(String peer, String outcome, long count) {
        registry.counter("gridpact.statuses.received", "peer", peer, "outcome", outcome)
                .increment(count);
    }

    @Override
    public void imputed(String peer, String basis, long figures) {
        registry.counter("gridpact.figures.imputed", "peer", peer, "basis", basis)
                .increment(figures);
    }

    @Override
    public void claimed(String peer, String verdict) {
        registry.counter("gridpact.status.claims", "peer", peer, "verdict", verdict)
                .increment();
    }

    @Override
    public void settled(String peer, long trades, Duration sinceOpened) {
        registry.counter("gridpact.trades.settled", "peer", peer).increment(trades);
        registry.timer("gridpact.settlement.window", "peer", peer)
                .record(sinceOpened.isNegative() ? Duration.ZERO : sinceOpened);
    }
}
