package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.StoredTrade;
import java.util.Optional;

/// What came of an order.
public sealed interface Confirmation {

    /// All four have signed.
    record Signed(StoredTrade trade) implements Confirmation {}

    /// It was refused, or could not be brought to an end now.
    ///
    /// @param attestation the utility's signed refusal, where it is one that stands
    record Refused(Refusal refusal, Optional<Envelope> attestation) implements Confirmation {}

    static Confirmation refused(Refusal refusal) {
        return new Refused(refusal, Optional.empty());
    }
}
