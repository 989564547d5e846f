package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.utility.ledger.Ledger;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.peer.UtilityLink;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Asks the buyer utility for the fourth signature and writes its answer; for the caller who waits, and again from the
/// outbox where that failed.
final class AskBuyerUtility implements OutboxSender {

    private static final int MAX_REQUESTS = 50;

    /// What a buyer utility may answer without a signature and mean it for good: it is not asked again. As nothing is
    /// signed, the trade stays pending and its limit reserved until the gate closes. Whatever else it says unsigned
    /// may be otherwise the next time, as the request is repeated: to the platform, it has not answered yet.
    private static final Set<Reason> FOR_GOOD = EnumSet.of(Reason.ORDER_CONFLICT, Reason.WINDOW_CLOSED);

    private final Ledger ledger;
    private final UtilityLink utilities;
    private final OrderJudge judge;
    private final Attester attester;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;

    AskBuyerUtility(
            Ledger ledger,
            UtilityLink utilities,
            OrderJudge judge,
            Attester attester,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock) {
        this.ledger = ledger;
        this.utilities = utilities;
        this.judge = judge;
        this.attester = attester;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
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

    /// A request that is refused stays and is offered again; only where the buyer utility is away do the others wait.
    @Override
    public void send(String target, List<Digest> subjects) {
        OutboxSender.eachAlone(kind(), subjects, subject -> sendAgain(target, subject));
    }

    private void sendAgain(String target, Digest subject) {
        Optional<StoredTrade> unanswered =
                ledger.find(subject).filter(trade -> Confirmation.stored(trade).isEmpty());
        // A pending order is not sent on after it expires (section 5).
        if (unanswered.isEmpty() || isOver(unanswered.get())) {
            ledger.delivered(request(target, subject));
            return;
        }
        try {
            if (write(unanswered.get(), answer(unanswered.get())) instanceof Confirmation.Refused) {
                ledger.delivered(request(target, subject));
            }
        } catch (RefusedException refused) {
            if (!FOR_GOOD.contains(refused.refusal().reason())) {
                throw refused;
            }
            ledger.delivered(request(target, subject));
        }
    }

    /// What a platform hears that does not wait for the buyer utility's answer.
    Confirmation awaited(StoredTrade trade) {
        return isOver(trade) ? expired(trade) : new Confirmation.Accepted(trade);
    }

    private static Confirmation expired(StoredTrade trade) {
        return Confirmation.unanswered(
                trade, Refusal.of(Reason.WINDOW_CLOSED, "expires_millis", "the order has expired unanswered"));
    }

    /// @return all four signatures, the buyer utility's refusal, or PEER_UNAVAILABLE while it does not answer
    Confirmation ask(StoredTrade trade) {
        if (isOver(trade)) {
            return expired(trade);
        }
        SignedAttestation answer;
        try {
            answer = answer(trade);
        } catch (RefusedException refused) {
            return Confirmation.unanswered(trade, forThePlatform(refused.refusal()));
        }
        return write(trade, answer);
    }

    /// @throws RefusedException where the buyer utility gives no signed answer, or one that is none; as it says it
    private SignedAttestation answer(StoredTrade trade) {
        Order order = trade.consented().order();
        SignedAttestation answer = AttestationWire.signed(utilities.countersign(
                order.buyerUtility(),
                trade.consentedOrder(),
                trade.sellerAttestation().orElseThrow(),
                Objects.requireNonNull(trade.buyerOpening())));
        try (TracedWork ignored = TracedWork.part("check signatures")) {
            OrderRules.handedOver(order, TradeRole.BUYER, answer, clock.instant(), directory, verifier)
                    .then(() -> sameAgreement(trade, answer))
                    .orThrow();
        }
        return answer;
    }

    /// What a refusal is by binds nobody.
    private static Verdict sameAgreement(StoredTrade trade, SignedAttestation answer) {
        Digest own = AttestationWire.attestation(trade.sellerAttestation().orElseThrow())
                .agreement();
        return answer.attestation().answer() == Answer.REFUSED
                ? Verdict.accepted()
                : OrderRules.agreement(TradeRole.BUYER, answer, own);
    }

    private Confirmation write(StoredTrade trade, SignedAttestation answer) {
        if (answer.attestation().answer() == Answer.REFUSED) {
            ledger.release(trade.order(), answer);
            return stored(trade);
        }
        // Receipts are signed before gate closure only (section 5); the answer may have taken its time.
        Instant signedAt = clock.instant();
        if (!judge.gateOpen(trade.consented().order(), signedAt)) {
            return gateClosed();
        }
        Envelope receipt = attester.receipt(
                trade.order(),
                trade.sellerAttestation().orElseThrow().digest(),
                answer.attestation().digest(),
                signedAt);
        return switch (ledger.complete(trade.order(), answer, receipt)) {
            case WRITTEN -> new Confirmation.Signed(trade.answered(answer.envelope()));
            case REPEATED, GATE_CLOSED -> stored(trade);
        };
    }

    /// What stands now, whoever wrote it.
    private Confirmation stored(StoredTrade trade) {
        return ledger.find(trade.order()).flatMap(Confirmation::stored).orElseGet(AskBuyerUtility::gateClosed);
    }

    private static Confirmation gateClosed() {
        return Confirmation.refused(
                Refusal.of(Reason.WINDOW_CLOSED, "window_start_millis", "the window's gate has closed"));
    }

    private boolean isOver(StoredTrade trade) {
        Instant now = clock.instant();
        return !now.isBefore(trade.expires())
                || !judge.gateOpen(trade.consented().order(), now);
    }

    /// What is between the two utilities is none of the platform's doing: to them, the peer has not answered.
    private static Refusal forThePlatform(Refusal refusal) {
        return FOR_GOOD.contains(refusal.reason())
                ? refusal
                : Refusal.of(Reason.PEER_UNAVAILABLE, "", "the buyer utility gives no answer");
    }
}
