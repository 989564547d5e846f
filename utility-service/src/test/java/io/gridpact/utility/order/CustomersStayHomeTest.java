package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.utility.network.ADatabase;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// After trades have been confirmed, sealed and delivered, no byte in a utility's database names the other side's
/// customer (PROTOCOL.md, section 2).
class CustomersStayHomeTest {

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void each_utility_stores_its_own_customer_and_not_the_others() {
        network.traded(5_000);
        network.traded(4_000);
        network.advanceTo(ANetwork.WINDOW.end());

        String atNorth = everything(north.stored.database());
        String atSouth = everything(south.stored.database());

        assertThat(names(atNorth, AnOrder.SELLER)).isTrue();
        assertThat(names(atSouth, AnOrder.BUYER)).isTrue();
        assertThat(names(atNorth, AnOrder.BUYER)).isFalse();
        assertThat(names(atSouth, AnOrder.SELLER)).isFalse();
    }

    /// All rows of all tables, bytes in hex, but those that an operator enrols customers in: here both utilities know
    /// customers of both names.
    private static String everything(ADatabase database) {
        StringBuilder all = new StringBuilder();
        for (String table : database.rows(
                "select table_name from information_schema.tables where table_schema = 'public' and table_name not in"
                        + " ('customer', 'customer_limit', 'limit_account', 'mandate', 'meter')")) {
            database.rows("select t::text from \"" + table + "\" t")
                    .forEach(row -> all.append(row).append('\n'));
        }
        return all.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean names(String stored, String customer) {
        String hex = HexFormat.of().formatHex(customer.getBytes(StandardCharsets.UTF_8));
        return stored.contains(customer.toLowerCase(Locale.ROOT)) || stored.contains(hex);
    }
}
