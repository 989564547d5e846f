package io.gridpact.utility.peer;

import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.peer.PublishedDocuments.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Asks the arbiter regularly what was published since, so that a revoked key is refused soon (PROTOCOL.md, section 4).
/// An arbiter that does not answer holds up nothing: it is asked beside what else is due, and again when it is time.
public final class LearnKeys implements DueTask {

    /// How long, by the utility's clock, between two questions: a revocation is known within this and a call, long
    /// before the 15 minutes are over in which what the key signed can still be covered.
    public static final Duration ASK_EVERY = Duration.ofMinutes(1);

    /// Pages that are read at once; the rest the next time.
    static final int MAX_PAGES = 100;

    static final int ORDER = 1;

    private static final Logger LOG = Logger.getLogger(LearnKeys.class);

    /// How far the arbiter's documents are read, kept.
    public interface Cursor {

        /// -1 for nothing yet.
        long leafIndex();

        void moveTo(long leafIndex);
    }

    private final PublishedDocuments published;
    private final TakeDocuments take;
    private final Cursor cursor;
    private final Executor beside;
    private final Runnable whenLearned;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Instant askAgainAt = Instant.MIN;

    /// @param beside runs the question
    /// @param whenLearned is run when something new is in force
    public LearnKeys(
            PublishedDocuments published, TakeDocuments take, Cursor cursor, Executor beside, Runnable whenLearned) {
        this.published = published;
        this.take = take;
        this.cursor = cursor;
        this.beside = beside;
        this.whenLearned = whenLearned;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        if (!now.isBefore(askAgainAt) && asking.compareAndSet(false, true)) {
            askAgainAt = now.plus(ASK_EVERY);
            beside.execute(this::askAlone);
        }
        return 0;
    }

    /// Nothing in the ledger waits for it.
    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private void askAlone() {
        try {
            ask();
        } catch (RuntimeException failure) {
            LOG.debugf(failure, "what was published could not be read");
        } finally {
            asking.set(false);
        }
    }

    /// Reads what was published since the last time.
    ///
    /// @return how much of it was new here
    /// @throws RefusedException where the arbiter cannot be reached
    public int ask() {
        int learned = 0;
        List<Published> page = List.of();
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            page = published.after(cursor.leafIndex());
            for (Published one : page) {
                learned += take(one) ? 1 : 0;
            }
            if (!page.isEmpty()) {
                cursor.moveTo(page.getLast().leafIndex());
            }
            if (page.size() < PublishedDocuments.FULL_PAGE) {
                break;
            }
        }
        if (learned > 0) {
            whenLearned.run();
        }
        return learned;
    }

    /// One that is not believed holds up no other.
    private boolean take(Published one) {
        try {
            return take.document(one.document(), one.receipt());
        } catch (RefusedException refused) {
            LOG.warnf(
                    "a document that the arbiter has logged at leaf %d is not believed: %s",
                    one.leafIndex(), refused.refusal().reason());
            return false;
        }
    }
}
