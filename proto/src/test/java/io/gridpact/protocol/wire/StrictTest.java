package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.gridpact.directory.v1.BatchPath;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.directory.v1.Signature;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.PlatformQuery;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictTest {

    private static final UnknownFieldSet UNKNOWN = UnknownFieldSet.newBuilder()
            .addField(100, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    private static final Envelope ENVELOPE = Envelope.newBuilder()
            .setPayloadType("gridpact/order/v1")
            .addSignatures(Signature.getDefaultInstance())
            .addSignatures(Signature.newBuilder()
                    .setSig(ByteString.copyFrom(new byte[64]))
                    .setBatch(BatchPath.newBuilder().setSize(1).addPath(ByteString.EMPTY)))
            .build();

    @Test
    void what_is_known_is_read() {
        assertThat(Strict.parse(Envelope.parser(), ENVELOPE.toByteArray(), "order"))
                .isEqualTo(ENVELOPE);
    }

    @Test
    void nothing_is_an_empty_message() {
        assertThat(Strict.parse(Envelope.parser(), new byte[0], "")).isEqualTo(Envelope.getDefaultInstance());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a field that the message does not have         | 2001           | 4
            a group that nobody has opened                 | 0c             | ''
            a group of an unknown number                   | 2324           | 4
            field number zero                              | 00             | ''
            a length beyond the end                        | 0a05           | ''
            a tag that does not end                        | ff             | ''
            text that is not UTF-8                         | 0a02c328       | ''
            a text given twice                             | 0a00 0a00      | payload_type
            a text as a number                             | 0801           | payload_type
            a signature with a field that it does not have | 1a00 1a022801  | signatures[1].5
            a batch given twice                            | 1a04 1a00 1a00 | signatures[0].batch
            """)
    void is_refused(String situation, String hex, String field) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

        Refusal refusal = refusal(() -> Strict.parse(Envelope.parser(), bytes, ""));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refusal.field()).isEqualTo(field);
    }

    @Test
    void two_fields_of_one_oneof_are_refused() {
        byte[] tradeThenWatch = {0x32, 0x00, 0x42, 0x00};

        assertThat(refusal(() -> Strict.parse(PlatformQuery.parser(), tradeThenWatch, "query"))
                        .field())
                .isEqualTo("query.watch");
    }

    @Test
    void packed_and_single_numbers_read_alike() {
        byte[] single = {0x20, 0x01, 0x20, 0x02};
        byte[] packed = {0x22, 0x02, 0x01, 0x02};

        var parser = io.gridpact.directory.v1.MeterEnrolment.parser();

        assertThat(Strict.parse(parser, packed, "")).isEqualTo(Strict.parse(parser, single, ""));
    }

    @Test
    void a_message_that_grpc_parsed_is_refused_for_an_unknown_field_at_any_depth() {
        Envelope.Builder envelope = ENVELOPE.toBuilder();
        envelope.getSignaturesBuilder(1).getBatchBuilder().setUnknownFields(UNKNOWN);

        Refusal refusal =
                refusal(() -> Strict.requireKnown(envelope.build(), new Fields(Reason.INVALID_PROOF, "status")));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_PROOF);
        assertThat(refusal.field()).isEqualTo("status.signatures[1].batch.100");
    }

    private static Refusal refusal(ThrowingCallable call) {
        return catchThrowableOfType(RefusedException.class, call).refusal();
    }
}
