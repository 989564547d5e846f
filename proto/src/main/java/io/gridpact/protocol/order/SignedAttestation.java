package io.gridpact.protocol.order;

import io.gridpact.protocol.envelope.Envelope;

/// An attestation with the envelope that it was read from. Not yet believed: see [OrderRules#answer].
public record SignedAttestation(Attestation attestation, Envelope envelope) {

    /// @throws IllegalArgumentException if the two do not belong together
    public SignedAttestation {
        if (!attestation.digest().equals(envelope.digest())) {
            throw new IllegalArgumentException("envelope: of another attestation");
        }
    }
}
