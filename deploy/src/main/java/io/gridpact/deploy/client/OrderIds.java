package io.gridpact.deploy.client;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// UUIDs of version 7 (RFC 9562): time first, the rest random.
final class OrderIds {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int RANDOM_A_BITS = 12;
    private static final int TIME_SHIFT = 16;

    private OrderIds() {}

    static String uuidV7(Instant time, SecureRandom random) {
        long high = time.toEpochMilli() << TIME_SHIFT | VERSION_7 | random.nextInt(1 << RANDOM_A_BITS);
        long low = random.nextLong() >>> 2 | VARIANT;
        return new UUID(high, low).toString();
    }
}
