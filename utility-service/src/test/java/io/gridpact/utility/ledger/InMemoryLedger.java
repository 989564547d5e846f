package io.gridpact.utility.ledger;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A ledger in memory: passes the same contract as the one in PostgreSQL.
public final class InMemoryLedger implements Ledger, LedgerUnderTest {

    private record Identity(String buyerPlatform, String orderId) {}

    /// A customer's limit, or with a platform that platform's mandate.
    private record Limit(String customer, String platform, Direction direction) {}

    private record Account(Limit limit, LocalDate day) {}

    private record Held(
            StoredTrade trade,
            Order order,
            List<CustomerSide> sides,
            @Nullable Envelope receipt) {
        Held with(StoredTrade changed) {
            return new Held(changed, order, sides, receipt);
        }
    }

    private final Map<Identity, Held> trades = new HashMap<>();
    private final Map<Limit, Long> limits = new HashMap<>();
    private final Map<Account, Long> used = new HashMap<>();
    private final Set<Instant> closedWindows = new HashSet<>();
    private final Set<OutboxMessage> outbox = new LinkedHashSet<>();
    private final List<Digest> journal = new ArrayList<>();
    private final Set<Digest> conflicts = new LinkedHashSet<>();
    private final Set<Digest> conflicted = new HashSet<>();

    @Override
    public synchronized void limit(String customer, Direction direction, long limitWh) {
        limits.put(new Limit(customer, "", direction), limitWh);
    }

    @Override
    public synchronized void mandate(String customer, String platform, Direction direction, long limitWh) {
        limits.put(new Limit(customer, platform, direction), limitWh);
    }

    @Override
    public synchronized void closeGate(Instant windowStart) {
        closedWindows.add(windowStart);
    }

    @Override
    public Ledger ledger() {
        return this;
    }

