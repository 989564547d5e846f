package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.SheetStanding;
import io.gridpact.protocol.settlement.SheetStanding.LoggedRoot;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StandingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.peer.ArbiterLink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An arbiter's log in memory: the first statement under a key counts, repeated it is answered with the same receipt.
final class AnArbiter implements ArbiterLink, StandingLink {

    static final String ID = "arbiter";

    private static final Fields SUBMITTED = Fields.of(Reason.INVALID_REQUEST);

    private record Logged(Digest statement, LogReceipt receipt, Envelope envelope) {}

    private final InMemorySigner signer;
    private final Clock clock;
    private final Map<String, Logged> log = new LinkedHashMap<>();
    private final Map<String, SheetRevision> sheets = new HashMap<>();
    private final Set<Instant> unanswered = new HashSet<>();
    private final Map<String, List<LoggedRoot>> roots = new HashMap<>();
    private final Map<Instant, Instant> silences = new HashMap<>();
    private boolean down;

    AnArbiter(InMemorySigner signer, Clock clock) {
        this.signer = signer;
        this.clock = clock;
    }

    InMemorySigner signer() {
        return signer;
    }

    void goDown() {
        down = true;
    }

    void comeBack() {
        down = false;
    }

    /// It refuses to say which sheet roots of a window it holds.
    void refuseToAnswer(Instant windowStart) {
        unanswered.add(windowStart);
    }

    void answerAgain(Instant windowStart) {
        unanswered.remove(windowStart);
    }

    /// A receipt for another sheet root than the one that it has logged first: an arbiter that lies.
    Envelope receiptAgainstItsLog(Envelope sheetRoot) {
        Instant now = clock.instant();
        LogEntry entry = LogEntry.of(StatementWire.sheetRoot(sheetRoot, SUBMITTED), now);
        byte[] payload = StatementWire.logReceiptPayload(ID, entry, log.size(), now.plusSeconds(60), new byte[16]);
        return Envelopes.sign(LogReceipt.PAYLOAD_TYPE, payload, signer);
    }

    /// As if the utility had committed another sheet root after all.
    void supersede(String utility, Direction direction, Instant windowStart) {
        sheets.computeIfPresent(
                key(utility, direction, windowStart), (key, before) -> new SheetRevision(2, before.statement()));
    }

    @Override
    public List<Submitted> submit(List<Envelope> statements) {
        requireUp();
        return statements.stream().map(this::submit).toList();
    }

    private Submitted submit(Envelope statement) {
        Instant now = clock.instant();
        LogEntry entry =
                switch (statement.payloadType()) {
                    case SheetRoot.PAYLOAD_TYPE -> LogEntry.of(StatementWire.sheetRoot(statement, SUBMITTED), now);
                    case JournalRoot.PAYLOAD_TYPE -> LogEntry.of(StatementWire.journalRoot(statement, SUBMITTED), now);
                    case PairDigest.PAYLOAD_TYPE -> LogEntry.of(StatementWire.pairDigest(statement, SUBMITTED), now);
                    default -> throw new IllegalArgumentException(statement.payloadType());
                };
        Logged logged = log.computeIfAbsent(entry.sender() + "/" + entry.kind() + "/" + entry.key(), key -> {
            byte[] payload = StatementWire.logReceiptPayload(ID, entry, log.size(), now.plusSeconds(60), new byte[16]);
            Envelope envelope = Envelopes.sign(LogReceipt.PAYLOAD_TYPE, payload, signer);
            return new Logged(statement.digest(), StatementWire.logReceipt(envelope, SUBMITTED), envelope);
        });
        if (!logged.statement().equals(statement.digest())) {
            return new Submitted.Refused(statement.digest(), Refusal.of(Reason.EQUIVOCATION));
        }
        if (statement.payloadType().equals(SheetRoot.PAYLOAD_TYPE)) {
            SheetRoot root = StatementWire.sheetRoot(statement, SUBMITTED);
            sheets.merge(
                    key(root.utility(), root.direction(), root.windowStart()),
                    new SheetRevision(root.revision(), root.digest()),
                    (before, next) -> next.revision() > before.revision() ? next : before);
            logged(root, now);
        }
        return new Submitted.Logged(logged.receipt(), logged.envelope());
    }

    @Override
    public Optional<SheetRevision> sheetRevision(String utility, Direction direction, Instant windowStart) {
        requireUp();
        if (unanswered.contains(windowStart)) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST));
        }
        return Optional.ofNullable(sheets.get(key(utility, direction, windowStart)));
    }

    private void logged(SheetRoot root, Instant now) {
        List<LoggedRoot> known = roots.computeIfAbsent(
                key(root.utility(), root.direction(), root.windowStart()), none -> new ArrayList<>());
        if (known.stream().noneMatch(before -> before.revision() == root.revision())) {
            known.add(new LoggedRoot(root.revision(), root.digest(), now));
        }
    }

    /// It signed no checkpoint from then until then.
    void wasSilent(Instant from, Instant to) {
        silences.put(from, to);
    }

    @Override
    public Envelope standing(String utility, Direction direction, Instant windowStart) {
        requireUp();
        Instant now = clock.instant();
        DeliveryWindow window = DeliveryWindow.startingAt(windowStart, Duration.ofHours(1));
        StatusDeadlines deadlines =
                StatusDeadlines.of(Deadlines.DEFAULT, window, this::checkpointBefore, this::checkpointAfter, now);
        byte[] payload = StandingWire.payload(
                ID,
                utility,
                direction,
                windowStart,
                now,
                deadlines,
                roots.getOrDefault(key(utility, direction, windowStart), List.of()).stream()
                        .filter(root -> root.loggedAt().isBefore(now))
                        .toList(),
                new byte[16]);
        return Envelopes.sign(SheetStanding.PAYLOAD_TYPE, payload, signer);
    }

    private Optional<Instant> checkpointBefore(Instant instant) {
        return Optional.of(silences.entrySet().stream()
                .filter(silence ->
                        silence.getKey().isBefore(instant) && silence.getValue().isAfter(instant))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(instant));
    }

    private Optional<Instant> checkpointAfter(Instant instant) {
        return Optional.of(silences.entrySet().stream()
                .filter(silence ->
                        silence.getKey().isBefore(instant) && silence.getValue().isAfter(instant))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(instant.plusSeconds(60)));
    }

    @Override
    public VerifiedCheckpoint checkpoint(String held) {
        throw new UnsupportedOperationException();
    }

    void requireUp() {
        if (down) {
            throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
        }
    }

    private static String key(String utility, Direction direction, Instant windowStart) {
        return utility + "/" + direction + "/" + windowStart;
    }
}
