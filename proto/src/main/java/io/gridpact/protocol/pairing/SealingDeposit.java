package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A utility's statement that it has shown the arbiter proof of a trade's sealing, payload
/// `gridpact/sealing-deposit/v1` (PROTOCOL.md, section 5). It names the trade by its leaf, which says nothing of it.
///
/// @param digest of the signed statement
/// @param utility that deposits and signs
/// @param peer the other utility of the trade
/// @param leaf of [PairLeaves#sealed]
/// @param completeTo everything the utility must commit before this instant is committed
public record SealingDeposit(
        Digest digest, String utility, String peer, Instant windowStart, Digest leaf, Instant completeTo) {

    public static final String PAYLOAD_TYPE = "gridpact/sealing-deposit/v1";
}
