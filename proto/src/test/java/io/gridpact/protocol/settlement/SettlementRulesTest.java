package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.Seeds;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.quantity.Price;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettlementRulesTest {

    private static final int SEEDS = 500;
    private static final Digest ORDER = Hash.tagged("test-order").integer(1).finish();

    /// @param amount what must come out; empty for a refusal
    record Situation(
            String name,
            long contractWh,
            String price,
            long sellerWh,
            long buyerWh,
            int basisPoints,
            String amount,
            long sellerDeviationWh,
            long buyerDeviationWh) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        long most = Long.MAX_VALUE;
        return Stream.of(
                new Situation("both deliver all", 5_000, "0.125", 5_000, 5_000, 1_000, "0.6250", 0, 0),
                new Situation("the seller delivers less", 4_000, "0.125", 2_000, 2_000, 1_000, "0.2500", 1_600, 0),
                new Situation("the buyer takes less", 4_000, "0.125", 4_000, 1_000, 1_000, "0.1250", 0, 2_600),
                new Situation(
                        "the buyer takes less than it was served",
                        4_000,
                        "0.125",
                        2_000,
                        1_000,
                        1_000,
                        "0.1250",
                        1_600,
                        600),
                new Situation("within the band", 4_000, "0.125", 3_600, 3_200, 1_000, "0.4000", 0, 0),
                new Situation("a watt-hour beyond the band", 4_000, "0.125", 3_599, 3_198, 1_000, "0.3998", 1, 1),
                new Situation("no band", 4_000, "0.125", 3_999, 3_998, 0, "0.4998", 1, 1),
                new Situation("a band of everything", 4_000, "0.125", 0, 0, 10_000, "0.0000", 0, 0),
                new Situation("a band rounded down", 9_999, "1", 8_999, 8_999, 1_000, "8.9990", 1, 0),
                new Situation("nothing delivered", 4_000, "0.125", 0, 0, 1_000, "0.0000", 3_600, 0),
                new Situation("half rounded to even below", 1, "0.25", 1, 1, 1_000, "0.0002", 0, 0),
                new Situation("half rounded to even above", 3, "0.25", 3, 3, 1_000, "0.0008", 0, 0),
                new Situation("for free", 4_000, "0", 4_000, 4_000, 1_000, "0.0000", 0, 0),
                new Situation(
                        "the largest contract",
                        most,
                        "0.000001",
                        most,
                        0,
                        9_999,
                        "0.0000",
                        0,
                        most - (most / 10_000 * 9_999 + most % 10_000 * 9_999 / 10_000)),
                new Situation("defect a seller above its contract", 4_000, "0.125", 4_001, 0, 1_000, "", 0, 0),
                new Situation("defect a buyer above its contract", 4_000, "0.125", 0, 4_001, 1_000, "", 0, 0),
                new Situation("defect a negative seller", 4_000, "0.125", -1, 0, 1_000, "", 0, 0),
                new Situation("defect a negative buyer", 4_000, "0.125", 0, -1, 1_000, "", 0, 0),
                new Situation("defect a negative contract", -1, "0.125", 0, 0, 1_000, "", 0, 0),
                new Situation("defect a negative band", 4_000, "0.125", 0, 0, -1, "", 0, 0),
                new Situation("defect a band of more than everything", 4_000, "0.125", 0, 0, 10_001, "", 0, 0),
                new Situation(
                        "defect an amount beyond what an amount holds",
                        most,
                        "999999999999",
                        most,
                        most,
                        1_000,
                        "",
                        0,
                        0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        VectorFile file = VectorFile.of(situation.name())
                .with("order", ORDER)
                .with("revision", 0)
                .with("contract_wh", situation.contractWh())
                .with("price", situation.price(), "EUR")
                .with("figures", situation.sellerWh(), situation.buyerWh())
                .with("basis_points", situation.basisPoints());
        if (situation.amount().isEmpty()) {
            assertThatIllegalArgumentException().isThrownBy(() -> settle(situation));
            file.with("outcome", "refused").check("settlement", situation.name());
            return;
        }
        Settlement settlement = settle(situation);

        assertThat(settlement.amount().value()).isEqualTo(new BigDecimal(situation.amount()));
        assertThat(settlement.sellerDeviationWh()).isEqualTo(situation.sellerDeviationWh());
        assertThat(settlement.buyerDeviationWh()).isEqualTo(situation.buyerDeviationWh());
        file.with("settled_wh", settlement.settledWh())
                .with("amount", settlement.amount().value().toPlainString(), "EUR")
                .with("deviations", settlement.sellerDeviationWh(), settlement.buyerDeviationWh())
                .with("digest", settlement.digest())
                .with("outcome", "settled")
                .check("settlement", situation.name());
    }

    private static Settlement settle(Situation situation) {
        return SettlementRules.settle(
                ORDER,
                0,
                situation.contractWh(),
                new Price("EUR", new BigDecimal(situation.price())),
                situation.sellerWh(),
                situation.buyerWh(),
                situation.basisPoints());
    }

    @Test
    void the_band_is_the_exact_product_rounded_down() {
        Seeds.forEach(SEEDS, random -> {
            long contractWh = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(Long.SIZE);
            int basisPoints = random.nextInt(SettlementRules.MAX_BASIS_POINTS + 1);

            assertThat(BigInteger.valueOf(SettlementRules.bandWh(contractWh, basisPoints)))
                    .isEqualTo(BigInteger.valueOf(contractWh)
                            .multiply(BigInteger.valueOf(basisPoints))
                            .divide(BigInteger.valueOf(SettlementRules.MAX_BASIS_POINTS)));
        });
    }

    @Test
    void the_digest_is_over_the_fields_in_their_order() {
        Settlement settlement = SettlementRules.settle(
                ORDER, 2, 4_000, new Price("EUR", new BigDecimal("0.15625")), 4_000, 1_000, 1_000);

        assertThat(settlement.digest())
                .isEqualTo(Hash.tagged("settlement")
                        .digest(ORDER)
                        .integer(2)
                        .integer(4_000)
                        .integer(1_000)
                        .integer(1_000)
                        .text("0.1562")
                        .text("EUR")
                        .integer(0)
                        .integer(2_600)
                        .finish());
    }
}
