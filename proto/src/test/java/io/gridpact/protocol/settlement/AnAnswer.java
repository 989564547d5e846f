package io.gridpact.protocol.settlement;

import static java.util.Objects.requireNonNull;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MissingReadingFallback;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusClaimWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A claim for a status and what answers it, each part under the signature that it needs: honest, unless a test changes
/// a field. Participants have the keys of `order/context.txt`.
final class AnAnswer {

    static final Instant ROOT_LOGGED = AWindow.WINDOW.end().plus(Duration.ofMinutes(100));
    static final Instant NOW = AWindow.WINDOW.end().plus(Duration.ofMinutes(140));
    static final NetworkProfile PROFILE = new NetworkProfile(
            Unsigned.DIGEST,
            "example",
            Duration.ofMinutes(60),
            AllocationRule.FIFO,
            1_000,
            Deadlines.DEFAULT,
            MissingReadingFallback.NOTHING_INJECTED_ALL_CONSUMED,
            7);

    private static final Fields SHOWN = Fields.of(Reason.INVALID_PROOF);
    private static final String METER = "meter";
    private static final Instant MINUTE = AWindow.READINGS_DUE.minus(Duration.ofMinutes(10));
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    final AWindow window;
    final Map<String, Participant> directory = new HashMap<>();

    // What is claimed.
    String claimant;
    String peer;
    Direction direction;
    Instant claimedWindow = AWindow.WINDOW.start();
    SideTerms claimed;

    // What is shown otherwise than it was committed.
    Consumer<AWindow> shown = StatusSituation.NOTHING;
    Optional<SideTerms> shownTerms = Optional.empty();
    String receiptArbiter = "arbiter";
    Optional<Instant> receiptFor = Optional.empty();
    String journalOf;
    long journalIndexes;

    // Who signs.
    String rootKey;
    String receiptKey = "arbiter";
    String enrolmentKey;
    String statusKey;
    String readingKey = METER;
    String journalKey;
    String journalReceiptKey = "arbiter";
    String journalReceiptArbiter = "arbiter";

    private AnAnswer(AWindow window, String claimant) {
        this.window = window;
        this.claimant = claimant;
        this.peer = window.utility;
        this.direction = window.direction;
        this.claimed = window.terms;
        this.rootKey = peer;
        this.enrolmentKey = peer;
        this.statusKey = peer;
        this.journalKey = peer;
        this.journalOf = peer;
        List.of("north", "south").forEach(id -> directory.put(id, participant(id, ParticipantRole.UTILITY)));
        directory.put("arbiter", participant("arbiter", ParticipantRole.ARBITER));
    }

    static AnAnswer ofSeller() {
        return new AnAnswer(AWindow.ofSeller(), "south");
    }

    static AnAnswer ofBuyer() {
        return new AnAnswer(AWindow.ofBuyer(), "north");
    }

    /// Of a meter that cannot sign, whose readings its utility has signed and logged.
    static AnAnswer ofAttested() {
        AnAnswer answer = ofSeller();
        answer.window.attestReadings(MINUTE);
        answer.claimed = answer.window.terms;
        answer.readingKey = answer.peer;
        return answer;
    }

    /// The utility has a next key, and its first was revoked at that time by the log.
    void revoke(Instant loggedAt) {
        Participant utility = requireNonNull(directory.get(peer));
        SigningKey next =
                new SigningKey(signer(peer + " next").publicKey(), NEW_YEAR, NEW_YEAR.plus(Duration.ofDays(365)));
        directory.put(
                peer,
                utility.with(utility.keys()
                        .with(List.of(next))
                        .revoked(signer(peer).publicKey().id(), loggedAt)));
    }

    byte[] claimPayload() {
        return StatusClaimWire.claimPayload(
                claimant, peer, direction, claimedWindow, StatusClaim.subject(claimed), AWindow.salt(4));
    }

    StatusClaim claim() {
        return StatusClaimWire.claim(new Envelope(StatusClaim.PAYLOAD_TYPE, claimPayload(), List.of()), SHOWN);
    }

    /// A `gridpact.status.v1.ShownStatus`.
    byte[] encoded() {
        window.commit();
        shown.accept(window);
        Envelope root = signed(window.sheetRoot(), rootKey);
        LogEntry entry = LogEntry.of(StatementWire.sheetRoot(root, SHOWN), receiptFor.orElse(ROOT_LOGGED));
        Envelope receipt = receipt(entry, receiptArbiter, ROOT_LOGGED, receiptKey);
        List<Envelope> readings = window.readings.stream()
                .map(reading -> signed(reading.envelope(), readingKey))
                .toList();
        return StatusClaimWire.encode(
                shownTerms.orElse(window.terms),
                root,
                receipt,
                EnvelopeWire.encode(signed(window.enrolment(), enrolmentKey)),
                readings.stream().map(EnvelopeWire::encode).toList(),
                window.loggedAt.isPresent() ? logged(readings) : List.of(),
                signed(window.status(), statusKey));
    }

