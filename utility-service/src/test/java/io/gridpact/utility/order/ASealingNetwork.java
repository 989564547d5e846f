package io.gridpact.utility.order;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnArbiter;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.peer.UtilityLink;
import io.gridpact.utility.sealing.MendingLink;
import io.gridpact.utility.update.UpdatingParts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// North and south on real databases with an arbiter in memory, joined by method calls, on one clock.
public final class ASealingNetwork implements AutoCloseable, UpdatingParts.Between {

    static final long LIMIT_WH = 100_000;

    private static final int MAX_ROUNDS = 100;

    final NodeClock clock = NodeClock.frozen(ANetwork.NOW);
    final AnArbiter arbiter = new AnArbiter(clock);
    final ADepositBox deposits = new ADepositBox(arbiter, clock, this::participant);
    private final Map<String, Participant> renewed = new ConcurrentHashMap<>();

    private final Map<String, ASealingUtility> utilities = new TreeMap<>();
    private final Set<String> cutOff = new HashSet<>();
    private final Set<String> stubborn = new HashSet<>();
    private final Set<String> asleep = new HashSet<>();
    private final Set<String> withheld = new HashSet<>();
    private ConfirmationMode mode = ConfirmationMode.BLOCKING;
    private UnaryOperator<Envelope> answersOnTheWay = UnaryOperator.identity();
    private boolean receiptsLost;
    private boolean answersLost;
    private boolean receiptAnswersLost;
    private boolean digestAnswersLost;
    private UnaryOperator<SealingProofs> proofsOnTheWay = UnaryOperator.identity();

    public ASealingNetwork() {
        for (String id : List.of("north", "south")) {
            utilities.put(id, new ASealingUtility(id, this));
        }
        at("north").enrol(AnOrder.SELLER, Direction.INJECTION, "sunbird", LIMIT_WH);
        at("south").enrol(AnOrder.BUYER, Direction.CONSUMPTION, "helio", LIMIT_WH);
        at("south").enrol(AnOrder.SELLER, Direction.INJECTION, "sunbird", LIMIT_WH);
    }

    public ASealingUtility at(String id) {
        return Objects.requireNonNull(utilities.get(id));
    }

    /// What everyone knows of that participant.
    Optional<Participant> participant(String id) {
        Participant changed = renewed.get(id);
        return changed == null ? ANetwork.DIRECTORY.apply(id) : Optional.of(changed);
    }

    /// That participant's keys: the one of its name, and the next.
    RotatingSigner signer(String id) {
        List<Signer> keys = List.of(ANetwork.signer(id), ANetwork.signer(id + " next"));
        return new RotatingSigner(() -> keys, () -> participant(id), clock);
    }

    /// Everyone has its next descriptor: the next key beside the one of its name, valid from then on.
    void renewKey(String id, Instant from) {
        Participant present = participant(id).orElseThrow();
        SigningKey next =
                new SigningKey(ANetwork.signer(id + " next").publicKey(), from, from.plus(Duration.ofDays(90)));
        renewed.put(id, present.with(present.keys().with(List.of(next))));
    }

    /// Everyone knows that its first key is revoked, by the log since then.
    void revoke(String id, Instant loggedAt) {
        KeyId keyId = ANetwork.signer(id).publicKey().id();
        renewed.put(id, participant(id).orElseThrow().revoked(keyId, loggedAt));
        utilities.values().forEach(utility -> utility.stored.database().execute("""
                insert into revocation (id, participant, key_id, logged_at, revocation, log_receipt)
                values ('%1$s|%2$s', '%1$s', '\\x%2$s', %3$d, '', '')""".formatted(
                        id, keyId.hex(), loggedAt.toEpochMilli())));
        arbiter.refuse(statement -> statement.signatures().getFirst().keyId().equals(keyId));
    }

    /// A trade between a customer of north and one of south.
    public AnOrder traded(long quantityWh) {
        AnOrder order = AnOrder.ofItsOwn().of(quantityWh);
        if (!(at("north").confirm(order) instanceof Confirmation.Signed)) {
            throw new IllegalStateException("not signed by all");
        }
        return order;
    }

    void cutOff(String utility) {
        cutOff.add(utility);
    }

    void reconnect(String utility) {
        cutOff.remove(utility);
    }

    /// It does nothing by itself, and nobody reaches it.
    void putToSleep(String utility) {
        asleep.add(utility);
        cutOff.add(utility);
    }

    void wake(String utility) {
        asleep.remove(utility);
        cutOff.remove(utility);
    }

    /// It takes nothing that it is shown.
    void makeStubborn(String utility) {
        stubborn.add(utility);
    }

    /// Buyer utilities' answers do not arrive.
    void loseAnswers(boolean lost) {
        answersLost = lost;
    }

    /// Pair digests arrive, what is answered to them does not.
    void loseAnswersToDigests(boolean lost) {
        digestAnswersLost = lost;
    }

    void loseReceipts(boolean lost) {
        receiptsLost = lost;
    }

    /// It submits nothing to the arbiter, who is there for everybody else.
    void withholdJournal(String utility) {
        withheld.add(utility);
    }

    void logAgain(String utility) {
        withheld.remove(utility);
    }

