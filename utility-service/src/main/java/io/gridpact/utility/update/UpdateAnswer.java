package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.UpdateOutcome;
import java.util.Optional;

/// What came of an update.
public sealed interface UpdateAnswer {

    /// Attested here; by both once the buyer utility has answered.
    record Attested(StoredUpdate update) implements UpdateAnswer {}

    /// It was refused, or could not be brought to an end now.
    ///
    /// @param attestation a utility's signed refusal, where it is one that stands
    record Refused(Refusal refusal, Optional<Envelope> attestation) implements UpdateAnswer {}

    static UpdateAnswer refused(Refusal refusal) {
        return new Refused(refusal, Optional.empty());
    }

    /// What stands, by the ledger.
    static UpdateAnswer of(UpdateOutcome outcome) {
        return switch (outcome) {
            case UpdateOutcome.Answered answered -> of(answered.update());
            case UpdateOutcome.Conflict ignored ->
                refused(Refusal.of(
                        Reason.REVISION_CONFLICT,
                        "follows_revision",
                        "another update stands for that revision, or has ended the trade"));
            case UpdateOutcome.GateClosed ignored -> gateClosed();
        };
    }

    static UpdateAnswer of(StoredUpdate stored) {
        return switch (stored.state()) {
            case OPEN, IN_FORCE -> new Attested(stored);
            case REFUSED ->
                new Refused(
                        stored.refusal().orElseThrow(),
                        stored.attestation(TradeRole.BUYER).or(() -> stored.attestation(TradeRole.SELLER)));
            case REQUESTED, LAPSED -> gateClosed();
        };
    }

    static UpdateAnswer gateClosed() {
        return refused(Refusal.of(Reason.WINDOW_CLOSED, "window_start_millis", "the window's gate has closed"));
    }
}
