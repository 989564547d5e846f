package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import java.util.List;

/// Another utility, as this one updates trades with it. What comes back is signed, and verified by whoever asked.
interface UpdateLink {

    /// Receipts in a message.
    int MAX_RECEIPTS = 500;

    /// Asks the seller utility to attest this utility's own update.
    ///
    /// @return its attestation, which attests or refuses
    Envelope request(String utility, Envelope update);

    /// Asks the buyer utility for its answer.
    Envelope countersign(String utility, Envelope update, Envelope sellerAttestation);

    /// Delivers receipts, at most [#MAX_RECEIPTS]; all are in force then.
    void deliverReceipts(String utility, List<Envelope> receipts);
}
