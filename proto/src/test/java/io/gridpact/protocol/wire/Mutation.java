package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Makes hostile bytes out of good ones: by bytes, as line noise would, and by fields, as somebody would who knows the
/// format. The same random numbers give the same bytes.
final class Mutation {

    /// Longest input that is made; a little more than any payload may have.
    private static final int MAX_BYTES = 70_000;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        65_536,
        1L << 20,
        (1L << 20) + 1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1_000_000_000_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        253_402_300_799_999L,
        253_402_300_800_000L
    };

    private static final int[] LENGTHS = {0, 1, 15, 16, 31, 32, 33, 63, 64, 65, 255, 4_096, 65_537};

    private static final String[] TEXTS = {
        "", "a", "-", "north", "NORTH", "a|b", "\u0000", "é", "\uD83D\uDE00", "x".repeat(64), "x".repeat(5_000)
    };

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /// @param message what the bytes are, for changes by field; of what is no message bytes are changed alone
    byte[] of(byte[] good, List<byte[]> others, List<Message> messages) {
        byte[] bytes = good;
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes; change++) {
            boolean byField = !messages.isEmpty() && random.nextInt(3) > 0;
            bytes = byField ? byField(bytes, messages) : byBytes(bytes, others);
        }
        return bytes.length > MAX_BYTES ? Arrays.copyOf(bytes, MAX_BYTES) : bytes;
    }

    private byte[] byBytes(byte[] bytes, List<byte[]> others) {
        if (bytes.length == 0) {
            return bytes(1 + random.nextInt(40));
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(40, bytes.length - at));
        byte[] part = Arrays.copyOfRange(bytes, at, at + length);
        return switch (random.nextInt(7)) {
            case 0 -> replaced(bytes, at, at + 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
            case 1 -> replaced(bytes, at, at + 1, bytes(1));
            case 2 -> replaced(bytes, at, at + length, new byte[0]);
            case 3 -> replaced(bytes, at, at, part);
            case 4 -> replaced(bytes, at, at, bytes(length));
            case 5 -> Arrays.copyOf(bytes, at);
            default -> {
                byte[] other = others.get(random.nextInt(others.size()));
                yield replaced(
                        bytes, at, bytes.length, Arrays.copyOfRange(other, Math.min(at, other.length), other.length));
            }
        };
    }

    private byte[] byField(byte[] bytes, List<Message> messages) {
        Message kind = messages.get(random.nextInt(messages.size()));
        try {
            Message.Builder message = kind.newBuilderForType().mergeFrom(bytes);
            change(message, messages);
            return message.build().toByteArray();
        } catch (InvalidProtocolBufferException notThat) {
            return byBytes(bytes, List.of(bytes));
        }
    }

    private void change(Message.Builder message, List<Message> messages) {
        List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
        FieldDescriptor field = fields.get(random.nextInt(fields.size()));
        if (field.isRepeated()) {
            changeRepeated(message, field, messages);
            return;
        }
        boolean present = field.hasPresence() ? message.hasField(field) : true;
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            if (present && random.nextInt(8) > 0) {
                change(message.getFieldBuilder(field), messages);
            } else if (present) {
                message.clearField(field);
            } else {
                message.getFieldBuilder(field);
            }
            return;
        }
        if (random.nextInt(10) == 0) {
            message.clearField(field);
            return;
        }
        message.setField(field, value(field, message.getField(field), messages));
    }

    private void changeRepeated(Message.Builder message, FieldDescriptor field, List<Message> messages) {
        List<Object> values = new ArrayList<>();
        for (int index = 0; index < message.getRepeatedFieldCount(field); index++) {
            values.add(message.getRepeatedField(field, index));
        }
        if (values.isEmpty()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                values.add(message.newBuilderForField(field).build());
            } else {
                values.add(value(field, ByteString.EMPTY, messages));
            }
        } else {
            int at = random.nextInt(values.size());
            Object one = values.get(at);
            switch (random.nextInt(5)) {
                case 0 -> values.remove(at);
                case 1 -> values.add(one);
                case 2 -> Collections.shuffle(values, random);
                case 3 -> values.addAll(Collections.nCopies(random.nextInt(300), one));
                default -> values.set(at, changed(field, one, messages));
            }
        }
        message.setField(field, values);
    }

    private Object changed(FieldDescriptor field, Object one, List<Message> messages) {
        if (one instanceof Message part) {
            Message.Builder builder = part.toBuilder();
            change(builder, messages);
            return builder.build();
        }
        return value(field, one, messages);
    }

    private Object value(FieldDescriptor field, Object old, List<Message> messages) {
        return switch (field.getJavaType()) {
            case INT -> (int) number(old instanceof Integer number ? number : 0);
            case LONG -> number(old instanceof Long number ? number : 0);
            case BOOLEAN -> random.nextBoolean();
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(12));
            case BYTE_STRING -> ByteString.copyFrom(part(((ByteString) old).toByteArray(), messages));
            case FLOAT, DOUBLE, MESSAGE -> throw new IllegalArgumentException(field.getFullName());
        };
    }

    private long number(long old) {
        return switch (random.nextInt(3)) {
            case 0 -> old + random.nextInt(5) - 2;
            case 1 -> random.nextLong();
            default -> NUMBERS[random.nextInt(NUMBERS.length)];
        };
    }

    /// Bytes within a message may be a message themselves: a payload.
    private byte[] part(byte[] old, List<Message> messages) {
        return switch (random.nextInt(4)) {
            case 0 -> bytes(LENGTHS[random.nextInt(LENGTHS.length)]);
            case 1 -> old.length == 0 ? bytes(32) : byBytes(old, List.of(old));
            default -> byField(old, messages);
        };
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(bytes.length + by.length);
        changed.write(bytes, 0, from);
        changed.writeBytes(by);
        changed.write(bytes, to, bytes.length - to);
        return changed.toByteArray();
    }
}
