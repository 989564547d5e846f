package io.gridpact.protocol.quantity;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Money, exact, always with [#DECIMALS] decimals (PROTOCOL.md, section 3).
///
/// @param currency three upper-case letters (ISO 4217)
/// @param value of either sign, scale exactly 4, at most [#MAX_INTEGER_DIGITS] digits before the decimals
public record Amount(String currency, BigDecimal value) {

    /// Decimals of every amount.
    public static final int DECIMALS = 4;

    /// Digits before the decimals, so that the units fit the `int64` of `google.type.Money`.
    public static final int MAX_INTEGER_DIGITS = 18;

    /// @throws IllegalArgumentException naming the field that is out of range; nothing is rounded here
    public Amount {
        Currency.requireCode(currency);
        if ((long) value.precision() - value.scale() > MAX_INTEGER_DIGITS) {
            throw new IllegalArgumentException(
                    "value: more than " + MAX_INTEGER_DIGITS + " digits before the decimals");
        }
        if (value.scale() != DECIMALS && value.stripTrailingZeros().scale() > DECIMALS) {
            throw new IllegalArgumentException("value: more than " + DECIMALS + " decimals");
        }
        value = value.setScale(DECIMALS, RoundingMode.UNNECESSARY);
    }
}
