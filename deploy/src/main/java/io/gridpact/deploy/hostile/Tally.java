package io.gridpact.deploy.hostile;

import java.util.concurrent.atomic.LongAdder;

/// What a hostile client has done, and what it was told. Thread-safe.
public final class Tally {

    private final LongAdder tries = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder turnedOut = new LongAdder();

    /// Something was begun: a call, or a connection where that is what it does.
    void tried() {
        tries.increment();
    }

    /// A call ended with status 0, or a connection was taken that should not be.
    void answered() {
        answers.increment();
    }

    /// A call ended with another status or was reset.
    void refused() {
        refusals.increment();
    }

    /// A connection was closed by the server.
    void turnedOut() {
        turnedOut.increment();
    }

    public long tries() {
        return tries.sum();
    }

    public long answers() {
        return answers.sum();
    }

    public long refusals() {
        return refusals.sum();
    }

    public long connectionsTurnedOut() {
        return turnedOut.sum();
    }
}
