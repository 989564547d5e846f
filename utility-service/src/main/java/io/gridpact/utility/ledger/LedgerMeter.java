package io.gridpact.utility.ledger;

/// Is told what the ledger's writer does, for metrics.
public interface LedgerMeter {

    /// Nobody listens.
    LedgerMeter NONE = new LedgerMeter() {
        @Override
        public void batchCommitted(int changes, long nanos) {}

        @Override
        public void tradesBecame(String state, String reason, long trades) {}

        @Override
        public void messageGivenUp(String kind) {}
    };

    /// @param changes how many changes the batch had
    /// @param nanos how long it took, from taking the batch to its commit
    void batchCommitted(int changes, long nanos);

    /// A committed transaction brought that many trades into a state; told once for each transaction.
    ///
    /// @param state the state's name
    /// @param reason why they were refused or are void, or empty
    void tradesBecame(String state, String reason, long trades);

    /// A message was refused until it was of no more use.
    ///
    /// @param kind the message's
    void messageGivenUp(String kind);
}
