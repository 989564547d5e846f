package io.gridpact.protocol.directory;

/// How a reading is shared when it does not cover all claims (PROTOCOL.md, section 7). Names are hashed and never
/// change.
public enum AllocationRule {
    /// In order of confirmation, each as much as is left.
    FIFO,
    /// In proportion to what was contracted, by largest remainder.
    PRO_RATA
}
