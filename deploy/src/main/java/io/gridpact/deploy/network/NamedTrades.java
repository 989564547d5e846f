package io.gridpact.deploy.network;

import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.LimitEntry;
import io.gridpact.deploy.network.NetworkFile.MandateEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The trades that the demo shows one by one, T1 to T7, with the customers and readings that they need.
final class NamedTrades {

    private static final String INJECTION = "INJECTION";
    private static final String CONSUMPTION = "CONSUMPTION";
    private static final int WINDOW_MINUTES = 60;
    private static final Duration ORDERED_BEFORE_START = Duration.ofMinutes(45);
    private static final Duration BETWEEN_ORDERS = Duration.ofSeconds(1);
    private static final long DAY_WH = 30_000;
    private static final long AMBER_LIMIT_WH = 12_000;

    private final Instant windowStart;
    private final OrderLine.Side amber;
    private final OrderLine.Side birch;
    private final OrderLine.Side cedar;
    private final OrderLine.Side dune;
    private final OrderLine.Side elm;
    private final OrderLine.Side fern;
    private final OrderLine.Side grove;

    NamedTrades(Instant windowStart, List<String> utilities, String sellingPlatform, String buyingPlatform) {
        this.windowStart = windowStart;
        String north = utilities.get(0);
        String south = utilities.get(1 % utilities.size());
        String east = utilities.get(2 % utilities.size());
        this.amber = side(sellingPlatform, north, "amber");
        this.birch = side(buyingPlatform, south, "birch");
        this.cedar = side(sellingPlatform, south, "cedar");
        this.dune = side(buyingPlatform, south, "dune");
        this.elm = side(buyingPlatform, east, "elm");
        this.fern = side(sellingPlatform, east, "fern");
        this.grove = side(buyingPlatform, north, "grove");
    }

    private static OrderLine.Side side(String platform, String utility, String customer) {
        return new OrderLine.Side(platform, utility, customer, utility + "-" + customer);
    }

    List<CustomerEntry> customers() {
        return List.of(
                customer(amber, INJECTION, AMBER_LIMIT_WH),
                customer(birch, CONSUMPTION, DAY_WH),
                customer(cedar, INJECTION, DAY_WH),
                customer(dune, CONSUMPTION, DAY_WH),
                customer(elm, CONSUMPTION, DAY_WH),
                customer(fern, INJECTION, DAY_WH),
                customer(grove, CONSUMPTION, DAY_WH));
    }

    private static CustomerEntry customer(OrderLine.Side side, String direction, long limitWh) {
        List<String> directions = direction.equals(INJECTION) ? List.of(INJECTION, CONSUMPTION) : List.of(CONSUMPTION);
        return new CustomerEntry(
                side.utility(),
                side.customer(),
                List.of(new MeterEntry(side.meter(), directions, Optional.empty())),
                List.of(new MandateEntry(side.platform(), direction, DAY_WH)),
                List.of(new LimitEntry(direction, limitWh)));
    }

    List<OrderLine> orders() {
        Instant between = windowStart.plus(Duration.ofMinutes(WINDOW_MINUTES / 2));
        return List.of(
                order(1, amber, birch, windowStart, 5_000, "0.1850", Optional.empty()),
                order(2, amber, elm, windowStart, 4_000, "0.1790", Optional.empty()),
                order(3, cedar, dune, windowStart, 2_500, "0.171250", Optional.empty()),
                order(4, fern, grove, windowStart, 3_000, "0.1925", Optional.empty()),
                order(5, amber, birch, windowStart, 4_000, "0.1800", Optional.empty()),
                order(6, cedar, dune, between, 1_000, "0.1700", Optional.empty()),
                order(7, fern, birch, windowStart, 1_000, "0.1750", Optional.of(OrderLine.TAMPER_QUANTITY)));
    }

    private OrderLine order(
            int number,
            OrderLine.Side seller,
            OrderLine.Side buyer,
            Instant start,
            long quantityWh,
            String price,
            Optional<String> tamper) {
        Instant at = windowStart.minus(ORDERED_BEFORE_START).plus(BETWEEN_ORDERS.multipliedBy(number - 1L));
        return new OrderLine(
                "T" + number,
                Optional.of(at),
                seller,
                buyer,
                start,
                WINDOW_MINUTES,
                quantityWh,
                new BigDecimal(price),
                "EUR",
                Optional.empty(),
                tamper);
    }

    /// The seller of T1 and T2 injects less than both; the buyer of T4 uses less than they bought.
    List<ReadingLine> readings() {
        return List.of(
                new ReadingLine(amber.meter(), windowStart, 7_000, 120),
                new ReadingLine(birch.meter(), windowStart, 0, 6_400),
                new ReadingLine(cedar.meter(), windowStart, 2_900, 80),
                new ReadingLine(dune.meter(), windowStart, 0, 2_730),
                new ReadingLine(elm.meter(), windowStart, 0, 4_150),
                new ReadingLine(fern.meter(), windowStart, 3_350, 95),
                new ReadingLine(grove.meter(), windowStart, 0, 1_800));
    }
}
