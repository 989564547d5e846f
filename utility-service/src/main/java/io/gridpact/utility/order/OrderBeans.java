package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.OpeningKeys;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.utility.customer.CustomerBook;
import io.gridpact.utility.ledger.Ledger;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxDispatcher;
import io.gridpact.utility.ledger.TradeChanges;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.peer.AgreementStore;
import io.gridpact.utility.peer.LogReceipts;
import io.gridpact.utility.peer.UtilityLink;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The use cases of confirming and sealing.
final class OrderBeans {

    @Produces
    @Singleton
    OrderJudge judge(
            NodeConfig config,
            ParticipantStore directory,
            AgreementStore agreements,
            CustomerBook customers,
            OpeningKeys openingKeys,
            SignatureVerifier verifier) {
        return new OrderJudge(config.id(), directory::participant, agreements, customers, openingKeys, verifier);
    }

    @Produces
    @Singleton
    Attester attester(NodeConfig config, Signer signer, Salts salts) {
        return new Attester(config.id(), signer, salts);
    }

    @Produces
    @Singleton
    AskBuyerUtility askBuyerUtility(
            Ledger ledger,
            UtilityLink utilities,
            OrderJudge judge,
            Attester attester,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock) {
        return new AskBuyerUtility(ledger, utilities, judge, attester, directory::participant, verifier, clock);
    }

    @Produces
    @Singleton
    ConfirmOrder confirmOrder(
            NodeConfig config,
            OrderJudge judge,
            Attester attester,
            Ledger ledger,
            OutboxDispatcher outbox,
            AskBuyerUtility askBuyerUtility,
            NodeClock clock) {
        return new ConfirmOrder(config.id(), judge, attester, ledger, outbox, askBuyerUtility, clock);
    }

    @Produces
    @Singleton
    CountersignOrder countersignOrder(
            OrderJudge judge,
            Attester attester,
            Ledger ledger,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock) {
        return new CountersignOrder(judge, attester, ledger, directory::participant, verifier, clock);
    }

    @Produces
    @Singleton
    AcceptReceipts acceptReceipts(
            Ledger ledger,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock,
            Wake wake) {
        return new AcceptReceipts(ledger, agreements, directory::participant, verifier, clock, wake::wake);
    }

    @Produces
    @Singleton
    DeliverReceipts deliverReceipts(LedgerReader reader, UtilityLink utilities, LedgerWriter writer) {
        return new DeliverReceipts(reader, utilities, writer);
    }

    @Produces
    @Singleton
    AnswerQuery answerQuery(
            NodeConfig config,
            ParticipantStore directory,
            CustomerBook customers,
            OpeningKeys openingKeys,
            SignatureVerifier verifier,
            NodeClock clock) {
        return new AnswerQuery(config.id(), directory::participant, customers, openingKeys, verifier, clock);
    }

    @Produces
    @Singleton
    PlatformTrades platformTrades(NodeConfig config, AgreementStore agreements, LedgerReader reader) {
        return new PlatformTrades(reader, peer -> agreements.profileWith(config.id(), peer));
    }

    @Produces
    @Singleton
    WatchTradesGrpc watchTrades(PlatformTrades trades, TradeChanges changes, NodeClock clock) {
        return new WatchTradesGrpc(trades, changes, clock);
    }

    @Produces
    @Singleton
    CloseGates closeGates(
            NodeConfig config,
            AgreementStore agreements,
            LedgerReader reader,
            LedgerWriter writer,
            DeclarePairDigest declare) {
        return new CloseGates(config.id(), agreements, reader, writer, declare);
    }

    @Produces
    @Singleton
    ConcludeSealing concludeSealing(PairBook book, LedgerWriter writer) {
        return new ConcludeSealing(book, writer);
    }

    @Produces
    @Singleton
    ShowSealing showSealing(NodeConfig config, AgreementStore agreements, LedgerReader reader, LedgerWriter writer) {
        return new ShowSealing(config.id(), agreements, reader, writer);
    }

    @Produces
    @Singleton
    SendSealingProofs sendSealingProofs(LedgerReader reader, PeerChannels channels, LedgerWriter writer) {
        return new SendSealingProofs(reader, new SealingClient(channels), writer);
    }

    @Produces
    @Singleton
    AcceptSealingProofs acceptSealingProofs(
            NodeConfig config,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            LogReceipts receipts,
            LedgerReader reader,
            LedgerWriter writer,
            Wake wake) {
        return new AcceptSealingProofs(
                config.id(), agreements, directory::participant, verifier, receipts, reader, writer, wake::wake);
    }

    @Produces
    @Singleton
    ShowDeposited showDeposited(
            NodeConfig config, AgreementStore agreements, LedgerReader reader, LedgerWriter writer) {
        return new ShowDeposited(config.id(), agreements, reader, writer);
    }

    @Produces
    @Singleton
    PassWindows passWindows(LedgerReader reader, LedgerWriter writer) {
        return new PassWindows(reader, writer);
    }

    @Produces
    @Singleton
    TradesCheck tradesCheck(ParticipantStore directory, SignatureVerifier verifier, LedgerReader reader) {
        return new TradesCheck(id -> directory.participant(id).map(Participant::unrevoked), verifier, reader);
    }
}
