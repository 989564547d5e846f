package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetNode;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.Status;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is written is what is read; what is out of bounds is refused by the field's name.
class StatementWireTest {

    private static final Instant MINUTE = Instant.parse("2026-06-01T12:00:00Z");
    private static final Digest ANY = Hash.tagged("test-any").finish();
    private static final byte[] SALT = new byte[16];
    private static final Fields AT = Fields.of(Reason.INVALID_PROOF);
    private static final LogEntry ENTRY = new LogEntry(LogEntryKind.SHEET_ROOT, "north", "key", ANY, MINUTE);

    /// How one type is read, and a good payload of it.
    private enum Type {
        READING(
                Reading.PAYLOAD_TYPE,
                AReading.of(0, 15, 5).registers(5, 10).payload(),
                io.gridpact.status.v1.Reading.newBuilder(),
                envelope -> ReadingWire.parse(envelope, null, AT)),
        STATUS(
                Status.PAYLOAD_TYPE,
                statusPayload(),
                io.gridpact.status.v1.Status.newBuilder(),
                envelope -> StatusWire.parse(envelope, AT)),
        JOURNAL_ROOT(
                JournalRoot.PAYLOAD_TYPE,
                StatementWire.journalRootPayload("north", MINUTE, ANY, MINUTE, SALT),
                io.gridpact.arbiter.v1.JournalRoot.newBuilder(),
                envelope -> StatementWire.journalRoot(envelope, AT)),
        PAIR_DIGEST(
                PairDigest.PAYLOAD_TYPE,
                StatementWire.pairDigestPayload("north", "south", MINUTE, PairStage.SEALED, 1, ANY, MINUTE, SALT),
                io.gridpact.arbiter.v1.PairDigest.newBuilder(),
                envelope -> StatementWire.pairDigest(envelope, AT)),
        SHEET_ROOT(
                SheetRoot.PAYLOAD_TYPE,
                StatementWire.sheetRootPayload("north", Direction.INJECTION, MINUTE, 1, ANY, MINUTE, SALT),
                io.gridpact.arbiter.v1.SheetRoot.newBuilder(),
                envelope -> StatementWire.sheetRoot(envelope, AT)),
        LOG_RECEIPT(
                LogReceipt.PAYLOAD_TYPE,
                StatementWire.logReceiptPayload("arbiter", ENTRY, 7, MINUTE.plusSeconds(60), SALT),
                io.gridpact.arbiter.v1.LogReceipt.newBuilder(),
                envelope -> StatementWire.logReceipt(envelope, AT));

        private final String payloadType;
        private final byte[] payload;
        private final Message.Builder builder;
        private final Function<Envelope, Object> parser;

        Type(String payloadType, byte[] payload, Message.Builder builder, Function<Envelope, Object> parser) {
            this.payloadType = payloadType;
            this.payload = payload;
            this.builder = builder;
            this.parser = parser;
        }

        String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        Object read(byte[] bytes) {
            return parser.apply(new Envelope(payloadType, bytes, List.of()));
        }

