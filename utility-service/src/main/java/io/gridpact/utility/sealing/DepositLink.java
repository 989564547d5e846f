package io.gridpact.utility.sealing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.sealing.SealingProof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The arbiter, as it takes proofs of sealing and tells of them. Receipts that come back have been verified.
public interface DepositLink {

    /// Deposits that are sent at once.
    int MAX_DEPOSITS = 20;

    /// @param statement this utility's signed deposit
    record Proven(Envelope statement, SealingProof proof) {}

    /// What became of a deposit.
    sealed interface Result {}

    /// It is in the log: the trade is sealed.
    record Logged(LogReceipt receipt, Envelope envelope) implements Result {}

    /// It is not.
    record Refused(Refusal refusal) implements Result {}

    /// A deposit in the log, of this utility or of the peer.
    ///
    /// @param deposit whose signature and receipt have been verified
    /// @param proof what the peer showed; empty in this utility's own, and once it was acknowledged
    record Told(SealingDeposit deposit, Instant loggedAt, long leafIndex, Optional<SealingProof> proof) {}

    /// What was deposited for a window.
    ///
    /// @param decided whether no further deposit of it can count
    /// @param decidedAt from when on, as far as the arbiter knows now
    /// @param matchedNumber of equal SEALED digests that were logged in time; 0 where none
    record Deposits(List<Told> deposits, boolean decided, Instant decidedAt, long matchedNumber) {}

    /// @return one result for each, in their order
    /// @throws io.gridpact.protocol.refusal.RefusedException where the arbiter cannot be reached
    List<Result> deposit(List<Proven> deposits);

    /// All deposits of a pair and window.
    Deposits deposits(String peer, Instant windowStart);

    /// The arbiter may forget what was shown in these.
    void acknowledge(List<Long> leafIndices);
}
