package io.gridpact.protocol.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.gridpact.protocol.envelope.Dsse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The signed statement that a request carries: its first field with a payload and a payload type, an envelope or an
/// order with its consents.
final class SignedPart {

    private static final String PAYLOAD = "payload";
    private static final String PAYLOAD_TYPE = "payload_type";

    /// Envelopes lie less deep in all requests.
    private static final int MAX_DEPTH = 6;

    private SignedPart() {}

    /// The first characters of its digest; empty where there is none.
    static String digestPrefix(@Nullable Object request) {
        return request instanceof Message message
                ? digestPrefix(message, MAX_DEPTH).orElse("")
                : "";
    }

    private static Optional<String> digestPrefix(Message message, int depth) {
        FieldDescriptor payload = message.getDescriptorForType().findFieldByName(PAYLOAD);
        FieldDescriptor type = message.getDescriptorForType().findFieldByName(PAYLOAD_TYPE);
        if (payload != null && type != null) {
            byte[] bytes = ((ByteString) message.getField(payload)).toByteArray();
            return Optional.of(
                    Dsse.digest((String) message.getField(type), bytes).prefix());
        }
        if (depth == 0) {
            return Optional.empty();
        }
        return message.getAllFields().values().stream()
                .flatMap(value -> value instanceof List<?> many ? many.stream().limit(1) : List.of(value).stream())
                .filter(Message.class::isInstance)
                .flatMap(value -> digestPrefix((Message) value, depth - 1).stream())
                .findFirst();
    }
}
