package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Takes claims for statuses (PROTOCOL.md, section 8.5). A claim is a hash: whether there is such a trade, the arbiter
/// cannot know, nor need it; nobody who holds no such trade goes by what comes of it. Idempotent.
final class ClaimStatuses {

    /// Claims in one request.
    static final int MAX_CLAIMS = 50;

    /// Claims of one utility against another for a window.
    static final int MAX_CLAIMS_OF_A_PAIR = 10_000;

    private static final Fields AT = new Fields(Reason.INVALID_REQUEST, "claim.payload");

    private final Function<String, Optional<Participant>> directory;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final SignatureVerifier verifier;
    private final StandingStore standings;
    private final ClaimDeadlines deadlines;
    private final ClaimStore store;
    private final Clock clock;

    ClaimStatuses(
            Function<String, Optional<Participant>> directory,
            Supplier<Optional<NetworkProfile>> profile,
            SignatureVerifier verifier,
            StandingStore standings,
            ClaimDeadlines deadlines,
            ClaimStore store,
            Clock clock) {
        this.directory = directory;
        this.profile = profile;
        this.verifier = verifier;
        this.standings = standings;
        this.deadlines = deadlines;
        this.store = store;
        this.clock = clock;
    }

    /// @param caller id of the utility that claims
    /// @return why each was not taken, in their order; empty where it was
    List<Optional<Refusal>> claim(String caller, List<Envelope> envelopes) {
        NetworkProfile terms = profile.get()
                .orElseThrow(() ->
                        new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", "the arbiter has no profile yet")));
        List<Optional<Refusal>> outcomes = new ArrayList<>(envelopes.size());
        for (Envelope envelope : envelopes) {
            outcomes.add(claim(caller, envelope, terms));
        }
        return outcomes;
    }

    private Optional<Refusal> claim(String caller, Envelope envelope, NetworkProfile terms) {
        try {
            // 1. Verify.
            Instant now = clock.instant();
            StatusClaim claim = StatusClaimWire.claim(envelope, AT);
            if (verify(caller, claim, envelope, terms, now) instanceof Verdict.Refused(Refusal refusal)) {
                return Optional.of(refusal);
            }
            // 2. Persist; from now on the other side is told.
            store.keep(claim, envelope, now);
            return Optional.empty();
        } catch (RefusedException malformed) {
            return Optional.of(malformed.refusal());
        }
    }

    private Verdict verify(String caller, StatusClaim claim, Envelope envelope, NetworkProfile terms, Instant now) {
        boolean signed = envelope.signatures().size() == 1
                && claim.utility().equals(caller)
                && directory
                        .apply(caller)
                        .filter(sender -> sender.signed(envelope, now, verifier))
                        .isPresent();
        return Verdict.require(signed, Reason.SIGNATURE_INVALID, "claim.signatures", "not the caller's alone")
                .then(() -> Verdict.require(
                        DeliveryWindow.isWindow(claim.windowStart(), terms.windowLength()),
                        Reason.INVALID_REQUEST,
                        "claim.payload.window_start_millis",
                        "no window begins there"))
                // In which windows a utility traded is nothing that others learn, nor can trouble it with.
                .then(() -> Verdict.require(
                        standings.haveAPairDigest(caller, claim.peer(), claim.windowStart()),
                        Reason.INVALID_REQUEST,
                        "claim.payload.peer",
                        "no pair digest of the caller with it in that window"))
                .then(() -> inTime(claim, terms, now))
                .then(() -> Verdict.require(
                        store.count(caller, claim.peer(), claim.windowStart()) < MAX_CLAIMS_OF_A_PAIR,
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        "more than " + MAX_CLAIMS_OF_A_PAIR + " claims against one utility for a window"));
    }

    private Verdict inTime(StatusClaim claim, NetworkProfile terms, Instant now) {
        StatusDeadlines due = deadlines.of(terms, claim.windowStart(), now);
        return Verdict.require(
                        !now.isBefore(StatusClaim.from(claim.direction(), due)),
                        Reason.UNAVAILABLE,
                        "",
                        "the status is not 15 minutes late yet")
                .then(() -> Verdict.require(
                        now.isBefore(StatusClaim.until(claim.direction(), due)),
                        Reason.WINDOW_CLOSED,
                        "claim.payload.window_start_millis",
                        "too late to be answered before the next deadline"));
    }
}
