package io.gridpact.protocol.envelope;

/// Bytes that are no key, and why. The message names the reason and holds no key material.
public final class MalformedKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /// Why bytes are refused as a key, in the order of checking.
    public enum Reason {
        /// Not as many bytes as keys of that algorithm have.
        WRONG_LENGTH,
        /// Not the canonical encoding of a point of the curve, or a point of small order.
        NOT_A_POINT_OR_OF_SMALL_ORDER,
        /// A point with a small-order part: libraries disagree on signatures of such keys.
        NOT_IN_PRIME_ORDER_SUBGROUP,
        /// A key file that is not one, is another kind of key, or does not open with this passphrase.
        UNREADABLE
    }

    private final Reason reason;

    MalformedKeyException(Reason reason, String message) {
        super(reason + ": " + message);
        this.reason = reason;
    }

    MalformedKeyException(Reason reason, String message, Throwable cause) {
        super(reason + ": " + message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
