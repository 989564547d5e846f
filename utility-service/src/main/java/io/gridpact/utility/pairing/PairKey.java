package io.gridpact.utility.pairing;

import io.gridpact.protocol.pairing.PairStage;
import java.time.Instant;

/// What a pair digest is about, seen from this utility.
///
/// @param peer the other utility, or this one
/// @param windowStart the window's first instant
/// @param number from 1
public record PairKey(String peer, Instant windowStart, PairStage stage, long number) {}
