package io.gridpact.deploy.simulation;

/// Something that must always hold does not.
final class BrokenInvariantException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param what holds no more, and where
    BrokenInvariantException(String what) {
        super(what);
    }

    BrokenInvariantException(String what, Throwable cause) {
        super(what, cause);
    }
}
