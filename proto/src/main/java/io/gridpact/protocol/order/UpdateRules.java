package io.gridpact.protocol.order;

import static io.gridpact.protocol.refusal.Reason.INVALID_ORDER;
import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;
import static io.gridpact.protocol.refusal.Reason.REVISION_CONFLICT;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.refusal.Reason.WINDOW_CLOSED;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a utility checks of an update without asking its ledger (PROTOCOL.md, section 5), one rule for each step so
/// that
/// it can be asked in this order: shape, asked, consent, follows, timely, terms, then the ledger's own (mandate, meter,
/// limit), then attestation. Fields are paths in the names of `update.proto`.
public final class UpdateRules {

    private UpdateRules() {}

    /// What can be wrong with an update on its own, beyond what parsing it refuses.
    public static Verdict shape(Update update) {
        boolean moved = !update.window().start().equals(update.followsWindowStart());
        return switch (update.kind()) {
            case CANCEL ->
                invalidUnless(update.quantityWh() == 0, "quantity_wh", "not 0, as it cancels")
                        .then(() -> invalidUnless(!moved, "window_start_millis", "another window"));
            case CURTAIL ->
                invalidUnless(update.quantityWh() > 0, "quantity_wh", "nothing is left")
                        .then(() -> invalidUnless(!moved, "window_start_millis", "another window"));
            case RESCHEDULE ->
                invalidUnless(update.quantityWh() > 0, "quantity_wh", "nothing is left")
                        .then(() -> invalidUnless(moved, "window_start_millis", "the same window"));
        };
    }

    /// It is about this order, and whoever asks is one of its four parties and gives a reason that is theirs to give.
    public static Verdict asked(Update update, Order order) {
        boolean byUtility = byUtility(update, order);
        boolean byPlatform = !byUtility
                && Stream.of(TradeRole.values())
                        .anyMatch(role -> order.platform(role).equals(update.askedBy()));
        return invalidUnless(update.orderDigest().equals(order.digest()), "order_digest", "of another order")
                .then(() -> invalidUnless(byUtility || byPlatform, "asked_by", "none of the order's four parties"))
                .then(() -> invalidUnless(
                        byPlatform == (update.reason() == UpdateReason.PLATFORMS),
                        "reason",
                        "a platform's wish is PLATFORMS, a utility's is not"));
    }

    /// Whoever has to has signed these bytes, each with a key that was valid when the update was made and when it
    /// was judged: the utility that asks; both platforms where one of them asks, and wherever the trade is moved.
    ///
    /// @param envelope that the update was read from
    /// @param judgedAt now, where it is judged; of a sealed update, when the seller utility logged its attestation
    public static Verdict consent(
            Update update,
            Envelope envelope,
            Order order,
            Instant judgedAt,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        boolean byUtility = byUtility(update, order);
        Verdict verdict = Verdict.accepted();
        if (byUtility) {
            verdict = verdict.then(() ->
                    signed(update, envelope, update.askedBy(), ParticipantRole.UTILITY, judgedAt, directory, verifier));
        }
        if (!byUtility || update.kind() == UpdateKind.RESCHEDULE) {
            for (String platform : List.of(order.buyerPlatform(), order.sellerPlatform())) {
                verdict = verdict.then(() ->
                        signed(update, envelope, platform, ParticipantRole.PLATFORM, judgedAt, directory, verifier));
            }
        }
        return verdict;
    }

    /// It follows the revision that stands, which it names by both attestations.
    public static Verdict follows(Update update, Revision present) {
        return Verdict.require(
                        update.follows() == present.number(),
                        REVISION_CONFLICT,
                        "follows_revision",
                        "the present one is " + present.number())
                .then(() -> proofUnless(
                        update.followsSellerAttestation().equals(present.sellerAttestation()),
                        "follows_seller_attestation_digest"))
                .then(() -> proofUnless(
                        update.followsBuyerAttestation().equals(present.buyerAttestation()),
                        "follows_buyer_attestation_digest"))
                .then(() -> invalidUnless(
                        update.followsWindowStart().equals(present.window().start()),
                        "follows_window_start_millis",
                        "not that revision's window"));
    }

