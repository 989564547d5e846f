package io.gridpact.utility.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.utility.node.PartlyDoneException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneByOneTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void one_that_fails_holds_up_no_other_and_the_first_failure_is_told_at_the_end() {
        OneByOne work = new OneByOne();

        work.each(List.of("one", "bad", "two", "worse"), this::work);
        work.each(List.of("three"), this::work);

        assertThat(done).containsExactly("one", "two", "three");
        assertThatThrownBy(work::done)
                .isInstanceOfSatisfying(PartlyDoneException.class, partly -> assertThat(partly.done())
                        .isEqualTo(3))
                .hasRootCauseMessage("bad");
    }

    @Test
    void where_all_is_done_it_is_counted() {
        OneByOne work = new OneByOne();

        work.each(List.of("one", "two"), this::work);

        assertThat(work.done()).isEqualTo(2);
    }

    @Test
    void a_database_that_is_away_is_not_asked_again_for_each() {
        OneByOne work = new OneByOne();

        assertThatThrownBy(() -> work.each(List.of("one", "away", "two"), this::work))
                .isInstanceOf(LedgerFaultException.class);

        assertThat(done).containsExactly("one");
    }

    private int work(String thing) {
        switch (thing) {
            case "bad", "worse" -> throw new IllegalStateException(thing);
            case "away" -> throw new LedgerFaultException(new SQLException("away", "08006"));
            default -> done.add(thing);
        }
        return 1;
    }
}
