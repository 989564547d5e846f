package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.FixedRandom;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.envelope.Hpke;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Openings that came as the buyer's platform signed them, in an order that names their digest: what is wrong with one
/// is the order's own fault.
class OpeningVectorsTest {

    private static final CustomerOpening GOOD = ANetwork.draft().buyer().opening();

    record Situation(String name, SealedBytes sealed, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        byte[] plaintext = plaintext(GOOD);
        byte[] anotherId = plaintext(new CustomerOpening(GOOD.salt(), "customer-18"));
        byte[] otherSalt = plaintext(new CustomerOpening(ANetwork.bytes("another salt", 32), GOOD.customerId()));
        byte[] unknownField = OrderMessages.and(plaintext, new byte[] {0x20, 0x01});
        byte[] shortSalt = OrderMessages.and(new byte[] {0x0a, 0x01, 0x07}, new byte[] {0x12, 0x01, 0x61});
        byte[] encapsulated = sealed(plaintext).encapsulatedKey();
        byte[] ciphertext = sealed(plaintext).ciphertext();
        byte[] cut = Arrays.copyOf(ciphertext, ciphertext.length - 1);
        return Stream.of(
                new Situation("the committed customer", sealed(plaintext), "accepted"),
                refused("defect another customer", sealed(anotherId), "buyer.customer_commitment"),
                refused("defect another salt", sealed(otherSalt), "buyer.customer_commitment"),
                refused("defect an unknown field", sealed(unknownField), "buyer_opening.4"),
                refused("defect a salt of one byte", sealed(shortSalt), "buyer_opening.salt"),
                refused("defect nothing sealed", sealed(new byte[0]), "buyer_opening.salt"),
                refused("defect a ciphertext cut short", new SealedBytes(encapsulated, cut), "buyer_opening"),
                refused(
                        "defect an encapsulated key of small order",
                        new SealedBytes(new byte[HpkePrivateKey.BYTES], ciphertext),
                        "buyer_opening"));
    }

    private static Situation refused(String name, SealedBytes sealed, String field) {
        return new Situation(name, sealed, "UNKNOWN_CUSTOMER " + field);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        byte[] payload = OrderMessages.order(order -> order.getBuyerBuilder()
                .setOpeningDigest(EnvelopeWire.bytes(CustomerCommitment.openingDigest(situation.sealed()))));
        Order order = OrderWire.consented(OrderMessages.encoded(payload)).order();

        assertThat(outcome(order, situation.sealed())).isEqualTo(situation.outcome());
        VectorFile.of(situation.name())
                .with("order", payload)
                .with("encapsulated_key", situation.sealed().encapsulatedKey())
                .with("ciphertext", situation.sealed().ciphertext())
                .with("outcome", situation.outcome())
                .check("opening", situation.name());
    }

    private static String outcome(Order order, SealedBytes sealed) {
        try {
            OrderRules.relayed(order, TradeRole.BUYER, sealed).orThrow();
            CustomerOpening opening = OpeningWire.open(order, TradeRole.BUYER, sealed, ANetwork.hpkeKey("south"));
            return VectorFile.outcome(OrderRules.opening(order, TradeRole.BUYER, opening));
        } catch (RefusedException refused) {
            Refusal refusal = refused.refusal();
            return VectorFile.outcome(new Verdict.Refused(refusal));
        }
    }

    private static byte[] plaintext(CustomerOpening opening) {
        return io.gridpact.trade.v1.CustomerOpening.newBuilder()
                .setSalt(ByteString.copyFrom(opening.salt()))
                .setCustomerId(opening.customerId())
                .build()
                .toByteArray();
    }

    private static SealedBytes sealed(byte[] plaintext) {
        HpkeKey south = ANetwork.participant("south").hpkeKey().orElseThrow();
        return Hpke.seal(
                south.bytes(),
                CustomerCommitment.openingAad(ANetwork.ORDER_ID, TradeRole.BUYER, "helio", "south"),
                plaintext,
                new FixedRandom(ANetwork.bytes("ephemeral key of an opening", HpkePrivateKey.BYTES)));
    }
}
