package io.gridpact.utility.node;

import java.security.SecureRandom;

/// Where random bytes come from.
@FunctionalInterface
public interface Salts {

    /// Bytes of a salt.
    int SALT_BYTES = 32;

    /// 32 fresh random bytes.
    byte[] next();

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
