package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.local.ClockSetting;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows or moves the time of a network.
@Command(
        name = "clock",
        mixinStandardHelpOptions = true,
        description = "Shows the network's time, or moves it on: arbiter, utilities, gateways; returns when what fell"
                + " due on the way has been done.")
final class ClockCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "+DURATION|INSTANT",
            description = "As in +90m, +1h30m, +2d, or 2026-06-15T12:00:00Z.")
    private @Nullable String by;

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data)) {
            Instant now = session.clock().now();
            if (by != null) {
                NetworkState state = session.channels().state();
                if (state.clock() instanceof ClockSetting.System) {
                    throw new ProcessFault("this network reads the machine's clock");
                }
                session.clock().moveTo(target(now, by));
                now = session.clock().now();
                try (Edits edits = Edits.of(data.folder())) {
                    remember(data.state(), now);
                }
            }
            Instant reached = now;
            long nextDueMillis = session.clock().nextDueMillis();
            String next = nextDueMillis == 0
                    ? null
                    : Instant.ofEpochMilli(nextDueMillis).toString();
            Console.standard()
                    .result(
                            data.json(),
                            () -> new ObjectMapper()
                                    .createObjectNode()
                                    .put("now", reached.toString())
                                    .put("nextDue", next),
                            reached::toString);
            return 0;
        }
    }

    private void remember(NetworkState state, Instant now) throws IOException {
        ClockSetting setting =
                switch (state.clock()) {
                    case ClockSetting.Frozen _ -> new ClockSetting.Frozen(now);
                    case ClockSetting.Running _ -> new ClockSetting.Running(Duration.between(Instant.now(), now));
                    case ClockSetting.System system -> system;
                };
        state.with(setting).write(data.folder());
    }

    /// `+90m`, `+1h30m`, `+2d`, or an instant.
    static Instant target(Instant now, String by) {
        try {
            if (!by.startsWith("+")) {
                return Instant.parse(by);
            }
            String text = by.substring(1).toUpperCase(Locale.ROOT);
            int days = text.indexOf('D');
            String dayPart = days < 0 ? "" : text.substring(0, days + 1);
            String timePart = text.substring(days + 1);
            return now.plus(Duration.parse("P" + dayPart + (timePart.isEmpty() ? "" : "T" + timePart)));
        } catch (DateTimeParseException malformed) {
            throw new ProcessFault(by + " is neither a duration like +1h30m nor an instant", malformed);
        }
    }
}
