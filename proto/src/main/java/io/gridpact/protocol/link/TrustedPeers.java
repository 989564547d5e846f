package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.Participant;
import java.util.Optional;
import java.util.function.Function;

/// Says who may talk to us at this moment. Asked in every handshake and again for every call, because a connection
/// outlives a pin that was taken back.
@FunctionalInterface
public interface TrustedPeers {

    /// Must answer from memory: it runs inside handshakes.
    boolean trusts(Identity peer);

    /// Whoever the directory's present descriptor of that id pins.
    static TrustedPeers in(Function<String, Optional<Participant>> directory) {
        return peer -> directory.apply(peer.id()).filter(peer::isOf).isPresent();
    }

    /// This participant alone.
    static TrustedPeers only(Participant participant) {
        return peer -> peer.isOf(participant);
    }

    /// Also those.
    default TrustedPeers or(TrustedPeers others) {
        return peer -> trusts(peer) || others.trusts(peer);
    }
}
