package io.gridpact.utility.update;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.utility.customer.CustomerBook;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.Updates;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.peer.AgreementStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The use cases of updating.
final class UpdateBeans {

    @Produces
    @Singleton
    Updates updates(LedgerReader reader, LedgerWriter writer) {
        return new Updates(reader, writer);
    }

    @Produces
    @Singleton
    UpdateLink link(PeerChannels channels) {
        return new UpdateClient(channels);
    }

    @Produces
    @Singleton
    UpdateAttester attester(NodeConfig config, Signer signer, Salts salts) {
        return new UpdateAttester(config.id(), signer, salts);
    }

    @Produces
    @Singleton
    UpdateJudge judge(
            NodeConfig config,
            Updates updates,
            ParticipantStore directory,
            AgreementStore agreements,
            CustomerBook customers,
            SignatureVerifier verifier) {
        return new UpdateJudge(config.id(), updates, directory::participant, agreements, customers, verifier);
    }

    @Produces
    @Singleton
    AskBuyerToUpdate askBuyer(
            NodeConfig config,
            Updates updates,
            UpdateLink link,
            UpdateAttester attester,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock) {
        return new AskBuyerToUpdate(
                config.id(), updates, link, attester, agreements, directory::participant, verifier, clock);
    }

    @Produces
    @Singleton
    UpdateTrade updateTrade(
            NodeConfig config,
            UpdateJudge judge,
            UpdateAttester attester,
            Updates updates,
            AskBuyerToUpdate askBuyer,
            NodeClock clock) {
        return new UpdateTrade(config.id(), judge, attester, updates, askBuyer, clock);
    }

    @Produces
    @Singleton
    AnswerRequest answerRequest(UpdateTrade updateTrade) {
        return new AnswerRequest(updateTrade);
    }

    @Produces
    @Singleton
    CountersignUpdate countersignUpdate(
            UpdateJudge judge,
            UpdateAttester attester,
            Updates updates,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock) {
        return new CountersignUpdate(judge, attester, updates, directory::participant, verifier, clock);
    }

    @Produces
    @Singleton
    AcceptUpdateReceipts acceptReceipts(
            NodeConfig config,
            Updates updates,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            Wake wake) {
        return new AcceptUpdateReceipts(config.id(), updates, agreements, directory::participant, verifier, wake::wake);
    }

    @Produces
    @Singleton
    DeliverUpdateReceipts deliverReceipts(Updates updates, UpdateLink link) {
        return new DeliverUpdateReceipts(updates, link);
    }

    @Produces
    @Singleton
    RequestUpdates requestUpdates(
            NodeConfig config,
            Updates updates,
            UpdateLink link,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock) {
        return new RequestUpdates(config.id(), updates, link, agreements, directory::participant, verifier, clock);
    }

    @Produces
    @Singleton
    AnnounceOutage announceOutage(NodeConfig config, LedgerReader reader, Updates updates, MakeUpdate makeUpdate) {
        return new AnnounceOutage(config.id(), reader, updates, makeUpdate);
    }

    @Produces
    @Singleton
    UpdatesCheck updatesCheck(
            NodeConfig config,
            AgreementStore agreements,
            ParticipantStore directory,
            SignatureVerifier verifier,
            LedgerReader reader) {
        return new UpdatesCheck(
                config.id(), agreements, id -> directory.participant(id).map(Participant::unrevoked), verifier, reader);
    }

    @Produces
    @Singleton
    MakeUpdate makeUpdate(
            NodeConfig config, UpdateAttester attester, UpdateTrade updateTrade, Updates updates, NodeClock clock) {
        return new MakeUpdate(config.id(), attester, updateTrade, updates, clock);
    }
}
