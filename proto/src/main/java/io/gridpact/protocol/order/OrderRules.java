package io.gridpact.protocol.order;

import static io.gridpact.protocol.refusal.Reason.INVALID_ORDER;
import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;
import static io.gridpact.protocol.refusal.Reason.INVALID_REQUEST;
import static io.gridpact.protocol.refusal.Reason.NO_AGREEMENT;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.refusal.Reason.UNKNOWN_CUSTOMER;
import static io.gridpact.protocol.refusal.Reason.WINDOW_CLOSED;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a utility checks of an order without asking its ledger (PROTOCOL.md, section 5), one rule for each step so that
/// it can be asked in that section's order: shape, consent, addressed, terms, timely, relayed and opening, then the
/// ledger's own (mandate, meter, limit), then attestation. Fields are paths in the names of `order.proto`.
public final class OrderRules {

    /// Most energy in an order, in watt-hours: a terawatt-hour.
    public static final long MAX_QUANTITY_WH = 1_000_000_000_000L;

    /// How far ahead of a utility's clock an order may have been made.
    public static final Duration MAX_CREATED_AHEAD = Duration.ofMinutes(5);

    /// How long before it is asked for an order may have been made. A day: longer than any retry, much shorter than a
    /// key's life, so that bytes that a platform signed and forgot do not bind its customer.
    public static final Duration MAX_ORDER_AGE = Duration.ofHours(24);

    /// How far an attestation's time may be ahead of the clock of whoever is handed it, and how long before the order
    /// was made it may say that it was logged: by as much may two clocks differ.
    public static final Duration MAX_CLOCKS_APART = Duration.ofMinutes(5);

    /// What an order's whole quantity costs stays below this, so that every settlement's amount can be written down.
    static final BigDecimal MAX_AMOUNT = new BigDecimal("999999999999999999");

    private static final Pattern LOWER_CASE_UUID_V7 =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private OrderRules() {}

    /// Whether it is a UUIDv7 in the one text form that identity allows.
    public static boolean isOrderId(String orderId) {
        return LOWER_CASE_UUID_V7.matcher(orderId).matches();
    }

    /// What can be wrong with an order on its own, beyond what parsing it refuses.
    public static Verdict shape(Order order) {
        return invalidUnless(isOrderId(order.orderId()), "order_id", "not a lower-case UUIDv7")
                .then(() -> id(order.buyerPlatform(), "buyer_platform"))
                .then(() -> id(order.sellerPlatform(), "seller_platform"))
                .then(() -> id(order.buyerUtility(), "buyer_utility"))
                .then(() -> id(order.sellerUtility(), "seller_utility"))
                .then(() -> invalidUnless(
                        !order.buyer().meterKeyId().equals(order.seller().meterKeyId()),
                        "buyer.meter_key_id",
                        "the seller's meter"))
                .then(() -> invalidUnless(
                        order.quantityWh() >= 1 && order.quantityWh() <= MAX_QUANTITY_WH,
                        "quantity_wh",
                        "not from 1 to " + MAX_QUANTITY_WH))
                .then(() -> invalidUnless(affordable(order), "price_per_kwh", "too high for the quantity"))
                .then(() -> invalidUnless(
                        order.created().isBefore(order.expires()), "expires_millis", "not after created_millis"));
    }

    /// Both platforms signed these bytes, each with a key that was valid when the order was made and when it
    /// was judged. When it was made only its maker says: the holder of an expired key would choose a time that
    /// suits the key.
    ///
    /// @param judgedAt now, where it is judged; in a sealed order, when the seller utility logged its attestation
    public static Verdict consent(
            ConsentedOrder consented,
            Instant judgedAt,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        return consent(consented, TradeRole.BUYER, judgedAt, directory, verifier)
                .then(() -> consent(consented, TradeRole.SELLER, judgedAt, directory, verifier));
    }

    /// The order names this utility in this role.
    public static Verdict addressed(Order order, String utility, TradeRole role) {
        return invalidUnless(order.utility(role).equals(utility), path(role) + "_utility", "not this utility");
    }

