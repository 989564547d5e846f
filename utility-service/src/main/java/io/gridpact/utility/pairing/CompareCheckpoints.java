package io.gridpact.utility.pairing;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.NoteVerifier;
import io.gridpact.protocol.envelope.SignedNote;
import io.gridpact.protocol.journal.LogOrigin;
import io.gridpact.protocol.merkle.Checkpoint;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.LedgerFaultException;
import io.gridpact.utility.peer.CheckpointBook;
import io.gridpact.utility.peer.LogConsistency;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Compares a peer's checkpoint of the arbiter's log with our own (PROTOCOL.md, section 9): where they are not of one
/// history by the arbiter's own proof, both are kept as evidence that it shows two.
///
/// The arbiter is asked aside, so that nobody waits for it; one that does not answer is asked again with the next
/// digest.
public final class CompareCheckpoints {

    private static final Logger LOG = Logger.getLogger(CompareCheckpoints.class);

    private final String arbiter;
    private final Function<String, Optional<Participant>> directory;
    private final CheckpointBook book;
    private final LogConsistency log;
    private final LogContradictions contradictions;
    private final Executor aside;
    /// The last note that each peer showed and that is not compared yet.
    private final Map<String, String> shown = new ConcurrentHashMap<>();

    private final AtomicBoolean comparing = new AtomicBoolean();
    private volatile boolean forked;

    /// @param aside runs what waits for the arbiter; one thing at a time
    public CompareCheckpoints(
            String arbiter,
            Function<String, Optional<Participant>> directory,
            CheckpointBook book,
            LogConsistency log,
            LogContradictions contradictions,
            Executor aside) {
        this.arbiter = arbiter;
        this.directory = directory;
        this.book = book;
        this.log = log;
        this.contradictions = contradictions;
        this.aside = aside;
    }

    /// @param note a C2SP signed note, or empty where the peer holds none; one that the arbiter did not sign proves
    ///     nothing and is left aside
    void compare(String peer, String note) {
        if (note.isEmpty()) {
            return;
        }
        shown.put(peer, note);
        if (comparing.compareAndSet(false, true)) {
            aside.execute(this::compareShown);
        }
    }

    /// Whether a peer has ever shown a checkpoint that contradicts ours; also before a restart.
    ///
    /// @throws LedgerFaultException where the database does not answer
    public boolean forked() {
        if (!forked) {
            forked = !contradictions.peers(arbiter).isEmpty();
        }
        return forked;
    }

    private void compareShown() {
        do {
            try {
                for (String peer : shown.keySet()) {
                    String note = shown.remove(peer);
                    if (note != null) {
                        compareWithOwn(peer, note);
                    }
                }
            } finally {
                comparing.set(false);
            }
        } while (!shown.isEmpty() && comparing.compareAndSet(false, true));
    }

    private void compareWithOwn(String peer, String note) {
        try {
            String own = book.last();
            Optional<Checkpoint> ours = signedByArbiter(own);
            Optional<Checkpoint> theirs = signedByArbiter(note);
            if (ours.isPresent() && theirs.isPresent() && !areOfOneHistory(ours.get(), theirs.get())) {
                contradictions.keep(arbiter, peer, own, note);
                LOG.errorf("the arbiter has shown %s and us two histories of its log", peer);
            }
        } catch (RefusedException | LedgerFaultException away) {
            LOG.debugf("a checkpoint of %s waits for its next: %s", peer, away.getMessage());
        }
    }

    private boolean areOfOneHistory(Checkpoint ours, Checkpoint theirs) {
        boolean oursIsOlder = ours.size() <= theirs.size();
        try {
            return log.continues(oursIsOlder ? ours : theirs, oursIsOlder ? theirs : ours);
        } catch (RefusedException refused) {
            Reason reason = refused.refusal().reason();
            if (reason == Reason.INVALID_REQUEST || reason == Reason.INVALID_PROOF) {
                // It has signed both, and does not know one of them, or sends what is no proof.
                return false;
            }
            throw refused;
        }
    }

    private Optional<Checkpoint> signedByArbiter(String text) {
        try {
            SignedNote note = SignedNote.parse(text);
            String origin = LogOrigin.of(arbiter);
            boolean signed = directory.apply(arbiter).stream()
                    .flatMap(participant -> participant.keys().keys().stream())
                    .map(SigningKey::key)
                    .anyMatch(key -> note.isSignedBy(new NoteVerifier(origin, key)));
            return signed ? Optional.of(Checkpoint.parse(note.text())) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
