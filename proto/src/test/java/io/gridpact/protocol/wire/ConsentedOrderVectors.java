package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_ORDER;
import static io.gridpact.protocol.refusal.Reason.NO_AGREEMENT;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.wire.ANetwork.consent;
import static io.gridpact.protocol.wire.ANetwork.draft;
import static io.gridpact.protocol.wire.ANetwork.made;
import static io.gridpact.protocol.wire.ANetwork.signer;
import static io.gridpact.protocol.wire.OrderMessages.PAYLOAD;
import static io.gridpact.protocol.wire.OrderMessages.and;
import static io.gridpact.protocol.wire.OrderMessages.batched;
import static io.gridpact.protocol.wire.OrderMessages.encoded;
import static io.gridpact.protocol.wire.OrderMessages.message;
import static io.gridpact.protocol.wire.OrderMessages.order;
import static io.gridpact.protocol.wire.OrderMessages.withLongerPath;
import static io.gridpact.protocol.wire.OrderMessages.zeros;

import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.refusal.Reason;
import java.util.stream.Stream;
/// Consented orders as north judges them in the role of the seller's utility: good ones, and those whose consent or
/// parties are wrong.

final class ConsentedOrderVectors {

    static final String FOLDER = "order/consented";

    private ConsentedOrderVectors() {}

    static Stream<Vector> all() {
        return Stream.of(accepted(), consents(), strangers(), OrderFieldVectors.all())
                .flatMap(stream -> stream);
    }

    private static Stream<Vector> accepted() {
        byte[] sameUtility = made(draft("helio", "sunbird", "north", "north")).payload();
        byte[] samePlatform =
                made(draft("sunbird", "sunbird", "south", "north")).payload();
        return Stream.of(
                Vector.accepted(FOLDER, "accepted", encoded(PAYLOAD)),
                Vector.accepted(FOLDER, "accepted-same-utility", encoded(sameUtility)),
                Vector.accepted(
                        FOLDER,
                        "accepted-same-platform",
                        encoded(samePlatform, consent(samePlatform, "sunbird"), consent(samePlatform, "sunbird"))),
                Vector.accepted(
                        FOLDER, "accepted-batched-consent", encoded(PAYLOAD, batched("helio"), batched("sunbird"))));
    }

    private static Stream<Vector> consents() {
        byte[] altered = order(order -> order.setQuantityWh(50_000));
        return Stream.of(
                refused(
                        "of-another-payload-type",
                        message(order -> order.setPayloadType("gridpact/order/v2")),
                        INVALID_ORDER,
                        "payload_type"),
                refused(
                        "unknown-field-beside-the-order",
                        and(encoded(PAYLOAD), new byte[] {0x28, 0x01}),
                        INVALID_ORDER,
                        "5"),
                refused(
                        "buyer-consent-missing",
                        message(order -> order.clearBuyerConsent()),
                        INVALID_ORDER,
                        "buyer_consent"),
                refused(
                        "seller-consent-empty",
                        message(order -> order.getSellerConsentBuilder().clearConsent()),
                        INVALID_ORDER,
                        "seller_consent"),
                refused(
                        "consent-of-63-bytes",
                        message(order -> order.getBuyerConsentBuilder()
                                .getSignatureBuilder()
                                .setSig(zeros(63))),
                        INVALID_ORDER,
                        "buyer_consent.signature.sig"),
                refused(
                        "consent-without-a-key-id",
                        message(order -> order.getSellerConsentBuilder()
                                .getSignatureBuilder()
                                .clearKeyId()),
                        INVALID_ORDER,
                        "seller_consent.signature.key_id"),
                refused(
                        "consent-beyond-its-batch",
                        message(order -> order.getBuyerConsentBuilder()
                                .getSignatureBuilder()
                                .getBatchBuilder()
                                .setIndex(2)
                                .setSize(2)),
                        INVALID_ORDER,
                        "buyer_consent.signature.batch.index"),
                refused(
                        "consent-with-a-path-too-long",
                        encoded(PAYLOAD, withLongerPath(batched("helio")), batched("sunbird")),
                        SIGNATURE_INVALID,
                        "buyer_consent.signature"),
                refused(
                        "altered-after-signing",
                        encoded(altered, consent(PAYLOAD, "helio"), consent(PAYLOAD, "sunbird")),
                        SIGNATURE_INVALID,
                        "buyer_consent.signature"),
                refused(
                        "consents-exchanged",
                        encoded(PAYLOAD, consent(PAYLOAD, "sunbird"), consent(PAYLOAD, "helio")),
                        SIGNATURE_INVALID,
                        "buyer_consent.signature"),
                refused(
                        "consent-by-the-other-platform",
                        encoded(PAYLOAD, consent(PAYLOAD, "helio"), consent(PAYLOAD, "helio")),
                        SIGNATURE_INVALID,
                        "seller_consent.signature"),
                refused(
                        "consent-by-a-key-no-longer-valid",
                        encoded(PAYLOAD, consent(PAYLOAD, "helio"), consent(PAYLOAD, "sunbird old")),
                        SIGNATURE_INVALID,
                        "seller_consent.signature"),
                refused(
                        "consents-by-keys-that-have-expired-since-it-was-made",
                        OrderMessages.ofLastYear(),
                        SIGNATURE_INVALID,
                        "buyer_consent.signature"),
                refused(
                        "consent-to-another-payload-type",
                        encoded(
                                PAYLOAD,
                                Envelopes.signature("gridpact/query/v1", PAYLOAD, signer("helio")),
                                consent(PAYLOAD, "sunbird")),
                        SIGNATURE_INVALID,
                        "buyer_consent.signature"));
    }

    private static Stream<Vector> strangers() {
        byte[] unknownPlatform = order(order -> order.setSellerPlatform("nobody"));
        byte[] utilityAsPlatform = order(order -> order.setSellerPlatform("east"));
        byte[] elsewhere = order(order -> order.setSellerUtility("south"));
        byte[] noAgreement = order(order -> order.setBuyerUtility("east"));
        return Stream.of(
                refused("unknown-platform", encoded(unknownPlatform), SIGNATURE_INVALID, "seller_consent.signature"),
                refused(
                        "consent-by-a-utility",
                        encoded(
                                utilityAsPlatform,
                                consent(utilityAsPlatform, "helio"),
                                consent(utilityAsPlatform, "east")),
                        SIGNATURE_INVALID,
                        "seller_consent.signature"),
                refused("of-another-utility", encoded(elsewhere), INVALID_ORDER, "seller_utility"),
                refused("no-agreement", encoded(noAgreement), NO_AGREEMENT, ""));
    }

    private static Vector refused(String name, byte[] encoded, Reason reason, String field) {
        return Vector.refused(FOLDER, name, encoded, reason, field);
    }
}