    /// The update is neither from the future nor too old, and no gate has closed.
    public static Verdict timely(Update update, NetworkProfile profile, Instant now) {
        return invalidUnless(
                        !update.created().isAfter(now.plus(OrderRules.MAX_CREATED_AHEAD)),
                        "created_millis",
                        "more than " + OrderRules.MAX_CREATED_AHEAD.toMinutes() + " minutes ahead")
                .then(() -> invalidUnless(
                        !update.created().isBefore(now.minus(OrderRules.MAX_ORDER_AGE)),
                        "created_millis",
                        "more than " + OrderRules.MAX_ORDER_AGE.toHours() + " hours ago"))
                .then(() -> Verdict.require(
                        now.isBefore(update.gateClosure(profile)),
                        WINDOW_CLOSED,
                        update.decidedAt().equals(update.followsWindowStart())
                                ? "follows_window_start_millis"
                                : "window_start_millis",
                        "the window's gate has closed"));
    }

    /// What it makes of the revision that it follows is allowed.
    public static Verdict terms(Update update, Revision present, NetworkProfile profile) {
        Verdict window =
                invalidUnless(profile.hasWindow(update.window()), "window_start_millis", "not a window of the profile");
        return switch (update.kind()) {
            case CANCEL -> window;
            case CURTAIL ->
                window.then(() -> invalidUnless(
                        update.quantityWh() < present.quantityWh(), "quantity_wh", "not less than before"));
            case RESCHEDULE ->
                window.then(() ->
                        invalidUnless(update.quantityWh() == present.quantityWh(), "quantity_wh", "another quantity"));
        };
    }

    /// This is an answer to this update by the order's utility in that role, signed with a key that was valid when it
    /// was logged; whatever it says. One that attests was logged between the update's making, less what clocks
    /// differ,
    /// and gate closure.
    public static Verdict answer(
            Update update,
            Order order,
            TradeRole role,
            SignedUpdateAttestation signed,
            NetworkProfile profile,
            Instant alsoAt,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        UpdateAttestation attestation = signed.attestation();
        String path = role.name().toLowerCase(Locale.ROOT) + "_attestation";
        Instant loggedAt = attestation.loggedAt();
        boolean inTime = !loggedAt.isBefore(update.created().minus(OrderRules.MAX_CLOCKS_APART))
                && loggedAt.isBefore(update.gateClosure(profile));
        return proofUnless(attestation.updateDigest().equals(update.digest()), path + ".update_digest")
                .then(() -> proofUnless(attestation.utility().equals(order.utility(role)), path + ".utility"))
                .then(() -> proofUnless(attestation.role() == role, path + ".role"))
                .then(() -> Verdict.require(
                        directory
                                .apply(attestation.utility())
                                .filter(participant -> participant.role() == ParticipantRole.UTILITY)
                                .filter(utility -> utility.signed(signed.envelope(), loggedAt, alsoAt, verifier))
                                .isPresent(),
                        SIGNATURE_INVALID,
                        path,
                        "not by a key of its utility valid then and now"))
                .then(() -> Verdict.require(
                        attestation.answer() == Answer.REFUSED || inTime,
                        INVALID_PROOF,
                        path + ".logged_at_millis",
                        "before the update was made, or when the gate had closed"));
    }

    /// An answer that was logged in time, as it is handed over now: not ahead of now by more than clocks differ.
    public static Verdict handedOver(TradeRole role, SignedUpdateAttestation signed, Instant now) {
        return Verdict.require(
                !signed.attestation().loggedAt().isAfter(now.plus(OrderRules.MAX_CLOCKS_APART)),
                INVALID_PROOF,
                role.name().toLowerCase(Locale.ROOT) + "_attestation.logged_at_millis",
                "more than " + OrderRules.MAX_CLOCKS_APART.toMinutes() + " minutes ahead");
    }

