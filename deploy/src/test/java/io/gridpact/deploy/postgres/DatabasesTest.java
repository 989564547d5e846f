package io.gridpact.deploy.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.deploy.process.Ports;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabasesTest {

    private static final String LOOPBACK = "127.0.0.1";

    private static final String SUPERUSER_PASSWORD = "0011";
    private static final String NORTH_PASSWORD = "aa11";
    private static final String SOUTH_PASSWORD = "bb22";

    private PostgresServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = PostgresServer.start(folder, LOOPBACK, SUPERUSER_PASSWORD, 0, 2, new Ports(), line -> {});
        databases()
                .ensure(List.of(
                        new Databases.Account("north", NORTH_PASSWORD),
                        new Databases.Account("south", SOUTH_PASSWORD)));
    }

    @AfterAll
    void stop() {
        server.process().stop();
    }

    private Databases databases() {
        return new Databases(server.port(), SUPERUSER_PASSWORD);
    }

    private Connection connect(String database, String role, String password) throws SQLException {
        return DriverManager.getConnection(Databases.url(LOOPBACK, server.port(), database), role, password);
    }

    @Test
    void a_service_owns_its_database() throws SQLException {
        try (Connection north = connect("north", "north", NORTH_PASSWORD)) {
            north.createStatement().execute("CREATE TABLE trade (id bigint)");

            assertThat(north.createStatement().executeUpdate("INSERT INTO trade VALUES (1)"))
                    .isEqualTo(1);
        }
    }

    @Test
    void no_role_reads_the_database_of_another() {
        assertThatThrownBy(() -> connect("north", "south", SOUTH_PASSWORD)).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> connect("postgres", "south", SOUTH_PASSWORD))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> connect("template1", "south", SOUTH_PASSWORD))
                .hasMessageContaining("permission denied");
    }

    @Test
    void nobody_gets_in_with_another_password() {
        assertThatThrownBy(() -> connect("north", "north", SOUTH_PASSWORD)).hasMessageContaining("authentication");
    }

    @Test
    void what_is_acknowledged_is_on_disk() throws SQLException {
        try (Connection superuser = databases().superuser("postgres")) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                ResultSet shown = superuser.createStatement().executeQuery("SHOW " + setting);
                shown.next();

                assertThat(shown.getString(1)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test
    void making_them_again_changes_nothing() throws SQLException {
        databases().ensure(List.of(new Databases.Account("north", "another")));

        connect("north", "north", NORTH_PASSWORD).close();
    }
}
