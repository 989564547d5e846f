package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import java.time.Duration;

/// Is told what settlement does, for metrics.
public interface SettlementMeter {

    /// Nobody listens.
    SettlementMeter NONE = new SettlementMeter() {
        @Override
        public void allocated(Direction direction, long lines) {}

        @Override
        public void statusesSigned(long count) {}

        @Override
        public void statusesSent(String peer, long count) {}

        @Override
        public void statusesReceived(String peer, String outcome, long count) {}

        @Override
        public void imputed(String peer, String basis, long figures) {}

        @Override
        public void claimed(String peer, String verdict) {}

        @Override
        public void settled(String peer, long trades, Duration sinceOpened) {}
    };

    /// Lines were allocated.
    void allocated(Direction direction, long lines);

    void statusesSigned(long count);

    void statusesSent(String peer, long count);

    /// @param outcome `applied`, `repeated` or `refused`
    void statusesReceived(String peer, String outcome, long count);

    /// Figures were settled that are not as allocated in time.
    ///
    /// @param basis how they came about
    void imputed(String peer, String basis, long figures);

    /// The arbiter has said what a claim for a status came to, of the peer or by it.
    void claimed(String peer, String verdict);

    /// All trades of a peer and window are settled.
    ///
    /// @param sinceOpened from the opening of the window's rounds
    void settled(String peer, long trades, Duration sinceOpened);
}
