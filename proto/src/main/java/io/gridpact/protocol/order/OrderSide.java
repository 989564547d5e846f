package io.gridpact.protocol.order;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;

/// One side of an order; names no customer.
///
/// @param customerCommitment see [CustomerCommitment]
/// @param openingDigest of the sealed opening that travels beside the order
/// @param meterKeyId the key of the meter that will inject or consume
public record OrderSide(Digest customerCommitment, Digest openingDigest, KeyId meterKeyId) {}
