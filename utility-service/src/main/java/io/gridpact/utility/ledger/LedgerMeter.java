package io.gridpact.utility.ledger;

/// Is told what the ledger's writer does, for metrics.
public interface LedgerMeter {

    /// Nobody listens.
    LedgerMeter NONE = new LedgerMeter() {
        @Override
        public void batchCommitted(int changes, long nanos) {}

        @Override
        public void answered(String outcome, String reason) {}
    };

    /// @param changes how many changes the batch had
    /// @param nanos how long it took, from taking the batch to its commit
    void batchCommitted(int changes, long nanos);

    /// A trade reached a state.
    ///
    /// @param outcome the state's name
    /// @param reason why it was refused, or empty
    void answered(String outcome, String reason);
}
