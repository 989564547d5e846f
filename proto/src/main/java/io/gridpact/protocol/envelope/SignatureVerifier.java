package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.InclusionProof;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Checks signatures of payloads, direct and by way of a batch, to the same fact (PROTOCOL.md, section 3). Remembers
/// the last batch signatures that held, so that a batch costs one verification however many of its payloads come.
/// Thread-safe.
///
/// Says that a key signed, not that the key may: whose key it is and since when is the directory's matter.
public final class SignatureVerifier {

    /// Batch signatures remembered; beyond that the least recently used is verified anew.
    public static final int MAX_CACHED_BATCHES = 4_096;

    /// Everything that the verification depended on. The key id stands for the key, of which it is a hash.
    private record VerifiedBatch(KeyId keyId, Digest root, long size, ByteBuffer sig) {}

    /// Likewise, of a signature over a message of its own.
    private record VerifiedMessage(KeyId keyId, Digest message, ByteBuffer sig) {}

    private final Held<VerifiedBatch> batches = new Held<>(MAX_CACHED_BATCHES);
    private final Held<VerifiedMessage> messages;

    /// Remembers signatures of batches only: whoever gets a payload once need not know it again.
    public SignatureVerifier() {
        this(0);
    }

    /// For one who is shown the same payloads again and again, in one process: for several parties, say.
    ///
    /// @param messages signatures over single payloads remembered; beyond that the least recently used is verified
    // anew
    public SignatureVerifier(int messages) {
        this.messages = new Held<>(messages);
    }

    /// What held, the last so many of them.
    private static final class Held<T> {

        private final int most;
        private final Map<T, Boolean> last;

        Held(int most) {
            this.most = most;
            this.last = new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                    return size() > most;
                }
            };
        }

        boolean isKept() {
            return most > 0;
        }

        synchronized boolean contains(T what) {
            return last.get(what) != null;
        }

        synchronized void add(T what) {
            last.put(what, Boolean.TRUE);
        }

        synchronized int size() {
            return last.size();
        }
    }

    /// Whether the key signed this payload.
    public boolean verify(PublicKey key, String payloadType, byte[] payload, Signature signature) {
        if (!signature.keyId().equals(key.id())) {
            return false;
        }
        BatchPath batch = signature.batch();
        if (batch == null) {
            return verifyMessage(key, Dsse.preAuthenticationEncoding(payloadType, payload), signature.sig());
        }
        return verifyInBatch(key, Dsse.digest(payloadType, payload), signature, batch);
    }

    /// Whether the key signed this envelope's payload, by that one of its signatures (or any other).
    public boolean verify(PublicKey key, Envelope envelope, Signature signature) {
        if (!signature.keyId().equals(key.id())) {
            return false;
        }
        BatchPath batch = signature.batch();
        if (batch == null) {
            return verifyMessage(key, envelope.preAuthenticationEncoding(), signature.sig());
        }
        return verifyInBatch(key, envelope.digest(), signature, batch);
    }

    private boolean verifyInBatch(PublicKey key, Digest payloadDigest, Signature signature, BatchPath batch) {
        Digest leafHash = Envelopes.batchLeafHash(payloadDigest);
        Optional<Digest> root = InclusionProof.rootFromPath(leafHash, batch.index(), batch.size(), batch.path());
        return root.isPresent() && verifyBatch(key, root.get(), batch.size(), signature.sig());
    }

    private boolean verifyMessage(PublicKey key, byte[] message, byte[] sig) {
        if (!messages.isKept()) {
            return key.verify(message, sig);
        }
        VerifiedMessage verified = new VerifiedMessage(key.id(), Hash.sha256(message), ByteBuffer.wrap(sig.clone()));
        if (messages.contains(verified)) {
            return true;
        }
        boolean holds = key.verify(message, sig);
        if (holds) {
            messages.add(verified);
        }
        return holds;
    }

    private boolean verifyBatch(PublicKey key, Digest root, long size, byte[] sig) {
        VerifiedBatch batch = new VerifiedBatch(key.id(), root, size, ByteBuffer.wrap(sig.clone()));
        if (batches.contains(batch)) {
            return true;
        }
        if (!key.verify(Envelopes.batchEncoding(size, root), sig)) {
            return false;
        }
        batches.add(batch);
        return true;
    }

    /// Batch signatures remembered now.
    int cachedBatches() {
        return batches.size();
    }
}
