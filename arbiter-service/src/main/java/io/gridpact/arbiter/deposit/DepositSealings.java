package io.gridpact.arbiter.deposit;

import io.gridpact.arbiter.log.Sequencer;
import io.gridpact.arbiter.log.Sequencer.ProvenDeposit;
import io.gridpact.arbiter.log.SubmitOutcome;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.sealing.SealingRules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Takes proofs of sealing for a utility whose peer gives no answer: what holds, in time, is logged, and with that the
/// trade is sealed (PROTOCOL.md, section 5).
///
/// Idempotent: a deposit that is sent again is answered with the same bytes.
final class DepositSealings {

    /// Deposits in one request.
    static final int MAX_DEPOSITS = 20;

    private final Function<String, Optional<Participant>> directory;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final SignatureVerifier verifier;
    private final SealingRules rules;
    private final DepositStore store;
    private final DepositDeadlines deadlines;
    private final Sequencer sequencer;
    private final Clock clock;

    DepositSealings(
            String arbiter,
            Function<String, Optional<Participant>> directory,
            Supplier<Optional<NetworkProfile>> profile,
            SignatureVerifier verifier,
            DepositStore store,
            Sequencer sequencer,
            Clock clock) {
        this.directory = directory;
        this.profile = profile;
        this.verifier = verifier;
        this.rules = new SealingRules(arbiter, directory, verifier);
        this.store = store;
        this.deadlines = new DepositDeadlines(store);
        this.sequencer = sequencer;
        this.clock = clock;
    }

    /// @param caller id of the utility that deposits
    /// @return one outcome for each deposit, in their order
    /// @throws RefusedException for the request as a whole
    List<SubmitOutcome> deposit(String caller, List<Deposit> deposits) {
        NetworkProfile terms = profile.get()
                .orElseThrow(() ->
                        new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", "the arbiter has no profile yet")));
        Instant now = clock.instant();
        store.forgetBefore(now.minus(Duration.ofDays(terms.finalityDays())));
        // 1. Verify, in the caller's thread.
        List<Optional<SubmitOutcome>> refused = new ArrayList<>();
        List<ProvenDeposit> proven = new ArrayList<>();
        for (Deposit deposit : deposits) {
            switch (verify(caller, deposit, terms, now)) {
                case Verdict.Refused wrong -> refused.add(Optional.of(new SubmitOutcome.Refused(wrong.refusal())));
                case Verdict.Accepted ignored -> {
                    // 2. Persist what the other side will have to be shown: before the log says that it can be.
                    store.keep(deposit, now);
                    proven.add(proven(deposit, now));
                    refused.add(Optional.empty());
                }
            }
        }
        // 3. Log what is believed; the log's time decides.
        List<SubmitOutcome> logged = sequencer.deposit(proven);
        // 4. Forget what was not logged.
        forgetRefused(caller, proven, logged);
        // 5. Answer in the order of the request.
        Iterator<SubmitOutcome> next = logged.iterator();
        return refused.stream().map(outcome -> outcome.orElseGet(next::next)).toList();
    }

    private ProvenDeposit proven(Deposit deposit, Instant now) {
        Instant countsUntil = deadlines.of(deposit.statement().windowStart(), now);
        return new ProvenDeposit(deposit.statement(), deposit.envelope(), countsUntil);
    }

    private void forgetRefused(String caller, List<ProvenDeposit> proven, List<SubmitOutcome> outcomes) {
        for (int i = 0; i < proven.size(); i++) {
            if (outcomes.get(i) instanceof SubmitOutcome.Refused) {
                store.drop(caller, proven.get(i).deposit().digest());
            }
        }
    }

    private Verdict verify(String caller, Deposit deposit, NetworkProfile terms, Instant now) {
        SealingDeposit said = deposit.statement();
        Order order = deposit.proof().sealed().consented().order();
        boolean signed = deposit.envelope().signatures().size() == 1
                && said.utility().equals(caller)
                && directory
                        .apply(caller)
                        .filter(sender -> sender.signed(deposit.envelope(), now, verifier))
                        .isPresent();
        boolean ofThePair = order.sellerUtility().equals(caller)
                        && order.buyerUtility().equals(said.peer())
                || order.buyerUtility().equals(caller) && order.sellerUtility().equals(said.peer());
        return Verdict.require(signed, Reason.SIGNATURE_INVALID, "deposit.signatures", "not the caller's alone")
                .then(() -> Verdict.require(
                        ofThePair, Reason.INVALID_PROOF, "deposit.payload.peer", "not a trade of these two"))
                .then(() -> Verdict.require(
                        deposit.proof().isOfWindow(said.windowStart()),
                        Reason.INVALID_PROOF,
                        "deposit.payload.window_start_millis",
                        "not the trade's window"))
                .then(() -> Verdict.require(
                        deposit.proof().leaf().equals(said.leaf()),
                        Reason.INVALID_PROOF,
                        "deposit.payload.leaf",
                        "not the trade's leaf"))
                .then(() -> rules.verify(deposit.proof(), terms));
    }
}
