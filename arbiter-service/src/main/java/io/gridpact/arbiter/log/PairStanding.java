package io.gridpact.arbiter.log;

/// How the digests under one key stand to each other (PROTOCOL.md, section 9). Names are stored.
public enum PairStanding {
    /// One side has committed, the other still may.
    WAITING,
    /// Both committed the same digest, or a utility committed one with itself.
    MATCHED,
    /// They committed different ones.
    MISMATCHED,
    /// One side is alone past the deadline and past the other's watermark.
    UNPAIRED
}
