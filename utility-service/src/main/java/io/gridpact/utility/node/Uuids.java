package io.gridpact.utility.node;

import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/// Makes UUIDv7 keys (RFC 9562): in the order in which they are made, also within a millisecond, by a counter (its
/// method 1), so that rows that are written together stand together and in order.
public final class Uuids implements Supplier<UUID> {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int MAX_COUNT = 0xFFF;
    private static final int RANDOM_BITS = 62;

    private final Clock clock;
    private final SplittableRandom random;
    private long lastMillis;
    private int count;

    /// @param random keys are no secrets: any generator will do
    public Uuids(Clock clock, SplittableRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public synchronized UUID get() {
        long millis = Math.max(clock.millis(), lastMillis);
        count = millis == lastMillis ? count + 1 : 0;
        if (count > MAX_COUNT) {
            count = 0;
            millis++;
        }
        lastMillis = millis;
        long high = (millis << 16) | VERSION_7 | count;
        long low = VARIANT | (random.nextLong() >>> (Long.SIZE - RANDOM_BITS));
        return new UUID(high, low);
    }
}
