package io.gridpact.arbiter.log;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.NoteVerifier;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.SignedNote;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogOrigin;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.merkle.Checkpoint;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.StatementWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Signs what the arbiter says: receipts and checkpoints.
public final class Notary {

    /// A receipt promises a checkpoint that covers its leaf within this time.
    public static final Duration INCLUSION_PROMISE = Duration.ofMinutes(1);

    private final String arbiter;
    private final Signer signer;
    private final Supplier<byte[]> salts;

    /// @param salts gives 16 random bytes each time
    public Notary(String arbiter, Signer signer, Supplier<byte[]> salts) {
        this.arbiter = arbiter;
        this.signer = signer;
        this.salts = salts;
    }

    /// Receipts for these leaves as message bytes of their envelopes, under one signature where there are several.
    List<byte[]> receipts(List<Leaf> leaves) {
        List<Envelope> unsigned = leaves.stream().map(this::unsignedReceipt).toList();
        List<Signature> signatures = unsigned.size() == 1
                ? List.of(Envelopes.signature(
                        unsigned.getFirst().payloadType(), unsigned.getFirst().payload(), signer))
                : Envelopes.signBatch(unsigned.stream().map(Envelope::digest).toList(), signer);
        List<byte[]> receipts = new ArrayList<>(unsigned.size());
        for (int i = 0; i < unsigned.size(); i++) {
            receipts.add(EnvelopeWire.encode(unsigned.get(i).with(signatures.get(i))));
        }
        return receipts;
    }

    /// A leaf that a receipt is about.
    record Leaf(long index, LogEntry entry) {}

    private Envelope unsignedReceipt(Leaf leaf) {
        Instant includedBy = leaf.entry().loggedAt().plus(INCLUSION_PROMISE);
        byte[] payload = StatementWire.logReceiptPayload(arbiter, leaf.entry(), leaf.index(), includedBy, salts.get());
        return new Envelope(LogReceipt.PAYLOAD_TYPE, payload, List.of());
    }

    StoredCheckpoint checkpoint(long number, LogTree tree, Instant now) {
        Checkpoint checkpoint = new Checkpoint(LogOrigin.of(arbiter), tree.size(), tree.root());
        String note = SignedNote.sign(checkpoint, signer).render();
        return new StoredCheckpoint(number, now, tree.size(), tree.root(), note);
    }

    /// Whether this arbiter signed that checkpoint as it is stored.
    boolean isMine(StoredCheckpoint stored) {
        try {
            SignedNote note = SignedNote.parse(stored.note());
            Checkpoint checkpoint = new Checkpoint(LogOrigin.of(arbiter), stored.treeSize(), stored.root());
            return note.text().equals(checkpoint.text())
                    && note.isSignedBy(new NoteVerifier(LogOrigin.of(arbiter), signer.publicKey()));
        } catch (IllegalArgumentException notANote) {
            return false;
        }
    }

    /// Whether this arbiter signed that receipt.
    boolean isMine(LogReceipt receipt, Envelope envelope, SignatureVerifier verifier) {
        return receipt.arbiter().equals(arbiter)
                && envelope.signatures().stream()
                        .anyMatch(signature -> verifier.verify(signer.publicKey(), envelope, signature));
    }
}
