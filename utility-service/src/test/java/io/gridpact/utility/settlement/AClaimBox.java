package io.gridpact.utility.settlement;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.settlement.StatusEvidenceRules;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.status.v1.ShownStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The arbiter's claims in memory, by the protocol's own rules.
final class AClaimBox {

    private static final Fields SENT = Fields.of(Reason.INVALID_PROOF);

    private static final class Kept {
        private final StatusClaim claim;
        private final Envelope envelope;
        private final Instant receivedAt;
        private boolean refused;
        private @Nullable Envelope standing;
        private @Nullable ShownStatus shown;

        Kept(StatusClaim claim, Envelope envelope, Instant receivedAt) {
            this.claim = claim;
            this.envelope = envelope;
            this.receivedAt = receivedAt;
        }
    }

    private final ANetwork network;
    private final List<Kept> claims = new ArrayList<>();
    private UnaryOperator<ShownStatus> onTheWay = UnaryOperator.identity();

    AClaimBox(ANetwork network) {
        this.network = network;
    }

    /// What utilities deposit is changed so.
    void deposited(UnaryOperator<ShownStatus> change) {
        onTheWay = change;
    }

    /// How many claims were made.
    int size() {
        return claims.size();
    }

    /// How many deposits are kept.
    long kept() {
        return claims.stream().filter(kept -> kept.shown != null).count();
    }

    List<StatusStanding.Verdict> verdicts() {
        return claims.stream()
                .flatMap(kept -> Optional.ofNullable(kept.standing).stream())
                .map(standing -> StatusClaimWire.standing(standing, SENT).verdict())
                .toList();
    }

    ClaimLink linkOf(String caller) {
        return new ClaimLink() {
            @Override
            public List<Optional<Refusal>> claim(List<Envelope> envelopes) {
                network.arbiter().requireUp();
                return envelopes.stream()
                        .map(envelope -> keep(caller, envelope))
                        .toList();
            }

            @Override
            public Claims claims(String peer, Instant windowStart) {
                network.arbiter().requireUp();
                return list(caller, peer, windowStart);
            }

            @Override
            public Envelope deposit(Digest claim, byte[] shown) {
                network.arbiter().requireUp();
                return take(caller, claim, onTheWay.apply(parsed(shown)));
            }

            @Override
            public void acknowledge(List<Digest> digests) {
                claims.stream()
                        .filter(kept -> digests.contains(kept.claim.digest()))
                        .forEach(kept -> kept.shown = null);
            }
        };
    }

    private static ShownStatus parsed(byte[] shown) {
        try {
            return ShownStatus.parseFrom(shown);
        } catch (InvalidProtocolBufferException damaged) {
            throw new AssertionError(damaged);
        }
    }

    private Optional<Refusal> keep(String caller, Envelope envelope) {
        StatusClaim claim = StatusClaimWire.claim(envelope, SENT);
        Instant now = network.clock().instant();
        StatusDeadlines due = due(claim.windowStart());
        if (!claim.utility().equals(caller)) {
            return Optional.of(Refusal.of(Reason.SIGNATURE_INVALID));
        }
        if (now.isBefore(StatusClaim.from(claim.direction(), due))) {
            return Optional.of(Refusal.of(Reason.UNAVAILABLE));
        }
        if (!now.isBefore(StatusClaim.until(claim.direction(), due))) {
            return Optional.of(Refusal.of(Reason.WINDOW_CLOSED));
        }
        if (claims.stream().noneMatch(kept -> kept.claim.digest().equals(claim.digest()))) {
            claims.add(new Kept(claim, envelope, now));
        }
        return Optional.empty();
    }

    private ClaimLink.Claims list(String caller, String peer, Instant windowStart) {
        Instant now = network.clock().instant();
        List<ClaimLink.Told> told = new ArrayList<>();
        boolean sellersOpen = false;
        boolean buyersOpen = false;
        for (Kept kept : claims) {
            boolean own =
                    kept.claim.utility().equals(caller) && kept.claim.peer().equals(peer);
            boolean theirs =
                    kept.claim.utility().equals(peer) && kept.claim.peer().equals(caller);
            if (!kept.claim.windowStart().equals(windowStart) || !own && !theirs) {
                continue;
            }
            if (kept.standing == null && !now.isBefore(kept.receivedAt.plus(StatusClaim.TO_ANSWER))) {
                StatusStanding.Verdict verdict =
                        kept.refused ? StatusStanding.Verdict.INVALID : StatusStanding.Verdict.UNANSWERED;
                kept.standing = sign(kept.claim, verdict, Optional.empty());
            }
            sellersOpen |= kept.standing == null && kept.claim.direction() == Direction.INJECTION;
            buyersOpen |= kept.standing == null && kept.claim.direction() == Direction.CONSUMPTION;
            told.add(new ClaimLink.Told(
                    kept.envelope,
                    Optional.ofNullable(kept.standing),
                    own ? Optional.ofNullable(kept.shown).map(ShownStatus::toByteArray) : Optional.empty()));
        }
        StatusDeadlines due = due(windowStart);
        return new ClaimLink.Claims(
                told,
                !sellersOpen && !now.isBefore(StatusClaim.decidedAt(Direction.INJECTION, due)),
                !buyersOpen && !now.isBefore(StatusClaim.decidedAt(Direction.CONSUMPTION, due)));
    }

    private Envelope take(String caller, Digest digest, ShownStatus shown) {
        Kept kept = claims.stream()
                .filter(claim -> claim.claim.digest().equals(digest)
                        && claim.claim.peer().equals(caller))
                .findFirst()
                .orElseThrow();
        Instant now = network.clock().instant();
        try {
            var evidence = StatusClaimWire.evidence(shown, SENT);
            var rules = new StatusEvidenceRules(AnArbiter.ID, network::participant, new SignatureVerifier());
            if (rules.verify(evidence, kept.claim, profile(), now) instanceof Verdict.Refused(Refusal refusal)) {
                throw new RefusedException(refusal);
            }
            if (kept.standing == null) {
                kept.standing = sign(
                        kept.claim,
                        StatusStanding.Verdict.SHOWN,
                        Optional.of(evidence.status().digest()));
                kept.shown = shown;
            }
            return kept.standing;
        } catch (RefusedException doesNotHold) {
            kept.refused = true;
            throw doesNotHold;
        }
    }

    private Envelope sign(StatusClaim claim, StatusStanding.Verdict verdict, Optional<Digest> status) {
        byte[] payload = StatusClaimWire.standingPayload(
                AnArbiter.ID, claim, verdict, status, network.clock().instant(), new byte[16]);
        return Envelopes.sign(
                StatusStanding.PAYLOAD_TYPE, payload, network.arbiter().signer());
    }

    private NetworkProfile profile() {
        return network.profileWith("any", "other").orElseThrow();
    }

    private StatusDeadlines due(Instant windowStart) {
        return StatusDeadlines.unmoved(Deadlines.DEFAULT, profile().windowAt(windowStart));
    }
}