    ArbiterLink arbiterOf(String utility) {
        return new ArbiterLink() {
            @Override
            public List<Submitted> submit(List<Envelope> statements) {
                if (withheld.contains(utility)) {
                    throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
                }
                return arbiter.submit(statements);
            }

            @Override
            public Optional<SheetRevision> sheetRevision(String of, Direction direction, Instant windowStart) {
                return arbiter.sheetRevision(of, direction, windowStart);
            }

            @Override
            public VerifiedCheckpoint checkpoint(String held) {
                return arbiter.checkpoint(held);
            }
        };
    }

    /// What happens to attestations between a buyer utility and whoever asked it.
    void answersOnTheWay(UnaryOperator<Envelope> change) {
        answersOnTheWay = change;
    }

    /// From now on everybody's agreements are of this mode.
    void agreeOn(ConfirmationMode agreed) {
        mode = agreed;
    }

    ConfirmationMode mode() {
        return mode;
    }

    void proofsOnTheWay(UnaryOperator<SealingProofs> change) {
        proofsOnTheWay = change;
    }

    /// Runs everybody until nobody has anything to do that can be done now.
    void settle() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            deposits.signCheckpoint();
            int done = 0;
            for (String id : List.copyOf(utilities.keySet())) {
                done += asleep.contains(id) ? 0 : at(id).runTasks() + at(id).sendOutbox();
            }
            if (done == 0) {
                return;
            }
        }
        throw new IllegalStateException("not settled after " + MAX_ROUNDS + " rounds");
    }

    /// Moves the clock as an operator does, from one due instant to the next.
    public void advanceTo(Instant target) {
        settle();
        while (clock.instant().isBefore(target)) {
            Instant next = utilities.values().stream()
                    .flatMap(utility -> utility.nextDue().stream())
                    .filter(due -> due.isAfter(clock.instant()) && due.isBefore(target))
                    .min(Instant::compareTo)
                    .orElse(target);
            clock.moveTo(next);
            settle();
        }
    }

    void restart() {
        utilities.replaceAll((id, utility) -> utility.restarted());
    }

    /// All that anybody holds.
    List<String> everything() {
        return utilities.values().stream()
                .flatMap(utility -> utility.everything().stream())
                .toList();
    }

    @Override
    public void close() {
        utilities.values().forEach(ASealingUtility::close);
    }

    /// Receipts of updates arrive, the word that they did does not.
    void loseAnswersToReceipts(boolean lost) {
        receiptAnswersLost = lost;
    }

    @Override
    public UpdatingParts atUpdating(String utility) {
        return at(utility).updating;
    }

    @Override
    public boolean answersLost() {
        return answersLost;
    }

    @Override
    public boolean receiptsLost() {
        return receiptsLost;
    }

    @Override
    public boolean receiptAnswersLost() {
        return receiptAnswersLost;
    }

    @Override
    public void requireReachable(String from, String to) {
        if (cutOff.contains(from) || cutOff.contains(to)) {
            throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
        }
    }

    /// The links that one utility has to others.
    final class Links implements UtilityLink, SealingLink, MendingLink {

        private final String from;

        Links(String from) {
            this.from = from;
        }

        @Override
        public Envelope countersign(
                String utility, byte[] consentedOrder, Envelope sellerAttestation, SealedBytes buyerOpening) {
            requireReachable(from, utility);
            Envelope answer = at(utility)
                    .countersignOrder
                    .countersign(
                            OrderWire.consented(consentedOrder),
                            AttestationWire.signed(sellerAttestation),
                            buyerOpening);
            if (answersLost) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
            }
            return answersOnTheWay.apply(answer);
        }

        @Override
        public void deliverReceipts(String utility, List<Envelope> receipts) {
            requireReachable(from, utility);
            if (receiptsLost) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
            }
            at(utility).acceptReceipts.accept(from, receipts);
        }

        @Override
        public Optional<Envelope> exchangePairDigest(String utility, Envelope pairDigest, String checkpoint) {
            requireReachable(from, utility);
            PairKey key = at(utility).acceptPairDigest.accept(from, pairDigest);
            if (digestAnswersLost) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
            }
            return at(utility).pairBook.own(key);
        }

        @Override
        public Compared compare(PairKey key, List<LeafRange> ranges) {
            requireReachable(from, key.peer());
            PairKey theirs = new PairKey(from, key.windowStart(), key.stage(), key.number());
            return at(key.peer()).answerComparison.compare(theirs, ranges);
        }

        @Override
        public Answer show(
                String peer, Instant windowStart, long number, List<SealingProof> trades, List<Digest> wanted) {
            requireReachable(from, peer);
            List<SealingProof> heard = stubborn.contains(peer) ? List.of() : trades;
            List<Digest> asked = stubborn.contains(from) ? List.of() : wanted;
            Answer answer = at(peer).answerComparison.show(from, windowStart, number, heard, asked);
            return stubborn.contains(peer)
                    ? new Answer(
                            trades.stream()
                                    .map(trade -> Optional.of(Refusal.of(Reason.INVALID_PROOF)))
                                    .toList(),
                            answer.trades())
                    : answer;
        }

        @Override
        public void deliver(String utility, SealingProofs proofs) {
            requireReachable(from, utility);
            at(utility).acceptProofs.accept(from, proofsOnTheWay.apply(proofs));
        }
    }
}
