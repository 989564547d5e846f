package io.gridpact.utility.node;

import java.util.concurrent.Executor;

/// Runs what nobody waits for.
@FunctionalInterface
public interface Aside extends Executor {

    /// On a virtual thread of its own.
    Aside VIRTUAL_THREADS = Thread::startVirtualThread;
}
