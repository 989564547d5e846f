package io.gridpact.utility.sealing;

import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.utility.ledger.EndTrades;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.pairing.Alarms;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.peer.AgreementStore;
import io.gridpact.utility.peer.LogReceipts;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The parts of mending and depositing.
final class SealingBeans {

    @Produces
    @Singleton
    TakeShown takeShown(
            NodeConfig config,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            LedgerWriter writer) {
        return new TakeShown(config.id(), config.arbiter(), agreements, directory::participant, verifier, writer);
    }

    @Produces
    @Singleton
    AnswerComparison answerComparison(LedgerReader reader, PairBook book, TakeShown take, NodeClock clock) {
        return new AnswerComparison(reader, book, take, clock);
    }

    @Produces
    @Singleton
    MendLists mendLists(LedgerReader reader, LedgerWriter writer) {
        return new MendLists(reader, writer);
    }

    @Produces
    @Singleton
    SendMending sendMending(
            LedgerReader reader,
            PeerChannels channels,
            TakeShown take,
            Alarms alarms,
            DeclarePairDigest declare,
            LedgerWriter writer,
            NodeClock clock) {
        return new SendMending(
                reader, new MendingClient(channels), take, alarms, new NumberAnew(declare), writer, clock);
    }

    @Produces
    @Singleton
    DepositLink depositLink(
            NodeConfig config,
            PeerChannels channels,
            ParticipantStore directory,
            SignatureVerifier verifier,
            LogReceipts receipts) {
        return new DepositClient(config.arbiter(), channels, directory::participant, verifier, receipts);
    }

    @Produces
    @Singleton
    DepositSealings depositSealings(
            NodeConfig config,
            AgreementStore agreements,
            Signer signer,
            Salts salts,
            Watermark watermark,
            LedgerReader reader,
            LedgerWriter writer) {
        return new DepositSealings(config.id(), config.arbiter(), agreements, signer, salts, watermark, reader, writer);
    }

    @Produces
    @Singleton
    SendDeposits sendDeposits(LedgerReader reader, DepositLink arbiter, LedgerWriter writer, Wake wake) {
        return new SendDeposits(reader, arbiter, writer, wake::wake);
    }

    @Produces
    @Singleton
    AskWhatWasDeposited askWhatWasDeposited(NodeConfig config, LedgerReader reader, LedgerWriter writer) {
        return new AskWhatWasDeposited(config.arbiter(), reader, writer);
    }

    @Produces
    @Singleton
    LearnDeposits learnDeposits(
            NodeConfig config,
            LedgerReader reader,
            DepositLink arbiter,
            TakeShown take,
            Alarms alarms,
            EndTrades endTrades,
            LedgerWriter writer,
            Wake wake) {
        return new LearnDeposits(config.id(), reader, arbiter, take, alarms, endTrades, writer, wake::wake);
    }

    @Produces
    @Singleton
    DepositsCheck depositsCheck(NodeConfig config, LogReceipts receipts, LedgerReader reader) {
        return new DepositsCheck(config.arbiter(), receipts, reader);
    }
}
