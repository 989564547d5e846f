package io.gridpact.utility.order;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.sealing.DepositDeadline;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.sealing.SealingRules;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnArbiter;
import io.gridpact.utility.peer.ArbiterLink.Submitted;
import io.gridpact.utility.sealing.DepositLink;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// What an arbiter does about deposits, in memory: the same rules, and a log that is down while its arbiter is.
final class ADepositBox {

    private static final Fields AT = Fields.of(Reason.INTERNAL);
    private static final NetworkProfile PROFILE = ANetwork.PROFILE;

    private final AnArbiter arbiter;
    private final Clock clock;
    private final SealingRules rules;
    private final TreeSet<Instant> checkpoints = new TreeSet<>();
    private final Map<Long, Kept> kept = new LinkedHashMap<>();

    private record Kept(SealingDeposit deposit, Instant loggedAt, Optional<SealingProof> proof) {}

    ADepositBox(AnArbiter arbiter, Clock clock, Function<String, Optional<Participant>> directory) {
        this.rules = new SealingRules("arbiter", directory, ANetwork.VERIFIER);
        this.arbiter = arbiter;
        this.clock = clock;
    }

    void signCheckpoint() {
        if (!arbiter.isDown()) {
            checkpoints.add(clock.instant());
        }
    }

    /// Deposits of which the arbiter still knows what the order says.
    long known() {
        return kept.values().stream()
                .filter(deposit -> deposit.proof().isPresent())
                .count();
    }

    int deposits() {
        return kept.size();
    }

    DepositLink of(String utility) {
        return new Link(utility);
    }

    private Instant deadline(Instant windowStart) {
        return DepositDeadline.of(
                windowStart,
                Optional.ofNullable(checkpoints.floor(windowStart)),
                Optional.ofNullable(checkpoints.higher(windowStart)),
                clock.instant());
    }

    private void requireUp() {
        if (arbiter.isDown()) {
            throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
        }
        signCheckpoint();
    }

    private final class Link implements DepositLink {

        private final String utility;

        Link(String utility) {
            this.utility = utility;
        }

        @Override
        public List<Result> deposit(List<Proven> deposits) {
            requireUp();
            List<Result> results = new ArrayList<>();
            deposits.forEach(deposit -> results.add(deposit(deposit)));
            return results;
        }

        private Result deposit(Proven proven) {
            SealingDeposit deposit = StatementWire.sealingDeposit(proven.statement(), AT);
            if (rules.verify(proven.proof(), PROFILE) instanceof Verdict.Refused(Refusal refusal)) {
                return new Refused(refusal);
            }
            if (!deposit.utility().equals(utility) || !proven.proof().leaf().equals(deposit.leaf())) {
                return new Refused(Refusal.of(Reason.INVALID_PROOF));
            }
            if (!clock.instant().isBefore(deadline(deposit.windowStart()))) {
                return new Refused(Refusal.of(Reason.WINDOW_CLOSED));
            }
            Envelope statement = proven.statement();
            return switch (arbiter.submit(List.of(statement)).getFirst()) {
                case Submitted.Logged logged -> {
                    kept.putIfAbsent(
                            logged.receipt().leafIndex(),
                            new Kept(deposit, logged.receipt().loggedAt(), Optional.of(proven.proof())));
                    yield new Logged(logged.receipt(), logged.envelope());
                }
                case Submitted.Refused refused -> new Refused(refused.refusal());
            };
        }

        @Override
        public Deposits deposits(String peer, Instant windowStart) {
            requireUp();
            List<Told> told = new ArrayList<>();
            kept.forEach((index, deposit) -> {
                SealingDeposit said = deposit.deposit();
                boolean own = said.utility().equals(utility) && said.peer().equals(peer);
                boolean theirs = said.utility().equals(peer) && said.peer().equals(utility);
                if ((own || theirs) && said.windowStart().equals(windowStart)) {
                    told.add(new Told(said, deposit.loggedAt(), index, own ? Optional.empty() : deposit.proof()));
                }
            });
            Instant deadline = deadline(windowStart);
            return new Deposits(
                    told, !clock.instant().isBefore(deadline), deadline, matched(peer, windowStart, deadline));
        }

        private long matched(String peer, Instant windowStart, Instant before) {
            List<PairDigest> logged = arbiter.pairDigests(before);
            return logged.stream()
                    .filter(own -> own.utility().equals(utility) && own.peer().equals(peer))
                    .filter(own ->
                            own.stage() == PairStage.SEALED && own.windowStart().equals(windowStart))
                    .filter(own -> logged.stream().anyMatch(own::matches))
                    .mapToLong(PairDigest::number)
                    .max()
                    .orElse(0);
        }

        @Override
        public void acknowledge(List<Long> leafIndices) {
            requireUp();
            leafIndices.forEach(index -> kept.computeIfPresent(
                    index, (key, deposit) -> new Kept(deposit.deposit(), deposit.loggedAt(), Optional.empty())));
        }
    }
}
