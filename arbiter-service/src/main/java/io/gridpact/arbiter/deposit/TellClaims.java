package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells two utilities what they have claimed of each other, and decides what nobody has answered in time (PROTOCOL.md,
/// section 8.5): when somebody asks, as of the last checkpoint, up to which no deadline moves any more.
final class TellClaims {

    /// After its window began, evidence is kept no longer; after evidence is due nobody asks for it (section 4).
    static final Duration KEPT = Duration.ofHours(30);

    private static final Fields STORED = new Fields(Reason.INTERNAL, "status_claim");

    private final Supplier<Optional<NetworkProfile>> profile;
    private final StandingStore standings;
    private final ClaimDeadlines deadlines;
    private final ClaimStore store;
    private final SignStandings signStandings;

    TellClaims(
            Supplier<Optional<NetworkProfile>> profile,
            StandingStore standings,
            ClaimDeadlines deadlines,
            ClaimStore store,
            SignStandings signStandings) {
        this.profile = profile;
        this.standings = standings;
        this.deadlines = deadlines;
        this.store = store;
        this.signStandings = signStandings;
    }

    /// @param sellersDecided whether no claim against a seller's side is open, or can still come
    /// @param buyersDecided the same of buyers' sides
    record Told(List<StoredClaim> claims, boolean sellersDecided, boolean buyersDecided) {}

    Told tell(String caller, String peer, Instant windowStart, long afterNumber) {
        // Nothing was decided before the first checkpoint.
        Instant asOf = standings.lastCheckpoint().orElse(Instant.EPOCH);
        store.forgetBefore(asOf.minus(KEPT));
        for (StoredClaim claim : store.between(caller, peer, windowStart, afterNumber)) {
            decide(claim, asOf);
        }
        return new Told(
                store.between(caller, peer, windowStart, afterNumber),
                isDecided(caller, peer, windowStart, Direction.INJECTION, asOf),
                isDecided(caller, peer, windowStart, Direction.CONSUMPTION, asOf));
    }

    private void decide(StoredClaim stored, Instant asOf) {
        if (stored.standing() != null || asOf.isBefore(deadlines.answerDue(stored.receivedAt(), asOf))) {
            return;
        }
        StatusClaim claim = StatusClaimWire.claim(EnvelopeWire.parse(stored.statement(), STORED), STORED);
        StatusStanding.Verdict verdict =
                stored.refused() ? StatusStanding.Verdict.INVALID : StatusStanding.Verdict.UNANSWERED;
        store.decide(claim.digest(), signStandings.sign(claim, verdict, Optional.empty(), asOf), null);
    }

    private boolean isDecided(String caller, String peer, Instant windowStart, Direction direction, Instant asOf) {
        boolean over = profile.get()
                .map(terms -> StatusClaim.decidedAt(direction, deadlines.of(terms, windowStart, asOf)))
                .filter(at -> !asOf.isBefore(at))
                .isPresent();
        return over && !store.isAnyOpen(caller, peer, windowStart, direction);
    }

    /// The claimant has what was shown: it is forgotten here.
    void acknowledge(String caller, Collection<Digest> claims) {
        store.forget(caller, claims);
    }
}
