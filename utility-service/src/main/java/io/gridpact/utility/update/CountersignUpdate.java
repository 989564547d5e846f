package io.gridpact.utility.update;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.NewUpdate;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.Updates;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Gives the buyer utility's one answer to an update (PROTOCOL.md, section 5).
final class CountersignUpdate {

    private final UpdateJudge judge;
    private final UpdateAttester attester;
    private final Updates updates;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;

    CountersignUpdate(
            UpdateJudge judge,
            UpdateAttester attester,
            Updates updates,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock) {
        this.judge = judge;
        this.attester = attester;
        this.updates = updates;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// @param caller the utility that asks; it must be the trade's seller utility
    /// @param seller the seller utility's attestation, not yet believed
    /// @return this utility's signed answer: it attests or refuses
    /// @throws RefusedException where what is wrong lies with the relay; nothing is stored
    Envelope countersign(String caller, Update update, Envelope envelope, SignedUpdateAttestation seller) {
        requireSeller(caller, update);
        Optional<Envelope> before = updates.find(update.digest()).flatMap(StoredUpdate::buyerAttestation);
        if (before.isPresent()) {
            return before.get();
        }
        Instant now = clock.instant();
        return switch (judge.judge(update, envelope, TradeRole.BUYER, now)) {
            case UpdateJudgement.RelayAtFault fault -> throw new RefusedException(fault.refusal());
            case UpdateJudgement.UpdateAtFault fault ->
                write(
                        new UpdateJudgement.Accepted(fault.trade(), fault.order(), fault.profile()),
                        update,
                        envelope,
                        new NewUpdate.Refuse(
                                attester.refuse(update.digest(), TradeRole.BUYER, fault.refusal(), now),
                                fault.refusal()),
                        seller);
            case UpdateJudgement.Accepted accepted ->
                write(
                        accepted,
                        update,
                        envelope,
                        new NewUpdate.Attest(
                                List.of(attester.attest(update.digest(), TradeRole.BUYER, now)),
                                () -> attester.refuse(
                                        update.digest(),
                                        TradeRole.BUYER,
                                        Refusal.of(Reason.LIMIT_EXCEEDED),
                                        clock.instant())),
                        seller);
        };
    }

    private void requireSeller(String caller, Update update) {
        boolean seller = updates.trade(update.orderDigest())
                .filter(trade -> trade.consented().order().sellerUtility().equals(caller))
                .isPresent();
        if (!seller) {
            throw new RefusedException(Refusal.of(
                    Reason.UNKNOWN_TRADE, "update.order_digest", "no trade of which the caller is the seller's"));
        }
    }

    private Envelope write(
            UpdateJudgement.Accepted judged,
            Update update,
            Envelope envelope,
            NewUpdate.Decision decision,
            SignedUpdateAttestation seller) {
        Instant now = clock.instant();
        UpdateRules.answer(update, judged.order(), TradeRole.SELLER, seller, judged.profile(), now, directory, verifier)
                .then(() -> UpdateRules.handedOver(TradeRole.SELLER, seller, now))
                .then(() -> UpdateRules.attests(TradeRole.SELLER, seller))
                .orThrow();
        UpdateAnswer answer = UpdateAnswer.of(updates.attest(
                new NewUpdate(update, envelope, judged.trade().peer(), decision, Optional.of(seller), false, "")));
        return switch (answer) {
            case UpdateAnswer.Attested(StoredUpdate stored) ->
                stored.buyerAttestation().orElseThrow();
            case UpdateAnswer.Refused(Refusal refusal, Optional<Envelope> attestation) ->
                attestation.orElseThrow(() -> new RefusedException(refusal));
        };
    }
}
