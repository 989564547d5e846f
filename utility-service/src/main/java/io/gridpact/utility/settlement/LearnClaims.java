package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusEvidence;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Asks the arbiter what a peer and this utility have claimed of each other: answers what is claimed of it, takes what
/// was deposited for it, and keeps what claims have come to (PROTOCOL.md, section 8.5).
public final class LearnClaims implements OutboxSender {

    /// Outbox kind; the subject is a question.
    public static final String KIND = "STATUS_CLAIMS";

    private static final int MAX_QUESTIONS = 20;
    private static final Fields ANSWER = new Fields(Reason.INVALID_PROOF, "claims");
    private static final Logger LOG = Logger.getLogger(LearnClaims.class);

    private final String utility;
    private final String arbiter;
    private final ClaimLink link;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final ReceiveStatuses receiveStatuses;
    private final AnswerClaim answerClaim;
    private final StoreClaims step;
    private final SettlementMeter meter;
    private final Runnable whenLearned;

    /// @param own what this utility shows
    /// @param whenLearned is run when something has been stored
    LearnClaims(
            String utility,
            String arbiter,
            ClaimLink link,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock,
            LedgerReader reader,
            LedgerWriter writer,
            ReceiveStatuses receiveStatuses,
            OwnShowing own,
            SettlementMeter meter,
            Runnable whenLearned) {
        this.meter = meter;
        this.utility = utility;
        this.arbiter = arbiter;
        this.link = link;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
        this.reader = reader;
        this.writer = writer;
        this.receiveStatuses = receiveStatuses;
        this.answerClaim = new AnswerClaim(reader, own);
        this.step = new StoreClaims(utility);
        this.whenLearned = whenLearned;
    }

    /// What is known of a pair while its claims are gone through.
    private static final class Going {
        private final Pair pair;
        private final Map<Direction, Map<Digest, SideTerms>> own = new EnumMap<>(Direction.class);
        private final List<StoreClaims.Decided> decided = new ArrayList<>();
        private final List<Digest> taken = new ArrayList<>();
        /// Whether something that was shown here could not be taken yet.
        private boolean incomplete;

        Going(Pair pair) {
            this.pair = pair;
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return MAX_QUESTIONS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        try {
            OutboxSender.eachAlone(KIND, subjects, subject -> ask(target, subject));
        } finally {
            // 5. Tell: rounds and pairs may go on.
            whenLearned.run();
        }
    }

    private void ask(String target, Digest subject) {
        Going going = new Going(pair(subject));
        // 1. Ask, and verify who has said what.
        ClaimLink.Claims claims = link.claims(going.pair.peer(), going.pair.windowStart());
        // 2. Answer what is claimed here, and take what was shown: both are stored where they belong.
        for (ClaimLink.Told told : claims.claims()) {
            StatusClaim claim = StatusClaimWire.claim(told.claim(), ANSWER);
            requireOfThePair(claim, told, going.pair);
            if (claim.utility().equals(utility)) {
                ours(going, claim, told);
            } else {
                theirs(going, claim, told);
            }
        }
        // 3. Persist what they came to, and what follows from it.
        List<StatusStanding.Verdict> fresh = writer.write(
                step,
                new StoreClaims.Learned(
                        new OutboxMessage(target, KIND, subject),
                        going.pair,
                        going.decided,
                        claims.sellersDecided() && !going.incomplete,
                        claims.buyersDecided() && !going.incomplete));
        fresh.forEach(verdict -> meter.claimed(going.pair.peer(), verdict.name()));
        // 4. Let the arbiter forget what is stored here now.
        if (!going.taken.isEmpty()) {
            link.acknowledge(going.taken);
        }
    }

    private Pair pair(Digest subject) {
        return reader.first(
                        "select window_start, peer from claim_question where subject = ?",
                        query -> query.setBytes(1, subject.bytes()),
                        row -> new Pair(Instant.ofEpochMilli(row.getLong(1)), row.getString(2)))
                .orElseThrow();
    }

