package io.gridpact.protocol.order;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What opens a customer commitment; travels only sealed.
///
/// @param salt 32 random bytes; not to be changed
/// @param customerId the customer's id at its utility, 1 to [#MAX_CUSTOMER_ID_CHARACTERS] characters
public record CustomerOpening(byte[] salt, String customerId) {

    public static final int SALT_BYTES = 32;

    public static final int MAX_CUSTOMER_ID_CHARACTERS = 64;

    /// @throws IllegalArgumentException naming the field that has another length
    public CustomerOpening {
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("salt: not " + SALT_BYTES + " bytes");
        }
        if (customerId.isEmpty() || customerId.length() > MAX_CUSTOMER_ID_CHARACTERS) {
            throw new IllegalArgumentException("customerId: not 1 to " + MAX_CUSTOMER_ID_CHARACTERS + " characters");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CustomerOpening opening
                && Arrays.equals(salt, opening.salt)
                && customerId.equals(opening.customerId);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    /// Says nothing: it may end up in a log.
    @Override
    public String toString() {
        return "CustomerOpening[]";
    }
}
