package io.gridpact.protocol;

import java.util.Random;
import java.util.function.Consumer;

/// Runs a property for many seeds and says which one broke it. `-Dseed=N` runs that one alone, `-Dseeds.most=N` no more
/// than that many: a mutation run repeats each property hundreds of times.
public final class Seeds {

    private static final int MOST = Integer.getInteger("seeds.most", Integer.MAX_VALUE);

    private Seeds() {}

    public static void forEach(int count, Consumer<Random> property) {
        Long only = Long.getLong("seed");
        long first = only == null ? 1 : only;
        long last = only == null ? Math.min(count, MOST) : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError("seed " + seed + " (repeat with -Dseed=" + seed + ")", broken);
            }
        }
    }
}
