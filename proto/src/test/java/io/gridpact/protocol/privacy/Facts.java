package io.gridpact.protocol.privacy;

import io.gridpact.protocol.allocation.SheetKey;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.EnrolledCustomer;
import io.gridpact.protocol.directory.SettlementMode;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Dsse;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.OrderSide;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.settlement.SettlementRules;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.protocol.wire.TermsWire;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// What an attacker knows, and how each hash is made of it. Each takes the one salt that the attacker lacks; whatever
/// else is random in the hash the attacker is given.
final class Facts {

    /// What can be guessed of a trade.
    record Trade(long quantityWh, BigDecimal price, Instant windowStart) {}

    static final String ORDER_ID = "019e822d-cc20-7000-8000-000000000001";
    static final DeliveryWindow WINDOW =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T12:00:00Z"), Duration.ofMinutes(60));
    static final Trade SECRET = new Trade(5_000, new BigDecimal("0.125"), WINDOW.start());

    private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
    private static final List<String> PRICES = List.of("0.1", "0.12", "0.125", "0.15", "0.2");
    private static final int WINDOWS = 3;
    private static final int CUSTOMERS = 1_000;
    private static final int MOST_KWH = 40;
    private static final long WH_PER_KWH = 1_000;
    private static final Map<String, PublicKey> KEYS = new ConcurrentHashMap<>();

    private Facts() {}

    static List<Trade> trades() {
        List<Trade> trades = new ArrayList<>();
        for (int window = 0; window < WINDOWS; window++) {
            for (int kwh = 1; kwh <= MOST_KWH; kwh++) {
                for (String price : PRICES) {
                    Instant start = WINDOW.start().plus(WINDOW.length().multipliedBy(window));
                    trades.add(new Trade(kwh * WH_PER_KWH, new BigDecimal(price), start));
                }
            }
        }
        return trades;
    }

    static List<String> customers() {
        return IntStream.range(0, CUSTOMERS)
                .mapToObj(number -> "customer-" + number)
                .toList();
    }

    static byte[] salt(String name) {
        return Hash.sha256(Hash.utf8("salt " + name)).bytes();
    }

    static List<byte[]> saltsThatAnAttackerHas() {
        return List.of(
                new byte[32],
                salt("of another order"),
                Hash.sha256(Hash.utf8(ORDER_ID)).bytes());
    }

    static PublicKey meter(String name) {
        return KEYS.computeIfAbsent(name, of -> InMemorySigner.ofSeed(salt(of)).publicKey());
    }

    static Digest order(Trade trade, byte[] salt) {
        OrderSide buyer = new OrderSide(
                known("buyer"), known("buyer's opening"), meter("buyer").id());
        OrderSide seller = new OrderSide(
                known("seller"), known("seller's opening"), meter("seller").id());
        CustomerOpening opening = new CustomerOpening(salt("opening"), "customer-17");
        OrderDraft draft = new OrderDraft(
                ORDER_ID,
                "helio",
                "sunbird",
                "south",
                "north",
                new OrderDraft.Side(opening, buyer.meterKeyId()),
                new OrderDraft.Side(opening, seller.meterKeyId()),
                window(trade),
                trade.quantityWh(),
                new Price("EUR", trade.price()),
                NOW,
                NOW.plusSeconds(60),
                ConfirmationMode.BLOCKING);
        return Dsse.digest(Order.PAYLOAD_TYPE, OrderWire.payload(draft, buyer, seller, salt));
    }

    private static DeliveryWindow window(Trade trade) {
        return DeliveryWindow.startingAt(trade.windowStart(), WINDOW.length());
    }

    static Digest attestation(Trade trade, byte[] salt) {
        return attestationOf(order(trade, salt("known order")), salt);
    }

    private static Digest attestationOf(Digest order, byte[] salt) {
        Attestation attests = Attestation.attests(order, known("agreement"), "north", TradeRole.SELLER, NOW);
        return Dsse.digest(Attestation.PAYLOAD_TYPE, AttestationWire.payload(attests, salt));
    }

    /// Of a minute that holds nothing else, and whose random digest the attacker has.
    static Digest journalRoot(Trade trade, byte[] salt) {
        return minute(List.of(attestation(trade, salt), known("the minute's random digest")));
    }

    static Digest minute(List<Digest> statements) {
        Instant minute = JournalMinute.startOf(NOW);
        return JournalMinute.root("north", minute, JournalMinute.treeRoot(statements), statements.size());
    }

    static Digest depositLeaf(Trade trade, byte[] salt) {
        return PairLeaves.sealed(order(trade, salt), 0, known("attestation"), known("other attestation"));
    }

