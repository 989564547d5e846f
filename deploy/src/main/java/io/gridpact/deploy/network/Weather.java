package io.gridpact.deploy.network;

import java.util.Random;

/// Sun and clouds of one day over some places, hour by hour, in whole permille: what was forecast and what came.
final class Weather {

    private static final int PERMILLE = 1_000;
    private static final int MAX_FORECAST_CLOUD_PERMILLE = 350;
    private static final int MAX_SURPRISE_PERMILLE = 250;
    private static final int HOURS = 24;

    /// A clear day in June: what a roof gives, in permille of its peak, for each UTC hour.
    private static final int[] CLEAR_SKY_PERMILLE = {
        0, 0, 0, 0, 30, 90, 190, 310, 440, 580, 720, 850, 940, 980, 950, 860, 730, 580, 420, 260, 120, 30, 0, 0
    };

    private final int[][] forecastCloudPermille;
    private final int[][] actualCloudPermille;

    Weather(int places, Random random) {
        this.forecastCloudPermille = new int[places][HOURS];
        this.actualCloudPermille = new int[places][HOURS];
        for (int place = 0; place < places; place++) {
            for (int hour = 0; hour < HOURS; hour++) {
                int forecast = random.nextInt(MAX_FORECAST_CLOUD_PERMILLE);
                int surprise = random.nextInt(2 * MAX_SURPRISE_PERMILLE) - MAX_SURPRISE_PERMILLE;
                forecastCloudPermille[place][hour] = forecast;
                actualCloudPermille[place][hour] = Math.clamp(forecast + surprise, 0, PERMILLE);
            }
        }
    }

    /// What a roof is expected to give in that hour, in watt-hours.
    long forecastWh(int place, int hour, long peakWh) {
        return sunWh(hour, peakWh, forecastCloudPermille[place][hour]);
    }

    /// What it gave.
    long actualWh(int place, int hour, long peakWh) {
        return sunWh(hour, peakWh, actualCloudPermille[place][hour]);
    }

    private static long sunWh(int hour, long peakWh, int cloudPermille) {
        return peakWh * CLEAR_SKY_PERMILLE[hour] / PERMILLE * (PERMILLE - cloudPermille) / PERMILLE;
    }
}
