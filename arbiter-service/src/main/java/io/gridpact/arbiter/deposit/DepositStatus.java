package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusEvidence;
import io.gridpact.protocol.settlement.StatusEvidenceRules;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Takes the status that answers a claim, and checks it at once by the rule by which its recipient would have
/// (PROTOCOL.md, section 8.5). One that does not hold may be mended until it is due. Idempotent.
final class DepositStatus {

    /// A status with 120 readings, each with the proof of when it was logged.
    static final int MAX_EVIDENCE_BYTES = 320 << 10;

    private static final Fields STORED = new Fields(Reason.INTERNAL, "status_claim");
    private static final Fields SHOWN = new Fields(Reason.INVALID_PROOF, "shown");

    private final Supplier<Optional<NetworkProfile>> profile;
    private final StatusEvidenceRules rules;
    private final ClaimDeadlines deadlines;
    private final ClaimStore store;
    private final SignStandings signStandings;
    private final Clock clock;

    DepositStatus(
            Supplier<Optional<NetworkProfile>> profile,
            StatusEvidenceRules rules,
            ClaimDeadlines deadlines,
            ClaimStore store,
            SignStandings signStandings,
            Clock clock) {
        this.profile = profile;
        this.rules = rules;
        this.deadlines = deadlines;
        this.store = store;
        this.signStandings = signStandings;
        this.clock = clock;
    }

    /// @param caller the utility whose status is claimed
    /// @param encoded the status with all that it rests on
    /// @return the signed standing: the status holds
    /// @throws RefusedException INVALID_REQUEST where the caller's status is not claimed so; WINDOW_CLOSED where
    ///     it is decided otherwise; INVALID_PROOF with the field
    Envelope deposit(String caller, Digest claimDigest, byte[] encoded) {
        NetworkProfile terms = profile.get()
                .orElseThrow(() ->
                        new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", "the arbiter has no profile yet")));
        StoredClaim stored = store.byDigest(claimDigest).orElseThrow(DepositStatus::unknown);
        StatusClaim claim = StatusClaimWire.claim(EnvelopeWire.parse(stored.statement(), STORED), STORED);
        if (!claim.peer().equals(caller)) {
            throw unknown();
        }
        Instant now = clock.instant();
        if (stored.standing() == null && now.isBefore(deadlines.answerDue(stored.receivedAt(), now))) {
            // 1. Verify.
            StatusEvidence evidence = verified(encoded, claim, terms, now);
            // 2. Persist the word, and for the claimant what was shown: what was said before stays.
            Envelope standing = signStandings.sign(
                    claim,
                    StatusStanding.Verdict.SHOWN,
                    Optional.of(evidence.status().digest()),
                    now);
            store.decide(claimDigest, standing, encoded);
        }
        return shown(store.byDigest(claimDigest).orElseThrow(DepositStatus::unknown));
    }

    private StatusEvidence verified(byte[] encoded, StatusClaim claim, NetworkProfile terms, Instant now) {
        try {
            SHOWN.require(encoded.length <= MAX_EVIDENCE_BYTES, "", "more than " + MAX_EVIDENCE_BYTES + " bytes");
            StatusEvidence evidence = StatusClaimWire.parse(encoded, SHOWN);
            if (rules.verify(evidence, claim, terms, now) instanceof Verdict.Refused(Refusal refusal)) {
                throw new RefusedException(
                        Refusal.of(refusal.reason(), "shown." + refusal.field(), refusal.description()));
            }
            return evidence;
        } catch (RefusedException doesNotHold) {
            store.refuse(claim.digest());
            throw doesNotHold;
        }
    }

    private static Envelope shown(StoredClaim stored) {
        byte[] standing = stored.standing();
        if (standing != null) {
            Envelope envelope = EnvelopeWire.parse(standing, STORED);
            if (StatusClaimWire.standing(envelope, STORED).verdict() == StatusStanding.Verdict.SHOWN) {
                return envelope;
            }
        }
        throw new RefusedException(
                Refusal.of(Reason.WINDOW_CLOSED, "claim_digest", "the claim was not answered in time"));
    }

    private static RefusedException unknown() {
        return new RefusedException(
                Refusal.of(Reason.INVALID_REQUEST, "claim_digest", "no such claim against the caller"));
    }
}
