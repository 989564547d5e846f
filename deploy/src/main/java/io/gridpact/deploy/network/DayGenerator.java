package io.gridpact.deploy.network;

import io.gridpact.deploy.network.NetworkFile.AgreementTerms;
import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import io.gridpact.deploy.network.NetworkFile.ProfileTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes a network and its trading day: T1 to T7 and a day of homes with sun, cloud and an evening peak. The same seed
/// gives the same files on every machine: whole numbers only, one [Random], drawn in one order.
///
/// Each hour, homes with a roof or a battery offer the surplus they expect, and homes without buy some of what they
/// expect to use; afterwards clouds and habits differ from what was expected.
public final class DayGenerator {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 15);
    private static final int START_HOUR = 7;
    private static final int FIRST_WINDOW_HOUR = 8;
    private static final int LAST_WINDOW_HOUR = 19;
    private static final int NAMED_WINDOW_HOUR = 12;
    private static final int EVENING_HOUR = 17;
    private static final int HOMES_PER_TRADE = 4;
    private static final int BATCHES_PER_WINDOW = 3;
    private static final int FEEDERS_PER_UTILITY = 2;
    private static final long LOT_WH = 100;
    private static final long MIN_TRADE_WH = 300;
    private static final long MAX_TRADE_WH = 2_500;
    private static final int PERMILLE = 1_000;
    private static final int PRICE_DECIMALS = 4;
    private static final Duration ORDERED_BEFORE_START = Duration.ofMinutes(45);
    private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(10);
    private static final String SELLS = "sunbird";
    private static final String BUYS = "helio";
    private static final String WITHOUT_MANDATES = "nova";
    private static final List<String> COMPASS = List.of("north", "south", "east", "west");

    private final Random random;
    private final List<String> utilities;
    private final Weather weather;
    private final List<Home> homes;
    private final NamedTrades named;
    private final List<OrderLine> orders = new ArrayList<>();
    private final List<ReadingLine> readings = new ArrayList<>();

    /// What was generated.
    public record Day(NetworkFile network, List<OrderLine> orders, List<ReadingLine> readings) {}

    private DayGenerator(long seed, int homeCount, int utilityCount) {
        this.random = new Random(seed);
        this.utilities = Stream.concat(
                        COMPASS.stream(),
                        Stream.iterate(COMPASS.size() + 1, number -> number + 1).map(number -> "utility-" + number))
                .limit(utilityCount)
                .toList();
        this.weather = new Weather(utilityCount, random);
        List<Home> drawn = new ArrayList<>();
        for (int number = 0; number < homeCount; number++) {
            drawn.add(Home.random(number, utilities, random));
        }
        this.homes = List.copyOf(drawn);
        this.named = new NamedTrades(hour(NAMED_WINDOW_HOUR), utilities, SELLS, BUYS);
    }

    /// @param homeCount 0 to 10,000
    /// @param utilityCount 1 to 50; T1 to T7 cross utilities as described only from 3 on
    public static Day generate(long seed, int homeCount, int utilityCount) {
        if (homeCount < 0 || homeCount > 10_000 || utilityCount < 1 || utilityCount > 50) {
            throw new IllegalArgumentException("0 to 10000 homes in 1 to 50 utilities");
        }
        return new DayGenerator(seed, homeCount, utilityCount).day();
    }

    private Day day() {
        orders.addAll(named.orders());
        readings.addAll(named.readings());
        for (int hour = FIRST_WINDOW_HOUR; hour <= LAST_WINDOW_HOUR; hour++) {
            trade(hour);
            measure(hour);
        }
        return new Day(network(), List.copyOf(orders), List.copyOf(readings));
    }

    private NetworkFile network() {
        List<CustomerEntry> customers = new ArrayList<>(named.customers());
        homes.forEach(home -> customers.add(home.customer(SELLS, BUYS)));
        return new NetworkFile(
                "day-of-homes",
                hour(START_HOUR),
                ProfileTerms.DEFAULT,
                "arbiter",
                List.of("gate"),
                utilities,
                List.of(SELLS, BUYS, WITHOUT_MANDATES),
                agreements(),
                List.copyOf(customers),
                feeders());
    }

    /// Homes of a utility are on its feeders by turns.
    private List<FeederEntry> feeders() {
        List<FeederEntry> feeders = new ArrayList<>();
        for (String utility : utilities) {
            List<String> meters = homes.stream()
                    .filter(home -> home.utility().equals(utility))
                    .map(Home::meter)
                    .toList();
            for (int number = 0; number < FEEDERS_PER_UTILITY; number++) {
                int turn = number;
                feeders.add(new FeederEntry(
                        utility,
                        "feeder-" + (number + 1),
                        IntStream.range(0, meters.size())
                                .filter(index -> index % FEEDERS_PER_UTILITY == turn)
                                .mapToObj(meters::get)
                                .toList()));
            }
        }
        return List.copyOf(feeders);
    }

    /// Everyone with everyone, themselves included.
    private List<AgreementTerms> agreements() {
        List<String> sorted = utilities.stream().sorted().toList();
        List<AgreementTerms> agreements = new ArrayList<>();
        for (int first = 0; first < sorted.size(); first++) {
            for (int second = first; second < sorted.size(); second++) {
                agreements.add(new AgreementTerms(
                        sorted.get(first),
                        sorted.get(second),
                        "EUR",
                        "BLOCKING",
                        "DIRECT",
                        new BigDecimal("0.05"),
                        new BigDecimal("0.03")));
            }
        }
        return List.copyOf(agreements);
    }

    private void trade(int hour) {
        List<Home> sellers = shuffled(homes.stream().filter(Home::sells).toList());
        List<Home> buyers =
                shuffled(homes.stream().filter(home -> !home.sells()).toList());
        if (sellers.isEmpty() || buyers.isEmpty()) {
            return;
        }
        int wanted = Math.max(1, homes.size() / HOMES_PER_TRADE);
        List<long[]> matched = new ArrayList<>();
        for (int turn = 0; turn < 2 * homes.size() && matched.size() < wanted; turn++) {
            int seller = turn % sellers.size();
            int buyer = turn % buyers.size();
            long spareWh = expectedSurplusWh(sellers.get(seller), hour) - sold(matched, 0, seller);
            long neededWh = sellableWh(buyers.get(buyer), hour) - sold(matched, 1, buyer);
            long lotWh = Math.min(MAX_TRADE_WH, Math.min(spareWh, neededWh)) / LOT_WH * LOT_WH;
            if (lotWh >= MIN_TRADE_WH) {
                matched.add(new long[] {seller, buyer, lotWh});
            }
        }
        for (int index = 0; index < matched.size(); index++) {
            long[] match = matched.get(index);
            orders.add(order(hour, index, sellers.get((int) match[0]), buyers.get((int) match[1]), match[2]));
        }
    }

    private static long sold(List<long[]> matched, int side, long home) {
        return matched.stream()
                .filter(match -> match[side] == home)
                .mapToLong(match -> match[2])
                .sum();
    }

    private long expectedSurplusWh(Home home, int hour) {
        long sunWh = weather.forecastWh(home.place(), hour, home.peakWh());
        return sunWh + batteryWh(home, hour) - home.expectedLoadWh(hour);
    }

    private static long batteryWh(Home home, int hour) {
        return hour >= EVENING_HOUR ? home.batteryWh() : 0;
    }

    private static long sellableWh(Home buyer, int hour) {
        return buyer.expectedLoadWh(hour);
    }

    private OrderLine order(int hour, int index, Home seller, Home buyer, long quantityWh) {
        Instant start = hour(hour);
        long priceTenThousandths = 1_400 + (hour >= EVENING_HOUR ? 700 : 0) + random.nextInt(400);
        Duration batch = BETWEEN_BATCHES.multipliedBy(1L + index % BATCHES_PER_WINDOW);
        return new OrderLine(
                "%02dh-%02d".formatted(hour, index + 1),
                Optional.of(start.minus(ORDERED_BEFORE_START).plus(batch)),
                new OrderLine.Side(SELLS, seller.utility(), seller.id(), seller.meter()),
                new OrderLine.Side(BUYS, buyer.utility(), buyer.id(), buyer.meter()),
                start,
                ProfileTerms.DEFAULT.windowMinutes(),
                quantityWh,
                BigDecimal.valueOf(priceTenThousandths, PRICE_DECIMALS),
                "EUR",
                Optional.empty(),
                Optional.empty());
    }

    private void measure(int hour) {
        for (Home home : homes) {
            long loadWh = home.expectedLoadWh(hour) * (880 + random.nextInt(260)) / PERMILLE;
            long madeWh = weather.actualWh(home.place(), hour, home.peakWh()) + batteryWh(home, hour);
            long injectedWh = Math.max(0, madeWh - loadWh);
            long consumedWh = Math.max(0, loadWh - madeWh);
            readings.add(new ReadingLine(home.meter(), hour(hour), injectedWh, consumedWh));
        }
    }

    private List<Home> shuffled(List<Home> ordered) {
        List<Home> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static Instant hour(int hour) {
        return DAY.atTime(hour, 0).toInstant(ZoneOffset.UTC);
    }
}
