package io.gridpact.deploy.faults;

import static java.util.Objects.requireNonNull;

import io.gridpact.deploy.local.ServiceKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The table of all places at which services are killed: `points.csv` beside this class.
final class KillPoints {

    private static final String TABLE = "points.csv";
    private static final int COLUMNS = 8;

    private KillPoints() {}

    /// In the order of the table.
    static List<KillPoint> all() {
        try (InputStream table = requireNonNull(KillPoints.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(KillPoints::point).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<KillPoint> of(ServiceKind service) {
        return all().stream().filter(point -> point.service() == service).toList();
    }

    private static KillPoint point(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalStateException(TABLE + ": " + line);
        }
        return KillPoint.of(
                cells[0],
                ServiceKind.valueOf(cells[1]),
                cells[2],
                cells[3],
                cells[4],
                cells[5],
                KillPoint.At.valueOf(cells[6]),
                Phase.valueOf(cells[7]));
    }
}
