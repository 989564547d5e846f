package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Digest;
import java.util.List;

/// Where a payload stands in a signed batch (PROTOCOL.md, section 3). As it came: whether index and path fit the size
/// is checked when the signature is.
///
/// @param index of the payload's leaf, 0-based
/// @param size leaves in the batch
/// @param path siblings from the leaf upward (RFC 6962)
public record BatchPath(long index, long size, List<Digest> path) {

    public BatchPath {
        path = List.copyOf(path);
    }
}
