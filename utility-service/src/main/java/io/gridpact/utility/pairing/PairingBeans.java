package io.gridpact.utility.pairing;

import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.Submissions;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.node.Aside;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.peer.AgreementStore;
import io.gridpact.utility.peer.CheckpointStore;
import io.gridpact.utility.peer.FollowLog;
import io.gridpact.utility.peer.LogConsistency;
import io.gridpact.utility.peer.UtilityLink;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The parts of pairing.
final class PairingBeans {

    @Produces
    @Singleton
    Watermark watermark(NodeConfig config, AgreementStore agreements) {
        return new DeadlinesKept(config.id(), agreements);
    }

    @Produces
    @Singleton
    DeclarePairDigest declare(
            NodeConfig config, Signer signer, Salts salts, Watermark watermark, Submissions submissions) {
        return new DeclarePairDigest(config.id(), signer, salts, watermark, submissions);
    }

    @Produces
    @Singleton
    PairBook book(LedgerReader reader, RotatingSigner signer) {
        return new PairBook(reader, signer::signedAnew);
    }

    @Produces
    @Singleton
    AcceptPairDigest accept(
            NodeConfig config,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock,
            LedgerWriter writer,
            Wake wake) {
        return new AcceptPairDigest(
                config.id(), agreements, directory::participant, verifier, clock, writer, wake::wake);
    }

    @Produces
    @Singleton
    Alarms alarms(LedgerReader reader, LedgerWriter writer) {
        return new Alarms(reader, writer);
    }

    @Produces
    @Singleton
    CompareCheckpoints compareCheckpoints(
            NodeConfig config,
            ParticipantStore directory,
            CheckpointStore book,
            LogConsistency log,
            LedgerReader reader,
            LedgerWriter writer,
            Aside aside) {
        return new CompareCheckpoints(
                config.arbiter(), directory::participant, book, log, new LogContradictions(reader, writer), aside);
    }

    @Produces
    @Singleton
    ExchangePairDigests exchange(
            PairBook book,
            UtilityLink utilities,
            CheckpointStore checkpoints,
            AcceptPairDigest accept,
            LedgerWriter writer) {
        return new ExchangePairDigests(book, utilities, checkpoints, accept, writer);
    }

    @Produces
    @Singleton
    SealedListsCheck sealedListsCheck(NodeConfig config, LedgerReader reader) {
        return new SealedListsCheck(config.id(), reader);
    }

    @Produces
    @Singleton
    LogHistoryCheck logHistoryCheck(FollowLog followLog, CompareCheckpoints compare) {
        return new LogHistoryCheck(followLog, compare);
    }
}
