package io.gridpact.protocol.order;

import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;

/// Hides a customer in an order, and binds what opens it (PROTOCOL.md, section 5).
public final class CustomerCommitment {

    private CustomerCommitment() {}

    /// H(`customer`, salt, order id, platform, utility, customer id); platform and utility are those of the customer's
    /// side.
    ///
    /// @param salt 32 random bytes of this order and side alone
    /// @throws IllegalArgumentException unless the salt has 32 bytes
    public static Digest of(byte[] salt, String orderId, String platform, String utility, String customerId) {
        if (salt.length != CustomerOpening.SALT_BYTES) {
            throw new IllegalArgumentException("salt: not " + CustomerOpening.SALT_BYTES + " bytes");
        }
        return Hash.tagged("customer")
                .bytes(salt)
                .text(orderId)
                .text(platform)
                .text(utility)
                .text(customerId)
                .finish();
    }

    /// Whether this opens the side's commitment.
    public static boolean opens(
            OrderSide side, CustomerOpening opening, String orderId, String platform, String utility) {
        return of(opening.salt(), orderId, platform, utility, opening.customerId())
                .equals(side.customerCommitment());
    }

    /// H(`sealed-opening`, encapsulated key, ciphertext): makes damage on the way provable.
    public static Digest openingDigest(SealedBytes sealed) {
        return Hash.tagged("sealed-opening")
                .bytes(sealed.encapsulatedKey())
                .bytes(sealed.ciphertext())
                .finish();
    }

    /// HPKE's `aad`, H(`opening`, order id, role, platform, utility): an opening of one order opens nothing in another.
    public static byte[] openingAad(String orderId, TradeRole role, String platform, String utility) {
        return Hash.tagged("opening")
                .text(orderId)
                .name(role)
                .text(platform)
                .text(utility)
                .finish()
                .bytes();
    }
}
