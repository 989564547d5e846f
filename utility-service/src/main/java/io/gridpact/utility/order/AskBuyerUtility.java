package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.utility.ledger.CompleteOutcome;
import io.gridpact.utility.ledger.DeliveredStep;
import io.gridpact.utility.ledger.Ledger;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.peer.UtilityLink;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// Asks the buyer utility for the fourth signature and writes its answer; for the caller who waits, and again from the
/// outbox where that failed.
final class AskBuyerUtility implements OutboxSender {

    private static final int MAX_REQUESTS = 50;

    private final Ledger ledger;
    private final UtilityLink utilities;
    private final OrderJudge judge;
    private final Attester attester;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final LedgerWriter writer;

    AskBuyerUtility(
            Ledger ledger,
            UtilityLink utilities,
            OrderJudge judge,
            Attester attester,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock,
            LedgerWriter writer) {
        this.ledger = ledger;
        this.utilities = utilities;
        this.judge = judge;
        this.attester = attester;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
        this.writer = writer;
    }

    static OutboxMessage request(String buyerUtility, Digest order) {
        return new OutboxMessage(buyerUtility, OutboxKinds.COUNTERSIGN, order);
    }

    @Override
    public String kind() {
        return OutboxKinds.COUNTERSIGN;
    }

    @Override
    public int maxBatch() {
        return MAX_REQUESTS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        for (Digest subject : subjects) {
            StoredTrade trade = ledger.find(subject).orElseThrow();
            boolean expired = !clock.instant().isBefore(trade.expires());
            // A pending order is not sent on after it expires (section 5).
            if (expired || ask(trade) instanceof Confirmation.Refused refused && isFinal(refused)) {
                writer.write(DeliveredStep.ALL, List.of(request(target, subject)));
            }
        }
    }

    /// @return all four signatures, the buyer utility's refusal, or PEER_UNAVAILABLE while it does not answer
    Confirmation ask(StoredTrade trade) {
        ConsentedOrder consented = OrderWire.consented(trade.consentedOrder());
        Order order = consented.order();
        Instant now = clock.instant();
        if (!now.isBefore(trade.expires()) || !judge.gateOpen(order, now)) {
            return Confirmation.refused(
                    Refusal.of(Reason.WINDOW_CLOSED, "expires_millis", "the order has expired unanswered"));
        }
        try {
            Envelope envelope = utilities.countersign(
                    order.buyerUtility(),
                    trade.consentedOrder(),
                    trade.sellerAttestation().orElseThrow(),
                    Objects.requireNonNull(trade.buyerOpening()));
            SignedAttestation answer = AttestationWire.signed(envelope);
            OrderRules.answer(order, TradeRole.BUYER, answer, directory, verifier)
                    .orThrow();
            return write(trade, answer);
        } catch (RefusedException refused) {
            return Confirmation.refused(refused.refusal());
        }
    }

    private Confirmation write(StoredTrade trade, SignedAttestation answer) {
        if (answer.attestation().answer() == Answer.REFUSED) {
            ledger.release(trade.order(), answer);
            Reason reason = Optional.ofNullable(answer.attestation().reason()).orElse(Reason.INTERNAL);
            return new Confirmation.Refused(
                    Refusal.of(reason, answer.attestation().field(), "refused by the buyer utility"),
                    Optional.of(answer.envelope()));
        }
        Envelope receipt = attester.receipt(
                trade.order(),
                trade.sellerAttestation().orElseThrow().digest(),
                answer.attestation().digest(),
                clock.instant());
        CompleteOutcome outcome = ledger.complete(trade.order(), answer, receipt);
        return switch (outcome) {
            case WRITTEN, REPEATED -> new Confirmation.Signed(ledgerView(trade, answer));
            case GATE_CLOSED ->
                Confirmation.refused(
                        Refusal.of(Reason.WINDOW_CLOSED, "window_start_millis", "the window's gate has closed"));
        };
    }

    private static StoredTrade ledgerView(StoredTrade trade, SignedAttestation answer) {
        return new StoredTrade(
                trade.order(),
                trade.state(),
                trade.peer(),
                trade.buyerUtility(),
                trade.sellerUtility(),
                trade.windowStart(),
                trade.expires(),
                trade.consentedOrder(),
                null,
                trade.sellerAttestation(),
                Optional.of(answer.envelope()),
                Optional.empty());
    }

    private static boolean isFinal(Confirmation.Refused refused) {
        return refused.attestation().isPresent() || refused.refusal().reason() == Reason.WINDOW_CLOSED;
    }
}
