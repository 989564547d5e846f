package io.gridpact.arbiter.node;

import java.security.SecureRandom;
import java.util.function.Supplier;

/// Where salts of what the arbiter signs come from.
@FunctionalInterface
public interface Salts extends Supplier<byte[]> {

    /// Bytes of a salt.
    int SALT_BYTES = 16;

    /// The platform's generator of unpredictable bytes.
    static Salts secure() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            return salt;
        };
    }
}
