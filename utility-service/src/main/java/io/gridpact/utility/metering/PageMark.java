package io.gridpact.utility.metering;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.wire.Fields;
import java.nio.ByteBuffer;

/// How far a page of readings goes: rows are in the order of a number and a digest.
///
/// @param digest 32 bytes, or none at the beginning; not to be changed
public record PageMark(long number, byte[] digest) {

    /// Before the first row.
    static final PageMark FIRST = new PageMark(Long.MIN_VALUE, new byte[0]);

    private static final int BYTES = Long.BYTES + Digest.BYTES;

    static PageMark parse(Fields at, String field, byte[] mark) {
        if (mark.length == 0) {
            return FIRST;
        }
        at.require(mark.length == BYTES, field, "not from a page before");
        byte[] digest = new byte[Digest.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(mark);
        long number = buffer.getLong();
        buffer.get(digest);
        return new PageMark(number, digest);
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES).putLong(number).put(digest).array();
    }
}
