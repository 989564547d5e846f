package io.gridpact.deploy.demo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.gridpact.arbiter.v1.JournalRoot;
import io.gridpact.arbiter.v1.LoggedSubmission;
import io.gridpact.arbiter.v1.PairDigest;
import io.gridpact.arbiter.v1.SealingDeposit;
import io.gridpact.arbiter.v1.SheetRoot;
import io.gridpact.deploy.demo.DayResult.ReceivedField;
import io.gridpact.directory.v1.Envelope;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Takes apart, field by field, everything that the arbiter was sent, so that a person can see that there is nothing
/// else in it.
public final class ReceivedFields {

    private static final class Seen {
        private long count;
        private String example = "";
    }

    private final Map<String, Seen> seen = new TreeMap<>();

    /// Every distinct field with how often it came and the first value.
    public static List<ReceivedField> of(List<LoggedSubmission> submissions) {
        ReceivedFields fields = new ReceivedFields();
        submissions.forEach(submission -> fields.add(submission.getStatement()));
        return fields.seen.entrySet().stream()
                .map(field -> new ReceivedField(field.getKey(), field.getValue().count, field.getValue().example))
                .toList();
    }

    private void add(Envelope statement) {
        String type = statement.getPayloadType();
        try {
            switch (type) {
                case "gridpact/journal-root/v1" -> walk("journal-root", JournalRoot.parseFrom(statement.getPayload()));
                case "gridpact/pair-digest/v1" -> walk("pair-digest", PairDigest.parseFrom(statement.getPayload()));
                case "gridpact/sheet-root/v1" -> walk("sheet-root", SheetRoot.parseFrom(statement.getPayload()));
                case "gridpact/sealing-deposit/v1" ->
                    walk("sealing-deposit", SealingDeposit.parseFrom(statement.getPayload()));
                default -> see(type + " (of unknown content)", statement.getPayload());
            }
        } catch (InvalidProtocolBufferException malformed) {
            see(type + " (malformed)", statement.getPayload());
        }
        statement.getSignaturesList().forEach(signature -> walk("envelope.signatures", signature));
        see("envelope.payload_type", type);
    }

    private void walk(String path, Message message) {
        message.getAllFields().forEach((field, value) -> walk(path + "." + field.getName(), field, value));
        message.getUnknownFields().asMap().forEach((number, value) -> see(path + ".unknown-" + number, value));
    }

    private void walk(String path, FieldDescriptor field, Object value) {
        if (field.isRepeated()) {
            for (Object element : (List<?>) value) {
                leaf(path, element);
            }
            return;
        }
        leaf(path, value);
    }

    private void leaf(String path, Object value) {
        if (value instanceof Message message) {
            walk(path, message);
            return;
        }
        see(path, value);
    }

    private void see(String path, Object value) {
        Seen field = seen.computeIfAbsent(path, unused -> new Seen());
        if (field.count == 0) {
            field.example = literal(value);
        }
        field.count++;
    }

    private static String literal(Object value) {
        return switch (value) {
            case ByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            case EnumValueDescriptor constant -> constant.getName();
            default -> value.toString();
        };
    }
}
