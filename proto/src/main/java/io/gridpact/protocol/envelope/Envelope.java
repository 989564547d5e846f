package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A payload as it came, with the signatures that came with it (DSSE; PROTOCOL.md, section 3). Immutable as long as
/// nobody writes into its arrays, which nobody does.
public final class Envelope {

    private final String payloadType;
    private final byte[] payload;
    private final List<Signature> signatures;
    private final Digest digest;

    /// @param payload kept, not copied; not to be changed
    public Envelope(String payloadType, byte[] payload, List<Signature> signatures) {
        this(payloadType, payload, signatures, Dsse.digest(payloadType, payload));
    }

    private Envelope(String payloadType, byte[] payload, List<Signature> signatures, Digest digest) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signatures = List.copyOf(signatures);
        this.digest = digest;
    }

    public String payloadType() {
        return payloadType;
    }

    /// The signed bytes, not a copy; not to be changed.
    public byte[] payload() {
        return payload;
    }

    /// In the order they came.
    public List<Signature> signatures() {
        return signatures;
    }

    /// What was signed, whoever signed it: SHA-256 of the pre-authentication encoding. Computed once.
    public Digest digest() {
        return digest;
    }

    /// The bytes that a direct signature covers; computed anew.
    public byte[] preAuthenticationEncoding() {
        return Dsse.preAuthenticationEncoding(payloadType, payload);
    }

    /// The same payload with one more signature.
    public Envelope with(Signature signature) {
        List<Signature> more = new ArrayList<>(signatures);
        more.add(signature);
        return new Envelope(payloadType, payload, more, digest);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Envelope envelope
                && payloadType.equals(envelope.payloadType)
                && Arrays.equals(payload, envelope.payload)
                && signatures.equals(envelope.signatures);
    }

    @Override
    public int hashCode() {
        return Objects.hash(digest, signatures);
    }

    @Override
    public String toString() {
        return "Envelope[" + payloadType + " " + digest.prefix() + ", " + signatures.size() + " signatures]";
    }
}
