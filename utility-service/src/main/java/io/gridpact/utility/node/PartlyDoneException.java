package io.gridpact.utility.node;

/// Some of what was due could not be done; the rest was.
public final class PartlyDoneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int done;

    /// @param done how many things were done
    /// @param first the first failure
    public PartlyDoneException(int done, RuntimeException first) {
        super(first);
        this.done = done;
    }

    public int done() {
        return done;
    }
}
