package io.gridpact.protocol.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradeStateTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            PENDING   | SEALED REFUSED VOID CANCELLED | true
            SEALED    | DELIVERED CANCELLED           | true
            DELIVERED | ALLOCATED                     | true
            ALLOCATED | SETTLED                       | true
            SETTLED   | ''                            | true
            REFUSED   | ''                            | false
            VOID      | ''                            | false
            CANCELLED | ''                            | false
            """)
    void becomes_only_what_section_5_draws(TradeState state, String next, boolean live) {
        List<String> allowed = Arrays.stream(TradeState.values())
                .filter(state::mayBecome)
                .map(TradeState::name)
                .toList();

        assertThat(String.join(" ", allowed)).isEqualTo(next);
        assertThat(state.live()).isEqualTo(live);
    }
}
