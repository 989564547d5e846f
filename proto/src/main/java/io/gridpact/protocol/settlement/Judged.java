package io.gridpact.protocol.settlement;

import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import java.util.function.Supplier;

/// What a verifier makes of evidence: something to go on with, or a refusal.
public sealed interface Judged<T> {

    /// It holds.
    record Believed<T>(T evidence) implements Judged<T> {}

    /// The first thing that is wrong.
    ///
    /// @param refusal with reason `INVALID_PROOF`
    record Refused<T>(Refusal refusal) implements Judged<T> {}

    /// @throws RefusedException where it is refused
    default T orThrow() {
        return switch (this) {
            case Believed<T>(T evidence) -> evidence;
            case Refused<T>(Refusal refusal) -> throw new RefusedException(refusal);
        };
    }

    static <T> Judged<T> of(Verdict verdict, Supplier<T> evidence) {
        return switch (verdict) {
            case Verdict.Accepted ignored -> new Believed<>(evidence.get());
            case Verdict.Refused refused -> new Refused<>(refused.refusal());
        };
    }
}
