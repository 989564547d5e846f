package io.gridpact.deploy.demo;

import io.gridpact.deploy.check.NetworkCheck;
import io.gridpact.deploy.check.NetworkCheck.ServiceCheck;
import io.gridpact.deploy.client.EnrolmentClient.Ledger;
import io.gridpact.deploy.demo.DayResult.SignerEntry;
import io.gridpact.deploy.demo.DayResult.TradeResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A day's result for people.
public final class DayText {

    private static final int WH_PER_KWH_DECIMALS = 3;
    private static final int KEY_PREFIX_CHARACTERS = 16;
    private static final int ONE_BY_ONE = 12;
    private static final String NAMED = "T[0-9]+";

    private DayText() {}

    public static String of(DayResult day, Duration elapsed) {
        List<String> parts = new ArrayList<>();
        List<TradeResult> named = day.trades().stream()
                .filter(trade -> trade.name().matches(NAMED) || day.trades().size() <= ONE_BY_ONE)
                .toList();
        List<TradeResult> others =
                day.trades().stream().filter(trade -> !named.contains(trade)).toList();
        parts.add("Trades (energy in kWh)\n" + trades(named));
        if (!others.isEmpty()) {
            parts.add(others.size() + " trades of the day, by window (energy in kWh)\n" + windows(others));
        }
        parts.add("Who signed\n" + signers(named));
        parts.add("What the arbiter was sent, the whole day: every field of every statement\n" + received(day));
        parts.add("What the utilities hold\n" + held(day.check()));
        parts.add(arbiter(day));
        parts.add(check(day.check()));
        parts.add("Done in " + BigDecimal.valueOf(elapsed.toMillis(), 3).setScale(1, RoundingMode.HALF_UP) + " s.");
        return String.join("\n\n", parts);
    }

    /// Trades one by one, with who signed them.
    public static String details(List<TradeResult> trades) {
        return trades(trades) + "\n\nWho signed\n" + signers(trades);
    }

    /// Trades one by one.
    public static String trades(List<TradeResult> trades) {
        TextTable table = new TextTable(
                "trade",
                "from",
                "to",
                "window",
                ">contracted",
                ">seller",
                ">buyer",
                ">settled",
                ">amount",
                "state",
                "");
        for (TradeResult trade : trades) {
            table.row(
                    trade.name(),
                    trade.sellerUtility(),
                    trade.buyerUtility(),
                    window(trade.windowStart()),
                    kwh(trade.contractedWh()),
                    kwh(trade.sellerWh()),
                    kwh(trade.buyerWh()),
                    kwh(trade.settledWh()),
                    trade.amount()
                            .map(amount -> amount.toPlainString() + " " + trade.currency())
                            .orElse("-"),
                    trade.reason().map(reason -> trade.state() + " " + reason).orElse(trade.state()),
                    trade.explanation());
        }
        return table.render();
    }

    private static String windows(List<TradeResult> trades) {
        Map<Instant, List<TradeResult>> byWindow = new TreeMap<>();
        trades.forEach(trade -> byWindow.computeIfAbsent(trade.windowStart(), start -> new ArrayList<>())
                .add(trade));
        TextTable table =
                new TextTable("window", ">trades", ">contracted", ">seller", ">buyer", ">settled", ">amount", "states");
        byWindow.forEach((start, inWindow) -> table.row(
                window(start),
                Integer.toString(inWindow.size()),
                kwh(inWindow.stream().mapToLong(TradeResult::contractedWh).sum()),
                kwh(sum(inWindow.stream().map(TradeResult::sellerWh).toList())),
                kwh(sum(inWindow.stream().map(TradeResult::buyerWh).toList())),
                kwh(sum(inWindow.stream().map(TradeResult::settledWh).toList())),
                inWindow.stream()
                                .flatMap(trade -> trade.amount().stream())
                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                                .toPlainString()
                        + " " + inWindow.getFirst().currency(),
                states(inWindow)));
        return table.render();
    }

    private static String states(List<TradeResult> trades) {
        Map<String, Integer> counts = new TreeMap<>();
        trades.forEach(trade -> counts.merge(trade.state(), 1, Integer::sum));
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .toList());
    }

    private static String signers(List<TradeResult> trades) {
        TextTable table =
                new TextTable("trade", "buyer's platform", "seller's platform", "seller's utility", "buyer's utility");
        for (TradeResult trade : trades) {
            List<SignerEntry> signers = trade.signers();
            if (!signers.isEmpty()) {
                table.row(
                        trade.name(),
                        text(signers.get(0)),
                        text(signers.get(1)),
                        text(signers.get(2)),
                        text(signers.get(3)));
            }
        }
        return table.render();
    }

    private static String text(SignerEntry signer) {
        return signer.party() + " " + signer.keyId().substring(0, KEY_PREFIX_CHARACTERS);
    }

    private static String received(DayResult day) {
        TextTable table = new TextTable("field", ">times", "the first one");
        day.receivedFields().forEach(field -> table.row(field.path(), Long.toString(field.count()), field.example()));
        return table.render();
    }

    private static String held(NetworkCheck.Outcome check) {
        TextTable table = new TextTable("utility", ">trades", ">journal entries", "checked");
        for (Ledger ledger : check.ledgers()) {
            table.row(
                    ledger.utility(),
                    Integer.toString(ledger.lines().size()),
                    Long.toString(ledger.journalEntries()),
                    counts(check.service(ledger.utility())));
        }
        return table.render();
    }

    private static String counts(ServiceCheck check) {
        return String.join(
                ", ",
                check.checked().entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .toList());
    }

    private static String arbiter(DayResult day) {
        return "The arbiter's log: %d leaves; pairs of digests: %d matched, %d mismatched, %d unpaired."
                .formatted(
                        day.log().getLeaves(),
                        day.log().getMatched(),
                        day.log().getMismatched(),
                        day.log().getUnpaired());
    }

    /// What a check came to, in words.
    public static String check(NetworkCheck.Outcome check) {
        if (check.clean()) {
            return "Check: " + check.services().size() + " stores and " + check.pairs()
                    + " pairs of ledgers hold together.";
        }
        TextTable table = new TextTable("where", "rule", "for", "what");
        check.findings()
                .forEach(finding -> table.row(finding.where(), finding.rule(), finding.subject(), finding.detail()));
        return "Check: this does not hold\n" + table.render();
    }

    private static OptionalLong sum(List<OptionalLong> figures) {
        return figures.stream().allMatch(OptionalLong::isPresent)
                ? OptionalLong.of(
                        figures.stream().mapToLong(OptionalLong::getAsLong).sum())
                : OptionalLong.empty();
    }

    private static String window(Instant start) {
        return start.toString().substring(0, "2026-06-15T10:00".length()).replace('T', ' ');
    }

    private static String kwh(OptionalLong wh) {
        return wh.isPresent() ? kwh(wh.getAsLong()) : "-";
    }

    private static String kwh(long wh) {
        return BigDecimal.valueOf(wh, WH_PER_KWH_DECIMALS).toPlainString();
    }
}
