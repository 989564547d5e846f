package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An order with what this utility makes of it, to be written.
///
/// @param order as both platforms consented to it
/// @param peer the other utility; this one where both sides are here
/// @param buyerOpening kept where the request may have to be sent again
/// @param decision what this utility answers
/// @param accepted the seller utility's attestation, where this is the buyer utility
public record NewTrade(
        ConsentedOrder order,
        String peer,
        @Nullable SealedBytes buyerOpening,
        Decision decision,
        Optional<SignedAttestation> accepted) {

    /// What this utility answers.
    public sealed interface Decision {}

    /// It stands for its customers' sides, if their limits hold or the order's mode does not ask that.
    ///
    /// @param sides one, or two where both customers are here
    /// @param attestations signed answers, one a side and in their order
    /// @param whenExceeded what becomes of it where a limit does not hold
    /// @param request the message that asks the buyer utility, if it is another
    public record Attest(
            List<CustomerSide> sides,
            List<SignedAttestation> attestations,
            WhenExceeded whenExceeded,
            Optional<OutboxMessage> request)
            implements Decision {}

    /// What becomes of an order that a limit does not hold.
    public sealed interface WhenExceeded {}

    /// `BLOCKING`: it is refused.
    ///
    /// @param refusal signs it
    public record Refusing(Function<Shortfall, SignedAttestation> refusal) implements WhenExceeded {}

    /// `NON_BLOCKING`: it is attested all the same, and the attestation says so.
    ///
    /// @param attestations signs them anew, one a side and in their order, for the sides whose limit does not hold
    public record Flagging(Function<Set<TradeRole>, List<SignedAttestation>> attestations) implements WhenExceeded {}

    /// It refuses for a reason that lies in the order.
    public record Refuse(SignedAttestation attestation, Refusal refusal) implements Decision {}
}
