package io.gridpact.deploy.demo;

import io.gridpact.arbiter.v1.GetLogSummaryResponse;
import io.gridpact.deploy.check.NetworkCheck;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a trading day came to.
public record DayResult(
        List<TradeResult> trades,
        NetworkCheck.Outcome check,
        GetLogSummaryResponse log,
        List<ReceivedField> receivedFields) {

    private static final String SETTLED = "SETTLED";

    /// Refused not for what was asked, but because something did not work.
    private static final Set<String> FAULTS =
            Set.of("PEER_UNAVAILABLE", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "INTERNAL");

    /// Whether the day came to what it should: everything that all four signed is settled, nothing was refused because
    /// something did not work, no two utilities differ, and the check found nothing.
    public boolean succeeded() {
        if (trades.stream().flatMap(trade -> trade.reason().stream()).anyMatch(FAULTS::contains)) {
            return false;
        }
        boolean settled = trades.stream()
                .allMatch(trade -> trade.signers().isEmpty() || trade.state().equals(SETTLED));
        return settled && log.getMismatched() == 0 && log.getUnpaired() == 0 && check.clean();
    }

    /// One trade at the end of the day.
    ///
    /// @param id the order's id
    /// @param state its name; where the two utilities do not hold the same, the earlier one's
    /// @param reason empty unless refused
    /// @param explanation for people: which field, what remains
    /// @param amount what the buyer owes, 4 decimals
    public record TradeResult(
            String name,
            String id,
            String sellerUtility,
            String buyerUtility,
            Instant windowStart,
            String state,
            Optional<String> reason,
            String explanation,
            long contractedWh,
            OptionalLong sellerWh,
            OptionalLong buyerWh,
            OptionalLong settledWh,
            BigDecimal price,
            Optional<BigDecimal> amount,
            String currency,
            List<SignerEntry> signers) {}

    /// Who signed in which role: `BUYER_PLATFORM`, `SELLER_PLATFORM`, `SELLER_UTILITY`, `BUYER_UTILITY`.
    public record SignerEntry(String role, String party, String keyId) {}

    /// A field that members submitted to the arbiter.
    ///
    /// @param path the statement's type and the field, as in `journal-root.minute_millis`
    /// @param count how often
    /// @param example one value, literally
    public record ReceivedField(String path, long count, String example) {}
}