    /// The two utilities' agreement and its profile allow such an order.
    ///
    /// @param agreement between the order's two utilities, null where they have none
    /// @param profile the one that the agreement names
    public static Verdict terms(Order order, @Nullable Agreement agreement, NetworkProfile profile, Instant now) {
        if (agreement == null
                || !agreement.between(order.buyerUtility(), order.sellerUtility())
                || !agreement.profileDigest().equals(profile.digest())) {
            return Verdict.refused(NO_AGREEMENT, "", "the two utilities have no agreement under this profile");
        }
        if (now.isBefore(agreement.validFrom())) {
            return Verdict.refused(NO_AGREEMENT, "", "the two utilities' agreement is not in force yet");
        }
        return invalidUnless(profile.hasWindow(order.window()), "window_start_millis", "not a window of the profile")
                .then(() -> invalidUnless(
                        order.price().currency().equals(agreement.currency()),
                        "price_per_kwh.currency_code",
                        "not the agreement's currency"))
                .then(() -> invalidUnless(order.mode() == agreement.mode(), "mode", "not the agreement's mode"));
    }

    /// The order is neither from the future nor too old nor too late.
    public static Verdict timely(Order order, NetworkProfile profile, Instant now) {
        Instant gateClosure = profile.deadlines().gateClosure(order.window());
        return invalidUnless(!order.expires().isAfter(gateClosure), "expires_millis", "after gate closure")
                .then(() -> invalidUnless(
                        !order.created().isAfter(now.plus(MAX_CREATED_AHEAD)),
                        "created_millis",
                        "more than " + MAX_CREATED_AHEAD.toMinutes() + " minutes ahead"))
                .then(() -> invalidUnless(
                        !order.created().isBefore(now.minus(MAX_ORDER_AGE)),
                        "created_millis",
                        "more than " + MAX_ORDER_AGE.toHours() + " hours ago"))
                .then(() -> Verdict.require(
                        now.isBefore(order.expires()), WINDOW_CLOSED, "expires_millis", "the order has expired"));
    }

    /// The sealed opening came as its platform sealed it. If not, the fault is the relay's and says nothing about the
    /// order: answered, never stored.
    public static Verdict relayed(Order order, TradeRole role, SealedBytes sealed) {
        return Verdict.require(
                CustomerCommitment.openingDigest(sealed).equals(order.side(role).openingDigest()),
                INVALID_REQUEST,
                path(role) + "_opening",
                "not what the order was made with");
    }

    /// The opening opens the commitment of this side.
    public static Verdict opening(Order order, TradeRole role, CustomerOpening opening) {
        boolean opens = CustomerCommitment.opens(
                order.side(role), opening, order.orderId(), order.platform(role), order.utility(role));
        return Verdict.require(
                opens, UNKNOWN_CUSTOMER, path(role) + ".customer_commitment", "not what the opening commits to");
    }

    /// [#relayed] and [#opening], for whoever has opened it already.
    public static Verdict opening(Order order, TradeRole role, SealedBytes sealed, CustomerOpening opening) {
        return relayed(order, role, sealed).then(() -> opening(order, role, opening));
    }

    /// This is an answer to this order by its utility in that role, signed with a key that was valid when it
    /// was logged; whatever it says. One that attests was logged between the order's making, less what clocks
    /// differ, and its expiry.
    public static Verdict answer(
            Order order,
            TradeRole role,
            SignedAttestation signed,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        return answer(order, role, signed, signed.attestation().loggedAt(), directory, verifier);
    }

