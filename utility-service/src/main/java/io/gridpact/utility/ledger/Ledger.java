package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SignedAttestation;
import java.util.List;
import java.util.Optional;

/// The trades of this utility, as confirming needs them. Each call returns when what it wrote is durable.
public interface Ledger {

    /// The trade of that order, refused ones included.
    Optional<StoredTrade> find(Digest order);

    /// Writes this utility's answer: identity, limits, trade, journal and outbox, all or nothing.
    AttestOutcome attest(NewTrade trade);

    /// Writes the buyer utility's attestation and the receipt that answers it, and enqueues the receipt.
    CompleteOutcome complete(Digest order, SignedAttestation buyer, Envelope receipt);

    /// Writes the buyer utility's refusal and gives the reserved limit back; does nothing where the trade has another
    /// answer or its end already.
    void release(Digest order, SignedAttestation buyer);

    /// Writes receipts of trades that this utility has attested as the buyer's; others are left out.
    ///
    /// @return how many were new
    int acceptReceipts(List<SignedReceipt> receipts);

    /// Removes a message from the outbox: its target has it, or it may not be sent any more.
    void delivered(OutboxMessage message);

    /// A receipt with the bytes and signature that carry it.
    record SignedReceipt(Receipt receipt, Envelope envelope) {}
}
