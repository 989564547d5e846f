package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// The seller utility's word to the buyer utility that it holds both attestations (PROTOCOL.md, section 5).
///
/// @param digest of the signed bytes; [Unsigned#DIGEST] in one that is still to be signed
/// @param signedAt before gate closure
public record Receipt(
        Digest digest, Digest orderDigest, Digest sellerAttestation, Digest buyerAttestation, Instant signedAt) {

    public static final String PAYLOAD_TYPE = "gridpact/receipt/v1";

    /// To be signed.
    public static Receipt unsigned(
            Digest orderDigest, Digest sellerAttestation, Digest buyerAttestation, Instant signedAt) {
        return new Receipt(Unsigned.DIGEST, orderDigest, sellerAttestation, buyerAttestation, signedAt);
    }
}
