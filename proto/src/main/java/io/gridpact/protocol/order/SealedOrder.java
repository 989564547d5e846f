package io.gridpact.protocol.order;

/// An order with all four signatures. Not yet believed: see [SealedOrderRules#verify].
public record SealedOrder(
        ConsentedOrder consented, SignedAttestation sellerAttestation, SignedAttestation buyerAttestation) {}
