package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// The seller utility's word to the buyer utility that it holds both attestations of an update (PROTOCOL.md, section
/// 5).
///
/// @param digest of the signed bytes; [Unsigned#DIGEST] in one that is still to be signed
/// @param signedAt before the gate of either window closes
public record UpdateReceipt(
        Digest digest, Digest updateDigest, Digest sellerAttestation, Digest buyerAttestation, Instant signedAt) {

    public static final String PAYLOAD_TYPE = "gridpact/update-receipt/v1";

    /// To be signed.
    public static UpdateReceipt unsigned(
            Digest update, Digest sellerAttestation, Digest buyerAttestation, Instant signedAt) {
        return new UpdateReceipt(Unsigned.DIGEST, update, sellerAttestation, buyerAttestation, signedAt);
    }
}
