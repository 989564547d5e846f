package io.gridpact.utility.peer;

import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The links to other parties.
final class PeerBeans {

    @Produces
    @Singleton
    LogReceipts logReceipts(ParticipantStore directory, SignatureVerifier verifier) {
        return new LogReceipts(directory::participant, verifier);
    }

    @Produces
    @Singleton
    ArbiterClient arbiter(NodeConfig config, PeerChannels channels, ParticipantStore directory, LogReceipts receipts) {
        return new ArbiterClient(config.arbiter(), channels, directory::participant, receipts);
    }

    @Produces
    @Singleton
    UtilityLink utilities(PeerChannels channels) {
        return new UtilityClient(channels);
    }

    @Produces
    @Singleton
    FollowLog followLog(ArbiterLink arbiter, CheckpointStore book) {
        return new FollowLog(arbiter, book);
    }
}
