package io.gridpact.deploy.client;

import io.gridpact.deploy.process.ProcessFault;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Results of calls made at the same time.
public final class Answers {

    private Answers() {}

    /// The result, or the exception that the call ended with.
    public static <T> T of(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new ProcessFault("a call failed: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProcessFault("interrupted", interrupted);
        }
    }
}
