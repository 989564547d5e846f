package io.gridpact.arbiter.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.arbiter.log.SequencerQueue.Submitted;
import io.gridpact.arbiter.log.SequencerQueue.Work;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SequencerQueueTest {

    private static final Submission STATEMENT = new Submission(
            new EntryKey("north", LogEntryKind.JOURNAL_ROOT, "0"),
            Hash.sha256(),
            new byte[0],
            Instant.EPOCH,
            new Submission.Minute(Instant.EPOCH));

    private final SequencerQueue queue = new SequencerQueue();

    @Test
    void statements_beyond_the_bound_are_refused_until_those_under_way_are_done() throws InterruptedException {
        queue.put(statements(SequencerQueue.MAX_STATEMENTS));
        assertThatThrownBy(() -> queue.put(statements(1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.RESOURCE_EXHAUSTED));

        List<Work> works = queue.take(0);
        assertThat(queue.isEmpty()).as("under way").isFalse();
        assertThatThrownBy(() -> queue.put(statements(1))).isInstanceOf(RefusedException.class);
        queue.done(works);

        assertThat(queue.isEmpty()).isTrue();
        queue.put(statements(1));
        assertThat(queue.statements()).isEqualTo(1);
    }

    private static Submitted statements(int count) {
        return new Submitted(Collections.nCopies(count, STATEMENT), 0, new CompletableFuture<>());
    }
}
