package io.gridpact.utility.pairing;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.NoteVerifier;
import io.gridpact.protocol.envelope.SignedNote;
import io.gridpact.protocol.journal.LogOrigin;
import io.gridpact.protocol.merkle.Checkpoint;
import io.gridpact.utility.peer.CheckpointBook;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Compares a peer's checkpoint of the arbiter's log with our own: two of one size with different roots, both signed,
/// prove that the arbiter shows two histories (PROTOCOL.md, section 9).
public final class CompareCheckpoints {

    private static final Logger LOG = Logger.getLogger(CompareCheckpoints.class);

    private final String arbiter;
    private final Function<String, Optional<Participant>> directory;
    private final CheckpointBook book;
    private volatile boolean forked;

    public CompareCheckpoints(String arbiter, Function<String, Optional<Participant>> directory, CheckpointBook book) {
        this.arbiter = arbiter;
        this.directory = directory;
        this.book = book;
    }

    /// @param note a C2SP signed note, or empty where the peer holds none; one that the arbiter did not sign proves
    ///     nothing and is left aside
    void compare(String peer, String note) {
        String own = book.last();
        if (note.isEmpty() || own.isEmpty()) {
            return;
        }
        Optional<Checkpoint> theirs = signedByArbiter(note);
        Optional<Checkpoint> ours = signedByArbiter(own);
        if (theirs.isPresent()
                && ours.isPresent()
                && theirs.get().size() == ours.get().size()
                && !theirs.get().root().equals(ours.get().root())) {
            forked = true;
            LOG.errorf("the arbiter has shown %s and us two histories of its log", peer);
        }
    }

    /// Whether a peer has ever shown a checkpoint that contradicts ours.
    public boolean forked() {
        return forked;
    }

    private Optional<Checkpoint> signedByArbiter(String text) {
        try {
            SignedNote note = SignedNote.parse(text);
            String origin = LogOrigin.of(arbiter);
            boolean signed = directory.apply(arbiter).stream()
                    .flatMap(participant -> participant.signingKeys().stream())
                    .map(SigningKey::key)
                    .anyMatch(key -> note.isSignedBy(new NoteVerifier(origin, key)));
            return signed ? Optional.of(Checkpoint.parse(note.text())) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
