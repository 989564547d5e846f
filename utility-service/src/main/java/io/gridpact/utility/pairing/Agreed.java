package io.gridpact.utility.pairing;

import io.gridpact.protocol.hash.Digest;
import java.util.List;

/// What this utility holds agreed with a peer for a window.
///
/// @param leaves one for each trade, in any order (PROTOCOL.md, section 8)
/// @param energyWh contracted or settled energy of these trades, in watt-hours
public record Agreed(PairKey key, List<Digest> leaves, long energyWh) {}
