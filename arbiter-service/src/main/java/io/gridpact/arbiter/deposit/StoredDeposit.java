package io.gridpact.arbiter.deposit;

import org.jspecify.annotations.Nullable;

/// A deposit that was logged.
///
/// @param statement message bytes of the signed deposit; not to be changed
/// @param receipt message bytes of the signed receipt; not to be changed
/// @param proof the encoded proof; null once the other side has it; not to be changed
public record StoredDeposit(
        String depositor, long leafIndex, byte[] statement, byte[] receipt, byte @Nullable [] proof) {}
