package io.gridpact.protocol.wire;

import com.google.type.Money;
import io.gridpact.protocol.quantity.Amount;
import io.gridpact.protocol.quantity.Price;
import java.math.BigDecimal;

/// Prices and amounts to `google.type.Money` and back, exactly (PROTOCOL.md, section 3).
public final class MoneyWire {

    private static final int NANO_DECIMALS = 9;
    private static final int MAX_NANOS = 999_999_999;
    private static final int NANOS_PER_MILLIONTH = 1_000;
    private static final int NANOS_PER_TEN_THOUSANDTH = 100_000;
    private static final long MAX_PRICE_UNITS = 999_999_999_999L;
    private static final long MAX_AMOUNT_UNITS = 999_999_999_999_999_999L;
    private static final int CURRENCY_LETTERS = 3;

    private MoneyWire() {}

    /// What a kWh costs: not negative, at most 6 decimals.
    ///
    /// @param at the money's own path
    public static Price price(Money money, Fields at) {
        currency(money.getCurrencyCode(), "currency_code", at);
        at.between("units", money.getUnits(), 0, MAX_PRICE_UNITS);
        at.between("nanos", money.getNanos(), 0, MAX_NANOS);
        at.require(money.getNanos() % NANOS_PER_MILLIONTH == 0, "nanos", "more than 6 decimals");
        return new Price(money.getCurrencyCode(), decimal(money));
    }

    /// An amount of either sign with at most 4 decimals; units and nanos have one sign.
    ///
    /// @param at the money's own path
    public static Amount amount(Money money, Fields at) {
        currency(money.getCurrencyCode(), "currency_code", at);
        at.between("units", money.getUnits(), -MAX_AMOUNT_UNITS, MAX_AMOUNT_UNITS);
        at.between("nanos", money.getNanos(), -MAX_NANOS, MAX_NANOS);
        at.require(money.getNanos() % NANOS_PER_TEN_THOUSANDTH == 0, "nanos", "more than 4 decimals");
        at.require(
                Long.signum(money.getUnits()) * Integer.signum(money.getNanos()) >= 0,
                "nanos",
                "not of the units' sign");
        return new Amount(money.getCurrencyCode(), decimal(money));
    }

    public static Money toMessage(Price price) {
        return money(price.currency(), price.perKwh());
    }

    public static Money toMessage(Amount amount) {
        return money(amount.currency(), amount.value());
    }

    /// Three upper-case letters.
    static String currency(String code, String field, Fields at) {
        boolean letters =
                code.length() == CURRENCY_LETTERS && code.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
        at.require(letters, field, "not three upper-case letters");
        return code;
    }

    private static BigDecimal decimal(Money money) {
        return BigDecimal.valueOf(money.getUnits()).add(BigDecimal.valueOf(money.getNanos(), NANO_DECIMALS));
    }

    private static Money money(String currency, BigDecimal value) {
        BigDecimal[] parts = value.divideAndRemainder(BigDecimal.ONE);
        return Money.newBuilder()
                .setCurrencyCode(currency)
                .setUnits(parts[0].longValueExact())
                .setNanos(parts[1].movePointRight(NANO_DECIMALS).intValueExact())
                .build();
    }
}
