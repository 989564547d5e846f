package io.gridpact.protocol.allocation;

import java.math.BigInteger;

/// An exact share `wanted · reading / sum`, as its floor and remainder. The product has up to 126 bits: watt-hours
/// times watt-hours overflow a long at national scale.
///
/// @param floorWh the floor of the share; at most `wanted` where `reading <= sum`
/// @param remainder of the division; not negative, less than `sum`
record Proportion(long floorWh, long remainder) {

    /// @param wantedWh not negative, at most `sumWh`
    /// @param readingWh not negative, at most `sumWh`
    /// @param sumWh positive
    static Proportion of(long wantedWh, long readingWh, long sumWh) {
        long low = wantedWh * readingWh;
        if (Math.multiplyHigh(wantedWh, readingWh) == 0 && low >= 0) {
            return new Proportion(low / sumWh, low % sumWh);
        }
        BigInteger[] parts = BigInteger.valueOf(wantedWh)
                .multiply(BigInteger.valueOf(readingWh))
                .divideAndRemainder(BigInteger.valueOf(sumWh));
        return new Proportion(parts[0].longValueExact(), parts[1].longValueExact());
    }
}
