package io.gridpact.utility.peer;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import java.util.List;
import java.util.Optional;

/// Another utility, as this one asks it to confirm and to agree. What comes back is signed, and verified by whoever
/// asked.
public interface UtilityLink {

    /// Asks the buyer utility for its answer to an order.
    ///
    /// @param consentedOrder the order with both consents, encoded as it came
    /// @return its attestation, which attests or refuses
    /// @throws RefusedException where it cannot be reached, or refuses the request itself
    Envelope countersign(String utility, byte[] consentedOrder, Envelope sellerAttestation, SealedBytes buyerOpening);

    /// Delivers receipts, at most 500.
    void deliverReceipts(String utility, List<Envelope> receipts);

    /// Hands over a pair digest.
    ///
    /// @param checkpoint the last checkpoint held of the arbiter's log, or empty
    /// @return the other's pair digest for the same key, where it has one
    Optional<Envelope> exchangePairDigest(String utility, Envelope pairDigest, String checkpoint);
}
