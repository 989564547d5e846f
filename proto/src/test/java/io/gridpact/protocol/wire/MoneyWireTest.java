package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.type.Money;
import io.gridpact.protocol.quantity.Amount;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyWireTest {

    private static final Fields AT = new Fields(Reason.INVALID_ORDER, "price");

    private static final long SEED = 20_260_601;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "0, 0, 0",
        "0.125, 0, 125000000",
        "0.000001, 0, 1000",
        "7, 7, 0",
        "999999999999.999999, 999999999999, 999999000"
    })
    void a_price_is_units_and_nanos(BigDecimal perKwh, long units, int nanos) {
        Money money = MoneyWire.toMessage(new Price("EUR", perKwh));

        assertThat(money).isEqualTo(money("EUR", units, nanos));
        assertThat(MoneyWire.price(money, AT)).isEqualTo(new Price("EUR", perKwh));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "-0.0001, 0, -100000",
        "-7.2500, -7, -250000000",
        "0.6250, 0, 625000000",
        "999999999999999999.9999, 999999999999999999, 999900000"
    })
    void an_amount_may_be_negative(BigDecimal value, long units, int nanos) {
        Money money = MoneyWire.toMessage(new Amount("EUR", value));

        assertThat(money).isEqualTo(money("EUR", units, nanos));
        assertThat(MoneyWire.amount(money, AT)).isEqualTo(new Amount("EUR", value));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "EUR, 1, -100000, price.nanos",
        "EUR, -1, 100000, price.nanos",
        "EUR, 0, 10000, price.nanos",
        "EUR, 0, 1000000000, price.nanos",
        "EUR, 1000000000000000000, 0, price.units",
        "EU, 0, 0, price.currency_code",
        "EURO, 0, 0, price.currency_code",
        "EÜR, 0, 0, price.currency_code"
    })
    void an_amount_is_refused(String currency, long units, int nanos, String field) {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> MoneyWire.amount(money(currency, units, nanos), AT));

        assertThat(refused.refusal().field()).isEqualTo(field);
    }

    @Test
    void amounts_come_back_as_they_went() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            BigDecimal value = BigDecimal.valueOf(random.nextLong(), 4);
            Amount amount = new Amount("EUR", value);

            assertThat(MoneyWire.amount(MoneyWire.toMessage(amount), AT))
                    .as("seed %d, round %d", SEED, i)
                    .isEqualTo(amount);
        }
    }

    private static Money money(String currency, long units, int nanos) {
        return Money.newBuilder()
                .setCurrencyCode(currency)
                .setUnits(units)
                .setNanos(nanos)
                .build();
    }
}
