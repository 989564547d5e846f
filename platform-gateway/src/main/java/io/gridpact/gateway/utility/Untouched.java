package io.gridpact.gateway.utility;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Messages as the bytes they are.
final class Untouched implements MethodDescriptor.Marshaller<ByteString> {

    @Override
    public InputStream stream(ByteString message) {
        return message.newInput();
    }

    @Override
    public ByteString parse(InputStream message) {
        try {
            return ByteString.readFrom(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
