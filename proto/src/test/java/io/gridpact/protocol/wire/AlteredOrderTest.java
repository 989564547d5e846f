package io.gridpact.protocol.wire;

import static io.gridpact.protocol.wire.ANetwork.DIRECTORY;
import static io.gridpact.protocol.wire.ANetwork.VERIFIER;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SealedOrderRules;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.SealedOrder;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// T7 of the demo, for every byte: whoever alters what was signed is refused.
class AlteredOrderTest {

    private static final int CHANGES_PER_BYTE = 4;

    private final long seed = Long.getLong("test.seed", System.nanoTime());

    private final Random random = new Random(seed);

    @Test
    void a_consented_order_with_any_byte_changed_does_not_parse_or_not_verify() {
        byte[] encoded = OrderMessages.encoded(OrderMessages.PAYLOAD);

        assertThat(isConsented(encoded)).isTrue();
        assertNoChangePasses(encoded, AlteredOrderTest::isConsented);
    }

    @Test
    void a_batched_consent_with_any_byte_changed_does_not_parse_or_not_verify() {
        byte[] encoded = OrderMessages.encoded(
                OrderMessages.PAYLOAD, OrderMessages.batched("helio"), OrderMessages.batched("sunbird"));

        assertThat(isConsented(encoded)).isTrue();
        assertNoChangePasses(encoded, AlteredOrderTest::isConsented);
    }

    @Test
    void a_sealed_order_with_any_byte_changed_does_not_parse_or_not_verify() {
        byte[] encoded = SealedOrderVectors.sealedOrder();

        assertThat(isSealed(encoded)).isTrue();
        assertNoChangePasses(encoded, AlteredOrderTest::isSealed);
    }

    private void assertNoChangePasses(byte[] encoded, Predicate<byte[]> passes) {
        for (int position = 0; position < encoded.length; position++) {
            for (int change = 0; change < CHANGES_PER_BYTE; change++) {
                byte[] altered = encoded.clone();
                altered[position] ^= (byte) (1 + random.nextInt(255));

                assertThat(passes.test(altered))
                        .as("seed %d: byte %d changed to %d", seed, position, altered[position])
                        .isFalse();
            }
        }
    }

    private static boolean isConsented(byte[] encoded) {
        try {
            ConsentedOrder consented = OrderWire.consented(encoded);
            return OrderRules.consent(consented, ANetwork.NOW, DIRECTORY, VERIFIER)
                    .isAccepted();
        } catch (RefusedException refused) {
            return false;
        }
    }

    private static boolean isSealed(byte[] encoded) {
        try {
            var sealedOrder = SealedOrderWire.fromMessage(Strict.parse(SealedOrder.parser(), encoded, ""));
            return SealedOrderRules.verify(sealedOrder, DIRECTORY, VERIFIER).isAccepted();
        } catch (RefusedException refused) {
            return false;
        }
    }
}
