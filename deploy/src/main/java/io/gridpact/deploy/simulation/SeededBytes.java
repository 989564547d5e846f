package io.gridpact.deploy.simulation;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/// Bytes that are unpredictable to the code under test and always the same for one seed.
@SuppressWarnings("serial")
final class SeededBytes extends SecureRandom {

    private final transient SplittableRandom random;

    SeededBytes(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }

    byte[] take(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
