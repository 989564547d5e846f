package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Hpke;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.OpeningDamagedException;
import io.gridpact.protocol.envelope.OpeningKeys;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.SealedOpening;
import java.security.SecureRandom;
import java.util.Optional;

/// Customer openings, sealed to a utility and opened there (PROTOCOL.md, section 5).
public final class OpeningWire {

    /// Longest ciphertext with its tag.
    public static final int MAX_CIPHERTEXT_BYTES = 512;

    private OpeningWire() {}

    /// Seals a draft's opening of that side to its utility.
    ///
    /// @throws IllegalArgumentException if the utility's descriptor has no HPKE key
    public static SealedBytes seal(OrderDraft draft, TradeRole role, Participant utility, SecureRandom random) {
        HpkeKey recipient = utility.hpkeKey()
                .orElseThrow(() -> new IllegalArgumentException(utility.id() + " takes no sealed openings"));
        return seal(
                draft.side(role).opening(),
                recipient,
                CustomerCommitment.openingAad(draft.orderId(), role, draft.platform(role), draft.utility(role)),
                random);
    }

    /// @param aad [CustomerCommitment#openingAad]
    public static SealedBytes seal(CustomerOpening opening, HpkeKey recipient, byte[] aad, SecureRandom random) {
        byte[] plaintext = io.gridpact.trade.v1.CustomerOpening.newBuilder()
                .setSalt(ByteString.copyFrom(opening.salt()))
                .setCustomerId(opening.customerId())
                .build()
                .toByteArray();
        return Hpke.seal(recipient.bytes(), aad, plaintext, random);
    }

    /// Opens what was sealed for this order and side. Ask `OrderRules.relayed` before, whose fault it is if it fails:
    /// an opening that the order was made with and that does not open is its platform's.
    ///
    /// @throws RefusedException with `UNKNOWN_CUSTOMER` if it does not open, or holds no opening
    public static CustomerOpening open(Order order, TradeRole role, SealedBytes sealed, OpeningKeys keys) {
        byte[] aad = CustomerCommitment.openingAad(order.orderId(), role, order.platform(role), order.utility(role));
        return open(sealed, keys, aad, path(role));
    }

    /// @param keys each is tried: nothing says which of them it was sealed for
    /// @param aad [CustomerCommitment#openingAad]
    /// @param field what the opening is in the request
    public static CustomerOpening open(SealedBytes sealed, OpeningKeys keys, byte[] aad, String field) {
        Fields at = new Fields(Reason.UNKNOWN_CUSTOMER, field);
        for (HpkePrivateKey key : keys.all()) {
            Optional<byte[]> opened = opened(key, sealed, aad);
            if (opened.isPresent()) {
                return opening(opened.get(), at);
            }
        }
        throw at.refused("", "does not open");
    }

    private static Optional<byte[]> opened(HpkePrivateKey key, SealedBytes sealed, byte[] aad) {
        try {
            return Optional.of(Hpke.open(key, sealed, aad));
        } catch (OpeningDamagedException another) {
            return Optional.empty();
        }
    }

    /// @throws RefusedException with the reason and path of `at`
    public static SealedBytes fromMessage(SealedOpening message, Fields at) {
        Strict.requireKnown(message, at);
        return new SealedBytes(
                at.exactly("encapsulated_key", message.getEncapsulatedKey(), HpkePrivateKey.BYTES),
                at.atMost("ciphertext", message.getCiphertext(), MAX_CIPHERTEXT_BYTES));
    }

    public static SealedOpening toMessage(SealedBytes sealed) {
        return SealedOpening.newBuilder()
                .setEncapsulatedKey(UnsafeByteOperations.unsafeWrap(sealed.encapsulatedKey()))
                .setCiphertext(UnsafeByteOperations.unsafeWrap(sealed.ciphertext()))
                .build();
    }

    private static CustomerOpening opening(byte[] plaintext, Fields at) {
        io.gridpact.trade.v1.CustomerOpening message =
                Strict.parse(io.gridpact.trade.v1.CustomerOpening.parser(), plaintext, at);
        return new CustomerOpening(
                at.exactly("salt", message.getSalt(), CustomerOpening.SALT_BYTES),
                at.text("customer_id", message.getCustomerId(), 1, CustomerOpening.MAX_CUSTOMER_ID_CHARACTERS));
    }

    private static String path(TradeRole role) {
        return switch (role) {
            case BUYER -> "buyer_opening";
            case SELLER -> "seller_opening";
        };
    }
}
