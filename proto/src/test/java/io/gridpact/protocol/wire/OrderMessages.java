package io.gridpact.protocol.wire;

import static io.gridpact.protocol.wire.ANetwork.consent;
import static io.gridpact.protocol.wire.ANetwork.draft;
import static io.gridpact.protocol.wire.ANetwork.made;
import static io.gridpact.protocol.wire.ANetwork.signer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.envelope.BatchPath;
import io.gridpact.protocol.envelope.Dsse;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
/// Serialised orders and consented orders for vectors: the good one, changed.

final class OrderMessages {

    static final byte[] PAYLOAD = made(draft()).payload();

    private OrderMessages() {}

    static Order base() {
        try {
            return Order.parseFrom(PAYLOAD);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static byte[] order(Consumer<Order.Builder> change) {
        Order.Builder order = base().toBuilder();
        change.accept(order);
        return order.build().toByteArray();
    }

    static byte[] message(Consumer<ConsentedOrder.Builder> change) {
        try {
            ConsentedOrder.Builder order = ConsentedOrder.parseFrom(encoded(PAYLOAD)).toBuilder();
            change.accept(order);
            return order.build().toByteArray();
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static byte[] encoded(byte[] payload) {
        return encoded(payload, consent(payload, "helio"), consent(payload, "sunbird"));
    }

    static byte[] encoded(byte[] payload, Signature buyerConsent, Signature sellerConsent) {
        ConsentedOrder.Builder order = ConsentedOrder.newBuilder()
                .setPayloadType("gridpact/order/v1")
                .setPayload(ByteString.copyFrom(payload));
        order.getBuyerConsentBuilder().setSignature(EnvelopeWire.toMessage(buyerConsent));
        order.getSellerConsentBuilder().setSignature(EnvelopeWire.toMessage(sellerConsent));
        return order.build().toByteArray();
    }

    /// Made and signed while the platforms' old keys were valid.
    static byte[] ofLastYear() {
        byte[] payload = order(order -> order.setCreatedMillis(ANetwork.YEAR_START.toEpochMilli() - 1));
        return encoded(payload, consent(payload, "helio old"), consent(payload, "sunbird old"));
    }

    /// The order's signature out of a batch of three.
    static Signature batched(String signer) {
        Digest one = Hash.sha256(Hash.utf8("another payload"));
        Digest order = Dsse.digest("gridpact/order/v1", PAYLOAD);
        return Envelopes.signBatch(List.of(one, order, one), signer(signer)).get(1);
    }

    static Signature withLongerPath(Signature signature) {
        BatchPath batch = Objects.requireNonNull(signature.batch());
        List<Digest> path = new ArrayList<>(batch.path());
        path.add(path.getFirst());
        return new Signature(signature.keyId(), signature.sig(), new BatchPath(batch.index(), batch.size(), path));
    }

    static byte[] unknownInBuyer(byte[] unknown) {
        return order(order -> {
            try {
                order.getBuyerBuilder().mergeFrom(unknown);
            } catch (InvalidProtocolBufferException impossible) {
                throw new AssertionError(impossible);
            }
        });
    }

    static byte[] and(byte[] bytes, byte[] more) {
        byte[] both = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, both, bytes.length, more.length);
        return both;
    }

    static ByteString zeros(int count) {
        return ByteString.copyFrom(new byte[count]);
    }
}
