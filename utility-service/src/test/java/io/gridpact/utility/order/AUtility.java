package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.utility.ledger.InMemoryLedger;
import io.gridpact.utility.ledger.Outbox;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.node.Salts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One utility's use cases of confirming, on a ledger in memory.
final class AUtility {

    final String id;
    final InMemoryLedger ledger;
    final Customers customers;
    final HeldMessages outbox = new HeldMessages();
    final ConfirmOrder confirmOrder;
    final CountersignOrder countersignOrder;
    final AcceptReceipts acceptReceipts;
    final AskBuyerUtility askBuyerUtility;
    final List<String> wakings = new ArrayList<>();
    private final AMarket market;

    AUtility(String id, InMemoryLedger ledger, AMarket market) {
        this.id = id;
        this.ledger = ledger;
        this.market = market;
        this.customers = new Customers(ledger);
        AMarket.Terms terms = new AMarket.Terms(id);
        OrderJudge judge =
                new OrderJudge(id, ANetwork.DIRECTORY, terms, customers, ANetwork.hpkeKey(id), ANetwork.VERIFIER);
        Attester attester = new Attester(id, ANetwork.signer(id), Salts.secure());
        this.askBuyerUtility = new AskBuyerUtility(
                ledger, market, judge, attester, ANetwork.DIRECTORY, ANetwork.VERIFIER, market.clock);
        this.confirmOrder = new ConfirmOrder(id, judge, attester, ledger, outbox, askBuyerUtility, market.clock);
        this.countersignOrder =
                new CountersignOrder(judge, attester, ledger, ANetwork.DIRECTORY, ANetwork.VERIFIER, market.clock);
        this.acceptReceipts = new AcceptReceipts(
                ledger, terms, ANetwork.DIRECTORY, ANetwork.VERIFIER, market.clock, () -> wakings.add("woken"));
    }

    Confirmation confirm(AnOrder order) {
        return confirm(order, order.consented());
    }

    Confirmation confirm(AnOrder order, ConsentedOrder consented) {
        return confirmOrder.confirm(consented, order.buyerOpening(), order.sellerOpening());
    }

    Confirmation confirm(AnOrder order, SealedBytes buyerOpening, SealedBytes sellerOpening) {
        return confirmOrder.confirm(order.consented(), buyerOpening, sellerOpening);
    }

    /// Asks again what is in the outbox, as its dispatcher does.
    void askAgain() {
        List<Digest> subjects = ledger.outbox().stream()
                .filter(message -> message.kind().equals(OutboxKinds.COUNTERSIGN))
                .map(OutboxMessage::subject)
                .toList();
        if (!subjects.isEmpty()) {
            askBuyerUtility.send("south", subjects);
        }
    }

    /// Hands the receipt of an order to the buyer's utility.
    void deliverReceipt(AnOrder order) {
        Envelope receipt = ledger.receipt(order.digest()).orElseThrow();
        market.at(order.order().buyerUtility()).acceptReceipts.accept(id, List.of(receipt));
        ledger.delivered(new OutboxMessage(order.order().buyerUtility(), OutboxKinds.RECEIPT, order.digest()));
    }

    /// What callers hold, and what they left to the dispatcher.
    static final class HeldMessages implements Outbox {

        final List<OutboxMessage> held = new ArrayList<>();
        final Set<OutboxMessage> left = new HashSet<>();

        @Override
        public void hold(OutboxMessage message) {
            held.add(message);
        }

        @Override
        public void release(OutboxMessage message, boolean delivered) {
            held.remove(message);
            if (!delivered) {
                left.add(message);
            }
        }
    }
}
