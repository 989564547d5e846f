package io.gridpact.protocol.envelope;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One signature of a payload, direct or by way of a batch (PROTOCOL.md, section 3). Not yet believed: see
/// [SignatureVerifier]. Two different ones can be valid for one payload and key, so a signature is never an identity.
///
/// @param keyId the key it claims to be of
/// @param sig the signature's bytes; not to be changed
/// @param batch null where `sig` covers the payload itself
public record Signature(KeyId keyId, byte[] sig, @Nullable BatchPath batch) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Signature signature
                && keyId.equals(signature.keyId)
                && Arrays.equals(sig, signature.sig)
                && Objects.equals(batch, signature.batch);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keyId, Arrays.hashCode(sig), batch);
    }

    @Override
    public String toString() {
        return "Signature[keyId=" + keyId + ", sig=" + HexFormat.of().formatHex(sig) + ", batch=" + batch + "]";
    }
}
