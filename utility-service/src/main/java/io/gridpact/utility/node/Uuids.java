package io.gridpact.utility.node;

import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/// Makes UUIDv7 keys (RFC 9562): rows that are written together stand together.
public final class Uuids implements Supplier<UUID> {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int RANDOM_A_BITS = 12;
    private static final int RANDOM_B_BITS = 62;

    private final Clock clock;
    private final SplittableRandom random;

    /// @param random keys are no secrets: any generator will do
    public Uuids(Clock clock, SplittableRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public synchronized UUID get() {
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() >>> (Long.SIZE - RANDOM_A_BITS));
        long low = VARIANT | (random.nextLong() >>> (Long.SIZE - RANDOM_B_BITS));
        return new UUID(high, low);
    }
}
