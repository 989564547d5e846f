package io.gridpact.protocol.directory;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A participant's word, by its root key, that one of its signing keys is taken back (PROTOCOL.md, section 4). Root
/// keys
/// are not: whoever has lost one begins anew under another id, with new agreements.
///
/// @param digest of the signed document
/// @param created when it was written, by its writer's word; what counts is the log's time of it
public record Revocation(Digest digest, String participant, KeyId keyId, RevocationReason reason, Instant created) {

    public static final String PAYLOAD_TYPE = "gridpact/revocation/v1";
}
