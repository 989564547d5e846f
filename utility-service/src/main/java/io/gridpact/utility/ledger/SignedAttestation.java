package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.Attestation;

/// An attestation with the bytes and signature that carry it.
public record SignedAttestation(Attestation attestation, Envelope envelope) {}
