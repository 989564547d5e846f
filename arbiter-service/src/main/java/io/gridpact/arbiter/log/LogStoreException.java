package io.gridpact.arbiter.log;

/// The store did not answer, or did not take what was written.
public final class LogStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
