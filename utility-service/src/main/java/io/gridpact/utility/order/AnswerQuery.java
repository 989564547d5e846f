package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.OpeningKeys;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.PlatformQuery.LimitQuestion;
import io.gridpact.protocol.order.QueryRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.QueryWire;
import io.gridpact.utility.customer.CustomerBook;
import io.gridpact.utility.ledger.Shortfall;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// Answers what platforms ask. The question is signed by the platform, so that a gateway that carries it can ask
/// nothing of its own.
final class AnswerQuery {

    private final String utility;
    private final Function<String, Optional<Participant>> directory;
    private final CustomerBook customers;
    private final OpeningKeys openingKeys;
    private final SignatureVerifier verifier;
    private final Clock clock;

    AnswerQuery(
            String utility,
            Function<String, Optional<Participant>> directory,
            CustomerBook customers,
            OpeningKeys openingKeys,
            SignatureVerifier verifier,
            Clock clock) {
        this.utility = utility;
        this.directory = directory;
        this.customers = customers;
        this.openingKeys = openingKeys;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// What remains of the smaller limit, in watt-hours.
    record Remaining(long remainingWh, Shortfall.Limit limit, boolean sufficient) {}

    /// The query, if its platform signed it and this caller may carry it: the platform itself, or a gateway.
    ///
    /// @throws RefusedException SIGNATURE_INVALID, PERMISSION_DENIED or INVALID_REQUEST with the field
    PlatformQuery verified(Caller caller, Envelope envelope) {
        PlatformQuery query = QueryWire.query(envelope);
        caller.require(ParticipantRole.PLATFORM, ParticipantRole.GATEWAY);
        if (caller.role() == ParticipantRole.PLATFORM && !caller.id().equals(query.platform())) {
            throw new RefusedException(
                    Refusal.of(Reason.PERMISSION_DENIED, "query.platform", "another platform's question"));
        }
        QueryRules.verify(query, envelope, utility, clock.instant(), directory, verifier)
                .orThrow();
        return query;
    }

    /// @throws RefusedException UNKNOWN_CUSTOMER, NO_MANDATE or UNKNOWN_METER as an order would be refused
    Remaining remaining(String platform, LimitQuestion question, SealedBytes opening) {
        byte[] aad = CustomerCommitment.openingAad(question.orderId(), question.role(), platform, utility);
        CustomerOpening opened = OpeningWire.open(opening, openingKeys, aad, "opening");
        boolean matches =
                CustomerCommitment.openingDigest(opening).equals(question.side().openingDigest())
                        && CustomerCommitment.opens(question.side(), opened, question.orderId(), platform, utility);
        CustomerBook.Standing standing = customers.standing(
                opened.customerId(),
                platform,
                question.side().meterKeyId(),
                question.role().direction());
        Verdict.require(matches && standing.known(), Reason.UNKNOWN_CUSTOMER, "opening", "no customer of this utility")
                .then(() -> Verdict.require(
                        standing.mandated(),
                        Reason.NO_MANDATE,
                        "query.platform",
                        "the customer has not mandated this platform"))
                .then(() -> Verdict.require(
                        standing.meterValidFrom().isPresent(),
                        Reason.UNKNOWN_METER,
                        "query.limit.side.meter_key_id",
                        "no meter of this customer and direction"))
                .orThrow();
        CustomerBook.Remaining remaining = customers.remaining(
                opened.customerId(), platform, question.role().direction(), question.windowStart());
        boolean mandateIsLess = remaining.mandateWh() < remaining.customerWh();
        long leastWh = mandateIsLess ? remaining.mandateWh() : remaining.customerWh();
        return new Remaining(
                leastWh,
                mandateIsLess ? Shortfall.Limit.MANDATE : Shortfall.Limit.CUSTOMER,
                question.quantityWh() <= leastWh);
    }
}
