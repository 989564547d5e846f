package io.gridpact.utility.network;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.peer.ArbiterLink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// An arbiter's log in memory: the first statement under a key counts; repeated, it is answered with the same receipt.
public final class AnArbiter implements ArbiterLink {

    private static final Fields AT = new Fields(Reason.INTERNAL, "statement");
    private static final Duration INCLUSION = Duration.ofMinutes(1);

    private record Entry(Digest statement, Envelope envelope, Submitted.Logged result) {}

    private final Clock clock;
    private final Map<String, Entry> log = new LinkedHashMap<>();
    private boolean down;
    private Predicate<Envelope> refused = statement -> false;

    public AnArbiter(Clock clock) {
        this.clock = clock;
    }

    public void goDown() {
        down = true;
    }

    public void comeBack() {
        down = false;
    }

    public boolean isDown() {
        return down;
    }

    /// Pair digests that were logged before an instant.
    public List<PairDigest> pairDigests(Instant before) {
        return log.values().stream()
                .filter(entry -> entry.result().receipt().loggedAt().isBefore(before))
                .map(Entry::envelope)
                .filter(envelope -> envelope.payloadType().equals(PairDigest.PAYLOAD_TYPE))
                .map(envelope -> StatementWire.pairDigest(envelope, AT))
                .toList();
    }

    public int leaves() {
        return log.size();
    }

    @Override
    public List<Submitted> submit(List<Envelope> statements) {
        requireUp();
        return statements.stream().map(this::submit).toList();
    }

    /// From now on it refuses what is so for its signature.
    public void refuse(Predicate<Envelope> statements) {
        refused = statements;
    }

    private Submitted submit(Envelope statement) {
        if (refused.test(statement)) {
            return new Submitted.Refused(statement.digest(), Refusal.of(Reason.SIGNATURE_INVALID));
        }
        LogEntry entry = entry(statement, clock.instant());
        Entry logged = log.computeIfAbsent(
                entry.sender() + "/" + entry.kind() + "/" + entry.key(),
                key -> new Entry(statement.digest(), statement, log(entry)));
        return logged.statement().equals(statement.digest())
                ? logged.result()
                : new Submitted.Refused(statement.digest(), Refusal.of(Reason.EQUIVOCATION));
    }

    private Submitted.Logged log(LogEntry entry) {
        byte[] payload = StatementWire.logReceiptPayload(
                "arbiter", entry, log.size(), entry.loggedAt().plus(INCLUSION), ANetwork.salt("receipt " + log.size()));
        Envelope envelope = Envelopes.sign(LogReceipt.PAYLOAD_TYPE, payload, ANetwork.signer("arbiter"));
        return new Submitted.Logged(StatementWire.logReceipt(envelope, AT), envelope);
    }

    private static LogEntry entry(Envelope statement, Instant now) {
        return switch (statement.payloadType()) {
            case JournalRoot.PAYLOAD_TYPE -> LogEntry.of(StatementWire.journalRoot(statement, AT), now);
            case PairDigest.PAYLOAD_TYPE -> LogEntry.of(StatementWire.pairDigest(statement, AT), now);
            case SealingDeposit.PAYLOAD_TYPE -> LogEntry.of(StatementWire.sealingDeposit(statement, AT), now);
            default -> throw new IllegalArgumentException(statement.payloadType());
        };
    }

    @Override
    public Optional<SheetRevision> sheetRevision(String utility, Direction direction, Instant windowStart) {
        return Optional.empty();
    }

    @Override
    public VerifiedCheckpoint checkpoint(String held) {
        requireUp();
        return new VerifiedCheckpoint(log.size(), held);
    }

    private void requireUp() {
        if (down) {
            throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
        }
    }
}