    private void requireOfThePair(StatusClaim claim, ClaimLink.Told told, Pair pair) {
        boolean ofThePair = claim.windowStart().equals(pair.windowStart())
                && (claim.utility().equals(utility) && claim.peer().equals(pair.peer())
                        || claim.utility().equals(pair.peer()) && claim.peer().equals(utility));
        ANSWER.require(ofThePair, "claim", "not of this pair and window");
        ANSWER.require(signed(claim.utility(), told.claim()), "claim.signatures", "not signed by the claimant");
    }

    /// A claim of the peer's. One about nothing that is here is none, whatever comes of it.
    private void theirs(Going going, StatusClaim claim, ClaimLink.Told told) {
        SideTerms terms = going.own
                .computeIfAbsent(claim.direction(), direction -> answerClaim.lines(utility, going.pair, direction))
                .get(claim.subject());
        if (terms == null) {
            LOG.warnf("%s claims a status that it is not owed, window %s", going.pair.peer(), going.pair.windowStart());
            return;
        }
        Optional<Envelope> standing = told.standing().or(() -> deposited(claim, terms));
        standing.ifPresent(word -> going.decided.add(decided(claim, told.claim(), word, terms.order())));
    }

    /// Where the arbiter does not take it, or is away, it is asked again in a minute.
    private Optional<Envelope> deposited(StatusClaim claim, SideTerms terms) {
        Optional<byte[]> shown = answerClaim.answer(claim, terms);
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(link.deposit(claim.digest(), shown.get()));
        } catch (RefusedException refused) {
            if (OutboxSender.isAway(refused.refusal())) {
                throw refused;
            }
            LOG.errorf("the arbiter does not take what was claimed: %s", refused.getMessage());
            return Optional.empty();
        }
    }

    private void ours(Going going, StatusClaim claim, ClaimLink.Told told) {
        Optional<Digest> order = reader.first(
                "select order_digest from status_claim where claim_digest = ?",
                query -> query.setBytes(1, claim.digest().bytes()),
                row -> Digest.of(row.getBytes(1)));
        if (order.isEmpty() || told.standing().isEmpty()) {
            return;
        }
        StoreClaims.Decided decided =
                decided(claim, told.claim(), told.standing().get(), order.get());
        if (told.shown().isPresent() && !take(going.pair.peer(), told.shown().get())) {
            going.incomplete = true;
            return;
        }
        told.shown().ifPresent(shown -> going.taken.add(claim.digest()));
        going.decided.add(decided);
    }

    /// By the checks of any stream; where lines stand the arbiter has judged with the rest.
    private boolean take(String peer, byte[] shown) {
        try {
            StatusEvidence evidence = StatusClaimWire.parse(shown, ANSWER.in("shown"));
            StatusIntake intake = receiveStatuses.beginDeposited(peer);
            intake.header(
                    evidence.root().root().windowStart(),
                    evidence.root().envelope(),
                    evidence.root().receiptEnvelope());
            intake.meter(
                    evidence.meter().enrolmentEnvelope(),
                    evidence.meter().readingEnvelopes(),
                    evidence.meter().logged());
            List<Envelope> page = List.of(evidence.statusEnvelope());
            intake.page(page, StatusPageWire.encode(page));
            return true;
        } catch (RefusedException refused) {
            LOG.warnf("what the arbiter holds for this utility is not taken: %s", refused.getMessage());
            return false;
        }
    }

    private StoreClaims.Decided decided(StatusClaim claim, Envelope envelope, Envelope word, Digest order) {
        StatusStanding standing = StatusClaimWire.standing(word, ANSWER.in("standing"));
        boolean ofTheArbiter = standing.arbiter().equals(arbiter)
                && directory
                        .apply(arbiter)
                        .filter(participant -> participant.role() == ParticipantRole.ARBITER)
                        .isPresent()
                && signed(arbiter, word);
        if (!ofTheArbiter || !standing.answers(claim)) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_PROOF, "standing", "not the arbiter's answer to this claim"));
        }
        return new StoreClaims.Decided(claim, envelope, order, standing, word);
    }

    private boolean signed(String party, Envelope envelope) {
        return directory
                .apply(party)
                .filter(participant -> participant.signed(envelope, clock.instant(), verifier))
                .isPresent();
    }
}
