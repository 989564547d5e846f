package io.gridpact.deploy.bench;

import io.gridpact.deploy.network.DayGenerator;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.DeadlineTerms;
import io.gridpact.deploy.network.NetworkFile.LimitEntry;
import io.gridpact.deploy.network.NetworkFile.MandateEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import io.gridpact.deploy.network.NetworkFile.ProfileTerms;
import io.gridpact.deploy.network.OrderLine;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The network that is measured: utilities with sellers and buyers who have no limit that matters, every trade between
/// two utilities.
public final class BenchNetwork {

    /// So that no limit refuses anything.
    private static final long UNLIMITED_WH_PER_DAY = 1_000_000_000_000L;

    private static final long QUANTITY_WH = 1_000;
    private static final int PRICE_DECIMALS = 4;
    private static final String SELLS = "sunbird";
    private static final String BUYS = "helio";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration AHEAD = Duration.ofHours(6);

    private final int metersPerUtility;
    private final Duration window;
    private final NetworkFile network;

    /// @param metersPerUtility of each kind
    BenchNetwork(int utilities, int metersPerUtility) {
        this(utilities, metersPerUtility, HOUR);
    }

    /// @param metersPerUtility of each kind
    /// @param window length of every delivery window, one of those that a profile may have
    public BenchNetwork(int utilities, int metersPerUtility, Duration window) {
        this.metersPerUtility = metersPerUtility;
        this.window = window;
        NetworkFile empty = DayGenerator.generate(1, 0, utilities).network();
        List<CustomerEntry> customers = new ArrayList<>();
        for (String utility : empty.utilities()) {
            for (int number = 0; number < metersPerUtility; number++) {
                customers.add(customer(utility, number, "seller", SELLS, "INJECTION"));
                customers.add(customer(utility, number, "buyer", BUYS, "CONSUMPTION"));
            }
        }
        this.network = new NetworkFile(
                "bench",
                empty.start(),
                profile(empty.profile(), window),
                empty.arbiter(),
                empty.gateways(),
                empty.utilities(),
                List.of(SELLS, BUYS),
                empty.agreements(),
                List.copyOf(customers),
                List.of());
    }

    private BenchNetwork(int metersPerUtility, Duration window, NetworkFile network) {
        this.metersPerUtility = metersPerUtility;
        this.window = window;
        this.network = network;
    }

    /// The same under a profile with other deadlines.
    public BenchNetwork withDeadlines(DeadlineTerms deadlines) {
        ProfileTerms terms = network.profile();
        return new BenchNetwork(
                metersPerUtility,
                window,
                new NetworkFile(
                        network.name(),
                        network.start(),
                        new ProfileTerms(
                                terms.windowMinutes(),
                                terms.allocationRule(),
                                terms.toleranceBasisPoints(),
                                deadlines,
                                terms.finalityDays()),
                        network.arbiter(),
                        network.gateways(),
                        network.utilities(),
                        network.platforms(),
                        network.agreements(),
                        network.customers(),
                        network.feeders()));
    }

    private static ProfileTerms profile(ProfileTerms terms, Duration window) {
        return new ProfileTerms(
                Math.toIntExact(window.toMinutes()),
                terms.allocationRule(),
                terms.toleranceBasisPoints(),
                terms.deadlines(),
                terms.finalityDays());
    }

    private static CustomerEntry customer(String utility, int number, String kind, String platform, String direction) {
        String id = kind + "-" + number;
        return new CustomerEntry(
                utility,
                id,
                List.of(new MeterEntry(utility + "-" + id, List.of(direction), Optional.empty())),
                List.of(new MandateEntry(platform, direction, UNLIMITED_WH_PER_DAY)),
                List.of(new LimitEntry(direction, UNLIMITED_WH_PER_DAY)));
    }

    public NetworkFile network() {
        return network;
    }

    /// The window that everything is traded in.
    Instant windowStart() {
        return network.start().plus(AHEAD);
    }

    Instant windowEnd() {
        return windowStart().plus(window);
    }

    /// Of each trade.
    public long quantityWh() {
        return QUANTITY_WH;
    }

    /// The n-th trade: sellers in turn, each selling to a buyer of the next utility; every meter has its share.
    OrderLine line(int number) {
        return line(number, windowStart());
    }

    /// The same in another window.
    public OrderLine line(int number, Instant start) {
        List<String> utilities = network.utilities();
        int place = number % utilities.size();
        int meter = number / utilities.size() % metersPerUtility;
        String sellerUtility = utilities.get(place);
        String buyerUtility = utilities.get((place + 1) % utilities.size());
        return new OrderLine(
                "bench-" + number,
                Optional.empty(),
                new OrderLine.Side(SELLS, sellerUtility, "seller-" + meter, sellerUtility + "-seller-" + meter),
                new OrderLine.Side(BUYS, buyerUtility, "buyer-" + meter, buyerUtility + "-buyer-" + meter),
                start,
                Math.toIntExact(window.toMinutes()),
                QUANTITY_WH,
                BigDecimal.valueOf(1_500 + number % 500, PRICE_DECIMALS),
                "EUR",
                Optional.empty(),
                Optional.empty());
    }
}