    static Digest claimSubject(Trade trade, byte[] salt) {
        return StatusClaim.subject(new SideTerms(
                order(trade, salt),
                0,
                TradeRole.SELLER,
                "north",
                meter("seller").id(),
                window(trade),
                trade.quantityWh(),
                trade.quantityWh()));
    }

    static Digest sealedPair(Trade trade, byte[] salt) {
        return pair(trade, PairStage.SEALED, depositLeaf(trade, salt), trade.quantityWh());
    }

    static Digest sealedPairOfAKnownOrder(Trade trade, byte[] salt) {
        Digest order = order(trade, salt("known order"));
        Digest leaf = PairLeaves.sealed(order, 0, attestationOf(order, salt), known("other attestation"));
        return pair(trade, PairStage.SEALED, leaf, trade.quantityWh());
    }

    static Digest settledPair(Trade trade, byte[] salt) {
        long wh = trade.quantityWh();
        Digest leaf = SettlementRules.settle(order(trade, salt), 0, wh, new Price("EUR", trade.price()), wh, wh, 1_000)
                .digest();
        return pair(trade, PairStage.SETTLED, leaf, wh);
    }

    /// Of the secret trade, whose order is known.
    static Digest settledPairOf(Digest order, long sellerWh, long buyerWh) {
        var settlement = SettlementRules.settle(
                order, 0, SECRET.quantityWh(), new Price("EUR", SECRET.price()), sellerWh, buyerWh, 1_000);
        return pair(SECRET, PairStage.SETTLED, settlement.digest(), settlement.settledWh());
    }

    private static Digest pair(Trade trade, PairStage stage, Digest leaf, long wh) {
        return PairDigests.of("north", "south", trade.windowStart(), stage, 1, List.of(leaf), wh);
    }

    static Digest reading(Trade trade, byte[] salt) {
        DeliveryWindow window = window(trade);
        byte[] payload = ReadingWire.payload(
                meter("seller"),
                Direction.INJECTION,
                window.start(),
                window.end(),
                trade.quantityWh(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                ReadingQuality.MEASURED,
                salt);
        return Dsse.digest(Reading.PAYLOAD_TYPE, payload);
    }

    static Digest sheetRoot(Trade trade, byte[] salt) {
        return map(trade, sheet(trade, reading(trade, salt), leaf(trade, salt("leaf"))));
    }

    static Digest sheetRootOfAKnownReading(Trade trade, byte[] salt) {
        return map(trade, sheet(trade, reading(trade, salt("reading")), leaf(trade, salt)));
    }

    /// A counterparty's sibling in the map is another meter's entry.
    static Digest mapSibling(Trade trade, byte[] salt) {
        return sheetRoot(trade, salt);
    }

    private static Digest map(Trade trade, Digest sheet) {
        Digest key = SheetKey.of("north", meter("seller"), Direction.INJECTION, trade.windowStart());
        return SparseMerkleTree.of(Map.of(key, sheet)).root();
    }

    private static Digest sheet(Trade trade, Digest reading, Digest leaf) {
        long wh = trade.quantityWh();
        return new SheetSummary(AllocationRule.FIFO, wh, leaf, wh, wh, 1).digest(reading);
    }

    private static Digest leaf(Trade trade, byte[] salt) {
        long wh = trade.quantityWh();
        return new SheetLeaf(order(trade, salt("known order")), 0, wh, wh, salt)
                .node()
                .hash();
    }

    static Digest siblingOfAKnownOrder(Trade trade, byte[] salt) {
        return leaf(trade, salt);
    }

    static Digest enrolledCustomer(String customer, byte[] salt) {
        return EnrolledCustomer.commitment(salt, "south", customer);
    }

    static Digest customerCommitment(String customer, byte[] salt) {
        return CustomerCommitment.of(salt, ORDER_ID, "helio", "south", customer);
    }

    static Digest agreement(Trade trade, byte[] salt) {
        Price price = new Price("EUR", trade.price());
        Agreement agreement = new Agreement(
                Unsigned.DIGEST,
                "north",
                "south",
                known("profile"),
                meter("north").id(),
                meter("south").id(),
                ConfirmationMode.BLOCKING,
                SettlementMode.DIRECT,
                "EUR",
                price,
                price,
                "arbiter",
                trade.windowStart());
        return Dsse.digest(Agreement.PAYLOAD_TYPE, TermsWire.payload(agreement, salt));
    }

    private static Digest known(String name) {
        return Hash.sha256(Hash.utf8(name));
    }
}
