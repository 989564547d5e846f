package io.gridpact.utility.update;

import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.utility.ledger.NewUpdate;
import io.gridpact.utility.ledger.PresentTrade;
import io.gridpact.utility.ledger.Updates;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Makes an update that this utility wants: as the seller's it attests it, as the buyer's it asks the seller utility.
/// Whoever else has to agree is asked from the outbox.
final class MakeUpdate {

    private final String utility;
    private final UpdateAttester attester;
    private final UpdateTrade updateTrade;
    private final Updates updates;
    private final Clock clock;

    MakeUpdate(String utility, UpdateAttester attester, UpdateTrade updateTrade, Updates updates, Clock clock) {
        this.utility = utility;
        this.attester = attester;
        this.updateTrade = updateTrade;
        this.updates = updates;
        this.clock = clock;
    }

    /// @param leftWh what is left, in watt-hours; 0 cancels
    /// @param outage that it is part of
    /// @return why not, where nothing came of it
    Optional<UpdateAnswer.Refused> make(PresentTrade trade, long leftWh, UpdateReason reason, String outage) {
        Update draft = new Update(
                Unsigned.DIGEST,
                trade.order(),
                trade.revision().number(),
                trade.revision().sellerAttestation(),
                trade.revision().buyerAttestation(),
                trade.revision().window().start(),
                leftWh == 0 ? UpdateKind.CANCEL : UpdateKind.CURTAIL,
                reason,
                utility,
                trade.revision().window(),
                leftWh,
                clock.instant());
        Envelope envelope = attester.update(draft);
        Update update = UpdateWire.update(envelope);
        if (trade.consented().order().sellerUtility().equals(utility)) {
            return updateTrade.attest(update, envelope, outage) instanceof UpdateAnswer.Refused refused
                    ? Optional.of(refused)
                    : Optional.empty();
        }
        // What is to be attested is decided by whoever attests: here nothing is yet.
        updates.request(new NewUpdate(
                update,
                envelope,
                trade.peer(),
                new NewUpdate.Attest(List.of(), () -> {
                    throw new IllegalStateException("a request attests nothing");
                }),
                Optional.empty(),
                false,
                outage));
        return Optional.empty();
    }
}
