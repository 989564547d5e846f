package io.gridpact.protocol.envelope;

/// Sealed bytes that do not open: altered, cut, sealed for another recipient or for another context. Which of these
/// cannot be told, by design. Checked, because damage comes from the relay and must be answered, not logged.
public final class OpeningDamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    OpeningDamagedException(String message) {
        super(message);
    }

    OpeningDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
