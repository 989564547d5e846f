package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.StoredUpdate;
import java.util.Optional;

/// Answers a buyer utility that wants a trade updated: attested here, it is asked back from the outbox.
final class AnswerRequest {

    private final UpdateTrade updateTrade;

    AnswerRequest(UpdateTrade updateTrade) {
        this.updateTrade = updateTrade;
    }

    /// @return this utility's signed answer
    /// @throws RefusedException where there is none
    Envelope answer(Update update, Envelope envelope) {
        return switch (updateTrade.attest(update, envelope, "")) {
            case UpdateAnswer.Attested(StoredUpdate stored) ->
                stored.sellerAttestation().orElseThrow();
            case UpdateAnswer.Refused(Refusal refusal, Optional<Envelope> attestation) ->
                attestation.orElseThrow(() -> new RefusedException(refusal));
        };
    }
}
