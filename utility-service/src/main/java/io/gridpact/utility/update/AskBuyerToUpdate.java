package io.gridpact.utility.update;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.Updates;
import io.gridpact.utility.peer.AgreementBook;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Asks the buyer utility for its answer to an update and writes it; for the caller who waits, and again from the
/// outbox
/// where that failed.
final class AskBuyerToUpdate implements OutboxSender {

    private static final int MAX_REQUESTS = 50;

    /// What a buyer utility may answer without a signature and mean it for good: it is not asked again. As nothing is
    /// signed, what is reserved stays so until the update is decided.
    static final Set<Reason> FOR_GOOD = EnumSet.of(Reason.REVISION_CONFLICT, Reason.WINDOW_CLOSED);

    private final String utility;
    private final Updates updates;
    private final UpdateLink utilities;
    private final UpdateAttester attester;
    private final AgreementBook agreements;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;

    AskBuyerToUpdate(
            String utility,
            Updates updates,
            UpdateLink utilities,
            UpdateAttester attester,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock) {
        this.utility = utility;
        this.updates = updates;
        this.utilities = utilities;
        this.attester = attester;
        this.agreements = agreements;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return OutboxKinds.UPDATE;
    }

    @Override
    public int maxBatch() {
        return MAX_REQUESTS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        OutboxSender.eachAlone(kind(), subjects, subject -> sendAgain(target, subject));
    }

    /// Whether there is nobody to ask any more.
    boolean isAnswered(StoredUpdate stored) {
        return stored.state() != StoredUpdate.State.OPEN
                || stored.buyerAttestation().isPresent();
    }

    private void sendAgain(String target, Digest subject) {
        OutboxMessage message = new OutboxMessage(target, kind(), subject);
        Optional<StoredUpdate> unanswered = updates.find(subject).filter(found -> !isAnswered(found));
        if (unanswered.isEmpty() || isOver(unanswered.get())) {
            updates.delivered(message);
            return;
        }
        try {
            write(unanswered.get(), answer(unanswered.get()));
        } catch (RefusedException refused) {
            if (!FOR_GOOD.contains(refused.refusal().reason())) {
                throw refused;
            }
            updates.delivered(message);
        }
    }

    /// @return both answers, the buyer utility's refusal, or PEER_UNAVAILABLE while it does not answer
    UpdateAnswer ask(StoredUpdate stored) {
        if (isOver(stored)) {
            return UpdateAnswer.gateClosed();
        }
        SignedUpdateAttestation answer;
        try {
            answer = answer(stored);
        } catch (RefusedException refused) {
            Refusal refusal = refused.refusal();
            return UpdateAnswer.refused(
                    FOR_GOOD.contains(refusal.reason())
                            ? refusal
                            : Refusal.of(Reason.PEER_UNAVAILABLE, "", "the buyer utility gives no answer"));
        }
        return write(stored, answer);
    }

    /// @throws RefusedException where the buyer utility gives no signed answer, or one that is none; as it says it
    private SignedUpdateAttestation answer(StoredUpdate stored) {
        SignedUpdateAttestation answer = UpdateWire.signed(utilities.countersign(
                stored.peer(), stored.envelope(), stored.sellerAttestation().orElseThrow()));
        Update update = stored.update();
        Order order =
                updates.trade(update.orderDigest()).orElseThrow().consented().order();
        Instant now = clock.instant();
        UpdateRules.answer(update, order, TradeRole.BUYER, answer, profile(stored), now, directory, verifier)
                .then(() -> UpdateRules.handedOver(TradeRole.BUYER, answer, now))
                .orThrow();
        return answer;
    }

    private UpdateAnswer write(StoredUpdate stored, SignedUpdateAttestation answer) {
        if (answer.attestation().answer() == Answer.REFUSED) {
            Reason reason = Objects.requireNonNull(answer.attestation().reason());
            updates.refused(
                    stored.digest(),
                    answer,
                    Refusal.of(reason, answer.attestation().field(), "refused by the buyer utility"));
            return now(stored);
        }
        // Receipts are signed before gate closure only (section 5); the answer may have taken its time.
        Instant signedAt = clock.instant();
        if (isOver(stored)) {
            return UpdateAnswer.gateClosed();
        }
        Envelope receipt = attester.receipt(
                stored.digest(),
                stored.sellerAttestation().orElseThrow().digest(),
                answer.attestation().digest(),
                signedAt);
        updates.complete(stored.digest(), answer, receipt);
        return now(stored);
    }

    /// What stands now, whoever wrote it.
    private UpdateAnswer now(StoredUpdate stored) {
        StoredUpdate now = updates.find(stored.digest()).orElseThrow();
        boolean unanswered =
                now.state() == StoredUpdate.State.OPEN && now.buyerAttestation().isEmpty();
        return unanswered ? UpdateAnswer.gateClosed() : UpdateAnswer.of(now);
    }

    private boolean isOver(StoredUpdate stored) {
        return !clock.instant().isBefore(stored.update().gateClosure(profile(stored)));
    }

    private NetworkProfile profile(StoredUpdate stored) {
        return agreements
                .profileWith(utility, stored.peer())
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
    }
}
