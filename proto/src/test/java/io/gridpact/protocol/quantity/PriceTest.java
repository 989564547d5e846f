package io.gridpact.protocol.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

    @ParameterizedTest(name = "{0} Wh at {1} per kWh costs {2}")
    @CsvSource(textBlock = """
            5000,  0.125,     0.6250
            1,     0.25,      0.0002
            1,     0.35,      0.0004
            1,     0.15,      0.0002
            1,     0.05,      0.0000
            1,     0.050001,  0.0001
            -1,    0.35,      -0.0004
            0,     99.999999, 0.0000
            7000,  0,         0.0000
            9223372036854775807, 0.000001, 9223372036.8548
            """)
    void amounts_are_exact_and_rounded_half_even_once(long wh, BigDecimal perKwh, BigDecimal value) {
        assertThat(new Price("EUR", perKwh).amountOf(wh)).isEqualTo(new Amount("EUR", value));
        assertThat(new Price("EUR", perKwh).amountOf(wh).value().scale()).isEqualTo(4);
    }

    @Test
    void amounts_agree_with_integer_arithmetic() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        BigInteger divisor = BigInteger.valueOf(100_000);
        for (int i = 0; i < 10_000; i++) {
            long wh = random.nextLong(1_000_000_000_000L);
            long perKwhMillionths = random.nextLong(1_000_000_000L);
            BigInteger[] tenThousandths = BigInteger.valueOf(wh)
                    .multiply(BigInteger.valueOf(perKwhMillionths))
                    .divideAndRemainder(divisor);
            int half = tenThousandths[1].shiftLeft(1).compareTo(divisor);
            boolean up = half > 0 || (half == 0 && tenThousandths[0].testBit(0));
            BigInteger rounded = up ? tenThousandths[0].add(BigInteger.ONE) : tenThousandths[0];

            Amount amount = new Price("EUR", BigDecimal.valueOf(perKwhMillionths, 6)).amountOf(wh);

            assertThat(amount.value()).as("seed %s", seed).isEqualTo(new BigDecimal(rounded, 4));
        }
    }

    @ParameterizedTest(name = "{0} {1} names {2}")
    @CsvSource(textBlock = """
            eur,  1,               currency
            EURO, 1,               currency
            ÉUR,  1,               currency
            '',   1,               currency
            EUR,  -0.000001,       perKwh
            EUR,  0.0000001,       perKwh
            EUR,  1000000000000,   perKwh
            EUR,  1E+999999999,    perKwh
            EUR,  1E-999999999,    perKwh
            """)
    void out_of_range_is_refused_with_the_fields_name(String currency, BigDecimal perKwh, String field) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Price(currency, perKwh))
                .withMessageStartingWith(field + ":");
    }

    @Test
    void equal_prices_are_equal_however_they_are_written() {
        assertThat(new Price("EUR", new BigDecimal("0.2500000000")))
                .isEqualTo(new Price("EUR", new BigDecimal("0.25")));
        assertThat(new Price("EUR", new BigDecimal("1E+2")).perKwh()).isEqualTo(new BigDecimal("100"));
        assertThat(new Price("EUR", new BigDecimal("999999999999.999999")).perKwh())
                .isEqualTo(new BigDecimal("999999999999.999999"));
    }

    @Test
    void an_amount_is_never_rounded_silently() {
        assertThat(new Amount("EUR", new BigDecimal("1.50000")).value()).isEqualTo(new BigDecimal("1.5000"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Amount("EUR", new BigDecimal("0.00001")))
                .withMessageStartingWith("value:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Amount("EUR", new BigDecimal("1000000000000000000")))
                .withMessageStartingWith("value:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Price("EUR", new BigDecimal("999999999999")).amountOf(Long.MAX_VALUE))
                .withMessageStartingWith("value:");
    }
}
