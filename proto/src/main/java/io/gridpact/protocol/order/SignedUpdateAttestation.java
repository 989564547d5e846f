package io.gridpact.protocol.order;

import io.gridpact.protocol.envelope.Envelope;

/// An answer to an update with the envelope that it was read from. Not yet believed: see [UpdateRules#answer].
public record SignedUpdateAttestation(UpdateAttestation attestation, Envelope envelope) {

    /// @throws IllegalArgumentException if the two do not belong together
    public SignedUpdateAttestation {
        if (!attestation.digest().equals(envelope.digest())) {
            throw new IllegalArgumentException("envelope: of another attestation");
        }
    }
}
