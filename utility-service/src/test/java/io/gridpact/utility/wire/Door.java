package io.gridpact.utility.wire;

import io.gridpact.protocol.link.Identity;
import io.gridpact.protocol.link.PinnedTls;
import io.gridpact.protocol.link.TlsMaterial;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;

/// The utility's doors as parties with certificates knock at them.
final class Door {

    private static final int PATIENCE_SECONDS = 30;
    private static final Map<String, ManagedChannel> CHANNELS = new ConcurrentHashMap<>();

    private Door() {}

    /// A call of any kind: sends these requests, no more, and waits for the end.
    static Answer call(String caller, MethodDescriptor<?, ?> method, List<?> requests) {
        @SuppressWarnings("unchecked")
        var untyped = (MethodDescriptor<Object, Object>) method;
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ClientCall<Object, Object> call =
                as(caller).newCall(untyped, CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS));
        call.start(new Listening(answer), new Metadata());
        call.request(Integer.MAX_VALUE);
        requests.forEach(call::sendMessage);
        call.halfClose();
        return answer.orTimeout(2L * PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /// The answers to requests that are not refused.
    static <A> List<A> served(String caller, MethodDescriptor<?, A> method, Object... requests) {
        Answer answer = call(caller, method, List.of(requests));
        if (!answer.status().isOk()) {
            throw new AssertionError(method.getFullMethodName() + ": " + answer.status());
        }
        @SuppressWarnings("unchecked")
        List<A> messages = (List<A>) answer.messages();
        return messages;
    }

    private static final class Listening extends ClientCall.Listener<Object> {

        private final CompletableFuture<Answer> answer;
        private final List<Object> messages = new ArrayList<>();

        Listening(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }

        @Override
        public void onMessage(Object message) {
            messages.add(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            answer.complete(new Answer(status, trailers, messages));
        }
    }

    static ManagedChannel as(String caller) {
        return CHANNELS.computeIfAbsent(caller, Door::dial);
    }

    private static ManagedChannel dial(String caller) {
        try {
            Path folder = folder();
            Identity utility =
                    TlsMaterial.in(folder.resolve(RunningUtility.UTILITY)).identity();
            int port = ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
            return NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .sslContext(PinnedTls.client(TlsMaterial.in(folder.resolve(caller)), utility::equals))
                    .build();
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static void hangUp() {
        CHANNELS.values().forEach(ManagedChannel::shutdownNow);
        CHANNELS.clear();
    }

    /// Holds everybody's certificates.
    static Path folder() {
        return ConfigProvider.getConfig().getValue(RunningUtility.FOLDER, Path.class);
    }

    /// Status code and body of a page of the management port.
    static String management(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
