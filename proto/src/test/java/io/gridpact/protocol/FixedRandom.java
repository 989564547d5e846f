package io.gridpact.protocol;

import java.security.SecureRandom;
import java.util.Random;

/// Randomness that a test can repeat: given bytes first, then those of a seeded generator.
public final class FixedRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final byte[] first;
    private final Random rest;
    private int taken;

    public FixedRandom(long seed) {
        this(new byte[0], seed);
    }

    public FixedRandom(byte[] first) {
        this(first, 0);
    }

    private FixedRandom(byte[] first, long seed) {
        this.first = first.clone();
        this.rest = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        int given = Math.min(bytes.length, first.length - taken);
        byte[] more = new byte[bytes.length - given];
        rest.nextBytes(more);
        System.arraycopy(first, taken, bytes, 0, given);
        System.arraycopy(more, 0, bytes, given, more.length);
        taken += given;
    }
}
