package io.gridpact.arbiter.log;

import java.time.Instant;

/// What both utilities of a pair are told.
///
/// @param number from 1, one higher each time
/// @param kind never [PairStanding#WAITING]
public record Flag(long number, PairStanding kind, PairKey pair, Instant flaggedAt) {}
