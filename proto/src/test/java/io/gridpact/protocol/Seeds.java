package io.gridpact.protocol;

import java.util.Random;
import java.util.function.Consumer;

/// Runs a property for many seeds and says which one broke it. `-Dseed=N` runs that one alone.
public final class Seeds {

    private Seeds() {}

    public static void forEach(int count, Consumer<Random> property) {
        Long only = Long.getLong("seed");
        long first = only == null ? 1 : only;
        long last = only == null ? count : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError("seed " + seed + " (repeat with -Dseed=" + seed + ")", broken);
            }
        }
    }
}
