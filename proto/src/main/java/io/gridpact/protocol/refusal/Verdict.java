package io.gridpact.protocol.refusal;

import java.util.function.Supplier;

/// What a rule says.
public sealed interface Verdict {

    /// Nothing is wrong.
    record Accepted() implements Verdict {}

    /// The first thing that is wrong.
    record Refused(Refusal refusal) implements Verdict {}

    static Verdict accepted() {
        return new Accepted();
    }

    static Verdict refused(Reason reason, String field, String description) {
        return new Refused(Refusal.of(reason, field, description));
    }

    /// Accepted where the condition holds.
    static Verdict require(boolean holds, Reason reason, String field, String description) {
        return holds ? accepted() : refused(reason, field, description);
    }

    /// The next rule's verdict where this one accepts; otherwise the next rule is not asked.
    default Verdict then(Supplier<Verdict> next) {
        return switch (this) {
            case Accepted ignored -> next.get();
            case Refused refused -> refused;
        };
    }

    /// @throws RefusedException where it is refused
    default void orThrow() {
        switch (this) {
            case Accepted ignored -> {}
            case Refused refused -> throw new RefusedException(refused.refusal());
        }
    }

    default boolean isAccepted() {
        return this instanceof Accepted;
    }
}
