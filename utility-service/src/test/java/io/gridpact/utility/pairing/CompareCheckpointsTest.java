package io.gridpact.utility.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.envelope.SignedNote;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogOrigin;
import io.gridpact.protocol.merkle.Checkpoint;
import io.gridpact.protocol.merkle.MerkleTree;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.AStoredLedger;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.peer.CheckpointBook;
import io.gridpact.utility.peer.LogConsistency;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompareCheckpointsTest {

    private AStoredLedger stored = AStoredLedger.started();
    private boolean arbiterDown;

    /// Knows 9 leaves of the history it shows us.
    private final LogConsistency arbiter = (older, newer) -> {
        if (arbiterDown) {
            throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
        }
        if (newer.size() > 9) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, "new_size", ""));
        }
        return older.equals(checkpoint("ours", older.size())) && newer.equals(checkpoint("ours", newer.size()));
    };

    private CompareCheckpoints compare = comparing();

    private CompareCheckpoints comparing() {
        return new CompareCheckpoints(
                "arbiter",
                ANetwork.DIRECTORY,
                new Held(note("ours", 5)),
                arbiter,
                new LogContradictions(stored.reader(), stored.writer()),
                Runnable::run);
    }

    @AfterEach
    void close() {
        stored.close();
    }

    private static Checkpoint checkpoint(String history, long size) {
        List<byte[]> leaves = IntStream.range(0, (int) size)
                .mapToObj(leaf -> ANetwork.salt(history + leaf))
                .toList();
        return new Checkpoint(LogOrigin.of("arbiter"), size, root(leaves));
    }

    private static Digest root(List<byte[]> leaves) {
        return MerkleTree.root(leaves.stream().map(MerkleTree::leafHash).toList());
    }

    private static String note(String history, long size) {
        return note(history, size, "arbiter");
    }

    private static String note(String history, long size, String signer) {
        return SignedNote.sign(checkpoint(history, size), ANetwork.signer(signer))
                .render();
    }

    private record Held(String last) implements CheckpointBook {
        @Override
        public void keep(ArbiterLink.VerifiedCheckpoint checkpoint) {}
    }

    @Test
    void checkpoints_of_one_history_agree_whatever_their_sizes() {
        for (long size : List.of(3L, 5L, 9L)) {
            compare.compare("south", note("ours", size));
        }

        assertThat(compare.forked()).isFalse();
    }

    @Test
    void another_history_is_caught_whatever_the_size_and_stays_known_after_a_restart() {
        for (long size : List.of(3L, 5L, 9L, 12L)) {
            compare.compare("south-of-" + size, note("theirs", size));
            assertThat(compare.forked()).as("size " + size).isTrue();
        }

        stored = stored.restarted();
        compare = comparing();
        assertThat(compare.forked()).isTrue();
        assertThat(stored.reader()
                        .list(
                                "select own_note, peer_note from log_contradiction order by length(peer), peer",
                                query -> {},
                                row -> List.of(row.getString(1), row.getString(2))))
                .containsExactly(
                        List.of(note("ours", 5), note("theirs", 3)),
                        List.of(note("ours", 5), note("theirs", 5)),
                        List.of(note("ours", 5), note("theirs", 9)),
                        List.of(note("ours", 5), note("theirs", 12)));
    }

    @Test
    void an_arbiter_that_does_not_answer_is_asked_again_with_the_next_checkpoint() {
        arbiterDown = true;
        compare.compare("south", note("theirs", 3));
        assertThat(compare.forked()).isFalse();

        arbiterDown = false;
        compare.compare("south", note("theirs", 3));
        assertThat(compare.forked()).isTrue();
    }

    @Test
    void what_the_arbiter_did_not_sign_proves_nothing() {
        compare.compare("south", note("theirs", 3, "south"));
        compare.compare("south", "no note");
        compare.compare("south", "");

        assertThat(compare.forked()).isFalse();
    }
}
