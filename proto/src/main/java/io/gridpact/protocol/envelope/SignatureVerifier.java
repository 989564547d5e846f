package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Digest;
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

    private final Map<VerifiedBatch, Boolean> verifiedBatches = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<VerifiedBatch, Boolean> eldest) {
            return size() > MAX_CACHED_BATCHES;
        }
    };

    /// Whether the key signed this payload.
    public boolean verify(PublicKey key, String payloadType, byte[] payload, Signature signature) {
        if (!signature.keyId().equals(key.id())) {
            return false;
        }
        BatchPath batch = signature.batch();
        if (batch == null) {
            return key.verify(Dsse.preAuthenticationEncoding(payloadType, payload), signature.sig());
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
            return key.verify(envelope.preAuthenticationEncoding(), signature.sig());
        }
        return verifyInBatch(key, envelope.digest(), signature, batch);
    }

    private boolean verifyInBatch(PublicKey key, Digest payloadDigest, Signature signature, BatchPath batch) {
        Digest leafHash = Envelopes.batchLeafHash(payloadDigest);
        Optional<Digest> root = InclusionProof.rootFromPath(leafHash, batch.index(), batch.size(), batch.path());
        return root.isPresent() && verifyBatch(key, root.get(), batch.size(), signature.sig());
    }

    private boolean verifyBatch(PublicKey key, Digest root, long size, byte[] sig) {
        VerifiedBatch batch = new VerifiedBatch(key.id(), root, size, ByteBuffer.wrap(sig.clone()));
        if (isKnown(batch)) {
            return true;
        }
        if (!key.verify(Envelopes.batchEncoding(size, root), sig)) {
            return false;
        }
        remember(batch);
        return true;
    }

    private boolean isKnown(VerifiedBatch batch) {
        synchronized (verifiedBatches) {
            return verifiedBatches.get(batch) != null;
        }
    }

    private void remember(VerifiedBatch batch) {
        synchronized (verifiedBatches) {
            verifiedBatches.put(batch, Boolean.TRUE);
        }
    }

    /// Batch signatures remembered now.
    int cachedBatches() {
        synchronized (verifiedBatches) {
            return verifiedBatches.size();
        }
    }
}
