package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.InclusionProof;
import io.gridpact.protocol.merkle.MerkleTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Signs payloads, one by one or many at once (PROTOCOL.md, section 3).
public final class Envelopes {

    /// Payload type of what a batch's signature covers.
    public static final String BATCH_TYPE = "gridpact/batch/v1";

    private Envelopes() {}

    /// @param payload kept, not copied
    public static Envelope sign(String payloadType, byte[] payload, Signer signer) {
        return new Envelope(payloadType, payload, List.of(signature(payloadType, payload, signer)));
    }

    /// A signature over the payload's own pre-authentication encoding.
    public static Signature signature(String payloadType, byte[] payload, Signer signer) {
        Signer key = signer.chosen();
        byte[] sig = key.sign(Dsse.preAuthenticationEncoding(payloadType, payload));
        return new Signature(key.publicKey().id(), sig, null);
    }

    /// One signature over all these payloads, as a signature for each, in their order. Nobody learns from one of them
    /// more of the others than hashes and how many there are.
    ///
    /// @param payloadDigests [Dsse#digest(String, byte\[\])] of each payload; none gives no signature
    public static List<Signature> signBatch(List<Digest> payloadDigests, Signer signer) {
        if (payloadDigests.isEmpty()) {
            return List.of();
        }
        List<Digest> leafHashes =
                payloadDigests.stream().map(Envelopes::batchLeafHash).toList();
        List<List<Digest>> paths = MerkleTree.inclusionPaths(leafHashes);
        Digest root = InclusionProof.rootFromPath(leafHashes.getFirst(), 0, leafHashes.size(), paths.getFirst())
                .orElseThrow();
        Signer key = signer.chosen();
        byte[] sig = key.sign(batchEncoding(leafHashes.size(), root));
        KeyId keyId = key.publicKey().id();
        List<Signature> signatures = new ArrayList<>(leafHashes.size());
        for (int index = 0; index < leafHashes.size(); index++) {
            signatures.add(new Signature(keyId, sig, new BatchPath(index, leafHashes.size(), paths.get(index))));
        }
        return List.copyOf(signatures);
    }

    /// The leaf's data is the payload's digest.
    static Digest batchLeafHash(Digest payloadDigest) {
        return MerkleTree.leafHash(payloadDigest.bytes());
    }

    /// What a batch's signature covers: the encoding of size (8 bytes, big-endian) ‖ root. The size is signed, so that
    /// index and path length cannot be chosen afterwards.
    static byte[] batchEncoding(long size, Digest root) {
        byte[] payload = ByteBuffer.allocate(Long.BYTES + Digest.BYTES)
                .putLong(size)
                .put(root.bytes())
                .array();
        return Dsse.preAuthenticationEncoding(BATCH_TYPE, payload);
    }
}
