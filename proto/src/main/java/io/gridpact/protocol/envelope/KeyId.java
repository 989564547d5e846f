package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Digest;

/// Names a key: H(`key`, algorithm, public key) (PROTOCOL.md, section 3).
public record KeyId(Digest value) {

    /// 64 lower-case hex characters.
    public String hex() {
        return value.hex();
    }

    @Override
    public String toString() {
        return hex();
    }
}
