package io.gridpact.protocol.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/// A number as protobuf writes it, seven bits a byte, with how it was written.
///
/// @param value its 64 bits
/// @param isShortest whether no shorter form, and no other of that length, has this value
record Varint(long value, boolean isShortest) {

    private static final int MAX_BYTES = 10;

    /// The tenth byte holds the 64th bit; decoders drop whatever else it says.
    private static final byte LAST_OF_TEN = 1;

    /// @param bytes what `input` reads, from its first byte
    static Varint read(CodedInputStream input, byte[] bytes) throws IOException {
        int start = input.getTotalBytesRead();
        long value = input.readRawVarint64();
        int length = input.getTotalBytesRead() - start;
        boolean shortest = length == CodedOutputStream.computeUInt64SizeNoTag(value)
                && (length < MAX_BYTES || bytes[start + MAX_BYTES - 1] == LAST_OF_TEN);
        return new Varint(value, shortest);
    }

    /// Whether it fits the 32 bits, unsigned, of a field's number and wire type.
    boolean isTag() {
        return value >>> Integer.SIZE == 0;
    }

    /// Whether it fits 31 bits.
    boolean isLength() {
        return value >= 0 && value <= Integer.MAX_VALUE;
    }

    /// Whether it is a 32-bit integer, a negative one with its sign in all upper bits.
    boolean isInt() {
        return value == (int) value;
    }

    boolean isBoolean() {
        return value == 0 || value == 1;
    }
}
