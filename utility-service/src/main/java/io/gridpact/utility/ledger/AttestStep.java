package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.LimitReservations.Account;
import io.gridpact.utility.ledger.LimitReservations.Reservation;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes this utility's answers to orders: one identity, one answer (PROTOCOL.md, section 5).
final class AttestStep implements LedgerStep<NewTrade, AttestOutcome> {

    /// An order's identity.
    private record Identity(String buyerPlatform, String orderId) {
        static Identity of(NewTrade trade) {
            Order order = trade.order().order();
            return new Identity(order.buyerPlatform(), order.orderId());
        }
    }

    @Override
    public List<AttestOutcome> apply(LedgerTransaction transaction, List<NewTrade> items) throws SQLException {
        TradeRows rows = new TradeRows(transaction);
        Map<Identity, StoredTrade> stored = storedByIdentity(rows, items);
        Set<Long> closed = rows.closedWindows(items.stream()
                .map(item -> item.order().order().window().start())
                .toList());
        // In the order in which they came: of several that a limit does not hold together, the first wins.
        Map<Identity, NewTrade> fresh = new LinkedHashMap<>();
        for (NewTrade item : items) {
            Identity identity = Identity.of(item);
            boolean open =
                    !closed.contains(item.order().order().window().start().toEpochMilli());
            if (!stored.containsKey(identity) && (open || item.decision() instanceof NewTrade.Refuse)) {
                fresh.putIfAbsent(identity, item);
            }
        }
        Map<Identity, StoredTrade> written = write(transaction, rows, fresh);
        List<AttestOutcome> outcomes = new ArrayList<>(items.size());
        for (NewTrade item : items) {
            outcomes.add(outcome(rows, item, stored, fresh, written));
        }
        return outcomes;
    }

    /// Why it is refused, or what it is flagged for.
    private static String reason(TradeInsert trade) {
        return trade.refusal()
                .map(refusal -> refusal.reason().name())
                .orElse(trade.beyondLimit().isEmpty() ? "" : Reason.LIMIT_EXCEEDED.name());
    }

    private static AttestOutcome outcome(
            TradeRows rows,
            NewTrade item,
            Map<Identity, StoredTrade> stored,
            Map<Identity, NewTrade> fresh,
            Map<Identity, StoredTrade> written)
            throws SQLException {
        Identity identity = Identity.of(item);
        StoredTrade now = written.get(identity);
        if (now != null && fresh.get(identity) == item) {
            return new AttestOutcome.Written(now);
        }
        StoredTrade before = now == null ? stored.get(identity) : now;
        if (before == null) {
            return new AttestOutcome.GateClosed();
        }
        if (before.order().equals(item.order().order().digest())) {
            return new AttestOutcome.AnsweredBefore(before);
        }
        rows.keepConflict(item.order(), before.order());
        return new AttestOutcome.Conflict(before.order());
    }

    private static Map<Identity, StoredTrade> storedByIdentity(TradeRows rows, List<NewTrade> items)
            throws SQLException {
        List<Order> orders = items.stream().map(item -> item.order().order()).toList();
        Map<Identity, StoredTrade> stored = new HashMap<>();
        rows.byIdentity(orders)
                .forEach((order, trade) -> stored.put(new Identity(order.buyerPlatform(), order.orderId()), trade));
        return stored;
    }

    private static Map<Identity, StoredTrade> write(
            LedgerTransaction transaction, TradeRows rows, Map<Identity, NewTrade> fresh) throws SQLException {
        List<NewTrade> attested = fresh.values().stream()
                .filter(trade -> trade.decision() instanceof NewTrade.Attest)
                .toList();
        List<Reserved> reserved = new LimitReservations(transaction.connection())
                .reserve(attested.stream().map(AttestStep::reservation).toList());
        Map<Digest, Reserved> limits = new HashMap<>();
        for (int i = 0; i < attested.size(); i++) {
            limits.put(attested.get(i).order().order().digest(), reserved.get(i));
        }
        Map<Identity, StoredTrade> written = new HashMap<>();
        List<TradeInsert> inserts = new ArrayList<>(fresh.size());
        for (Map.Entry<Identity, NewTrade> entry : fresh.entrySet()) {
            NewTrade trade = entry.getValue();
            TradeInsert insert =
                    insert(trade, limits.getOrDefault(trade.order().order().digest(), Reserved.WITHIN));
            inserts.add(insert);
            transaction.became(insert.state(), reason(insert), 1);
            written.put(entry.getKey(), insert.stored());
        }
        rows.insert(inserts);
        return written;
    }

    private static TradeInsert insert(NewTrade trade, Reserved reserved) {
        return switch (trade.decision()) {
            case NewTrade.Refuse refuse -> TradeInsert.refused(trade, refuse.attestation(), refuse.refusal());
            case NewTrade.Attest attest ->
                switch (reserved) {
                    case Reserved.Within ignored -> TradeInsert.attested(trade, attest);
                    case Reserved.Beyond beyond ->
                        TradeInsert.beyondLimit(trade, attest, flagging(attest), sides(attest, beyond));
                    case Reserved.Missing missing -> exceeded(trade, attest, shortfall(attest, missing));
                };
        };
    }

    private static TradeInsert exceeded(NewTrade trade, NewTrade.Attest attest, Shortfall shortfall) {
        if (!(attest.whenExceeded() instanceof NewTrade.Refusing refusing)) {
            throw new IllegalStateException("a limit refuses an order that it may not");
        }
        Refusal refusal = Refusal.of(Reason.LIMIT_EXCEEDED)
                .with("remaining_wh", Long.toString(shortfall.remainingWh()))
                .with("limit", shortfall.limit().name());
        return TradeInsert.refused(trade, refusing.refusal().apply(shortfall), refusal);
    }

    private static NewTrade.Flagging flagging(NewTrade.Attest attest) {
        if (!(attest.whenExceeded() instanceof NewTrade.Flagging flagging)) {
            throw new IllegalStateException("more than a limit was taken for an order that it refuses");
        }
        return flagging;
    }

    private static Set<TradeRole> sides(NewTrade.Attest attest, Reserved.Beyond beyond) {
        return attest.sides().stream()
                .map(CustomerSide::role)
                .filter(role -> beyond.directions().contains(role.direction()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Shortfall shortfall(NewTrade.Attest attest, Reserved.Missing missing) {
        Account account = missing.account();
        CustomerSide side = attest.sides().stream()
                .filter(candidate -> candidate.role().direction() == account.direction())
                .findFirst()
                .orElseThrow();
        return new Shortfall(
                side.role(),
                account.ofMandate() ? Shortfall.Limit.MANDATE : Shortfall.Limit.CUSTOMER,
                missing.remainingWh());
    }

    static Reservation reservation(NewTrade trade) {
        NewTrade.Attest attest = (NewTrade.Attest) trade.decision();
        Order order = trade.order().order();
        LocalDate day = LocalDate.ofInstant(order.window().start(), ZoneOffset.UTC);
        List<Account> accounts = attest.sides().stream()
                .flatMap(side -> Stream.of(
                        new Account(side.customerId(), "", side.role().direction(), day),
                        new Account(
                                side.customerId(), side.platform(), side.role().direction(), day)))
                .toList();
        boolean mayExceed = attest.whenExceeded() instanceof NewTrade.Flagging;
        return new Reservation(accounts, order.quantityWh(), mayExceed);
    }
}
