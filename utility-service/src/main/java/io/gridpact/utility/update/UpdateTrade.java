package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.NewUpdate;
import io.gridpact.utility.ledger.PresentTrade;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.Updates;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Takes an update at the seller utility, which attests first, and has the buyer utility asked.
///
/// Idempotent by update digest: repeated, it answers the same bytes and changes nothing (PROTOCOL.md, section 5).
final class UpdateTrade {

    private final String utility;
    private final UpdateJudge judge;
    private final UpdateAttester attester;
    private final Updates updates;
    private final AskBuyerToUpdate askBuyer;
    private final Clock clock;

    UpdateTrade(
            String utility,
            UpdateJudge judge,
            UpdateAttester attester,
            Updates updates,
            AskBuyerToUpdate askBuyer,
            Clock clock) {
        this.utility = utility;
        this.judge = judge;
        this.attester = attester;
        this.updates = updates;
        this.askBuyer = askBuyer;
        this.clock = clock;
    }

    /// Attests and waits for the buyer utility's answer.
    UpdateAnswer update(Update update, Envelope envelope) {
        // 1. Persist: update, limit, attestation and the request to the buyer utility, in one transaction.
        UpdateAnswer answer = attest(update, envelope, "");
        // 2. Send, and persist the answer. Lost requests are repeated from the outbox.
        return answer instanceof UpdateAnswer.Attested(StoredUpdate stored) && !askBuyer.isAnswered(stored)
                ? askBuyer.ask(stored)
                : answer;
    }

    /// Attests; the buyer utility is asked from the outbox.
    ///
    /// @param outage that it is part of; empty where it is of none
    UpdateAnswer attest(Update update, Envelope envelope, String outage) {
        Optional<StoredUpdate> before =
                updates.find(update.digest()).filter(found -> found.state() != StoredUpdate.State.REQUESTED);
        if (before.isPresent()) {
            return UpdateAnswer.of(before.get());
        }
        Instant now = clock.instant();
        return switch (judge.judge(update, envelope, TradeRole.SELLER, now)) {
            case UpdateJudgement.RelayAtFault fault -> UpdateAnswer.refused(fault.refusal());
            case UpdateJudgement.UpdateAtFault fault ->
                write(
                        fault.trade(),
                        update,
                        envelope,
                        new NewUpdate.Refuse(
                                attester.refuse(update.digest(), fault.role(), fault.refusal(), now), fault.refusal()),
                        outage);
            case UpdateJudgement.Accepted accepted -> {
                List<SignedUpdateAttestation> attestations = accepted.trade().customers().keySet().stream()
                        .map(role -> attester.attest(update.digest(), role, now))
                        .toList();
                yield write(
                        accepted.trade(),
                        update,
                        envelope,
                        new NewUpdate.Attest(
                                attestations,
                                () -> attester.refuse(
                                        update.digest(),
                                        TradeRole.SELLER,
                                        Refusal.of(Reason.LIMIT_EXCEEDED),
                                        clock.instant())),
                        outage);
            }
        };
    }

    private UpdateAnswer write(
            PresentTrade trade, Update update, Envelope envelope, NewUpdate.Decision decision, String outage) {
        boolean request = !trade.peer().equals(utility);
        return UpdateAnswer.of(updates.attest(
                new NewUpdate(update, envelope, trade.peer(), decision, Optional.empty(), request, outage)));
    }
}
