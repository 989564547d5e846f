package io.gridpact.arbiter.log;

/// The stored log is not the one that the arbiter has signed. Nothing is appended to such a log.
public final class LogContradictedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogContradictedException(String message) {
        super(message);
    }
}