    private static Verdict answer(
            Order order,
            TradeRole role,
            SignedAttestation signed,
            Instant alsoAt,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        Attestation attestation = signed.attestation();
        String path = path(role) + "_attestation";
        if (!attestation.orderDigest().equals(order.digest())) {
            return Verdict.refused(INVALID_PROOF, path + ".order_digest", "of another order");
        }
        if (!attestation.utility().equals(order.utility(role))) {
            return Verdict.refused(INVALID_PROOF, path + ".utility", "not the order's");
        }
        if (attestation.role() != role) {
            return Verdict.refused(INVALID_PROOF, path + ".role", "of the other side");
        }
        boolean verified = directory
                .apply(attestation.utility())
                .filter(participant -> participant.role() == ParticipantRole.UTILITY)
                .filter(utility -> utility.signed(signed.envelope(), attestation.loggedAt(), alsoAt, verifier))
                .isPresent();
        return Verdict.require(verified, SIGNATURE_INVALID, path, "not by a key of its utility valid then and now")
                .then(() -> Verdict.require(
                        attestation.answer() == Answer.REFUSED || inTime(order, attestation.loggedAt()),
                        INVALID_PROOF,
                        path + ".logged_at_millis",
                        "before the order was made, or when it had expired"))
                .then(() -> ModeRules.answer(order, attestation, path));
    }

    /// The answer is by that agreement.
    ///
    /// @param agreement digest of the one that the other attestation names, or that is in force
    public static Verdict agreement(TradeRole role, SignedAttestation signed, Digest agreement) {
        return Verdict.require(
                signed.attestation().agreement().equals(agreement),
                INVALID_PROOF,
                path(role) + "_attestation.agreement_digest",
                "by another agreement");
    }

    /// This is an answer as [#answer] checks it, handed over now: its time is not ahead of now by more than
    /// clocks differ, and the key that signed it is valid now too. How long ago it was logged does not matter:
    /// an answer is given once, and after an outage it is handed over as it was given.
    public static Verdict handedOver(
            Order order,
            TradeRole role,
            SignedAttestation signed,
            Instant now,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        return answer(order, role, signed, now, directory, verifier)
                .then(() -> Verdict.require(
                        !signed.attestation().loggedAt().isAfter(now.plus(MAX_CLOCKS_APART)),
                        INVALID_PROOF,
                        path(role) + "_attestation.logged_at_millis",
                        "more than " + MAX_CLOCKS_APART.toMinutes() + " minutes ahead"));
    }

    /// This is an answer as [#answer] checks it, and it attests.
    public static Verdict attestation(
            Order order,
            TradeRole role,
            SignedAttestation signed,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        return answer(order, role, signed, directory, verifier).then(() -> attests(role, signed));
    }

    /// The answer is none that refuses.
    public static Verdict attests(TradeRole role, SignedAttestation signed) {
        return Verdict.require(
                signed.attestation().answer() == Answer.ATTESTED,
                INVALID_PROOF,
                path(role) + "_attestation.answer",
                "a refusal");
    }

    private static Verdict consent(
            ConsentedOrder consented,
            TradeRole role,
            Instant judgedAt,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        Order order = consented.order();
        Signature signature = consented.consent(role);
        Optional<Participant> platform = directory
                .apply(order.platform(role))
                .filter(participant -> participant.role() == ParticipantRole.PLATFORM);
        Optional<PublicKey> key = platform.flatMap(found -> found.signingKey(signature.keyId(), order.created()))
                .filter(then -> platform.flatMap(found -> found.signingKey(signature.keyId(), judgedAt))
                        .isPresent());
        boolean verified =
                key.isPresent() && verifier.verify(key.get(), Order.PAYLOAD_TYPE, consented.payload(), signature);
        return Verdict.require(
                verified,
                SIGNATURE_INVALID,
                path(role) + "_consent.signature",
                "not by a key of its platform valid then and when it is judged");
    }

    private static boolean inTime(Order order, Instant loggedAt) {
        return !loggedAt.isBefore(order.created().minus(MAX_CLOCKS_APART)) && loggedAt.isBefore(order.expires());
    }

    private static boolean affordable(Order order) {
        BigDecimal amount = order.price()
                .perKwh()
                .multiply(BigDecimal.valueOf(order.quantityWh()))
                .movePointLeft(3);
        return amount.compareTo(MAX_AMOUNT) <= 0;
    }

    private static Verdict id(String id, String field) {
        return invalidUnless(Participants.isId(id), field, "not a participant id");
    }

    private static Verdict invalidUnless(boolean holds, String field, String description) {
        return Verdict.require(holds, INVALID_ORDER, field, description);
    }

    private static String path(TradeRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
