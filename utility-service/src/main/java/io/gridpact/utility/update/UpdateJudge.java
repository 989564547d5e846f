package io.gridpact.utility.update;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.utility.customer.CustomerBook;
import io.gridpact.utility.ledger.PresentTrade;
import io.gridpact.utility.ledger.Updates;
import io.gridpact.utility.peer.AgreementBook;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Judges updates in the order of the specification: shape, who asks, signatures, revision, time, terms, mandate,
/// meter.
/// Whether another stands for that revision, and the limit, is the ledger's and asked last.
final class UpdateJudge {

    private final String utility;
    private final Updates updates;
    private final Function<String, Optional<Participant>> directory;
    private final AgreementBook agreements;
    private final CustomerBook customers;
    private final SignatureVerifier verifier;

    UpdateJudge(
            String utility,
            Updates updates,
            Function<String, Optional<Participant>> directory,
            AgreementBook agreements,
            CustomerBook customers,
            SignatureVerifier verifier) {
        this.utility = utility;
        this.updates = updates;
        this.directory = directory;
        this.agreements = agreements;
        this.customers = customers;
        this.verifier = verifier;
    }

    /// @param role in which this utility is asked
    UpdateJudgement judge(Update update, Envelope envelope, TradeRole role, Instant now) {
        if (UpdateRules.shape(update) instanceof Verdict.Refused refused) {
            return new UpdateJudgement.RelayAtFault(refused.refusal());
        }
        Optional<PresentTrade> found = updates.trade(update.orderDigest());
        if (found.isEmpty()) {
            return fault(Reason.UNKNOWN_TRADE, "order_digest", "no trade here that both utilities attested");
        }
        PresentTrade trade = found.get();
        Order order = trade.consented().order();
        Optional<NetworkProfile> profile = agreements.profileWith(utility, trade.peer());
        if (profile.isEmpty()) {
            return fault(Reason.NO_AGREEMENT, "", "the two utilities have no agreement");
        }
        Verdict relayed = UpdateRules.asked(update, order)
                .then(() -> Verdict.require(
                        order.utility(role).equals(utility),
                        Reason.INVALID_ORDER,
                        "order_digest",
                        "another utility is asked first"))
                .then(() -> UpdateRules.consent(update, envelope, order, now, directory, verifier))
                .then(() -> UpdateRules.follows(update, trade.revision()))
                .then(() -> UpdateRules.timely(update, profile.get(), now));
        if (relayed instanceof Verdict.Refused refused) {
            return new UpdateJudgement.RelayAtFault(refused.refusal());
        }
        if (UpdateRules.terms(update, trade.revision(), profile.get()) instanceof Verdict.Refused refused) {
            return new UpdateJudgement.UpdateAtFault(trade, order, profile.get(), role, refused.refusal());
        }
        for (Map.Entry<TradeRole, String> side : trade.customers().entrySet()) {
            if (standing(update, order, side.getKey(), side.getValue()) instanceof Verdict.Refused refused) {
                return new UpdateJudgement.UpdateAtFault(trade, order, profile.get(), side.getKey(), refused.refusal());
            }
        }
        return new UpdateJudgement.Accepted(trade, order, profile.get());
    }

    private Verdict standing(Update update, Order order, TradeRole role, String customer) {
        if (update.reason() != UpdateReason.PLATFORMS && update.kind() != UpdateKind.RESCHEDULE) {
            return Verdict.accepted();
        }
        CustomerBook.Standing standing = customers.standing(
                customer, order.platform(role), order.side(role).meterKeyId(), role.direction());
        boolean measured = update.kind() != UpdateKind.RESCHEDULE
                || standing.meterValidFrom()
                        .filter(from -> !from.isAfter(update.window().start()))
                        .isPresent();
        return Verdict.require(
                        standing.mandated(),
                        Reason.NO_MANDATE,
                        "asked_by",
                        "the customer has not mandated this platform any more")
                .then(() -> Verdict.require(
                        measured,
                        Reason.UNKNOWN_METER,
                        "window_start_millis",
                        "no meter of this customer in that window"));
    }

    private static UpdateJudgement fault(Reason reason, String field, String description) {
        return new UpdateJudgement.RelayAtFault(Refusal.of(reason, field, description));
    }
}
