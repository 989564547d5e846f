package io.gridpact.arbiter.network;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.OrderSide;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.StatementWire;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/// A trade that four have signed: north sells through sunbird to south, which buys through helio.
public final class ASealedTrade {

    public static final AParty HELIO = platform("helio");
    public static final AParty SUNBIRD = platform("sunbird");

    private static final Instant CREATED = Instant.parse("2026-06-01T05:00:00Z");
    private static final Instant EXPIRES = Instant.parse("2026-06-01T11:30:00Z");
    private static final AParty NORTH = AParty.utility("north");
    private static final AParty SOUTH = AParty.utility("south");

    private ASealedTrade() {}

    /// With the seller utility's receipt.
    public static SealingProof receipted(int number) {
        return receipted(number, NORTH);
    }

    /// The receipt is signed by that utility, which may be the wrong one.
    public static SealingProof receipted(int number, AParty signer) {
        SealedOrder sealed = sealed(number);
        Receipt receipt = Receipt.unsigned(
                sealed.consented().order().digest(),
                sealed.sellerAttestation().attestation().digest(),
                sealed.buyerAttestation().attestation().digest(),
                CREATED.plusSeconds(3));
        Envelope envelope = Envelopes.sign(
                Receipt.PAYLOAD_TYPE, AttestationWire.payload(receipt, AParty.salt("receipt")), signer.signer());
        return new SealingProof(sealed, new SealingProof.Receipted(AttestationWire.receipt(envelope), envelope));
    }

    /// A utility's signed deposit of that proof.
    public static Envelope deposit(AParty utility, AParty peer, SealingProof proof, String salt) {
        byte[] payload = StatementWire.sealingDepositPayload(
                utility.id(), peer.id(), AStatement.WINDOW, proof.leaf(), CREATED, AParty.salt(salt));
        return Envelopes.sign(SealingDeposit.PAYLOAD_TYPE, payload, utility.signer());
    }

    private static SealedOrder sealed(int number) {
        OrderDraft draft = new OrderDraft(
                "019e822d-cc20-7000-8000-%012x".formatted(number),
                "helio",
                "sunbird",
                "south",
                "north",
                new OrderDraft.Side(new CustomerOpening(new byte[32], "buyer"), meter("buyer")),
                new OrderDraft.Side(new CustomerOpening(new byte[32], "seller"), meter("seller")),
                DeliveryWindow.startingAt(AStatement.WINDOW, Duration.ofHours(1)),
                5_000,
                new Price("EUR", new BigDecimal("0.125")),
                CREATED,
                EXPIRES,
                ConfirmationMode.BLOCKING);
        byte[] payload = OrderWire.payload(draft, side("buyer"), side("seller"), AParty.salt("order " + number));
        ConsentedOrder consented = OrderWire.consented(payload, consent(payload, HELIO), consent(payload, SUNBIRD));
        return new SealedOrder(
                consented,
                AttestationWire.signed(attestation(consented.order(), TradeRole.SELLER, NORTH)),
                AttestationWire.signed(attestation(consented.order(), TradeRole.BUYER, SOUTH)));
    }

    private static Envelope attestation(Order order, TradeRole role, AParty utility) {
        Attestation attestation = Attestation.attests(
                order.digest(), AParty.hash("agreement"), utility.id(), role, CREATED.plusSeconds(1));
        byte[] payload = AttestationWire.payload(attestation, AParty.salt("attestation " + utility.id()));
        return Envelopes.sign(Attestation.PAYLOAD_TYPE, payload, utility.signer());
    }

    private static Signature consent(byte[] payload, AParty platform) {
        return Envelopes.signature(Order.PAYLOAD_TYPE, payload, platform.signer());
    }

    private static OrderSide side(String name) {
        return new OrderSide(AParty.hash("commitment " + name), AParty.hash("opening " + name), meter(name));
    }

    private static KeyId meter(String name) {
        return AParty.utility("meter of " + name).signer().publicKey().id();
    }

    private static AParty platform(String id) {
        return new AParty(ParticipantRole.PLATFORM, id, "", AParty.hash("tls " + id), 1);
    }
}
