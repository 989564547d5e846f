package io.gridpact.protocol.pairing;

/// What a pair digest is about. Names are hashed and never change.
public enum PairStage {
    /// Which trades are sealed.
    SEALED,
    /// What was settled.
    SETTLED
}
