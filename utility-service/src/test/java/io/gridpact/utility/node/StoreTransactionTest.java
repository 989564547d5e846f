package io.gridpact.utility.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreTransactionTest {

    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void what_the_database_asks_to_repeat_is_repeated() {
        assertThat(StoreTransaction.repeat(() -> failing("40001", StoreTransaction.MAX_ATTEMPTS - 1)))
                .isEqualTo(StoreTransaction.MAX_ATTEMPTS);
    }

    @Test
    void but_not_for_ever() {
        assertThatThrownBy(() -> StoreTransaction.repeat(() -> failing("40P01", StoreTransaction.MAX_ATTEMPTS)))
                .hasRootCauseInstanceOf(SQLException.class);
        assertThat(attempts.get()).isEqualTo(StoreTransaction.MAX_ATTEMPTS);
    }

    @Test
    void another_fault_is_told_at_once() {
        assertThatThrownBy(() -> StoreTransaction.repeat(() -> failing("23505", 1)))
                .hasRootCauseInstanceOf(SQLException.class);
        assertThat(attempts.get()).isEqualTo(1);
    }

    private int failing(String sqlState, int times) {
        if (attempts.incrementAndGet() <= times) {
            throw new IllegalStateException(new SQLException("broken off", sqlState));
        }
        return attempts.get();
    }
}
