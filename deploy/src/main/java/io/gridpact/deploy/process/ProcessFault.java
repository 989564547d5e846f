package io.gridpact.deploy.process;

/// A process that did not do what it should; the message says which and where its log is.
public final class ProcessFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProcessFault(String message) {
        super(message);
    }

    public ProcessFault(String message, Throwable cause) {
        super(message, cause);
    }
}
