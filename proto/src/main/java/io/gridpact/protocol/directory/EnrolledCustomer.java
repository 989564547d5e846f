package io.gridpact.protocol.directory;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;

/// The pseudonym under which counterparties see the customer of a meter, for as long as the enrolment lasts.
public final class EnrolledCustomer {

    /// Length of its salt; as the salt is the utility's secret, the pseudonym cannot be guessed from customer ids.
    public static final int SALT_BYTES = 32;

    private EnrolledCustomer() {}

    /// H(`enrolled-customer`, salt, utility, customer id).
    ///
    /// @throws IllegalArgumentException unless the salt has 32 bytes
    public static Digest commitment(byte[] salt, String utility, String customerId) {
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("salt: not " + SALT_BYTES + " bytes");
        }
        return Hash.tagged("enrolled-customer")
                .bytes(salt)
                .text(utility)
                .text(customerId)
                .finish();
    }
}
