package io.gridpact.protocol.directory;

import io.gridpact.protocol.hash.Digest;

/// What a document that nobody has serialised yet has in place of its digest.
public final class Unsigned {

    /// 32 zero bytes; no document has it.
    public static final Digest DIGEST = Digest.of(new byte[Digest.BYTES]);

    private Unsigned() {}
}