    /// From the bytes, as the arbiter does.
    String outcome() {
        try {
            StatusEvidence evidence = StatusClaimWire.parse(encoded(), SHOWN);
            StatusEvidenceRules rules = new StatusEvidenceRules(
                    "arbiter", id -> Optional.ofNullable(directory.get(id)), new SignatureVerifier());
            return io.gridpact.protocol.VectorFile.outcome(rules.verify(evidence, claim(), PROFILE, NOW));
        } catch (RefusedException refused) {
            return io.gridpact.protocol.VectorFile.outcome(new Verdict.Refused(refused.refusal()));
        }
    }

    private List<LoggedReading> logged(List<Envelope> readings) {
        List<Digest> statements = readings.stream().map(Envelope::digest).toList();
        Digest treeRoot = JournalMinute.treeRoot(statements);
        Envelope root = signed(
                new Envelope(
                        JournalRoot.PAYLOAD_TYPE,
                        StatementWire.journalRootPayload(
                                journalOf,
                                MINUTE,
                                JournalMinute.root(journalOf, MINUTE, treeRoot, statements.size()),
                                MINUTE,
                                AWindow.salt(6)),
                        List.of()),
                journalKey);
        JournalRoot read = StatementWire.journalRoot(root, SHOWN);
        Instant loggedAt = window.loggedAt.orElseThrow();
        Envelope receipt = receipt(LogEntry.of(read, loggedAt), journalReceiptArbiter, loggedAt, journalReceiptKey);
        LoggedMinute minute =
                new LoggedMinute(read, treeRoot, statements.size(), StatementWire.logReceipt(receipt, SHOWN));
        List<LoggedReading> logged = new ArrayList<>();
        for (int index = 0; index < statements.size(); index++) {
            List<Digest> path = JournalMinute.paths(statements).get(index);
            logged.add(new LoggedReading(statements.get(index), minute, root, receipt, index ^ journalIndexes, path));
        }
        return logged;
    }

    private static Envelope receipt(LogEntry entry, String arbiter, Instant loggedAt, String key) {
        LogEntry told = new LogEntry(entry.kind(), entry.sender(), entry.key(), entry.statement(), loggedAt);
        byte[] honest = StatementWire.logReceiptPayload(arbiter, entry, 3, loggedAt, AWindow.salt(5));
        byte[] payload = told.equals(entry) ? honest : withTime(honest, loggedAt);
        return signed(new Envelope(LogReceipt.PAYLOAD_TYPE, payload, List.of()), key);
    }

    /// The receipt's own time, over a leaf hash that was made with another.
    private static byte[] withTime(byte[] receipt, Instant loggedAt) {
        try {
            return io.gridpact.arbiter.v1.LogReceipt.parseFrom(receipt).toBuilder()
                    .setLoggedAtMillis(loggedAt.toEpochMilli())
                    .build()
                    .toByteArray();
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Envelope signed(Envelope unsigned, String key) {
        return Envelopes.sign(unsigned.payloadType(), unsigned.payload(), signer(key));
    }

    private static InMemorySigner signer(String name) {
        byte[] seed = name.equals(METER)
                ? Hash.tagged("test-meter").integer(1).finish().bytes()
                : Hash.sha256(Hash.utf8("gridpact vector key " + name)).bytes();
        return InMemorySigner.ofSeed(seed);
    }

    private static Participant participant(String id, ParticipantRole role) {
        Instant yearBefore = Instant.parse("2025-01-01T00:00:00Z");
        Instant yearAfter = Instant.parse("2027-01-01T00:00:00Z");
        return new Participant(
                id,
                role,
                id + ".example:9000",
                Participants.spiffeId(role, id),
                List.of(AWindow.ORDER),
                List.of(
                        new SigningKey(signer(id + " old").publicKey(), yearBefore, NEW_YEAR),
                        new SigningKey(signer(id).publicKey(), NEW_YEAR, yearAfter)),
                Optional.empty(),
                new SigningKey(signer(id + " root").publicKey(), NEW_YEAR, yearAfter),
                1);
    }
}
