package io.gridpact.deploy.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.check.NetworkCheck.Outcome;
import io.gridpact.deploy.client.EnrolmentClient.Ledger;
import io.gridpact.deploy.demo.DayResult.TradeResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// A day's result for programs; the fields are described in `deploy/README.md`.
public final class DayJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS_DECIMALS = 3;

    private DayJson() {}

    public static ObjectNode of(DayResult day, Duration elapsed) {
        ObjectNode written = JSON.createObjectNode();
        written.set("trades", trades(day.trades()));
        ArrayNode utilities = written.putArray("utilities");
        Outcome check = day.check();
        for (Ledger ledger : check.ledgers()) {
            utilities
                    .addObject()
                    .put("id", ledger.utility())
                    .put("trades", ledger.lines().size())
                    .put("journalEntries", ledger.journalEntries())
                    .put("checked", check.service(ledger.utility()).clean());
        }
        ObjectNode arbiter = written.putObject("arbiter")
                .put("leaves", day.log().getLeaves())
                .put("matched", day.log().getMatched())
                .put("mismatched", day.log().getMismatched())
                .put("unpaired", day.log().getUnpaired());
        ArrayNode received = arbiter.putArray("receivedFields");
        day.receivedFields().forEach(field -> received.addObject()
                .put("path", field.path())
                .put("count", field.count())
                .put("example", field.example()));
        return written.put("elapsedSeconds", BigDecimal.valueOf(elapsed.toMillis(), SECONDS_DECIMALS));
    }

    /// Energy as whole watt-hours, money as text; what is not known is null.
    public static ArrayNode trades(List<TradeResult> trades) {
        ArrayNode written = JSON.createArrayNode();
        trades.forEach(trade -> trade(written.addObject(), trade));
        return written;
    }

    private static void trade(ObjectNode written, TradeResult trade) {
        written.put("name", trade.name()).put("id", trade.id()).put("state", trade.state());
        trade.reason().ifPresent(reason -> written.put("reason", reason));
        if (!trade.explanation().isEmpty()) {
            written.put("explanation", trade.explanation());
        }
        written.put("windowStart", trade.windowStart().toString());
        written.put("contractedWh", trade.contractedWh());
        wattHours(written, "sellerWh", trade.sellerWh());
        wattHours(written, "buyerWh", trade.buyerWh());
        wattHours(written, "settledWh", trade.settledWh());
        written.put("price", trade.price().toPlainString())
                .put("amount", trade.amount().map(BigDecimal::toPlainString).orElse(null))
                .put("currency", trade.currency());
        ArrayNode signers = written.putArray("signers");
        trade.signers().forEach(signer -> signers.addObject()
                .put("role", signer.role())
                .put("party", signer.party())
                .put("keyId", signer.keyId()));
    }

    private static void wattHours(ObjectNode written, String field, OptionalLong wh) {
        if (wh.isPresent()) {
            written.put(field, wh.getAsLong());
            return;
        }
        written.putNull(field);
    }
}
