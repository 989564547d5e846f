package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.StoredTrade;
import java.util.Optional;

/// What came of an order.
public sealed interface Confirmation {

    /// All four have signed.
    record Signed(StoredTrade trade) implements Confirmation {}

    /// `NON_BLOCKING`: the buyer utility is awaited, and asked until the order expires.
    record Accepted(StoredTrade trade) implements Confirmation {}

    /// It was refused, or could not be brought to an end now.
    ///
    /// @param attestation the utility's signed refusal, where it is one that stands
    /// @param unanswered the trade, where it is the buyer utility's answer that is missing
    record Refused(Refusal refusal, Optional<Envelope> attestation, Optional<StoredTrade> unanswered)
            implements Confirmation {}

    /// The answer that stands, or empty while the buyer utility has still to be asked.
    static Optional<Confirmation> stored(StoredTrade trade) {
        if (trade.refusal().isPresent()) {
            Optional<Envelope> signed = trade.buyerAttestation().or(trade::sellerAttestation);
            return Optional.of(new Refused(trade.refusal().get(), signed, Optional.empty()));
        }
        if (trade.signedByAll()) {
            return Optional.of(new Signed(trade));
        }
        return trade.state() == TradeState.PENDING
                ? Optional.empty()
                : Optional.of(unanswered(
                        trade,
                        Refusal.of(
                                Reason.WINDOW_CLOSED,
                                "expires_millis",
                                "not signed by all before its window's gate closed")));
    }

    static Confirmation refused(Refusal refusal) {
        return new Refused(refusal, Optional.empty(), Optional.empty());
    }

    static Confirmation unanswered(StoredTrade trade, Refusal refusal) {
        return new Refused(refusal, Optional.empty(), Optional.of(trade));
    }
}
