package io.gridpact.deploy.hostile;

import java.util.Arrays;

/// Messages that no honest client sends.
final class HostileBytes {

    private static final byte START_GROUP_OF_FIELD_1 = 0x0b;
    private static final byte BYTES_OF_FIELD_1 = 0x0a;
    private static final int CONTINUED = 0x80;
    private static final int SEVEN_BITS = 7;

    private HostileBytes() {}

    /// Groups that begin and do not end.
    static byte[] openGroups(int depth) {
        byte[] groups = new byte[depth];
        Arrays.fill(groups, START_GROUP_OF_FIELD_1);
        return groups;
    }

    /// Length-delimited fields, each within the one before, of at most this many bytes together.
    static byte[] nested(int bytes) {
        byte[] message = new byte[bytes];
        int from = bytes;
        while (true) {
            int length = bytes - from;
            int head = 1 + varintBytes(length);
            if (from < head) {
                return Arrays.copyOfRange(message, from, bytes);
            }
            from -= head;
            message[from] = BYTES_OF_FIELD_1;
            writeVarint(message, from + 1, length);
        }
    }

    private static int varintBytes(int value) {
        int bytes = 1;
        for (int left = value >>> SEVEN_BITS; left != 0; left >>>= SEVEN_BITS) {
            bytes++;
        }
        return bytes;
    }

    private static void writeVarint(byte[] message, int at, int value) {
        int left = value;
        int index = at;
        while (left >= CONTINUED) {
            message[index++] = (byte) (left | CONTINUED);
            left >>>= SEVEN_BITS;
        }
        message[index] = (byte) left;
    }
}
