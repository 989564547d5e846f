package io.gridpact.deploy.network;

import java.time.Instant;

/// One line of `readings.csv`: what a meter measured in one delivery window, in watt-hours.
public record ReadingLine(String meter, Instant windowStart, long injectedWh, long consumedWh) {}
