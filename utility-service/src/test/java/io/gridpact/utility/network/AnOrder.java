package io.gridpact.utility.network;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.wire.OrderWire;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// An order as two platforms make and sign it: a customer of north sells through sunbird to one of south who buys
/// through helio, unless something else is said.
public final class AnOrder {

    /// Who sells, and buys, where nobody else is named.
    public static final String SELLER = "customer-4";

    public static final String BUYER = "customer-17";

    private static final AtomicLong NEXT = new AtomicLong();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 32;

    private final OrderDraft draft;
    private final String sellerSigner;
    private final OrderWire.MadeOrder made;

    private AnOrder(OrderDraft draft, String sellerSigner) {
        this(draft, sellerSigner, ANetwork::participant);
    }

    private AnOrder(OrderDraft draft, String sellerSigner, Function<String, Participant> utilities) {
        this.draft = draft;
        this.sellerSigner = sellerSigner;
        this.made = OrderWire.make(
                draft, bytes(), utilities.apply(draft.buyerUtility()), utilities.apply(draft.sellerUtility()), RANDOM);
    }

    /// A new one, of 5 kWh.
    public static AnOrder ofItsOwn() {
        OrderDraft draft = new OrderDraft(
                "019e822d-cc20-7000-8000-%012x".formatted(NEXT.incrementAndGet()),
                "helio",
                "sunbird",
                "south",
                "north",
                side(BUYER, meterOf(BUYER)),
                side(SELLER, meterOf(SELLER)),
                ANetwork.WINDOW,
                5_000,
                new Price("EUR", new BigDecimal("0.125")),
                ANetwork.NOW.minusSeconds(300),
                ANetwork.GATE_CLOSURE.minusSeconds(900),
                ConfirmationMode.BLOCKING);
        return new AnOrder(draft, "");
    }

    /// The id of the key that a customer's meter signs with.
    public static KeyId meterOf(String customer) {
        return ANetwork.signer("meter of " + customer).publicKey().id();
    }

    public AnOrder of(long quantityWh) {
        return with(terms -> terms.quantityWh = quantityWh);
    }

    public AnOrder from(String sellerUtility) {
        return with(terms -> terms.sellerUtility = sellerUtility);
    }

    public AnOrder to(String buyerUtility) {
        return with(terms -> terms.buyerUtility = buyerUtility);
    }

    public AnOrder soldThrough(String platform) {
        return with(terms -> terms.sellerPlatform = platform);
    }

    public AnOrder boughtThrough(String platform) {
        return with(terms -> terms.buyerPlatform = platform);
    }

    public AnOrder soldBy(String customer) {
        return with(terms -> terms.seller = side(customer, meterOf(customer)));
    }

    public AnOrder boughtBy(String customer) {
        return with(terms -> terms.buyer = side(customer, meterOf(customer)));
    }

    /// Names another customer's meter.
    public AnOrder withSellerMeterOf(String customer) {
        return with(terms -> terms.seller = new OrderDraft.Side(terms.seller.opening(), meterOf(customer)));
    }

    public AnOrder withBuyerMeterOf(String customer) {
        return with(terms -> terms.buyer = new OrderDraft.Side(terms.buyer.opening(), meterOf(customer)));
    }

    public AnOrder in(DeliveryWindow window) {
        return with(terms -> terms.window = window);
    }

    public AnOrder at(Price price) {
        return with(terms -> terms.price = price);
    }

    public AnOrder made(Instant created, Instant expires) {
        return with(terms -> {
            terms.created = created;
            terms.expires = expires;
        });
    }

    public AnOrder in(ConfirmationMode mode) {
        return with(terms -> terms.mode = mode);
    }

    /// Another order under the same identity.
    public AnOrder underTheSameId() {
        return new AnOrder(draft, sellerSigner);
    }

    /// Somebody else signs for the seller's platform.
    public AnOrder signedForTheSellerBy(String signer) {
        return new AnOrder(draft, signer);
    }

    /// Openings are sealed for the key in that descriptor.
    public AnOrder sealedFor(Participant utility) {
        return new AnOrder(draft, sellerSigner, id -> id.equals(utility.id()) ? utility : ANetwork.participant(id));
    }

    public Order order() {
        return made.order();
    }

    public Digest digest() {
        return made.order().digest();
    }

    public SealedBytes buyerOpening() {
        return made.buyerOpening();
    }

    public SealedBytes sellerOpening() {
        return made.sellerOpening();
    }

    /// With both platforms' signatures.
    public ConsentedOrder consented() {
        return consented(made.payload());
    }

    /// The signatures of this order on other bytes.
    public ConsentedOrder consented(byte[] payload) {
        return OrderWire.consented(payload, consent(draft.buyerPlatform()), consent(sellerSigner()));
    }

    /// This order's bytes, with its quantity changed after the platforms signed.
    public ConsentedOrder alteredAfterSigning() {
        OrderDraft other = new Terms(draft).with(terms -> terms.quantityWh = draft.quantityWh() * 2);
        return consented(OrderWire.payload(
                other, made.order().side(TradeRole.BUYER), made.order().side(TradeRole.SELLER), bytes()));
    }

    private String sellerSigner() {
        return sellerSigner.isEmpty() ? draft.sellerPlatform() : sellerSigner;
    }

    private Signature consent(String signer) {
        return Envelopes.signature(Order.PAYLOAD_TYPE, made.payload(), ANetwork.signer(signer));
    }

    private AnOrder with(Change change) {
        return new AnOrder(new Terms(draft).with(change), sellerSigner);
    }

    private static OrderDraft.Side side(String customer, KeyId meter) {
        return new OrderDraft.Side(new CustomerOpening(bytes(), customer), meter);
    }

    private static byte[] bytes() {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return salt;
    }

    private interface Change {
        void to(Terms terms);
    }

    private static final class Terms {
        private final String orderId;
        private String buyerPlatform;
        private String sellerPlatform;
        private String buyerUtility;
        private String sellerUtility;
        private OrderDraft.Side buyer;
        private OrderDraft.Side seller;
        private DeliveryWindow window;
        private long quantityWh;
        private Price price;
        private Instant created;
        private Instant expires;
        private ConfirmationMode mode;

        Terms(OrderDraft draft) {
            orderId = draft.orderId();
            buyerPlatform = draft.buyerPlatform();
            sellerPlatform = draft.sellerPlatform();
            buyerUtility = draft.buyerUtility();
            sellerUtility = draft.sellerUtility();
            buyer = draft.buyer();
            seller = draft.seller();
            window = draft.window();
            quantityWh = draft.quantityWh();
            price = draft.price();
            created = draft.created();
            expires = draft.expires();
            mode = draft.mode();
        }

        OrderDraft with(Change change) {
            change.to(this);
            return new OrderDraft(
                    orderId,
                    buyerPlatform,
                    sellerPlatform,
                    buyerUtility,
                    sellerUtility,
                    buyer,
                    seller,
                    window,
                    quantityWh,
                    price,
                    created,
                    expires,
                    mode);
        }
    }
}
