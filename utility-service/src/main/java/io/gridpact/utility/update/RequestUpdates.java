package io.gridpact.utility.update;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
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

/// Asks seller utilities to attest this utility's own updates; they then ask back for its attestation.
final class RequestUpdates implements OutboxSender {

    private static final int MAX_REQUESTS = 50;

    /// After these the same request would be refused again.
    private static final Set<Reason> FOR_GOOD = EnumSet.of(
            Reason.REVISION_CONFLICT,
            Reason.WINDOW_CLOSED,
            Reason.INVALID_ORDER,
            Reason.INVALID_PROOF,
            Reason.UNKNOWN_TRADE);

    private final String utility;
    private final Updates updates;
    private final UpdateLink utilities;
    private final AgreementBook agreements;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;

    RequestUpdates(
            String utility,
            Updates updates,
            UpdateLink utilities,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock) {
        this.utility = utility;
        this.updates = updates;
        this.utilities = utilities;
        this.agreements = agreements;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return OutboxKinds.UPDATE_REQUEST;
    }

    @Override
    public int maxBatch() {
        return MAX_REQUESTS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        OutboxSender.eachAlone(kind(), subjects, subject -> request(target, subject));
    }

    private void request(String target, Digest subject) {
        OutboxMessage message = new OutboxMessage(target, kind(), subject);
        Optional<StoredUpdate> requested =
                updates.find(subject).filter(found -> found.state() == StoredUpdate.State.REQUESTED);
        if (requested.isEmpty()) {
            updates.delivered(message);
            return;
        }
        StoredUpdate stored = requested.get();
        if (isOver(stored)) {
            updates.refused(
                    subject, null, Refusal.of(Reason.WINDOW_CLOSED, "window_start_millis", "not answered in time"));
            updates.delivered(message);
            return;
        }
        try {
            SignedUpdateAttestation answer = UpdateWire.signed(utilities.request(target, stored.envelope()));
            verify(stored, answer);
            if (answer.attestation().answer() == Answer.REFUSED) {
                Reason reason = Objects.requireNonNull(answer.attestation().reason());
                updates.refused(
                        subject,
                        answer,
                        Refusal.of(reason, answer.attestation().field(), "refused by the seller utility"));
            }
        } catch (RefusedException refused) {
            if (!FOR_GOOD.contains(refused.refusal().reason())) {
                throw refused;
            }
            updates.refused(subject, null, refused.refusal());
        }
        updates.delivered(message);
    }

    private void verify(StoredUpdate stored, SignedUpdateAttestation answer) {
        Order order = updates.trade(stored.update().orderDigest())
                .orElseThrow()
                .consented()
                .order();
        Instant now = clock.instant();
        UpdateRules.answer(stored.update(), order, TradeRole.SELLER, answer, profile(stored), now, directory, verifier)
                .orThrow();
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
