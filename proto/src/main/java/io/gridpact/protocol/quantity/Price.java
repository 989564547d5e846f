package io.gridpact.protocol.quantity;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// What one kilowatt-hour costs (PROTOCOL.md, section 3). Held without trailing zeros, so equal prices are equal.
///
/// @param currency three upper-case letters (ISO 4217)
/// @param perKwh not negative, at most [#MAX_DECIMALS] decimals and [#MAX_INTEGER_DIGITS] digits before them
public record Price(String currency, BigDecimal perKwh) {

    /// Decimals a price may have.
    public static final int MAX_DECIMALS = 6;

    /// Digits a price may have before its decimals; with the decimals it still fits a `long` of millionths.
    public static final int MAX_INTEGER_DIGITS = 12;

    private static final int WH_PER_KWH_POWER_OF_TEN = 3;

    /// @throws IllegalArgumentException naming the field that is out of range
    public Price {
        Currency.requireCode(currency);
        if (perKwh.signum() < 0) {
            throw new IllegalArgumentException("perKwh: negative");
        }
        perKwh = perKwh.stripTrailingZeros();
        if (perKwh.scale() > MAX_DECIMALS) {
            throw new IllegalArgumentException("perKwh: more than " + MAX_DECIMALS + " decimals");
        }
        if ((long) perKwh.precision() - perKwh.scale() > MAX_INTEGER_DIGITS) {
            throw new IllegalArgumentException(
                    "perKwh: more than " + MAX_INTEGER_DIGITS + " digits before the decimals");
        }
        if (perKwh.scale() < 0) {
            perKwh = perKwh.setScale(0, RoundingMode.UNNECESSARY);
        }
    }

    /// Energy times price, exact, rounded half-even once to [Amount#DECIMALS] decimals.
    ///
    /// @param wh watt-hours; a negative figure (a credit) gives a negative amount
    /// @throws IllegalArgumentException if the product is beyond what an [Amount] holds
    public Amount amountOf(long wh) {
        BigDecimal exact = BigDecimal.valueOf(wh).multiply(perKwh).movePointLeft(WH_PER_KWH_POWER_OF_TEN);
        return new Amount(currency, exact.setScale(Amount.DECIMALS, RoundingMode.HALF_EVEN));
    }
}
