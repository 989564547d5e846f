package io.gridpact.utility.sealing;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.sealing.SealingRules;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.peer.AgreementBook;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Takes trades that a peer holds in its list, or has deposited, and this utility does not: what the proof shows is
/// stored, and the limit that the trade needs has been reserved ever since it was attested here.
public final class TakeShown {

    private final String utility;
    private final AgreementBook agreements;
    private final SealingRules rules;
    private final LedgerWriter writer;
    private final StoreShown store;
    private final StoreShownUpdate storeUpdate;

    public TakeShown(
            String utility,
            String arbiter,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            LedgerWriter writer) {
        this.utility = utility;
        this.agreements = agreements;
        this.rules = new SealingRules(arbiter, directory, verifier);
        this.writer = writer;
        this.store = new StoreShown(utility);
        this.storeUpdate = new StoreShownUpdate(utility);
    }

    /// Idempotent.
    ///
    /// @param peer that shows it
    /// @param windowStart the window that it is shown for
    /// @throws RefusedException where the proof does not hold, or excludes what is held here
    void take(String peer, Instant windowStart, SealingProof proof) {
        verify(peer, windowStart, proof).orThrow();
        Verdict verdict = proof.update().isPresent()
                ? writer.write(storeUpdate, new StoreShownUpdate.Shown(peer, proof))
                : writer.write(store, new StoreShown.Shown(peer, proof));
        verdict.orThrow();
    }

    private Verdict verify(String peer, Instant windowStart, SealingProof proof) {
        NetworkProfile profile = agreements
                .profileWith(utility, peer)
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
        Order order = proof.sealed().consented().order();
        boolean ofThePair = order.sellerUtility().equals(peer)
                        && order.buyerUtility().equals(utility)
                || order.buyerUtility().equals(peer) && order.sellerUtility().equals(utility);
        boolean ofTheWindow = proof.isOfWindow(windowStart);
        return Verdict.require(ofThePair, Reason.INVALID_PROOF, "sealed_order", "not a trade of these two")
                .then(() -> Verdict.require(
                        ofTheWindow, Reason.INVALID_PROOF, "window_start_millis", "not the order's window"))
                .then(() -> rules.verify(proof, profile));
    }
}
