package io.gridpact.protocol.sealing;

import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SealedOrderRules;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Whether a trade belongs into both lists. The other utility and the arbiter judge by the same rule, so that what one
/// of them refuses wrongly the other mends (PROTOCOL.md, section 5).
public final class SealingRules {

    private final String arbiter;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;

    /// @param arbiter whose log counts
    /// @param directory participants by id
    public SealingRules(String arbiter, Function<String, Optional<Participant>> directory, SignatureVerifier verifier) {
        this.arbiter = arbiter;
        this.directory = directory;
        this.verifier = verifier;
    }

    /// @param profile of the agreement between the order's two utilities
    public Verdict verify(SealingProof proof, NetworkProfile profile) {
        Order order = proof.sealed().consented().order();
        return Verdict.require(
                        !order.sellerUtility().equals(order.buyerUtility()),
                        INVALID_PROOF,
                        "sealed_order",
                        "of one utility alone: there is nobody to show it")
                .then(() -> window(order, profile))
                .then(() -> covers(proof))
                .then(() ->
                        SealedOrderRules.verify(proof.sealed(), minutes(proof).order(directory), verifier))
                .then(() -> proof.update()
                        .map(update -> UpdateRules.sealed(
                                update, order, profile, minutes(proof).update(directory, update), verifier))
                        .orElseGet(Verdict::accepted))
                .then(() -> evidence(proof, profile));
    }

    /// What is shown beside the evidence, each as strictly as that.
    private Verdict covers(SealingProof proof) {
        Order order = proof.sealed().consented().order();
        Verdict verdict = Verdict.accepted();
        for (int i = 0; i < proof.covers().size(); i++) {
            SealingProof.Logged cover = proof.covers().get(i);
            String field = "covers[" + i + "]";
            String utility = cover.minute().root().utility();
            boolean eitherOne = utility.equals(order.sellerUtility()) || utility.equals(order.buyerUtility());
            verdict = verdict.then(() -> Verdict.require(
                            eitherOne, INVALID_PROOF, field + ".journal_root.utility", "of neither utility"))
                    .then(() -> at(field, cover.minute().verify()))
                    .then(() -> logged(utility, cover, field + "."));
        }
        return verdict;
    }

    private static Verdict at(String path, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> accepted;
            case Verdict.Refused(Refusal refusal) ->
                Verdict.refused(refusal.reason(), path + "." + refusal.field(), refusal.description());
        };
    }

    /// A minute that is shown as evidence counts too; it is verified after the attestations, or all is refused.
    private static TradeCovers minutes(SealingProof proof) {
        List<SealingProof.Logged> minutes = new ArrayList<>(proof.covers());
        if (proof.evidence() instanceof SealingProof.Logged logged) {
            minutes.add(logged);
        }
        return new TradeCovers(proof, minutes);
    }

    private static Verdict window(Order order, NetworkProfile profile) {
        DeliveryWindow window = order.window();
        boolean known = DeliveryWindow.isWindow(window.start(), profile.windowLength())
                && window.equals(DeliveryWindow.startingAt(window.start(), profile.windowLength()));
        return Verdict.require(known, INVALID_PROOF, "window_start_millis", "not a window of the profile")
                .then(() -> Verdict.require(
                        !order.expires().isAfter(profile.deadlines().gateClosure(window)),
                        INVALID_PROOF,
                        "expires_millis",
                        "after gate closure"));
    }

    private Verdict evidence(SealingProof proof, NetworkProfile profile) {
        Order order = proof.sealed().consented().order();
        return switch (proof.evidence()) {
            case SealingProof.Receipted(var receipt, var envelope) ->
                Verdict.require(proof.update().isEmpty(), INVALID_PROOF, "receipt", "of the order, not of the update")
                        .then(() -> SealedOrderRules.receipt(
                                receipt,
                                envelope,
                                order,
                                proof.sealed().sellerAttestation().attestation(),
                                proof.sealed().buyerAttestation().attestation(),
                                profile,
                                minutes(proof).statement(receipt.digest(), directory),
                                verifier));
            case SealingProof.UpdateReceipted(var receipt, var envelope) ->
                proof.update()
                        .map(update -> UpdateRules.receipt(
                                receipt,
                                envelope,
                                update,
                                order,
                                profile,
                                minutes(proof).statement(receipt.digest(), directory),
                                verifier))
                        .orElseGet(() -> Verdict.refused(INVALID_PROOF, "receipt", "of an update that is not there"));
            case SealingProof.Logged logged -> logged(proof, logged, profile);
        };
    }

    private Verdict logged(SealingProof proof, SealingProof.Logged logged, NetworkProfile profile) {
        Order order = proof.sealed().consented().order();
        Instant loggedAt = logged.minute().receipt().loggedAt();
        Instant gateClosure = proof.update()
                .map(standing -> standing.update().gateClosure(profile))
                .orElseGet(() -> profile.deadlines().gateClosure(order.window()));
        return Verdict.require(
                        logged.minute().root().utility().equals(order.buyerUtility()),
                        INVALID_PROOF,
                        "journal_root.utility",
                        "not the buyer utility's journal")
                .then(() -> Verdict.require(
                        loggedAt.isBefore(gateClosure), INVALID_PROOF, "logged_at_millis", "not before gate closure"))
                .then(logged.minute()::verify)
                .then(() -> Verdict.require(
                        logged.minute().holds(proof.buyerAttestation(), logged.index(), logged.path()),
                        INVALID_PROOF,
                        "path",
                        "does not lead to the minute's root"))
                .then(() -> logged(order.buyerUtility(), logged, ""));
    }

    /// The minute's root is the utility's and its receipt the arbiter's.
    private Verdict logged(String utility, SealingProof.Logged logged, String path) {
        Instant loggedAt = logged.minute().receipt().loggedAt();
        return signed(utility, ParticipantRole.UTILITY, logged.journalRoot(), loggedAt, path + "journal_root")
                .then(() -> Verdict.require(
                        logged.minute().receipt().arbiter().equals(arbiter),
                        INVALID_PROOF,
                        path + "log_receipt.arbiter",
                        "another arbiter's"))
                .then(() ->
                        signed(arbiter, ParticipantRole.ARBITER, logged.logReceipt(), loggedAt, path + "log_receipt"));
    }

    /// @param at by the log's clock
    private Verdict signed(String signer, ParticipantRole role, Envelope envelope, Instant at, String field) {
        boolean signed = directory
                .apply(signer)
                .filter(participant -> participant.role() == role)
                .filter(participant -> participant.covering(at).signed(envelope, at, verifier))
                .isPresent();
        return Verdict.require(signed, SIGNATURE_INVALID, field, "not signed by a key of " + signer + " valid then");
    }
}
