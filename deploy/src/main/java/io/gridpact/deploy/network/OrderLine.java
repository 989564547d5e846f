package io.gridpact.deploy.network;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/// One line of `orders.jsonl`: an order to make, and when.
///
/// @param name what people call the trade; the demo's table shows it
/// @param at when the platforms make it; empty for now
/// @param windowMinutes length of the window asked for
/// @param quantityWh energy in watt-hours
/// @param pricePerKwh at most 6 decimals
/// @param tamper a field of the order that is altered after both platforms have signed, to show that it is refused
public record OrderLine(
        String name,
        Optional<Instant> at,
        Side seller,
        Side buyer,
        Instant windowStart,
        int windowMinutes,
        long quantityWh,
        BigDecimal pricePerKwh,
        String currency,
        Optional<Instant> expires,
        Optional<String> tamper) {

    /// The one field that can be altered for show.
    public static final String TAMPER_QUANTITY = "quantityWh";

    /// Who trades on one side, and through which meter.
    public record Side(String platform, String utility, String customer, String meter) {}
}
