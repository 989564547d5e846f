package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Answers calls of methods that nobody serves with a documented reason; grpc alone would say a bare `UNIMPLEMENTED`.
final class UnknownMethods extends HandlerRegistry {

    private static final MethodDescriptor.Marshaller<byte[]> NOTHING = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    };

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.UNKNOWN)
                .setFullMethodName(methodName)
                .setRequestMarshaller(NOTHING)
                .setResponseMarshaller(NOTHING)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> refuse(call));
    }

    private static <T> ServerCall.Listener<T> refuse(ServerCall<T, T> call) {
        StatusRuntimeException refusal = RefusalStatus.toException(
                Refusal.of(Reason.INVALID_REQUEST, ":path", "this service has no such method"));
        call.close(Status.fromThrowable(refusal), RefusalStatus.trailersOf(refusal));
        return new ServerCall.Listener<>() {};
    }
}
