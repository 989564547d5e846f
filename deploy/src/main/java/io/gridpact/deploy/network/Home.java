package io.gridpact.deploy.network;

import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.LimitEntry;
import io.gridpact.deploy.network.NetworkFile.MandateEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A generated home: what it has and what it uses.
///
/// @param place index of its utility
/// @param peakWh what its roof gives in an hour of full sun; 0 without one
/// @param batteryWh what its battery gives in an evening hour; 0 without one
/// @param loadWh what it uses in a quiet hour
record Home(int place, String utility, String id, Kind kind, long peakWh, long batteryWh, long loadWh) {

    private static final String INJECTION = "INJECTION";
    private static final String CONSUMPTION = "CONSUMPTION";
    private static final long LIMIT_WH_PER_DAY = 60_000;
    private static final long MANDATE_WH_PER_DAY = 50_000;
    private static final int PERMILLE = 1_000;

    /// Use in permille of a quiet hour: breakfast, a quiet day, the evening peak.
    private static final int[] LOAD_PERMILLE = {
        500, 450, 450, 450, 500, 700, 1_200, 1_500, 1_300, 1_000, 900, 950, 1_100, 1_000, 900, 950, 1_200, 1_700, 2_300,
        2_500, 2_200, 1_700, 1_100, 700
    };

    /// In every 7 homes of a utility there are 3 roofs, 1 battery and 3 without either.
    enum Kind {
        ROOF,
        BATTERY,
        NONE;

        static Kind ofNumber(int number) {
            return switch (number % 7) {
                case 0, 2, 4 -> ROOF;
                case 5 -> BATTERY;
                default -> NONE;
            };
        }
    }

    static Home random(int number, List<String> utilities, Random random) {
        int place = number % utilities.size();
        Kind kind = Kind.ofNumber(number / utilities.size());
        long peakWh = kind == Kind.ROOF ? 3_500 + 100L * random.nextInt(30) : 0;
        long batteryWh = kind == Kind.BATTERY ? 2_500 + 100L * random.nextInt(20) : 0;
        long loadWh = kind == Kind.NONE ? 900 + 10L * random.nextInt(60) : 350 + 10L * random.nextInt(20);
        String id = "home-%02d".formatted(number + 1);
        return new Home(place, utilities.get(place), id, kind, peakWh, batteryWh, loadWh);
    }

    boolean sells() {
        return kind != Kind.NONE;
    }

    String meter() {
        return utility + "-" + id;
    }

    /// What it expects to use in that hour.
    long expectedLoadWh(int hour) {
        return loadWh * LOAD_PERMILLE[hour] / PERMILLE;
    }

    CustomerEntry customer(String sellingPlatform, String buyingPlatform) {
        String direction = sells() ? INJECTION : CONSUMPTION;
        return new CustomerEntry(
                utility,
                id,
                List.of(new MeterEntry(
                        meter(), sells() ? List.of(INJECTION, CONSUMPTION) : List.of(CONSUMPTION), Optional.empty())),
                List.of(new MandateEntry(sells() ? sellingPlatform : buyingPlatform, direction, MANDATE_WH_PER_DAY)),
                List.of(new LimitEntry(direction, LIMIT_WH_PER_DAY)));
    }
}
