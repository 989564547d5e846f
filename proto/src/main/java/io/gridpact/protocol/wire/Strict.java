package io.gridpact.protocol.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.gridpact.protocol.refusal.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// Parses signed bytes so that everyone reads the same in them, or nothing (PROTOCOL.md, section 3).
///
/// Beyond what protobuf refuses (trailing bytes that are no field, bad UTF-8), unknown fields are refused at any depth,
/// and so is a field given twice or two fields of one `oneof`: libraries differ in whether a second message replaces
/// the first or is merged into it, so a liar could sign bytes that two honest parties read differently. Refused for the
/// same reason is a number that is longer than it need be or wider than its field: libraries differ in where they stop
/// reading one and in which bits they drop.
public final class Strict {

    private static final String NOT_SHORTEST = "a number not in its shortest form, or wider than its field";

    private Strict() {}

    /// Refuses with `INVALID_REQUEST`.
    ///
    /// @param field path of these bytes in the request; empty where paths begin inside them
    public static <M extends Message> M parse(Parser<M> parser, byte[] bytes, String field) {
        return parse(parser, bytes, new Fields(Reason.INVALID_REQUEST, field));
    }

    /// @throws RefusedException with the reason and path of `at`
    public static <M extends Message> M parse(Parser<M> parser, byte[] bytes, Fields at) {
        try {
            M message = parser.parseFrom(bytes);
            CodedInputStream input = CodedInputStream.newInstance(bytes);
            walk(message.getDescriptorForType(), input, bytes, at);
            return message;
        } catch (InvalidProtocolBufferException malformed) {
            throw at.refused("", "not a well-formed message");
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory", impossible);
        }
    }

    /// For messages that gRPC has parsed: refuses unknown fields at any depth.
    ///
    /// @throws RefusedException with the reason and path of `at`
    public static void requireKnown(Message message, Fields at) {
        message.getUnknownFields().asMap().keySet().stream().findFirst().ifPresent(number -> {
            throw at.refused(number.toString(), "unknown field");
        });
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == JavaType.MESSAGE) {
                forEach(field, value, (part, path) -> requireKnown(part, at.in(path)));
            }
        });
    }

    private static void forEach(FieldDescriptor field, Object value, BiConsumer<Message, String> action) {
        if (!(value instanceof Iterable<?> parts)) {
            action.accept((Message) value, field.getName());
            return;
        }
        int index = 0;
        for (Object part : parts) {
            action.accept((Message) part, Fields.element(field.getName(), index++));
        }
    }

    private static void walk(Descriptor type, CodedInputStream input, byte[] bytes, Fields at) throws IOException {
        Set<Object> seen = new HashSet<>();
        Map<FieldDescriptor, Integer> parts = new HashMap<>();
        while (!input.isAtEnd()) {
            Varint tag = Varint.read(input, bytes);
            FieldDescriptor field = known(type, (int) tag.value(), at);
            at.require(tag.isShortest() && tag.isTag(), field.getName(), NOT_SHORTEST);
            requireOnce(field, seen, at);
            switch (WireFormat.getTagWireType((int) tag.value())) {
                case WireFormat.WIRETYPE_VARINT -> number(field, input, bytes, at);
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    Varint length = Varint.read(input, bytes);
                    at.require(length.isShortest() && length.isLength(), field.getName(), NOT_SHORTEST);
                    int outerLimit = input.pushLimit((int) length.value());
                    int part = parts.merge(field, 1, Integer::sum) - 1;
                    content(field, part, input, bytes, at);
                    input.popLimit(outerLimit);
                }
                default -> input.skipField((int) tag.value());
            }
        }
    }

    private static void content(FieldDescriptor field, int part, CodedInputStream input, byte[] bytes, Fields at)
            throws IOException {
        if (field.getJavaType() == JavaType.MESSAGE) {
            String name = field.isRepeated() ? Fields.element(field.getName(), part) : field.getName();
            walk(field.getMessageType(), input, bytes, at.in(name));
            return;
        }
        if (field.isPackable() && field.getLiteType().getWireType() == WireFormat.WIRETYPE_VARINT) {
            while (!input.isAtEnd()) {
                number(field, input, bytes, at);
            }
            return;
        }
        input.skipRawBytes(input.getBytesUntilLimit());
    }

    private static void number(FieldDescriptor field, CodedInputStream input, byte[] bytes, Fields at)
            throws IOException {
        Varint number = Varint.read(input, bytes);
        boolean fits =
                switch (field.getJavaType()) {
                    case INT, ENUM -> number.isInt();
                    case BOOLEAN -> number.isBoolean();
                    case LONG, FLOAT, DOUBLE, STRING, BYTE_STRING, MESSAGE -> true;
                };
        at.require(number.isShortest() && fits, field.getName(), NOT_SHORTEST);
    }

    private static FieldDescriptor known(Descriptor type, int tag, Fields at) {
        int number = WireFormat.getTagFieldNumber(tag);
        int wireType = WireFormat.getTagWireType(tag);
        FieldDescriptor field = type.findFieldByNumber(number);
        if (field == null) {
            throw at.refused(Integer.toString(number), "unknown field");
        }
        boolean packed = field.isPackable() && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        if (wireType != field.getLiteType().getWireType() && !packed) {
            throw at.refused(field.getName(), "of another wire type");
        }
        return field;
    }

    private static void requireOnce(FieldDescriptor field, Set<Object> seen, Fields at) {
        if (field.isRepeated()) {
            return;
        }
        boolean first = seen.add(field);
        boolean only = field.getContainingOneof() == null || seen.add(field.getContainingOneof());
        if (!first || !only) {
            throw at.refused(field.getName(), "given twice");
        }
    }
}
