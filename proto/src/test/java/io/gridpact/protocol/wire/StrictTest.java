package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;
import io.gridpact.directory.v1.BatchPath;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.directory.v1.MeterEnrolment;
import io.gridpact.directory.v1.NetworkProfile;
import io.gridpact.directory.v1.Signature;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.trade.v1.Attestation;
import io.gridpact.trade.v1.CustomerOpening;
import io.gridpact.trade.v1.Order;
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
            a field that the message does not have         | Envelope        | 2001                          | 4
            a group that nobody has opened                 | Envelope        | 0c                            | ''
            a group of an unknown number                   | Envelope        | 2324                          | 4
            field number zero                              | Envelope        | 00                            | ''
            a length beyond the end                        | Envelope        | 0a05                          | ''
            a tag that does not end                        | Envelope        | ff                            | ''
            text that is not UTF-8                         | Envelope        | 0a02c328                      | ''
            a text given twice                             | Envelope        | 0a00 0a00                     | payload_type
            a text as a number                             | Envelope        | 0801                          | payload_type
            a signature with a field that it does not have | Envelope        | 1a00 1a022801                 | signatures[1].5
            a batch given twice                            | Envelope        | 1a04 1a00 1a00                | signatures[0].batch
            two of one oneof                               | PlatformQuery   | 3200 4200                     | watch
            a tag longer than it need be                   | Envelope        | 8a00 00                       | payload_type
            a tag that says more than 32 bits              | Envelope        | 8a80808010 00                 | payload_type
            a length longer than it need be                | CustomerOpening | 12818080808000610a0600620a02aabb | customer_id
            a part's length longer than it need be         | Envelope        | 1a8000                        | signatures
            a length longer than it need be, deep within   | Envelope        | 1a05 1a03 1a8000              | signatures[0].batch.path
            an enum longer than it need be                 | Attestation     | 188200                        | role
            an enum beyond 32 bits                         | Attestation     | 188280808010                  | role
            an int32 longer than it need be                | NetworkProfile  | 10bc00                        | window_minutes
            an int32 beyond 32 bits                        | NetworkProfile  | 10bc80808010                  | window_minutes
            a negative int32 without its sign              | NetworkProfile  | 10ffffffff0f                  | window_minutes
            an int64 longer than it need be                | Order           | 50888000                      | quantity_wh
            an int64 with bits that nobody reads           | Order           | 50ffffffffffffffffff7f        | quantity_wh
            a packed number longer than it need be         | MeterEnrolment  | 2203 01 8200                  | directions
            """)
    void is_refused(String situation, String message, String hex, String field) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

        Refusal refusal = refusal(() -> Strict.parse(parser(message), bytes, ""));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refusal.field()).isEqualTo(field);
        VectorFile.of(situation)
                .with("message", message)
                .with("bytes", HexFormat.of().formatHex(bytes))
                .with("outcome", VectorFile.outcome(new Verdict.Refused(refusal)))
                .check("parsing", "defect " + situation);
    }

    private static Parser<? extends Message> parser(String message) {
        return switch (message) {
            case "Envelope" -> Envelope.parser();
            case "PlatformQuery" -> PlatformQuery.parser();
            case "CustomerOpening" -> CustomerOpening.parser();
            case "Attestation" -> Attestation.parser();
            case "NetworkProfile" -> NetworkProfile.parser();
            case "Order" -> Order.parser();
            case "MeterEnrolment" -> MeterEnrolment.parser();
            default -> throw new IllegalArgumentException(message);
        };
    }

    @Test
    void numbers_of_any_size_in_their_shortest_form_are_read() {
        Order widest = Order.newBuilder()
                .setWindowStartMillis(Long.MIN_VALUE)
                .setWindowEndMillis(Long.MAX_VALUE)
                .setQuantityWh(-1)
                .setModeValue(2)
                .build();
        NetworkProfile negative =
                NetworkProfile.newBuilder().setWindowMinutes(Integer.MIN_VALUE).build();

        assertThat(Strict.parse(Order.parser(), widest.toByteArray(), "")).isEqualTo(widest);
        assertThat(Strict.parse(NetworkProfile.parser(), negative.toByteArray(), ""))
                .isEqualTo(negative);
    }

    @Test
    void packed_and_single_numbers_read_alike() {
        byte[] single = {0x20, 0x01, 0x20, 0x02};
        byte[] packed = {0x22, 0x02, 0x01, 0x02};

        assertThat(Strict.parse(MeterEnrolment.parser(), packed, ""))
                .isEqualTo(Strict.parse(MeterEnrolment.parser(), single, ""));
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
