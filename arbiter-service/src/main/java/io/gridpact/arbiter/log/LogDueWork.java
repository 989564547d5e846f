package io.gridpact.arbiter.log;

import io.gridpact.protocol.link.DueWork;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the log does because time has come: judging pairs and signing checkpoints.
@Singleton
final class LogDueWork implements DueWork {

    private final Sequencer sequencer;

    LogDueWork(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    @Override
    public void runDue() {
        sequencer.runDue();
    }

    @Override
    public boolean idle() {
        return sequencer.idle();
    }

    @Override
    public Optional<Instant> nextDue() {
        return sequencer.nextDue();
    }

    @Override
    public long workCount() {
        return sequencer.workCount();
    }

    @Override
    public List<String> waiting() {
        return idle() ? List.of() : List.of(sequencer.status().text());
    }
}
