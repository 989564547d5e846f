package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.utility.customer.PostgresCustomerBook;
import io.gridpact.utility.ledger.AStoredLedger;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.Updates;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.peer.AgreementBook;
import java.util.List;
import java.util.Optional;

/// What updates trades at one utility, joined to others by method calls.
public final class UpdatingParts {

    /// What lies between utilities.
    public interface Between {

        UpdatingParts atUpdating(String utility);

        /// @throws RefusedException PEER_UNAVAILABLE where they do not reach each other
        void requireReachable(String from, String to);

        /// Whether buyer utilities' answers are lost on their way.
        boolean answersLost();

        /// Whether receipts are lost on their way.
        boolean receiptsLost();

        /// Whether receipts arrive, and the word that they did does not.
        boolean receiptAnswersLost();
    }

    private final Updates updates;
    private final UpdateTrade updateTrade;
    private final AnswerRequest answerRequest;
    private final CountersignUpdate countersign;
    private final AcceptUpdateReceipts acceptReceipts;
    private final MakeUpdate make;
    private final AnnounceOutage outages;
    private final UpdatesCheck check;
    private final List<OutboxSender> senders;

    public UpdatingParts(
            String id, AStoredLedger stored, AgreementBook terms, Signer signer, NodeClock clock, Between between) {
        updates = new Updates(stored.reader(), stored.writer());
        UpdateAttester attester = new UpdateAttester(id, signer, Salts.secure());
        UpdateJudge judge = new UpdateJudge(
                id, updates, ANetwork.DIRECTORY, terms, new PostgresCustomerBook(stored.reader()), ANetwork.VERIFIER);
        UpdateLink link = new Link(id, between);
        AskBuyerToUpdate ask =
                new AskBuyerToUpdate(id, updates, link, attester, terms, ANetwork.DIRECTORY, ANetwork.VERIFIER, clock);
        updateTrade = new UpdateTrade(id, judge, attester, updates, ask, clock);
        answerRequest = new AnswerRequest(updateTrade);
        countersign = new CountersignUpdate(judge, attester, updates, ANetwork.DIRECTORY, ANetwork.VERIFIER, clock);
        acceptReceipts = new AcceptUpdateReceipts(id, updates, terms, ANetwork.DIRECTORY, ANetwork.VERIFIER, () -> {});
        make = new MakeUpdate(id, attester, updateTrade, updates, clock);
        outages = new AnnounceOutage(id, stored.reader(), updates, make);
        check = new UpdatesCheck(id, terms, ANetwork.DIRECTORY, ANetwork.VERIFIER, stored.reader());
        senders = List.of(
                ask,
                new DeliverUpdateReceipts(updates, link),
                new RequestUpdates(id, updates, link, terms, ANetwork.DIRECTORY, ANetwork.VERIFIER, clock));
    }

    public List<OutboxSender> senders() {
        return senders;
    }

    public StoreCheck check() {
        return check;
    }

    public Updates updates() {
        return updates;
    }

    /// As a gateway brings it to the seller utility.
    public UpdateAnswer update(Envelope update) {
        return updateTrade.update(UpdateWire.update(update), update);
    }

    /// As a utility wants it, without waiting for the other.
    ///
    /// @return why not; empty where it is under way
    public Optional<Reason> make(Digest order, long leftWh, UpdateReason reason) {
        return make.make(updates.trade(order).orElseThrow(), leftWh, reason, "")
                .map(refused -> refused.refusal().reason());
    }

    AnnounceOutage outages() {
        return outages;
    }

    /// Hands over what the seller utility holds, once more.
    public Envelope countersignAgain(String seller, StoredUpdate held) {
        return countersign.countersign(
                seller,
                held.update(),
                held.envelope(),
                UpdateWire.signed(held.sellerAttestation().orElseThrow()));
    }

    public void acceptAgain(String seller, StoredUpdate held) {
        acceptReceipts.accept(seller, List.of(held.receipt().orElseThrow()));
    }

    private record Link(String from, Between between) implements UpdateLink {

        @Override
        public Envelope request(String utility, Envelope update) {
            between.requireReachable(from, utility);
            return between.atUpdating(utility).answerRequest.answer(UpdateWire.update(update), update);
        }

        @Override
        public Envelope countersign(String utility, Envelope update, Envelope sellerAttestation) {
            between.requireReachable(from, utility);
            Envelope answer = between.atUpdating(utility)
                    .countersign
                    .countersign(from, UpdateWire.update(update), update, UpdateWire.signed(sellerAttestation));
            return arrived(answer, between.answersLost());
        }

        @Override
        public void deliverReceipts(String utility, List<Envelope> receipts) {
            between.requireReachable(from, utility);
            arrived(receipts, between.receiptsLost());
            between.atUpdating(utility).acceptReceipts.accept(from, receipts);
            arrived(receipts, between.receiptAnswersLost());
        }

        private static <T> T arrived(T message, boolean lost) {
            if (lost) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
            }
            return message;
        }
    }
}
