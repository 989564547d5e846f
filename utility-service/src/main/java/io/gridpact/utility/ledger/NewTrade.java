package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.refusal.Refusal;
import java.util.List;
import java.util.Optional;
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

    /// It stands for its customers' sides, if their limits hold.
    ///
    /// @param sides one, or two where both customers are here
    /// @param attestations signed answers, one a side and in their order
    /// @param whenExceeded signs the refusal where a limit does not hold
    /// @param request the message that asks the buyer utility, if it is another
    public record Attest(
            List<CustomerSide> sides,
            List<SignedAttestation> attestations,
            Function<Shortfall, SignedAttestation> whenExceeded,
            Optional<OutboxMessage> request)
            implements Decision {}

    /// It refuses for a reason that lies in the order.
    public record Refuse(SignedAttestation attestation, Refusal refusal) implements Decision {}
}
