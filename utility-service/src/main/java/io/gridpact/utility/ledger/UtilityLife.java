package io.gridpact.utility.ledger;

import io.gridpact.protocol.link.DueWork;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.DueTasks;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.peer.AgreementStore;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Starts and stops what runs by itself, in order, and tells the operator how it stands.
@Singleton
public class UtilityLife implements DueWork {

    private static final int AFTER_STORES_ARE_LOADED = 100;
    private static final int MAX_WAITING_LINES = 100;

    private final LedgerWriter writer;
    private final OutboxDispatcher outbox;
    private final TradeChanges changes;
    private final DueTasks tasks;
    private final Wake wake;

    UtilityLife(
            LedgerWriter writer,
            OutboxDispatcher outbox,
            TradeChanges changes,
            @All List<DueTask> tasks,
            ParticipantStore participants,
            AgreementStore agreements,
            NodeClock clock,
            Wake wake,
            Tracing tracing) {
        this.writer = writer;
        this.outbox = outbox;
        this.changes = changes;
        this.tasks = new DueTasks(tasks, clock, tracing, () -> participants.changes() + agreements.changes());
        this.wake = wake;
    }

    void start(@Observes @Priority(AFTER_STORES_ARE_LOADED) StartupEvent started) {
        writer.onOutbox(outbox::accept);
        writer.onDoubt(outbox::lookAgain);
        writer.onCommit(changes::signal);
        writer.onCommit(tasks::changed);
        writer.onDoubt(tasks::changed);
        wake.onWake(tasks::wake);
        writer.start();
        outbox.start();
        tasks.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        tasks.close();
        outbox.close();
        writer.close();
    }

    @Override
    public void runDue() {
        tasks.look();
    }

    @Override
    public boolean idle() {
        long before = activity();
        boolean quiet = tasks.idle() && outbox.idle() && writer.unfinished() == 0;
        // They give each other work: only where nobody was given any meanwhile were all of them idle at one time.
        return quiet && activity() == before;
    }

    private long activity() {
        return tasks.activity() + outbox.activity() + writer.asked();
    }

    @Override
    public Optional<Instant> nextDue() {
        return tasks.nextDue();
    }

    @Override
    public long workCount() {
        return tasks.workCount() + outbox.deliveredCount();
    }

    @Override
    public List<String> waiting() {
        List<String> waiting = new ArrayList<>(outbox.waiting());
        if (!tasks.idle()) {
            waiting.add("due work");
        }
        return waiting.subList(0, Math.min(waiting.size(), MAX_WAITING_LINES));
    }
}
