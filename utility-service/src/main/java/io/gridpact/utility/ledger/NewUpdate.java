package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// An update with what this utility makes of it, to be written.
///
/// @param peer the other utility; this one where both sides are here
/// @param accepted the seller utility's attestation, where this is the buyer utility
/// @param request whether the peer has to be asked
/// @param outage that it is part of; empty where it is of none
public record NewUpdate(
        Update update,
        Envelope envelope,
        String peer,
        Decision decision,
        Optional<SignedUpdateAttestation> accepted,
        boolean request,
        String outage) {

    /// What this utility answers.
    public sealed interface Decision {}

    /// It stands for its customers' sides, if the limits of a new day hold.
    ///
    /// @param attestations one, or two where both customers are here
    /// @param whenExceeded signs the refusal where a limit does not hold
    public record Attest(List<SignedUpdateAttestation> attestations, Supplier<SignedUpdateAttestation> whenExceeded)
            implements Decision {}

    /// It refuses for a reason that lies in the update.
    public record Refuse(SignedUpdateAttestation attestation, Refusal refusal) implements Decision {}
}
