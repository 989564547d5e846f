package io.gridpact.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.process.Progress;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.function.Supplier;

/// Where a command's words go: results to standard output, everything else to standard error.
public final class Console implements Progress {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final PrintStream err;
    private final long startedNanos = System.nanoTime();

    public Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// Of this process.
    public static Console standard() {
        return new Console(System.out, System.err);
    }

    /// The result, as text or as one JSON document.
    public void result(boolean asJson, Supplier<JsonNode> json, Supplier<String> text) {
        if (!asJson) {
            out.println(text.get());
            return;
        }
        try {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json.get()));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void tell(String line) {
        long millis = (System.nanoTime() - startedNanos) / 1_000_000;
        err.printf("%6.1f s  %s%n", BigDecimal.valueOf(millis, 3), line);
        err.flush();
    }

    /// Why a command did not succeed.
    public void fault(String message) {
        err.println("gridpact: " + message);
    }
}
