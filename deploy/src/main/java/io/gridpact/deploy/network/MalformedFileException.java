package io.gridpact.deploy.network;

/// A file that does not say what it should; the message names the place in it.
public final class MalformedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedFileException(String place, String fault) {
        super(place + ": " + fault);
    }
}
