package io.gridpact.utility.peer;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.utility.node.Aside;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Wake;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

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
    TakeDocuments takeDocuments(
            NodeConfig config, ParticipantStore directory, LogReceipts receipts, SignatureVerifier verifier) {
        return new TakeDocuments(config.arbiter(), new KeptKeys(directory), receipts, verifier);
    }

    @Produces
    @Singleton
    LearnKeys learnKeys(
            NodeConfig config,
            PeerChannels channels,
            TakeDocuments take,
            ParticipantStore directory,
            Aside aside,
            Wake wake) {
        return new LearnKeys(
                new DirectoryLogClient(config.arbiter(), channels),
                take,
                new KeptCursor(directory, config.arbiter()),
                aside,
                wake::wake);
    }

    private record KeptCursor(ParticipantStore directory, String arbiter) implements LearnKeys.Cursor {

        @Override
        public long leafIndex() {
            return directory.directoryCursor(arbiter);
        }

        @Override
        public void moveTo(long leafIndex) {
            directory.moveDirectoryCursor(arbiter, leafIndex);
        }
    }

    private record KeptKeys(ParticipantStore store) implements TakeDocuments.Directory {

        @Override
        public Optional<Participant> apply(String id) {
            return store.participant(id);
        }

        @Override
        public boolean put(Envelope descriptor) {
            return store.put(descriptor);
        }

        @Override
        public boolean revoke(Revocation revocation, LogReceipt receipt, Envelope signed, Envelope signedReceipt) {
            return store.revoke(revocation, receipt.loggedAt(), signed, signedReceipt);
        }
    }

    @Produces
    @Singleton
    FollowLog followLog(ArbiterLink arbiter, CheckpointStore book) {
        return new FollowLog(arbiter, book);
    }
}