    /// The answer is none that refuses.
    public static Verdict attests(TradeRole role, SignedUpdateAttestation signed) {
        return Verdict.require(
                signed.attestation().answer() == Answer.ATTESTED,
                INVALID_PROOF,
                role.name().toLowerCase(Locale.ROOT) + "_attestation.answer",
                "a refusal");
    }

    /// Everybody who has to has signed, each with a key that was valid then.
    public static Verdict sealed(
            SealedUpdate sealed,
            Order order,
            NetworkProfile profile,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        Update update = sealed.update();
        SignedUpdateAttestation seller = sealed.sellerAttestation();
        SignedUpdateAttestation buyer = sealed.buyerAttestation();
        Instant sellerAt = seller.attestation().loggedAt();
        Instant buyerAt = buyer.attestation().loggedAt();
        return shape(update)
                .then(() -> asked(update, order))
                .then(() -> windows(update, profile))
                .then(() -> consent(update, sealed.envelope(), order, sellerAt, directory, verifier))
                .then(() -> answer(update, order, TradeRole.SELLER, seller, profile, sellerAt, directory, verifier))
                .then(() -> attests(TradeRole.SELLER, seller))
                .then(() -> answer(update, order, TradeRole.BUYER, buyer, profile, buyerAt, directory, verifier))
                .then(() -> attests(TradeRole.BUYER, buyer));
    }

    /// The receipt is the seller utility's, for these two attestations, and was signed before either gate closed.
    ///
    /// @param envelope that the receipt was read from
    public static Verdict receipt(
            UpdateReceipt receipt,
            Envelope envelope,
            SealedUpdate sealed,
            Order order,
            NetworkProfile profile,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        return proofUnless(receipt.updateDigest().equals(sealed.update().digest()), "update_digest")
                .then(() -> proofUnless(
                        receipt.sellerAttestation()
                                .equals(sealed.sellerAttestation().attestation().digest()),
                        "seller_attestation_digest"))
                .then(() -> proofUnless(
                        receipt.buyerAttestation()
                                .equals(sealed.buyerAttestation().attestation().digest()),
                        "buyer_attestation_digest"))
                .then(() -> Verdict.require(
                        receipt.signedAt().isBefore(sealed.update().gateClosure(profile)),
                        INVALID_PROOF,
                        "signed_at_millis",
                        "not before gate closure"))
                .then(() -> Verdict.require(
                        directory
                                .apply(order.sellerUtility())
                                .filter(participant -> participant.role() == ParticipantRole.UTILITY)
                                .filter(utility -> utility.signed(envelope, receipt.signedAt(), verifier))
                                .isPresent(),
                        SIGNATURE_INVALID,
                        "signatures",
                        "not signed by a key of the seller utility valid then"));
    }

    private static Verdict windows(Update update, NetworkProfile profile) {
        return invalidUnless(profile.hasWindow(update.window()), "window_start_millis", "not a window of the profile")
                .then(() -> invalidUnless(
                        DeliveryWindow.isWindow(update.followsWindowStart(), profile.windowLength()),
                        "follows_window_start_millis",
                        "not a window of the profile"));
    }

    private static boolean byUtility(Update update, Order order) {
        return update.askedBy().equals(order.sellerUtility())
                || update.askedBy().equals(order.buyerUtility());
    }

    private static Verdict signed(
            Update update,
            Envelope envelope,
            String signer,
            ParticipantRole role,
            Instant judgedAt,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        return Verdict.require(
                directory
                        .apply(signer)
                        .filter(participant -> participant.role() == role)
                        .filter(participant -> participant.signed(envelope, update.created(), judgedAt, verifier))
                        .isPresent(),
                SIGNATURE_INVALID,
                "signatures",
                "not signed by a key of " + signer + " valid then and when it is judged");
    }

    private static Verdict invalidUnless(boolean holds, String field, String description) {
        return Verdict.require(holds, INVALID_ORDER, field, description);
    }

    private static Verdict proofUnless(boolean same, String field) {
        return Verdict.require(same, INVALID_PROOF, field, "not this one's");
    }
}
