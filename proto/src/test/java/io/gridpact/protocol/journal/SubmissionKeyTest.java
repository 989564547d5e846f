package io.gridpact.protocol.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.pairing.SealingDeposit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What each statement is logged as: by whom, under which key, as which kind.
class SubmissionKeyTest {

    private static final String MINUTE_MILLIS = "1780314000000";

    private final Instant minute = Instant.parse("2026-06-01T11:40:00Z");
    private final Instant logged = minute.plusMillis(61_234);
    private final Digest any = JournalTest.statement(9);
    private final KeyId keyId = new KeyId(JournalTest.statement(7));

    private void assertEntry(LogEntry entry, LogEntryKind kind, String sender, String key, Digest statement) {
        assertThat(entry).isEqualTo(new LogEntry(kind, sender, key, statement, logged));
    }

    @Test
    void two_ids_stand_in_the_order_of_their_characters_whoever_states() {
        String pair = "north|south|" + MINUTE_MILLIS + "|SETTLED|3";
        assertThat(SubmissionKey.pair("north", "south", minute, PairStage.SETTLED, 3))
                .isEqualTo(pair);
        assertThat(SubmissionKey.pair("south", "north", minute, PairStage.SETTLED, 3))
                .isEqualTo(pair);
        String deposit = "north|south|" + MINUTE_MILLIS + "|" + any.hex();
        assertThat(SubmissionKey.deposit("north", "south", minute, any)).isEqualTo(deposit);
        assertThat(SubmissionKey.deposit("south", "north", minute, any)).isEqualTo(deposit);
    }

    @Test
    void each_statement_is_logged_under_what_its_sender_may_state_once() {
        Digest statement = JournalTest.statement(1);
        assertEntry(
                LogEntry.of(new JournalRoot(statement, "north", minute, any, minute), logged),
                LogEntryKind.JOURNAL_ROOT,
                "north",
                MINUTE_MILLIS,
                statement);
        assertEntry(
                LogEntry.of(
                        new PairDigest(statement, "south", "north", minute, PairStage.SEALED, 1, any, minute), logged),
                LogEntryKind.PAIR_DIGEST,
                "south",
                "north|south|" + MINUTE_MILLIS + "|SEALED|1",
                statement);
        assertEntry(
                LogEntry.of(new SheetRoot(statement, "north", Direction.CONSUMPTION, minute, 2, any, minute), logged),
                LogEntryKind.SHEET_ROOT,
                "north",
                "CONSUMPTION|" + MINUTE_MILLIS + "|2",
                statement);
        assertEntry(
                LogEntry.of(new SealingDeposit(statement, "south", "north", minute, any, minute), logged),
                LogEntryKind.SEALING_DEPOSIT,
                "south",
                "north|south|" + MINUTE_MILLIS + "|" + any.hex(),
                statement);
        assertEntry(
                LogEntry.of(new Revocation(statement, "north", keyId, RevocationReason.LOST, minute), logged),
                LogEntryKind.REVOCATION,
                "north",
                keyId.hex(),
                statement);
    }

    @Test
    void a_descriptor_is_logged_under_its_revision() {
        SigningKey root = new SigningKey(InMemorySigner.ofSeed(new byte[32]).publicKey(), minute, logged);
        Participant north = new Participant(
                "north",
                ParticipantRole.UTILITY,
                "",
                "spiffe://gridpact/utility/north",
                List.of(),
                List.of(),
                Optional.empty(),
                root,
                12);

        assertEntry(LogEntry.of(north, any, logged), LogEntryKind.DESCRIPTOR, "north", "12", any);
    }

    @Test
    void an_entry_may_be_as_long_as_its_bound_and_a_byte_longer_not() {
        LogEntry empty = new LogEntry(LogEntryKind.REVOCATION, "", "", any, logged);
        String fits = "k".repeat(LogEntry.MAX_BYTES - empty.bytes().length);
        LogEntry longest = new LogEntry(LogEntryKind.REVOCATION, "", fits, any, logged);

        assertThat(longest.bytes()).hasSize(LogEntry.MAX_BYTES);
        assertThat(LogEntry.parse(longest.bytes())).isEqualTo(longest);
        assertThat(LogEntry.parse(empty.bytes())).isEqualTo(empty);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogEntry(LogEntryKind.REVOCATION, "", fits + "k", any, logged));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogEntry.parse(new byte[LogEntry.MAX_BYTES + 1]))
                .withMessageContaining("longer");
    }

    @Test
    void a_minute_begins_where_its_instants_say_and_an_arbiter_has_one_origin() {
        assertThat(JournalMinute.startOf(logged)).isEqualTo(minute.plusSeconds(60));
        assertThat(JournalMinute.startOf(minute)).isEqualTo(minute);
        assertThat(JournalMinute.startOf(Instant.ofEpochMilli(-1))).isEqualTo(Instant.ofEpochSecond(-60));
        assertThat(LogOrigin.of("arbiter")).isEqualTo("gridpact/log/arbiter");
    }
}
