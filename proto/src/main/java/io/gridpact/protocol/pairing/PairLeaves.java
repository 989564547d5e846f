package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;

/// What a trade is in a pair's list (PROTOCOL.md, section 8). At stage `SETTLED` it is its settlement digest as it is.
public final class PairLeaves {

    private PairLeaves() {}

    /// H(`pair-sealed`, order digest, revision, seller attestation digest, buyer attestation digest).
    public static Digest sealed(Digest order, long revision, Digest sellerAttestation, Digest buyerAttestation) {
        return Hash.tagged("pair-sealed")
                .digest(order)
                .integer(revision)
                .digest(sellerAttestation)
                .digest(buyerAttestation)
                .finish();
    }
}
