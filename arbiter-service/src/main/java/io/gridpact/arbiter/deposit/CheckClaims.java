package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusEvidence;
import io.gridpact.protocol.settlement.StatusEvidenceRules;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import java.util.Optional;
import java.util.function.Supplier;

/// Checks that each standing answers its claim and, while what was shown is kept, that it holds and is the status that
/// the standing names.
final class CheckClaims {

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private final ClaimStore store;
    private final StatusEvidenceRules rules;
    private final Supplier<Optional<NetworkProfile>> profile;

    CheckClaims(ClaimStore store, StatusEvidenceRules rules, Supplier<Optional<NetworkProfile>> profile) {
        this.store = store;
        this.rules = rules;
        this.profile = profile;
    }

    void check(StoreChecker.Sink sink) {
        store.eachClaim(claim -> {
            sink.checked("status claims", 1);
            check(claim, sink);
        });
    }

    private void check(StoredClaim stored, StoreChecker.Sink sink) {
        String subject = "claim " + stored.number();
        try {
            StatusClaim claim = StatusClaimWire.claim(EnvelopeWire.parse(stored.statement(), STORED), STORED);
            byte[] said = stored.standing();
            if (said == null) {
                return;
            }
            StatusStanding standing = StatusClaimWire.standing(EnvelopeWire.parse(said, STORED), STORED);
            if (!standing.answers(claim)) {
                sink.finding("standing-answers-its-claim", subject, "it is of another claim");
            }
            byte[] shown = stored.evidence();
            if (shown != null && !holds(StatusClaimWire.parse(shown, STORED), claim, standing)) {
                sink.finding("deposited-status-holds", subject, "the status is not the one that was believed");
            }
        } catch (RefusedException unreadable) {
            sink.finding("claim-can-be-read", subject, String.valueOf(unreadable.getMessage()));
        }
    }

    private boolean holds(StatusEvidence shown, StatusClaim claim, StatusStanding standing) {
        return standing.status().equals(Optional.of(shown.status().digest()))
                && profile.get()
                        .map(terms -> rules.verify(shown, claim, terms, standing.decidedAt())
                                .isAccepted())
                        .orElse(true);
    }
}
