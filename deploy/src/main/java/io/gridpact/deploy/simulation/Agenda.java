package io.gridpact.deploy.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What will happen, in the order in which it will.
final class Agenda {

    /// @param what for people
    record Event(Instant at, long number, String what, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::number));
    private long last;

    void at(Instant at, String what, Runnable action) {
        last++;
        events.add(new Event(at, last, what, action));
    }

    @Nullable
    Event next() {
        return events.poll();
    }
}
