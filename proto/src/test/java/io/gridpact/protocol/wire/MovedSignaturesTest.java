package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.SealedOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Good signatures where they do not belong: under another purpose, in another role, at another trade.
class MovedSignaturesTest {

    /// One of each type that a utility, a platform or an arbiter signs.
    private static List<Envelope> envelopes() {
        List<Envelope> envelopes = new ArrayList<>(List.of(
                SealedOrderVectors.sellerAttestation(),
                SealedOrderVectors.buyerAttestation(),
                SealedOrderVectors.receipt(),
                UpdateVectors.update(),
                UpdateVectors.sellerAttestation(),
                UpdateVectors.buyerAttestation(),
                DirectoryVectors.enrolment("north"),
                ANetwork.descriptor("north"),
                ANetwork.descriptor("south"),
                ANetwork.AGREEMENT_ENVELOPE,
                ANetwork.OWN_TERMS_ENVELOPE,
                ANetwork.PROFILE_ENVELOPE));
        envelopes.add(new Envelope(
                "gridpact/order/v1", OrderMessages.PAYLOAD, List.of(ANetwork.consent(OrderMessages.PAYLOAD, "helio"))));
        return envelopes;
    }

    private static List<String> keys() {
        return ANetwork.everyone()
                .flatMap(id -> List.of(id, id + " root", id + " old").stream())
                .toList();
    }

    private static boolean isSigned(Envelope envelope) {
        return envelope.signatures().stream().anyMatch(signature -> keys().stream()
                .anyMatch(key -> ANetwork.VERIFIER.verify(ANetwork.signer(key).publicKey(), envelope, signature)));
    }

    @Test
    void the_same_bytes_under_another_payload_type_are_signed_by_nobody() {
        List<Envelope> envelopes = envelopes();
        for (Envelope signed : envelopes) {
            assertThat(isSigned(signed)).as("%s", signed).isTrue();
            for (Envelope other : envelopes) {
                if (other.payloadType().equals(signed.payloadType())) {
                    continue;
                }
                assertThat(isSigned(new Envelope(other.payloadType(), signed.payload(), signed.signatures())))
                        .as("%s as %s", signed, other.payloadType())
                        .isFalse();
            }
        }
    }

    @Test
    void a_signature_that_is_moved_to_another_payload_is_nobodys() {
        List<Envelope> envelopes = envelopes();
        for (Envelope signed : envelopes) {
            for (Envelope other : envelopes) {
                if (!other.digest().equals(signed.digest())) {
                    assertThat(isSigned(new Envelope(other.payloadType(), other.payload(), signed.signatures())))
                            .as("of %s under %s", signed, other)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void consents_change_places() {
        byte[] moved = OrderMessages.message(order -> {
            var buyer = order.getBuyerConsent();
            order.setBuyerConsent(order.getSellerConsent()).setSellerConsent(buyer);
        });

        assertRefused(ConsentedOrderVectors.FOLDER, moved, "SIGNATURE_INVALID buyer_consent.signature");
    }

    @Test
    void a_consent_of_one_side_stands_in_both_places() {
        byte[] moved = OrderMessages.message(order -> order.setSellerConsent(order.getBuyerConsent()));

        assertRefused(ConsentedOrderVectors.FOLDER, moved, "SIGNATURE_INVALID seller_consent.signature");
    }

    @Test
    void attestations_change_places_or_one_stands_for_both() {
        assertRefused(
                SealedOrderVectors.SEALED,
                sealed(order -> {
                    var seller = order.getSellerAttestation();
                    order.setSellerAttestation(order.getBuyerAttestation()).setBuyerAttestation(seller);
                }),
                "INVALID_PROOF seller_attestation.utility");
        assertRefused(
                SealedOrderVectors.SEALED,
                sealed(order -> order.setBuyerAttestation(order.getSellerAttestation())),
                "INVALID_PROOF buyer_attestation.utility");
    }

    @Test
    void consents_and_attestations_of_one_trade_are_shown_with_another() {
        byte[] another = OrderMessages.order(order -> order.setQuantityWh(order.getQuantityWh() + 1));

        assertRefused(
                ConsentedOrderVectors.FOLDER,
                OrderMessages.message(order -> order.setPayload(com.google.protobuf.ByteString.copyFrom(another))),
                "SIGNATURE_INVALID buyer_consent.signature");
        assertRefused(
                SealedOrderVectors.SEALED,
                sealed(order -> order.setOrder(consented(another))),
                "INVALID_PROOF seller_attestation.order_digest");
    }

    private static ConsentedOrder consented(byte[] payload) {
        try {
            return ConsentedOrder.parseFrom(OrderMessages.encoded(payload));
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] sealed(Consumer<SealedOrder.Builder> change) {
        try {
            SealedOrder.Builder order = SealedOrder.parseFrom(SealedOrderVectors.sealedOrder()).toBuilder();
            change.accept(order);
            return order.build().toByteArray();
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void assertRefused(String folder, byte[] bytes, String refusal) {
        assertThat(Judge.outcome(new Vector(folder, "moved", bytes, ""))).isEqualTo("refused " + refusal);
    }
}
