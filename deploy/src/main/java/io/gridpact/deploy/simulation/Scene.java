package io.gridpact.deploy.simulation;

import java.time.Instant;

/// What actors of a run know of it.
interface Scene {

    /// The true time.
    Instant now();

    void trace(String line);

    void later(Instant at, String what, Runnable action);

    /// Whether this is still the part of a run in which things are begun.
    boolean beforeRest();

    boolean isLiar(String party);

    /// Something does not hold. The step goes on to its end: whoever serves a call would take an exception for its own.
    void breaks(String what);

    /// An honest party has found something that a liar did.
    void found(String what);
}
