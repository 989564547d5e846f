package io.gridpact.utility.order;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.utility.ledger.AttestOutcome;
import io.gridpact.utility.ledger.Ledger;
import io.gridpact.utility.ledger.NewTrade;
import io.gridpact.utility.ledger.Outbox;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.StoredTrade;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes an order that both platforms consented to and brings it to all four signatures, or refuses it with a reason.
///
/// Idempotent by order digest: repeated, it answers the same bytes and changes nothing (PROTOCOL.md, section 5). In
/// `NON_BLOCKING` it does not wait for the buyer utility, and says that it is awaited.
public final class ConfirmOrder {

    private final String utility;
    private final OrderJudge judge;
    private final Attester attester;
    private final Ledger ledger;
    private final Outbox outbox;
    private final AskBuyerUtility askBuyerUtility;
    private final Clock clock;

    ConfirmOrder(
            String utility,
            OrderJudge judge,
            Attester attester,
            Ledger ledger,
            Outbox outbox,
            AskBuyerUtility askBuyerUtility,
            Clock clock) {
        this.utility = utility;
        this.judge = judge;
        this.attester = attester;
        this.ledger = ledger;
        this.outbox = outbox;
        this.askBuyerUtility = askBuyerUtility;
        this.clock = clock;
    }

    public Confirmation confirm(ConsentedOrder consented, SealedBytes buyerOpening, SealedBytes sellerOpening) {
        Order order = consented.order();
        Map<TradeRole, SealedBytes> openings = new EnumMap<>(TradeRole.class);
        openings.put(TradeRole.SELLER, sellerOpening);
        if (order.buyerUtility().equals(utility)) {
            openings.put(TradeRole.BUYER, buyerOpening);
        }
        Instant now = clock.instant();
        return switch (judge(consented, openings, buyerOpening, now)) {
            case Judgement.RelayAtFault fault -> answeredBefore(order, fault.refusal());
            case Judgement.OrderAtFault fault -> {
                SignedAttestation refusal =
                        attester.refuse(order.digest(), fault.agreement(), fault.role(), fault.refusal(), now);
                yield afterWriting(
                        order,
                        ledger.attest(new NewTrade(
                                consented,
                                order.buyerUtility(),
                                null,
                                new NewTrade.Refuse(refusal, fault.refusal()),
                                Optional.empty())));
            }
            case Judgement.Accepted accepted -> attest(consented, buyerOpening, accepted, now);
        };
    }

    /// The buyer's opening is sent on as it came, and with a stored order it cannot be replaced: damaged, it is the
    /// relay's fault before anything is stored.
    private Judgement judge(
            ConsentedOrder consented, Map<TradeRole, SealedBytes> openings, SealedBytes buyerOpening, Instant now) {
        Judgement judgement = judge.judge(consented, openings, now);
        if (judgement instanceof Judgement.Accepted
                && OrderRules.relayed(consented.order(), TradeRole.BUYER, buyerOpening)
                        instanceof Verdict.Refused damaged) {
            return new Judgement.RelayAtFault(damaged.refusal());
        }
        return judgement;
    }

    private Confirmation attest(
            ConsentedOrder consented, SealedBytes buyerOpening, Judgement.Accepted accepted, Instant now) {
        Order order = consented.order();
        Optional<OutboxMessage> request = order.buyerUtility().equals(utility)
                ? Optional.empty()
                : Optional.of(AskBuyerUtility.request(order.buyerUtility(), order.digest()));
        List<SignedAttestation> attestations = accepted.sides().stream()
                .map(side -> attester.attest(order.digest(), accepted, side.role(), now))
                .toList();
        NewTrade trade = new NewTrade(
                consented,
                order.buyerUtility(),
                buyerOpening,
                new NewTrade.Attest(
                        accepted.sides(), attestations, attester.whenExceeded(order, accepted, clock), request),
                Optional.empty());
        // In NON_BLOCKING it is the outbox that asks, at once.
        Optional<OutboxMessage> held = request.filter(message -> order.mode() == ConfirmationMode.BLOCKING);
        held.ifPresent(outbox::hold);
        boolean asked = false;
        try {
            // 1. Persist: limit, trade, attestation and the request to the buyer utility, in one transaction.
            AttestOutcome outcome = ledger.attest(trade);
            // 2. Send, and persist the answer. Lost requests are repeated from the outbox.
            Confirmation confirmation = afterWriting(order, outcome);
            asked = confirmation instanceof Confirmation.Signed;
            return confirmation;
        } finally {
            boolean delivered = asked;
            held.ifPresent(message -> outbox.release(message, delivered));
        }
    }

    private Confirmation afterWriting(Order order, AttestOutcome outcome) {
        return switch (outcome) {
            case AttestOutcome.Written written -> goOn(order, written.trade());
            case AttestOutcome.AnsweredBefore before -> goOn(order, before.trade());
            case AttestOutcome.Conflict ignored ->
                Confirmation.refused(
                        Refusal.of(Reason.ORDER_CONFLICT, "order_id", "another order of this platform has this id"));
            case AttestOutcome.GateClosed ignored ->
                Confirmation.refused(
                        Refusal.of(Reason.WINDOW_CLOSED, "window_start_millis", "the window's gate has closed"));
        };
    }

    private Confirmation goOn(Order order, StoredTrade trade) {
        return Confirmation.stored(trade).orElseGet(() -> switch (order.mode()) {
            case BLOCKING -> askBuyerUtility.ask(trade);
            case NON_BLOCKING -> askBuyerUtility.awaited(trade);
        });
    }

    /// A relay's fault does not take back an answer that was given.
    private Confirmation answeredBefore(Order order, Refusal refusal) {
        if (refusal.reason() == Reason.SIGNATURE_INVALID) {
            return Confirmation.refused(refusal);
        }
        Optional<StoredTrade> held = ledger.find(order.digest());
        return held.flatMap(Confirmation::stored)
                .or(() -> held.map(trade -> Confirmation.unanswered(trade, refusal)))
                .orElseGet(() -> Confirmation.refused(refusal));
    }
}
