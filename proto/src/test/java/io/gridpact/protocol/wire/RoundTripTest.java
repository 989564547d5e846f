package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.BatchPath;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.PlatformQuery.LimitQuestion;
import io.gridpact.protocol.order.PlatformQuery.Question;
import io.gridpact.protocol.order.PlatformQuery.TradeQuestion;
import io.gridpact.protocol.order.PlatformQuery.WatchQuestion;
import io.gridpact.protocol.order.PlatformQuery.WindowQuestion;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is written is read again as it was meant.
class RoundTripTest {

    private static final byte[] SALT = ANetwork.salt("round trip");

    private static final Digest DIGEST = Hash.sha256(Hash.utf8("something"));

    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    @Test
    void an_envelope_with_direct_and_batched_signatures() {
        var keyId = ANetwork.signer("north").publicKey().id();
        Envelope envelope = new Envelope(
                "gridpact/order/v1",
                new byte[] {1, 2, 3},
                List.of(
                        new Signature(keyId, new byte[64], null),
                        new Signature(keyId, new byte[64], new BatchPath(1, 3, List.of(DIGEST, DIGEST)))));

        assertThat(EnvelopeWire.parse(EnvelopeWire.encode(envelope), AT)).isEqualTo(envelope);
        assertThat(EnvelopeWire.fromMessage(EnvelopeWire.toMessage(envelope), "order"))
                .isEqualTo(envelope);
    }

    @Test
    void every_participants_descriptor() {
        ANetwork.everyone().forEach(id -> assertThat(DirectoryWire.participant(ANetwork.descriptor(id)))
                .isEqualTo(ANetwork.participant(id)));
    }

    @Test
    void the_profile() {
        NetworkProfile draft = ANetwork.draftProfile();
        NetworkProfile read = ANetwork.PROFILE;

        assertThat(read.digest()).isEqualTo(ANetwork.PROFILE_ENVELOPE.digest());
        assertThat(TermsWire.payload(read, ANetwork.salt("profile"))).isEqualTo(ANetwork.PROFILE_ENVELOPE.payload());
        assertThat(read).usingRecursiveComparison().ignoringFields("digest").isEqualTo(draft);
    }

    @Test
    void an_agreement() {
        Agreement draft = ANetwork.draftAgreement("north", "south");

        assertThat(ANetwork.AGREEMENT)
                .usingRecursiveComparison()
                .ignoringFields("digest")
                .isEqualTo(draft);
    }

    @Test
    void an_enrolment() {
        Envelope envelope = DirectoryVectors.enrolment("north");
        var read = DirectoryWire.enrolment(envelope);

        assertThat(read.digest()).isEqualTo(envelope.digest());
        assertThat(DirectoryWire.payload(read, ANetwork.salt("enrolment"))).isEqualTo(envelope.payload());
    }

    @Test
    void an_order_carries_its_drafts_terms() {
        OrderDraft draft = ANetwork.draft();
        Order order = ANetwork.made(draft).order();

        assertThat(order)
                .usingRecursiveComparison()
                .ignoringFields("digest", "buyer", "seller")
                .isEqualTo(draft);
        assertThat(order.identity()).isEqualTo(new Order.Identity("helio", ANetwork.ORDER_ID));
        assertThat(order.buyer().meterKeyId()).isEqualTo(draft.buyer().meterKeyId());
    }

    @Test
    void a_consented_order_stays_as_it_came() throws Exception {
        byte[] encoded = OrderMessages.encoded(OrderMessages.PAYLOAD);
        ConsentedOrder consented = OrderWire.consented(encoded);

        assertThat(consented.encoded()).isEqualTo(encoded);
        assertThat(consented.payload()).isEqualTo(OrderMessages.PAYLOAD);
        assertThat(OrderWire.toMessage(consented).toByteArray()).isEqualTo(encoded);
        assertThat(OrderWire.consented(io.gridpact.trade.v1.ConsentedOrder.parseFrom(encoded)))
                .isEqualTo(consented);
        assertThat(OrderWire.consented(consented.payload(), consented.buyerConsent(), consented.sellerConsent()))
                .isEqualTo(consented);
    }

