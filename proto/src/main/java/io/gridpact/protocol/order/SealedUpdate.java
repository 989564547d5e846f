package io.gridpact.protocol.order;

import io.gridpact.protocol.envelope.Envelope;

/// An update that both utilities have attested. Not yet believed: see [UpdateRules#sealed].
///
/// @param envelope that the update was read from
public record SealedUpdate(
        Update update,
        Envelope envelope,
        SignedUpdateAttestation sellerAttestation,
        SignedUpdateAttestation buyerAttestation) {}
