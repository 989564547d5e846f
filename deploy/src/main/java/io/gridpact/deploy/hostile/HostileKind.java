package io.gridpact.deploy.hostile;

/// How a client is hostile.
public enum HostileKind {
    RESETS("resets streams as fast as it opens them"),
    NEVER_READS("asks and never reads"),
    SENDS_TOO_MUCH("sends forged orders without end"),
    OPENS_CONNECTIONS("opens connections, speaking TLS or saying nothing"),
    OPENS_STREAMS("opens streams and leaves them open"),
    OVERSIZED("sends messages larger than it may"),
    NESTED("sends deeply nested messages"),
    WRONG_KEY("dials under another's name with a key of its own"),
    WRONG_PARTICIPANT("calls what only others may, its certificate good"),
    EXPIRED("dials with a certificate that has expired");

    private final String words;

    HostileKind(String words) {
        this.words = words;
    }

    /// For people.
    public String words() {
        return words;
    }

    /// Whether nothing that it does may be let in: neither its connection nor any of its calls.
    public boolean mustStayOut() {
        return switch (this) {
            case WRONG_KEY, WRONG_PARTICIPANT, EXPIRED -> true;
            case RESETS, NEVER_READS, SENDS_TOO_MUCH, OPENS_CONNECTIONS, OPENS_STREAMS, OVERSIZED, NESTED -> false;
        };
    }
}