    @Test
    void each_sides_opening_opens_at_its_utility() {
        OrderDraft draft = ANetwork.draft();
        OrderWire.MadeOrder made = ANetwork.made(draft);

        CustomerOpening buyer =
                OpeningWire.open(made.order(), TradeRole.BUYER, made.buyerOpening(), ANetwork.hpkeKey("south"));
        CustomerOpening seller =
                OpeningWire.open(made.order(), TradeRole.SELLER, made.sellerOpening(), ANetwork.hpkeKey("north"));

        assertThat(buyer).isEqualTo(draft.buyer().opening());
        assertThat(seller).isEqualTo(draft.seller().opening());
    }

    @Test
    void an_attestation_that_attests_and_one_that_refuses() {
        Attestation attests = Attestation.attests(DIGEST, DIGEST, "north", TradeRole.SELLER, ANetwork.NOW);
        Attestation refuses = Attestation.refuses(
                DIGEST, DIGEST, "south", TradeRole.BUYER, Reason.INVALID_ORDER, "price_per_kwh.nanos", ANetwork.NOW);

        assertThat(read(attests))
                .usingRecursiveComparison()
                .ignoringFields("digest")
                .isEqualTo(attests);
        assertThat(read(refuses))
                .usingRecursiveComparison()
                .ignoringFields("digest")
                .isEqualTo(refuses);
        assertThat(read(refuses).answer()).isEqualTo(Answer.REFUSED);
    }

    @Test
    void a_receipt() {
        Receipt receipt = Receipt.unsigned(DIGEST, DIGEST, Unsigned.DIGEST, ANetwork.NOW);
        Envelope envelope = unsigned(Receipt.PAYLOAD_TYPE, AttestationWire.payload(receipt, SALT));

        assertThat(AttestationWire.receipt(envelope))
                .isEqualTo(new Receipt(envelope.digest(), DIGEST, DIGEST, Unsigned.DIGEST, ANetwork.NOW));
    }

    @Test
    void every_question() {
        List<Question> questions = List.of(
                new LimitQuestion(
                        ANetwork.ORDER_ID,
                        TradeRole.BUYER,
                        SealedOrderVectors.ORDER.buyer(),
                        ANetwork.WINDOW.start(),
                        1),
                new TradeQuestion(DIGEST),
                new WindowQuestion(Optional.of(ANetwork.NOW), 7, Optional.of(DIGEST)),
                new WindowQuestion(Optional.empty(), 500, Optional.empty()),
                new WatchQuestion(41));
        for (Question question : questions) {
            PlatformQuery query =
                    new PlatformQuery(Unsigned.DIGEST, "sunbird", "north", QueryVectors.EXPIRES, question);
            Envelope envelope = unsigned(PlatformQuery.PAYLOAD_TYPE, QueryWire.payload(query, SALT));

            assertThat(QueryWire.query(envelope))
                    .isEqualTo(
                            new PlatformQuery(envelope.digest(), "sunbird", "north", QueryVectors.EXPIRES, question));
        }
    }

    @Test
    void a_page_of_no_given_size_is_a_full_one() {
        var message = io.gridpact.trade.v1.PlatformQuery.newBuilder()
                .setPlatform("sunbird")
                .setUtility("north")
                .setExpiresMillis(1)
                .setSalt(ByteString.copyFrom(SALT));
        message.getWindowBuilder();

        assertThat(QueryWire.query(unsigned(
                                PlatformQuery.PAYLOAD_TYPE, message.build().toByteArray()))
                        .question())
                .isEqualTo(new WindowQuestion(Optional.empty(), 500, Optional.empty()));
    }

    private static Attestation read(Attestation attestation) {
        return AttestationWire.attestation(
                unsigned(Attestation.PAYLOAD_TYPE, AttestationWire.payload(attestation, SALT)));
    }

    private static Envelope unsigned(String payloadType, byte[] payload) {
        return new Envelope(payloadType, payload, List.of());
    }
}
