package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.sealing.SealingProof;

/// What a utility deposits.
///
/// @param statement as it says
/// @param envelope as it was signed
/// @param proof that the trade belongs into both lists
public record Deposit(SealingDeposit statement, Envelope envelope, SealingProof proof) {}
