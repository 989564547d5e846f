package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.utility.ledger.AttestOutcome;
import io.gridpact.utility.ledger.Ledger;
import io.gridpact.utility.ledger.NewTrade;
import io.gridpact.utility.ledger.StoredTrade;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Gives the buyer utility's one answer to an order (PROTOCOL.md, section 5).
public final class CountersignOrder {

    private final OrderJudge judge;
    private final Attester attester;
    private final Ledger ledger;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;

    CountersignOrder(
            OrderJudge judge,
            Attester attester,
            Ledger ledger,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock) {
        this.judge = judge;
        this.attester = attester;
        this.ledger = ledger;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// @param seller the seller utility's attestation, not yet believed
    /// @return this utility's signed answer: it attests or refuses
    /// @throws RefusedException where what is wrong lies with the relay; nothing is stored
    public Envelope countersign(ConsentedOrder consented, SignedAttestation seller, SealedBytes buyerOpening) {
        Order order = consented.order();
        Instant now = clock.instant();
        return switch (judge.judge(consented, Map.of(TradeRole.BUYER, buyerOpening), now)) {
            case Judgement.RelayAtFault fault -> answeredBefore(order, fault.refusal());
            case Judgement.OrderAtFault fault -> {
                SignedAttestation refusal =
                        attester.refuse(order.digest(), fault.agreement(), TradeRole.BUYER, fault.refusal(), now);
                yield write(consented, new NewTrade.Refuse(refusal, fault.refusal()), seller, fault.agreement());
            }
            case Judgement.Accepted accepted ->
                write(consented, attest(order, accepted, now), seller, accepted.agreement());
        };
    }

    private NewTrade.Attest attest(Order order, Judgement.Accepted accepted, Instant now) {
        return new NewTrade.Attest(
                accepted.sides(),
                List.of(attester.attest(order.digest(), accepted, TradeRole.BUYER, now)),
                attester.whenExceeded(order, accepted, clock),
                Optional.empty());
    }

    private Envelope write(
            ConsentedOrder consented, NewTrade.Decision decision, SignedAttestation seller, Digest agreement) {
        Order order = consented.order();
        if (OrderRules.handedOver(order, TradeRole.SELLER, seller, clock.instant(), directory, verifier)
                        .then(() -> OrderRules.attests(TradeRole.SELLER, seller))
                        .then(() -> OrderRules.agreement(TradeRole.SELLER, seller, agreement))
                instanceof Verdict.Refused refused) {
            // A missing or wrong attestation is the relay's doing: answered, never stored.
            return answeredBefore(order, refused.refusal());
        }
        return answer(
                ledger.attest(new NewTrade(consented, order.sellerUtility(), null, decision, Optional.of(seller))));
    }

    private static Envelope answer(AttestOutcome outcome) {
        return switch (outcome) {
            case AttestOutcome.Written written -> stored(written.trade());
            case AttestOutcome.AnsweredBefore before -> stored(before.trade());
            case AttestOutcome.Conflict ignored ->
                throw new RefusedException(
                        Refusal.of(Reason.ORDER_CONFLICT, "order_id", "another order of this platform has this id"));
            case AttestOutcome.GateClosed ignored ->
                throw new RefusedException(
                        Refusal.of(Reason.WINDOW_CLOSED, "window_start_millis", "the window's gate has closed"));
        };
    }

    private static Envelope stored(StoredTrade trade) {
        return trade.buyerAttestation()
                .orElseThrow(() -> new IllegalStateException(
                        "an answer without attestation: " + trade.order().prefix()));
    }

    private Envelope answeredBefore(Order order, Refusal refusal) {
        if (refusal.reason() == Reason.SIGNATURE_INVALID) {
            throw new RefusedException(refusal);
        }
        return ledger.find(order.digest())
                .flatMap(StoredTrade::buyerAttestation)
                .orElseThrow(() -> new RefusedException(refusal));
    }
}
