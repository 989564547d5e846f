package io.gridpact.arbiter.node;

import io.gridpact.arbiter.network.AParty;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Identity;
import io.gridpact.protocol.link.PinnedTls;
import io.gridpact.protocol.link.TlsMaterial;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;

/// Somebody with a certificate who calls the arbiter over TLS.
record ACaller(ParticipantRole role, String id, TlsMaterial tls, ManagedChannel channel) implements AutoCloseable {

    static ACaller of(ParticipantRole role, String id, Path folder, int port) {
        try {
            TlsMaterial own = TlsMaterial.in(folder.resolve(id));
            Identity arbiter = TlsMaterial.in(folder.resolve("arbiter")).identity();
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .sslContext(PinnedTls.client(own, arbiter::equals))
                    .build();
            return new ACaller(role, id, own, channel);
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// This caller as the directory should know it.
    AParty party() {
        return new AParty(role, id, "", Identity.keyPin(tls.certificate()), 1);
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a channel does not close");
        }
    }
}
