package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.OpeningKeys;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.utility.customer.CustomerBook;
import io.gridpact.utility.ledger.CustomerSide;
import io.gridpact.utility.peer.AgreementBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Judges orders in section 5's order: shape, consent, addressed, agreement and profile, time, opening, mandate, meter.
/// The limit is the ledger's, and asked last.
final class OrderJudge {

    private final String utility;
    private final Function<String, Optional<Participant>> directory;
    private final AgreementBook agreements;
    private final CustomerBook customers;
    private final OpeningKeys openingKeys;
    private final SignatureVerifier verifier;

    OrderJudge(
            String utility,
            Function<String, Optional<Participant>> directory,
            AgreementBook agreements,
            CustomerBook customers,
            OpeningKeys openingKeys,
            SignatureVerifier verifier) {
        this.utility = utility;
        this.directory = directory;
        this.agreements = agreements;
        this.customers = customers;
        this.openingKeys = openingKeys;
        this.verifier = verifier;
    }

    /// @param openings the sealed opening of each side for which this utility answers
    Judgement judge(ConsentedOrder consented, Map<TradeRole, SealedBytes> openings, Instant now) {
        try (TracedWork ignored =
                TracedWork.part("judge order").about(consented.order().digest())) {
            return judged(consented, openings, now);
        }
    }

    private Judgement judged(ConsentedOrder consented, Map<TradeRole, SealedBytes> openings, Instant now) {
        Order order = consented.order();
        TradeRole first = openings.containsKey(TradeRole.SELLER) ? TradeRole.SELLER : TradeRole.BUYER;
        Verdict authentic =
                OrderRules.shape(order).then(() -> consent(consented, now)).then(() -> addressed(order, openings));
        if (authentic instanceof Verdict.Refused refused) {
            return new Judgement.RelayAtFault(refused.refusal());
        }
        Optional<Agreement> agreement = agreements.inForce(order.sellerUtility(), order.buyerUtility(), now);
        Optional<NetworkProfile> profile = agreement.flatMap(found -> agreements.profile(found.profileDigest()));
        if (profile.isEmpty()) {
            // It may be in force, or known here, the next time.
            return new Judgement.RelayAtFault(Refusal.of(Reason.NO_AGREEMENT));
        }
        Digest digest = agreement.get().digest();
        if (OrderRules.terms(order, agreement.get(), profile.get(), now) instanceof Verdict.Refused refused) {
            return new Judgement.OrderAtFault(first, digest, refused.refusal());
        }
        if (OrderRules.timely(order, profile.get(), now) instanceof Verdict.Refused refused) {
            return new Judgement.RelayAtFault(refused.refusal());
        }
        return sides(order, digest, openings);
    }

    /// What the gate of the order's window says of a receipt that would be signed now.
    boolean gateOpen(Order order, Instant now) {
        return agreements
                .between(order.sellerUtility(), order.buyerUtility())
                .flatMap(agreement -> agreements.profile(agreement.profileDigest()))
                .filter(profile -> now.isBefore(profile.deadlines().gateClosure(order.window())))
                .isPresent();
    }

    private Verdict consent(ConsentedOrder consented, Instant now) {
        try (TracedWork ignored = TracedWork.part("check signatures")) {
            return OrderRules.consent(consented, now, directory, verifier);
        }
    }

    private Verdict addressed(Order order, Map<TradeRole, SealedBytes> openings) {
        Verdict verdict = Verdict.accepted();
        for (TradeRole role : openings.keySet()) {
            verdict = verdict.then(() -> OrderRules.addressed(order, utility, role));
        }
        return verdict;
    }

    private Judgement sides(Order order, Digest agreement, Map<TradeRole, SealedBytes> openings) {
        List<CustomerSide> sides = new ArrayList<>();
        Set<TradeRole> cannotSign = EnumSet.noneOf(TradeRole.class);
        for (Map.Entry<TradeRole, SealedBytes> entry : openings.entrySet()) {
            TradeRole role = entry.getKey();
            if (OrderRules.relayed(order, role, entry.getValue()) instanceof Verdict.Refused refused) {
                return new Judgement.RelayAtFault(refused.refusal());
            }
            try {
                CustomerOpening opening = OpeningWire.open(order, role, entry.getValue(), openingKeys);
                CustomerBook.Standing standing = customers.standing(
                        opening.customerId(),
                        order.platform(role),
                        order.side(role).meterKeyId(),
                        role.direction());
                OrderRules.opening(order, role, opening)
                        .then(() -> standing(order, role, standing))
                        .orThrow();
                if (standing.meterCannotSign()) {
                    cannotSign.add(role);
                }
                sides.add(new CustomerSide(role, opening.customerId(), order.platform(role)));
            } catch (RefusedException refused) {
                return new Judgement.OrderAtFault(role, agreement, refused.refusal());
            }
        }
        return new Judgement.Accepted(sides, agreement, Set.copyOf(cannotSign));
    }

    private static Verdict standing(Order order, TradeRole role, CustomerBook.Standing standing) {
        String side = role.name().toLowerCase(Locale.ROOT);
        return Verdict.require(
                        standing.known(), Reason.UNKNOWN_CUSTOMER, side + "_opening", "no customer of this utility")
                .then(() -> Verdict.require(
                        standing.mandated(),
                        Reason.NO_MANDATE,
                        side + "_platform",
                        "the customer has not mandated this platform"))
                .then(() -> Verdict.require(
                        standing.meterValidFrom()
                                .filter(from -> !from.isAfter(order.window().start()))
                                .isPresent(),
                        Reason.UNKNOWN_METER,
                        side + ".meter_key_id",
                        "no meter of this customer and direction in that window"));
    }
}