        /// The good payload with one field changed by its proto name; null clears it.
        byte[] with(String field, Object value) {
            try {
                Message.Builder message = builder.clone().mergeFrom(payload);
                set(message, List.of(field.split("[.]", -1)), value);
                return message.build().toByteArray();
            } catch (InvalidProtocolBufferException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static void set(Message.Builder message, List<String> path, Object value) {
            var field = message.getDescriptorForType().findFieldByName(path.getFirst());
            if (path.size() > 1) {
                set(message.getFieldBuilder(field), path.subList(1, path.size()), value);
            } else if (value == CLEARED) {
                message.clearField(field);
            } else if (value instanceof Integer number
                    && field.getJavaType() == com.google.protobuf.Descriptors.FieldDescriptor.JavaType.ENUM) {
                message.setField(field, field.getEnumType().findValueByNumberCreatingIfUnknown(number));
            } else {
                message.setField(field, value);
            }
        }
    }

    private static final Object CLEARED = new Object();
    private static final ByteString SHORT = ByteString.copyFrom(new byte[31]);

    private static byte[] statusPayload() {
        SheetSummary summary = new SheetSummary(AllocationRule.FIFO, 7, ANY, 9, 7, 2);
        SheetLeaf leaf = new SheetLeaf(ANY, 0, 4, 2, ANY.bytes());
        List<SheetNode> path = List.of(new SheetNode(ANY, 5, 5, 1));
        return StatusWire.payload(TradeRole.SELLER, 4, List.of(ANY), summary, leaf, 1, path, List.of(ANY), SALT);
    }

    @Test
    void what_is_written_is_what_is_read() {
        assertThat(ReadingWire.parse(AReading.of(0, 15, 5).registers(5, 10).envelope()))
                .isEqualTo(AReading.of(0, 15, 5).registers(5, 10).reading());
        assertThat(ReadingWire.parse(AReading.of(0, 15, 5).envelope()))
                .as("without registers")
                .isEqualTo(AReading.of(0, 15, 5).reading());
        Digest journal = digest(Type.JOURNAL_ROOT);
        assertThat(Type.JOURNAL_ROOT.read(Type.JOURNAL_ROOT.payload))
                .isEqualTo(new JournalRoot(journal, "north", MINUTE, ANY, MINUTE));
        Digest pair = digest(Type.PAIR_DIGEST);
        assertThat(Type.PAIR_DIGEST.read(Type.PAIR_DIGEST.payload))
                .isEqualTo(new PairDigest(pair, "north", "south", MINUTE, PairStage.SEALED, 1, ANY, MINUTE));
        Digest sheet = digest(Type.SHEET_ROOT);
        assertThat(Type.SHEET_ROOT.read(Type.SHEET_ROOT.payload))
                .isEqualTo(new SheetRoot(sheet, "north", Direction.INJECTION, MINUTE, 1, ANY, MINUTE));
        LogReceipt receipt = (LogReceipt) Type.LOG_RECEIPT.read(Type.LOG_RECEIPT.payload);
        assertThat(receipt.proves(ENTRY)).isTrue();
        assertThat(receipt)
                .isEqualTo(new LogReceipt(
                        digest(Type.LOG_RECEIPT), "arbiter", ANY, ENTRY.leafHash(), 7, MINUTE, MINUTE.plusSeconds(60)));
        Status status = (Status) Type.STATUS.read(Type.STATUS.payload);
        assertThat(status.order()).isEqualTo(ANY);
        assertThat(status.sheet()).isEqualTo(new SheetSummary(AllocationRule.FIFO, 7, ANY, 9, 7, 2));
        assertThat(status.sheetPath()).containsExactly(new SheetNode(ANY, 5, 5, 1));
        assertThat(List.of(status.allocatedWh(), status.capWh(), status.leafIndex()))
                .containsExactly(2L, 4L, 1L);
    }

    private static Digest digest(Type type) {
        return new Envelope(type.payloadType, type.payload, List.of()).digest();
    }

    record Defect(Type type, String field, Object value) {
        @Override
        public String toString() {
            String said = value == CLEARED ? "missing" : value.toString();
            return type + " " + field + " "
                    + said.substring(0, Math.min(40, said.length())).replace("\n", " ");
        }
    }

    static Stream<Defect> defects() {
        Stream<Defect> salts = Arrays.stream(Type.values()).flatMap(type -> Stream.of(15, 65)
                .map(length -> new Defect(type, "salt", ByteString.copyFrom(new byte[length]))));
        return Stream.of(salts, readingDefects(), statusDefects(), statementDefects())
                .flatMap(Function.identity());
    }

    private static Stream<Defect> readingDefects() {
        return Stream.of(
                new Defect(Type.READING, "meter_public_key", SHORT),
                new Defect(Type.READING, "meter_public_key", ByteString.copyFrom(new byte[32])),
                new Defect(Type.READING, "direction", 0),
                new Defect(Type.READING, "direction", 9),
                new Defect(Type.READING, "start_millis", 0L),
                new Defect(Type.READING, "end_millis", 5L),
                new Defect(Type.READING, "end_millis", Long.MAX_VALUE),
                new Defect(Type.READING, "energy_wh", -1L),
                new Defect(Type.READING, "register_start_wh", -1L),
                new Defect(Type.READING, "register_end_wh", -1L),
                new Defect(Type.READING, "sequence", 0L),
                new Defect(Type.READING, "quality", 0));
    }

    private static Stream<Defect> statusDefects() {
        ByteString hash = ByteString.copyFrom(ANY.bytes());
        return Stream.of(
                new Defect(Type.STATUS, "order_digest", SHORT),
                new Defect(Type.STATUS, "revision", -1L),
                new Defect(Type.STATUS, "role", 0),
                new Defect(Type.STATUS, "allocated_wh", -1L),
                new Defect(Type.STATUS, "cap_wh", -1L),
                new Defect(Type.STATUS, "reading_digests", List.of()),
                new Defect(Type.STATUS, "reading_digests", Collections.nCopies(121, hash)),
                new Defect(Type.STATUS, "sheet.rule", 0),
                new Defect(Type.STATUS, "sheet.reading_wh", -1L),
                new Defect(Type.STATUS, "sheet.root", SHORT),
                new Defect(Type.STATUS, "sheet.wanted_wh", -1L),
                new Defect(Type.STATUS, "sheet.allocated_wh", -1L),
                new Defect(Type.STATUS, "sheet.leaf_count", 0L),
                new Defect(Type.STATUS, "sheet.leaf_count", (1L << 20) + 1),
                new Defect(Type.STATUS, "leaf_salt", SHORT),
                new Defect(Type.STATUS, "leaf_index", -1L),
                new Defect(Type.STATUS, "map_path", Collections.nCopies(257, hash)),
                new Defect(
                        Type.STATUS,
                        "sheet_path",
                        Collections.nCopies(
                                21,
                                io.gridpact.status.v1.SheetPathNode.newBuilder()
                                        .setHash(hash)
                                        .build())));
    }

    private static Stream<Defect> statementDefects() {
        return Stream.of(
                new Defect(Type.JOURNAL_ROOT, "utility", "North"),
                new Defect(Type.JOURNAL_ROOT, "minute_millis", MINUTE.toEpochMilli() + 1),
                new Defect(Type.JOURNAL_ROOT, "root", SHORT),
                new Defect(Type.JOURNAL_ROOT, "complete_to_millis", 0L),
                new Defect(Type.PAIR_DIGEST, "utility", ""),
                new Defect(Type.PAIR_DIGEST, "peer", "a|b"),
                new Defect(Type.PAIR_DIGEST, "window_start_millis", -1L),
                new Defect(Type.PAIR_DIGEST, "stage", 0),
                new Defect(Type.PAIR_DIGEST, "number", 0L),
                new Defect(Type.PAIR_DIGEST, "digest", SHORT),
                new Defect(Type.SHEET_ROOT, "direction", 0),
                new Defect(Type.SHEET_ROOT, "revision", 0L),
                new Defect(Type.SHEET_ROOT, "revision", 2L),
                new Defect(Type.SHEET_ROOT, "root", SHORT),
                new Defect(Type.LOG_RECEIPT, "arbiter", CLEARED),
                new Defect(Type.LOG_RECEIPT, "statement_digest", SHORT),
                new Defect(Type.LOG_RECEIPT, "leaf_hash", SHORT),
                new Defect(Type.LOG_RECEIPT, "leaf_index", -1L),
                new Defect(Type.LOG_RECEIPT, "logged_at_millis", 0L),
                new Defect(Type.LOG_RECEIPT, "included_by_millis", 0L),
                new Defect(Type.LOG_RECEIPT, "included_by_millis", 1L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void is_refused_by_its_name(Defect defect) {
        byte[] payload = defect.type().with(defect.field(), defect.value());

        assertRefused(defect.type(), payload, defect.field());
        vector("defect " + defect.type().title() + " " + said(defect), defect.type(), payload)
                .with("outcome", Reason.INVALID_PROOF, defect.field())
                .check("statement", "defect " + defect.type().title() + " " + said(defect));
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void is_accepted(Type type) {
        assertThat(type.read(type.payload)).isNotNull();
        vector(type.title(), type, type.payload)
                .with("digest", digest(type))
                .with("outcome", "accepted")
                .check("statement", type.title());
    }

    private static VectorFile vector(String situation, Type type, byte[] payload) {
        return VectorFile.of(situation).with("payload_type", type.payloadType).with("payload", payload);
    }

    private static String said(Defect defect) {
        String value =
                switch (defect.value()) {
                    case ByteString bytes -> "of " + bytes.size() + " bytes";
                    case List<?> values -> values.size() + " of them";
                    case String text -> text.isEmpty() ? "empty" : text.replace("|", " or ");
                    case Object other -> other == CLEARED ? "missing" : other.toString();
                };
        return defect.field() + " " + value;
    }

    @Test
    void unknown_fields_trailing_bytes_and_other_types_are_refused() {
        for (Type type : Type.values()) {
            byte[] trailing = Arrays.copyOf(type.payload, type.payload.length + 1);
            assertRefused(type, trailing, "");
            byte[] unknown = ByteString.copyFrom(type.payload)
                    .concat(UnknownFieldSet.newBuilder()
                            .addField(
                                    99,
                                    UnknownFieldSet.Field.newBuilder()
                                            .addVarint(1)
                                            .build())
                            .build()
                            .toByteString())
                    .toByteArray();
            assertRefused(type, unknown, "99");
            assertThatThrownBy(() -> type.parser.apply(new Envelope("gridpact/order/v1", type.payload, List.of())))
                    .isInstanceOf(RefusedException.class)
                    .satisfies(field("payload_type"));
        }
    }

    private static void assertRefused(Type type, byte[] payload, String field) {
        assertThatThrownBy(() -> type.read(payload))
                .as("%s %s", type, field)
                .isInstanceOf(RefusedException.class)
                .satisfies(field(field));
    }

    private static Consumer<Throwable> field(String field) {
        return thrown -> {
            var refusal = ((RefusedException) thrown).refusal();
            assertThat(refusal.reason()).isEqualTo(Reason.INVALID_PROOF);
            assertThat(refusal.field()).isEqualTo(field);
        };
    }
}
