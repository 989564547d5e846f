package io.gridpact.protocol.journal;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.MerkleTree;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.quantity.Instants;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// A leaf of the arbiter's log (PROTOCOL.md, section 9).
///
/// @param sender the participant that submitted the statement
/// @param key of [SubmissionKey]
/// @param statement digest of the signed statement
/// @param loggedAt the arbiter's time, whole milliseconds
public record LogEntry(LogEntryKind kind, String sender, String key, Digest statement, Instant loggedAt) {

    /// Longest encoding that [#parse] reads.
    public static final int MAX_BYTES = 512;

    private static final String TAG = "gridpact/log-entry/v1";

    /// @throws IllegalArgumentException if the time is not a whole millisecond or the encoding longer than
    /// [#MAX_BYTES]
    public LogEntry {
        Instants.requireMillis(loggedAt);
        if (encode(kind, sender, key, statement, loggedAt).length > MAX_BYTES) {
            throw new IllegalArgumentException("an entry longer than " + MAX_BYTES + " bytes");
        }
    }

    public static LogEntry of(JournalRoot root, Instant loggedAt) {
        String key = SubmissionKey.journal(root.minute());
        return new LogEntry(LogEntryKind.JOURNAL_ROOT, root.utility(), key, root.digest(), loggedAt);
    }

    public static LogEntry of(PairDigest pair, Instant loggedAt) {
        String key = SubmissionKey.pair(pair.utility(), pair.peer(), pair.windowStart(), pair.stage(), pair.number());
        return new LogEntry(LogEntryKind.PAIR_DIGEST, pair.utility(), key, pair.digest(), loggedAt);
    }

    public static LogEntry of(SheetRoot root, Instant loggedAt) {
        String key = SubmissionKey.sheet(root.direction(), root.windowStart(), root.revision());
        return new LogEntry(LogEntryKind.SHEET_ROOT, root.utility(), key, root.digest(), loggedAt);
    }

    public static LogEntry of(SealingDeposit deposit, Instant loggedAt) {
        String key = SubmissionKey.deposit(deposit.utility(), deposit.peer(), deposit.windowStart(), deposit.leaf());
        return new LogEntry(LogEntryKind.SEALING_DEPOSIT, deposit.utility(), key, deposit.digest(), loggedAt);
    }

    /// @param descriptor digest of the signed descriptor that the participant was read from
    public static LogEntry of(Participant participant, Digest descriptor, Instant loggedAt) {
        String key = SubmissionKey.descriptor(participant.revision());
        return new LogEntry(LogEntryKind.DESCRIPTOR, participant.id(), key, descriptor, loggedAt);
    }

    public static LogEntry of(Revocation revocation, Instant loggedAt) {
        String key = SubmissionKey.revocation(revocation.keyId());
        return new LogEntry(LogEntryKind.REVOCATION, revocation.participant(), key, revocation.digest(), loggedAt);
    }

    /// The leaf's data: for the tag `gridpact/log-entry/v1` and then kind, sender, key, statement digest and time a
    /// 4-byte big-endian length and the bytes, as `H` would hash them.
    public byte[] bytes() {
        return encode(kind, sender, key, statement, loggedAt);
    }

    /// RFC 6962 leaf hash of [#bytes()].
    public Digest leafHash() {
        return MerkleTree.leafHash(bytes());
    }

    /// The entry whose bytes these are, to the last.
    ///
    /// @throws IllegalArgumentException otherwise
    public static LogEntry parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("longer than " + MAX_BYTES + " bytes");
        }
        LogEntry entry = read(ByteBuffer.wrap(bytes));
        if (!Arrays.equals(entry.bytes(), bytes)) {
            throw new IllegalArgumentException("an entry that is written otherwise");
        }
        return entry;
    }

    private static LogEntry read(ByteBuffer fields) {
        try {
            if (!text(fields).equals(TAG)) {
                throw new IllegalArgumentException("no log entry of this version");
            }
            LogEntryKind kind = LogEntryKind.valueOf(text(fields));
            String sender = text(fields);
            String key = text(fields);
            Digest statement = Digest.of(field(fields));
            Instant loggedAt =
                    Instant.ofEpochMilli(ByteBuffer.wrap(field(fields)).getLong());
            return new LogEntry(kind, sender, key, statement, loggedAt);
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("an entry that ends early", tooShort);
        }
    }

    private static String text(ByteBuffer fields) {
        return new String(field(fields), StandardCharsets.UTF_8);
    }

    private static byte[] field(ByteBuffer fields) {
        int length = fields.getInt();
        if (length < 0 || length > fields.remaining()) {
            throw new IllegalArgumentException("a field longer than the entry");
        }
        byte[] field = new byte[length];
        fields.get(field);
        return field;
    }

    private static byte[] encode(LogEntryKind kind, String sender, String key, Digest statement, Instant loggedAt) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, Hash.utf8(TAG));
        write(out, Hash.utf8(kind.name()));
        write(out, Hash.utf8(sender));
        write(out, Hash.utf8(key));
        write(out, statement.bytes());
        write(
                out,
                ByteBuffer.allocate(Long.BYTES).putLong(loggedAt.toEpochMilli()).array());
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, byte[] field) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        out.writeBytes(field);
    }
}
