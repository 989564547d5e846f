package io.gridpact.utility.update;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.Updates;
import io.gridpact.utility.peer.AgreementBook;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Takes a seller utility's receipts of updates, which brings them into force (PROTOCOL.md, section 5).
final class AcceptUpdateReceipts {

    private final String utility;
    private final Updates updates;
    private final AgreementBook agreements;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Runnable whenTaken;

    /// @param whenTaken is run when receipts were taken: a window's list may have waited for them
    AcceptUpdateReceipts(
            String utility,
            Updates updates,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Runnable whenTaken) {
        this.utility = utility;
        this.updates = updates;
        this.agreements = agreements;
        this.directory = directory;
        this.verifier = verifier;
        this.whenTaken = whenTaken;
    }

    private record Verified(UpdateReceipt receipt, Envelope envelope) {}

    /// @param sender the utility that sent them; each must be its own
    /// @throws RefusedException naming the receipt where one does not verify: none is taken then; WINDOW_CLOSED
    /// where one
    ///     came when its window's list was fixed
    void accept(String sender, List<Envelope> receipts) {
        List<Verified> verified =
                receipts.stream().map(envelope -> verified(sender, envelope)).toList();
        boolean all = true;
        for (Verified one : verified) {
            all &= updates.takeReceipt(one.receipt(), one.envelope());
        }
        whenTaken.run();
        if (!all) {
            throw new RefusedException(
                    Refusal.of(Reason.WINDOW_CLOSED, "receipts", "the window's list has been fixed"));
        }
    }

    private Verified verified(String sender, Envelope envelope) {
        UpdateReceipt receipt = UpdateWire.receipt(envelope);
        StoredUpdate stored = updates.find(receipt.updateDigest())
                .filter(held -> held.peer().equals(sender)
                        && held.sellerAttestation().isPresent()
                        && held.buyerAttestation().isPresent()
                        && held.state() != StoredUpdate.State.REFUSED)
                .orElseThrow(() -> new RefusedException(
                        Refusal.of(Reason.UNKNOWN_TRADE, "receipts", "no update that both utilities attested")));
        Order order = updates.trade(stored.update().orderDigest())
                .orElseThrow()
                .consented()
                .order();
        NetworkProfile profile = agreements
                .profileWith(utility, sender)
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
        SealedUpdate sealed = new SealedUpdate(
                stored.update(),
                stored.envelope(),
                UpdateWire.signed(stored.sellerAttestation().orElseThrow()),
                UpdateWire.signed(stored.buyerAttestation().orElseThrow()));
        UpdateRules.receipt(receipt, envelope, sealed, order, profile, directory, verifier)
                .orThrow();
        return new Verified(receipt, envelope);
    }
}
