package io.gridpact.protocol.link;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a service does because time has come: deadlines, sending.
public interface DueWork {

    /// Of a service that does nothing by itself.
    DueWork NONE = new DueWork() {
        @Override
        public void runDue() {}

        @Override
        public boolean idle() {
            return true;
        }

        @Override
        public Optional<Instant> nextDue() {
            return Optional.empty();
        }

        @Override
        public long workCount() {
            return 0;
        }

        @Override
        public List<String> waiting() {
            return List.of();
        }
    };

    /// Starts, and may do, what is due by the service's clock.
    void runDue();

    /// Whether nothing that is due is left to do and nothing that can be sent is left to send.
    boolean idle();

    /// When the next thing falls due that only time brings.
    Optional<Instant> nextDue();

    /// Grows whenever something that was due was done.
    long workCount();

    /// What still waits, for people; at most a hundred lines, nothing private.
    List<String> waiting();
}
