package io.gridpact.utility.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.utility.network.ADatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LedgerReaderTest {

    private final LedgerReader reader = new LedgerReader(ADatabase.migrated().dataSource());
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void a_read_that_the_database_breaks_off_is_run_again() {
        int attempt = reader.read(connection -> brokenOff(1));

        assertThat(attempt).isEqualTo(2);
    }

    @Test
    void rows_that_were_gone_through_are_not_gone_through_again() {
        assertThatThrownBy(() -> reader.scan(connection -> brokenOff(1))).isInstanceOf(LedgerFaultException.class);

        assertThat(attempts.get()).isEqualTo(1);
    }

    @Test
    void a_look_opens_no_transaction_and_is_done_once() {
        boolean alone = reader.look(Connection::getAutoCommit);

        assertThat(alone).isTrue();
        assertThatThrownBy(() -> reader.look(connection -> brokenOff(1))).isInstanceOf(LedgerFaultException.class);
        assertThat(attempts.get()).isEqualTo(1);
    }

    private int brokenOff(int times) throws SQLException {
        if (attempts.incrementAndGet() <= times) {
            throw new SQLException("could not serialise", "40001");
        }
        return attempts.get();
    }
}
