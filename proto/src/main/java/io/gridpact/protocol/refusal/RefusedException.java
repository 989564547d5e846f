package io.gridpact.protocol.refusal;

/// What parsers and adapters throw where something is refused; rules return a [Verdict] instead.
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.reason() + " " + refusal.field() + ": " + refusal.description());
        this.refusal = refusal;
    }

    public RefusedException(Refusal refusal, Throwable cause) {
        super(refusal.reason() + " " + refusal.field() + ": " + refusal.description(), cause);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
