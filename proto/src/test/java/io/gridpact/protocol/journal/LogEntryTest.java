package io.gridpact.protocol.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.Seeds;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.MerkleTree;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.pairing.SealingDeposit;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogEntryTest {

    private static final int SEEDS = 200;
    private static final Instant MINUTE = Instant.parse("2026-06-01T11:40:00Z");
    private static final Instant LOGGED = MINUTE.plusMillis(61_234);
    private static final Digest ANY = JournalTest.statement(9);

    private static final LogEntry JOURNAL =
            LogEntry.of(new JournalRoot(JournalTest.statement(1), "north", MINUTE, ANY, MINUTE), LOGGED);
    private static final LogEntry PAIR = LogEntry.of(
            new PairDigest(JournalTest.statement(2), "south", "north", MINUTE, PairStage.SEALED, 1, ANY, MINUTE),
            LOGGED);
    private static final LogEntry SHEET = LogEntry.of(
            new SheetRoot(JournalTest.statement(3), "north", Direction.INJECTION, MINUTE, 1, ANY, MINUTE), LOGGED);

    private static final LogEntry DEPOSIT =
            LogEntry.of(new SealingDeposit(JournalTest.statement(4), "south", "north", MINUTE, ANY, MINUTE), LOGGED);

    /// @param entry what the bytes say; null for a defect
    record Situation(String name, byte[] bytes, boolean isEntry) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        byte[] bytes = JOURNAL.bytes();
        return Stream.of(
                new Situation("log entry of a journal root", bytes, true),
                new Situation("log entry of a pair digest", PAIR.bytes(), true),
                new Situation("log entry of a sheet root", SHEET.bytes(), true),
                new Situation("log entry of a sealing deposit", DEPOSIT.bytes(), true),
                new Situation("defect log entry with a byte more", Arrays.copyOf(bytes, bytes.length + 1), false),
                new Situation("defect log entry with a byte less", Arrays.copyOf(bytes, bytes.length - 1), false),
                new Situation("defect log entry of another version", replaced(bytes, "/v1", "/v2"), false),
                new Situation(
                        "defect log entry of another kind", replaced(bytes, "JOURNAL_ROOT", "JOURNAL_LOOT"), false),
                new Situation(
                        "defect log entry with a field beyond its end",
                        replaced(bytes, "\0\0\0\5north", "\0\0\1\5north"),
                        false),
                new Situation(
                        "defect log entry with a negative length",
                        replaced(bytes, "\0\0\0\5north", "\u00ff\0\0\5north"),
                        false),
                new Situation("defect log entry that is no UTF-8", replaced(bytes, "north", "nort\u00ff"), false),
                new Situation("defect log entry of nothing", new byte[0], false));
    }

    private static byte[] replaced(byte[] bytes, String what, String with) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text).contains(what);
        return text.replace(what, with).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        VectorFile file = VectorFile.of(situation.name()).with("bytes", (Object) situation.bytes());
        if (!situation.isEntry()) {
            assertThatIllegalArgumentException().isThrownBy(() -> LogEntry.parse(situation.bytes()));
            file.with("outcome", "refused").check("journal", situation.name());
            return;
        }
        LogEntry entry = LogEntry.parse(situation.bytes());

        assertThat(entry.bytes()).isEqualTo(situation.bytes());
        assertThat(entry.leafHash()).isEqualTo(MerkleTree.leafHash(situation.bytes()));
        file.with("kind", entry.kind())
                .with("sender", entry.sender())
                .with("key", entry.key())
                .with("statement", entry.statement())
                .with("logged_at", entry.loggedAt())
                .with("leaf_hash", entry.leafHash())
                .with("outcome", "read")
                .check("journal", situation.name());
    }

    @Test
    void keys_say_what_a_sender_may_state_once() {
        assertThat(JOURNAL.key()).isEqualTo("1780314000000");
        assertThat(PAIR.key()).isEqualTo("north|south|1780314000000|SEALED|1");
        assertThat(SHEET.key()).isEqualTo("INJECTION|1780314000000|1");
        assertThat(DEPOSIT.key()).isEqualTo("north|south|1780314000000|" + ANY.hex());
        assertThat(SubmissionKey.pair("north", "south", MINUTE, PairStage.SEALED, 1))
                .isEqualTo(PAIR.key());
    }

    @Test
    void an_entry_that_is_read_is_the_entry_that_was_written() {
        for (LogEntry entry : new LogEntry[] {JOURNAL, PAIR, SHEET, DEPOSIT}) {
            assertThat(LogEntry.parse(entry.bytes())).isEqualTo(entry);
        }
    }

    @Test
    void bytes_that_are_changed_are_another_entry_or_none() {
        Seeds.forEach(SEEDS, random -> {
            byte[] bytes = PAIR.bytes();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                LogEntry entry = LogEntry.parse(bytes);
                assertThat(entry).as(HexFormat.of().formatHex(bytes)).isNotEqualTo(PAIR);
                assertThat(entry.bytes()).isEqualTo(bytes);
            } catch (IllegalArgumentException none) {
                assertThat(none).isNotNull();
            }
        });
    }

    @Test
    void a_receipt_is_for_one_entry_alone() {
        LogReceipt receipt = new LogReceipt(ANY, "arbiter", SHEET.statement(), SHEET.leafHash(), 0, LOGGED, LOGGED);

        LogReceipt ofAnother = new LogReceipt(ANY, "arbiter", ANY, SHEET.leafHash(), 0, LOGGED, LOGGED);
        LogReceipt datedBack =
                new LogReceipt(ANY, "arbiter", SHEET.statement(), SHEET.leafHash(), 0, LOGGED.minusMillis(1), LOGGED);

        assertThat(receipt.proves(SHEET)).isTrue();
        assertThat(ofAnother.proves(SHEET)).isFalse();
        assertThat(datedBack.proves(SHEET)).isFalse();
        assertThat(receipt.proves(PAIR)).isFalse();
        assertThat(receipt.proves(with(SHEET, "south", SHEET.key(), LOGGED))).isFalse();
        assertThat(receipt.proves(with(SHEET, "north", JOURNAL.key(), LOGGED))).isFalse();
        assertThat(receipt.proves(with(SHEET, "north", SHEET.key(), LOGGED.plusMillis(1))))
                .isFalse();
    }

    private static LogEntry with(LogEntry entry, String sender, String key, Instant loggedAt) {
        return new LogEntry(entry.kind(), sender, key, entry.statement(), loggedAt);
    }
}
