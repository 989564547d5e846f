package io.gridpact.protocol.wire;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Dsse;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Hpke;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.TradeRole;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;

/// One order from customer ids to four signatures, every value on the way; and what the vectors presuppose.
final class WorkedExample {

    private static final HexFormat HEX = HexFormat.of();

    private final StringBuilder lines = new StringBuilder();

    private WorkedExample() {}

    /// Seeds of every key, descriptors, profile and agreements, and the time at which vectors are judged.
    static String context() {
        WorkedExample example = new WorkedExample();
        example.line("now_millis", Long.toString(ANetwork.NOW.toEpochMilli()));
        ANetwork.everyone().forEach(example::participant);
        example.hex("profile.envelope", EnvelopeWire.encode(ANetwork.PROFILE_ENVELOPE));
        example.hex("profile.digest", ANetwork.PROFILE.digest().bytes());
        example.hex("agreement.north.south", EnvelopeWire.encode(ANetwork.AGREEMENT_ENVELOPE));
        example.hex("agreement.north.north", EnvelopeWire.encode(ANetwork.OWN_TERMS_ENVELOPE));
        return example.lines.toString();
    }

    static String text() {
        WorkedExample example = new WorkedExample();
        OrderDraft draft = ANetwork.draft();
        example.line("order_id", draft.orderId());
        example.side(TradeRole.BUYER, SealedOrderVectors.MADE.buyerOpening());
        example.side(TradeRole.SELLER, SealedOrderVectors.MADE.sellerOpening());
        example.order();
        example.envelope("seller_attestation", SealedOrderVectors.sellerAttestation());
        example.envelope("buyer_attestation", SealedOrderVectors.buyerAttestation());
        example.envelope("receipt", SealedOrderVectors.receipt());
        example.hex("sealed_order", SealedOrderVectors.sealedOrder());
        return example.lines.toString();
    }

    private void participant(String id) {
        hex(id + ".signing_seed", ANetwork.seed(id));
        hex(id + ".root_seed", ANetwork.seed(id + " root"));
        Participant participant = ANetwork.participant(id);
        participant.hpkeKey().ifPresent(key -> hex(id + ".hpke_private_key", ANetwork.seed(id + " hpke")));
        hex(id + ".descriptor", EnvelopeWire.encode(ANetwork.descriptor(id)));
    }

    private void side(TradeRole role, SealedBytes sealed) {
        OrderDraft draft = ANetwork.draft();
        OrderDraft.Side side = draft.side(role);
        Order order = SealedOrderVectors.ORDER;
        String prefix = role.name().toLowerCase(Locale.ROOT) + ".";
        line(prefix + "customer_id", side.opening().customerId());
        hex(prefix + "opening_salt", side.opening().salt());
        hex(
                prefix + "customer_commitment_input",
                lengthPrefixed(
                        Hash.utf8("gridpact/customer/v1"),
                        side.opening().salt(),
                        Hash.utf8(draft.orderId()),
                        Hash.utf8(draft.platform(role)),
                        Hash.utf8(draft.utility(role)),
                        Hash.utf8(side.opening().customerId())));
        hex(
                prefix + "customer_commitment",
                order.side(role).customerCommitment().bytes());
        line(prefix + "hpke_info", Hpke.INFO);
        hex(
                prefix + "opening_aad",
                CustomerCommitment.openingAad(draft.orderId(), role, draft.platform(role), draft.utility(role)));
        hex(prefix + "encapsulated_key", sealed.encapsulatedKey());
        hex(prefix + "ciphertext", sealed.ciphertext());
        hex(prefix + "opening_digest", order.side(role).openingDigest().bytes());
        hex(prefix + "meter_key_id", side.meterKeyId().value().bytes());
    }

    private void order() {
        byte[] payload = SealedOrderVectors.MADE.payload();
        hex("order.payload", payload);
        hex("order.pre_authentication_encoding", Dsse.preAuthenticationEncoding(Order.PAYLOAD_TYPE, payload));
        hex("order.digest", SealedOrderVectors.ORDER.digest().bytes());
        for (String platform : new String[] {"helio", "sunbird"}) {
            hex(platform + ".public_key", ANetwork.signer(platform).publicKey().bytes());
            hex(
                    platform + ".key_id",
                    ANetwork.signer(platform).publicKey().id().value().bytes());
            hex(platform + ".consent", ANetwork.consent(payload, platform).sig());
        }
        hex("consented_order", OrderMessages.encoded(payload));
    }

    private void envelope(String name, Envelope envelope) {
        hex(name + ".payload", envelope.payload());
        hex(name + ".digest", envelope.digest().bytes());
        hex(name + ".key_id", envelope.signatures().getFirst().keyId().value().bytes());
        hex(name + ".sig", envelope.signatures().getFirst().sig());
    }

    /// What H hashes, written out once more.
    private static byte[] lengthPrefixed(byte[]... fields) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            input.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
            input.writeBytes(field);
        }
        return input.toByteArray();
    }

    private void hex(String name, byte[] value) {
        line(name, HEX.formatHex(value));
    }

    private void line(String name, String value) {
        lines.append(name).append(": ").append(value).append('\n');
    }
}
