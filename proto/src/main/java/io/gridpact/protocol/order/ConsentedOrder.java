package io.gridpact.protocol.order;

import io.gridpact.protocol.envelope.Signature;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An order with both platforms' consent: signatures one and two. Not yet believed: see
/// [OrderRules#consent].
///
/// @param payload the order's signed bytes as they came; not to be changed
/// @param encoded the whole message's bytes as they came; not to be changed
public record ConsentedOrder(
        Order order, byte[] payload, Signature buyerConsent, Signature sellerConsent, byte[] encoded) {

    public Signature consent(TradeRole role) {
        return switch (role) {
            case BUYER -> buyerConsent;
            case SELLER -> sellerConsent;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConsentedOrder consented && Arrays.equals(encoded, consented.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "ConsentedOrder[" + order.digest().prefix() + "]";
    }
}