    @Override
    public synchronized long usedWh(String customer, String platform, Direction direction) {
        return used.entrySet().stream()
                .filter(entry -> entry.getKey().limit().equals(new Limit(customer, platform, direction)))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public synchronized Set<OutboxMessage> outbox() {
        return Set.copyOf(outbox);
    }

    @Override
    public synchronized List<Digest> journal() {
        return List.copyOf(journal);
    }

    @Override
    public synchronized Set<Digest> conflicts() {
        return Set.copyOf(conflicts);
    }

    /// The receipt that is held for an order.
    public synchronized Optional<Envelope> receipt(Digest order) {
        return held(order).map(Held::receipt);
    }

    /// All that it holds, for comparing.
    public synchronized String everything() {
        return trades.values().stream()
                        .map(held -> held.order().orderId() + held.trade().state() + held.receipt())
                        .sorted()
                        .toList()
                + used.toString()
                + outbox
                + journal
                + conflicts;
    }

    @Override
    public synchronized Optional<StoredTrade> find(Digest order) {
        return held(order).map(Held::trade);
    }

    @Override
    public synchronized AttestOutcome attest(NewTrade trade) {
        Order order = trade.order().order();
        Identity identity = new Identity(order.buyerPlatform(), order.orderId());
        Held before = trades.get(identity);
        if (before != null) {
            return before.order().digest().equals(order.digest())
                    ? new AttestOutcome.AnsweredBefore(before.trade())
                    : conflict(order.digest(), before.order().digest());
        }
        boolean closed = closedWindows.contains(order.window().start());
        if (closed && trade.decision() instanceof NewTrade.Attest) {
            return new AttestOutcome.GateClosed();
        }
        TradeInsert insert = insert(trade);
        journal.addAll(insert.statements());
        insert.request().ifPresent(outbox::add);
        trades.put(identity, new Held(insert.stored(), order, insert.sides(), null));
        return new AttestOutcome.Written(insert.stored());
    }

    private AttestOutcome conflict(Digest order, Digest takenBy) {
        if (conflicted.add(takenBy)) {
            conflicts.add(order);
            journal.add(order);
        }
        return new AttestOutcome.Conflict(takenBy);
    }

    private TradeInsert insert(NewTrade trade) {
        return switch (trade.decision()) {
            case NewTrade.Refuse refuse -> TradeInsert.refused(trade, refuse.attestation(), refuse.refusal());
            case NewTrade.Attest attest -> {
                Optional<Shortfall> shortfall = shortfall(trade.order().order(), attest.sides());
                if (shortfall.isPresent() && attest.whenExceeded() instanceof NewTrade.Flagging flagging) {
                    Set<TradeRole> beyond = beyond(trade.order().order(), attest.sides());
                    reserve(
                            trade.order().order(),
                            attest.sides(),
                            trade.order().order().quantityWh());
                    yield TradeInsert.beyondLimit(trade, attest, flagging, beyond);
                }
                if (shortfall.isPresent() && attest.whenExceeded() instanceof NewTrade.Refusing refusing) {
                    Refusal refusal = Refusal.of(Reason.LIMIT_EXCEEDED)
                            .with("remaining_wh", Long.toString(shortfall.get().remainingWh()))
                            .with("limit", shortfall.get().limit().name());
                    yield TradeInsert.refused(trade, refusing.refusal().apply(shortfall.get()), refusal);
                }
                reserve(
                        trade.order().order(),
                        attest.sides(),
                        trade.order().order().quantityWh());
                yield TradeInsert.attested(trade, attest);
            }
        };
    }

    private Set<TradeRole> beyond(Order order, List<CustomerSide> sides) {
        return sides.stream()
                .filter(side -> shortfall(order, List.of(side)).isPresent())
                .map(CustomerSide::role)
                .collect(Collectors.toUnmodifiableSet());
    }

    private record Remaining(TradeRole role, Limit limit, long remainingWh) {}

    private Optional<Shortfall> shortfall(Order order, List<CustomerSide> sides) {
        return sides.stream()
                .flatMap(side -> limitsOf(side).stream().map(limit -> remaining(order, side, limit)))
                .filter(remaining -> remaining.remainingWh() < order.quantityWh())
                .min(Comparator.comparingLong(Remaining::remainingWh)
                        .thenComparing(remaining -> remaining.limit().platform()))
                .map(least -> new Shortfall(
                        least.role(),
                        least.limit().platform().isEmpty() ? Shortfall.Limit.CUSTOMER : Shortfall.Limit.MANDATE,
                        least.remainingWh()));
    }

    private Remaining remaining(Order order, CustomerSide side, Limit limit) {
        long usedWh = used.getOrDefault(new Account(limit, day(order)), 0L);
        return new Remaining(side.role(), limit, Math.max(0, limits.getOrDefault(limit, 0L) - usedWh));
    }

    private void reserve(Order order, List<CustomerSide> sides, long energyWh) {
        for (CustomerSide side : sides) {
            for (Limit limit : limitsOf(side)) {
                used.merge(new Account(limit, day(order)), energyWh, Math::addExact);
            }
        }
    }

    private static List<Limit> limitsOf(CustomerSide side) {
        Direction direction = side.role().direction();
        return List.of(
                new Limit(side.customerId(), "", direction), new Limit(side.customerId(), side.platform(), direction));
    }

    private static LocalDate day(Order order) {
        return LocalDate.ofInstant(order.window().start(), ZoneOffset.UTC);
    }

    @Override
    public synchronized CompleteOutcome complete(Digest order, SignedAttestation buyer, Envelope receipt) {
        Held held = held(order).orElseThrow();
        Optional<Envelope> before = held.trade().buyerAttestation();
        if (before.isPresent() && before.get().digest().equals(buyer.envelope().digest())) {
            return CompleteOutcome.REPEATED;
        }
        if (before.isPresent()
                || held.trade().state() != TradeState.PENDING
                || closedWindows.contains(held.order().window().start())) {
            return CompleteOutcome.GATE_CLOSED;
        }
        String peer = buyer.attestation().utility();
        StoredTrade answered = held.trade().answered(buyer.envelope());
        put(new Held(answered, held.order(), held.sides(), receipt));
        journal.add(buyer.attestation().digest());
        journal.add(receipt.digest());
        outbox.add(new OutboxMessage(peer, OutboxKinds.RECEIPT, order));
        outbox.remove(new OutboxMessage(peer, OutboxKinds.COUNTERSIGN, order));
        return CompleteOutcome.WRITTEN;
    }

    @Override
    public synchronized void release(Digest order, SignedAttestation buyer) {
        Held held = held(order).orElseThrow();
        StoredTrade trade = held.trade();
        if (trade.state() != TradeState.PENDING || trade.buyerAttestation().isPresent()) {
            return;
        }
        Refusal refusal = Refusal.of(
                Objects.requireNonNull(buyer.attestation().reason()),
                buyer.attestation().field(),
                "refused by the buyer utility");
        put(held.with(new StoredTrade(
                trade.order(),
                TradeState.REFUSED,
                trade.peer(),
                trade.buyerUtility(),
                trade.sellerUtility(),
                trade.windowStart(),
                trade.expires(),
                trade.consentedOrder(),
                null,
                trade.sellerAttestation(),
                Optional.of(buyer.envelope()),
                Optional.of(refusal))));
        reserve(held.order(), held.sides(), -held.order().quantityWh());
        journal.add(buyer.attestation().digest());
        outbox.remove(new OutboxMessage(trade.peer(), OutboxKinds.COUNTERSIGN, order));
    }

    @Override
    public synchronized int acceptReceipts(List<SignedReceipt> receipts) {
        int fresh = 0;
        for (SignedReceipt signed : receipts) {
            Optional<Held> fitting = held(signed.receipt().orderDigest())
                    .filter(held -> held.receipt() == null && held.trade().state() == TradeState.PENDING)
                    .filter(held -> fits(signed, held.trade()));
            if (fitting.isPresent()) {
                Held held = fitting.get();
                put(new Held(held.trade(), held.order(), held.sides(), signed.envelope()));
                journal.add(signed.receipt().digest());
                fresh++;
            }
        }
        return fresh;
    }

    private static boolean fits(SignedReceipt signed, StoredTrade trade) {
        return trade.sellerAttestation()
                        .map(Envelope::digest)
                        .equals(Optional.of(signed.receipt().sellerAttestation()))
                && trade.buyerAttestation()
                        .map(Envelope::digest)
                        .equals(Optional.of(signed.receipt().buyerAttestation()));
    }

    @Override
    public synchronized void delivered(OutboxMessage message) {
        outbox.remove(message);
    }

    private Optional<Held> held(Digest order) {
        return trades.values().stream()
                .filter(held -> held.order().digest().equals(order))
                .findFirst();
    }

    private void put(Held held) {
        trades.put(new Identity(held.order().buyerPlatform(), held.order().orderId()), held);
    }
}
