package io.gridpact.utility.ledger;

/// Is told what the ledger's writer does, for metrics.
public interface LedgerMeter {

    /// Nobody listens.
    LedgerMeter NONE = (changes, nanos) -> {};

    /// @param changes how many changes the batch had
    /// @param nanos how long it took, from taking the batch to its commit
    void batchCommitted(int changes, long nanos);
}
