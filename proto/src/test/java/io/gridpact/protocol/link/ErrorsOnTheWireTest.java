package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.SignedRefusal;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsOnTheWireTest {

    private final ADirectory directory = new ADirectory();
    private final AServer server;
    private final PeerChannels channels;

    ErrorsOnTheWireTest(@TempDir Path folder) {
        var north = ACertificate.of(ParticipantRole.UTILITY, "north");
        var south = ACertificate.of(ParticipantRole.UTILITY, "south");
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        server = new AServer(north.materialIn(folder.resolve("north")), directory.trusted());
        directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());
        channels = new PeerChannels(
                south.materialIn(folder.resolve("south")),
                directory::participant,
                new ClockDrift(InstantSource.system()),
                CallMeter.NONE);
    }

    @AfterAll
    void stop() {
        channels.close();
        server.close();
    }

    private Channel north() {
        return channels.to("north");
    }

    private StatusRuntimeException errorOf(ConfirmRequest request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> TradeServiceGrpc.newBlockingStub(north())
                .confirm(request));
    }

    private StatusRuntimeException errorWhere(RuntimeException thrown) {
        server.confirms((_, _) -> {
            throw thrown;
        });
        return errorOf(ConfirmRequest.getDefaultInstance());
    }

    private static <T extends com.google.protobuf.Message> List<T> details(
            StatusRuntimeException error, Class<T> type) {
        return statusOf(error).getDetailsList().stream()
                .filter(detail -> detail.is(type))
                .map(detail -> {
                    try {
                        return detail.unpack(type);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static com.google.rpc.Status statusOf(Throwable error) {
        return Objects.requireNonNull(StatusProto.fromThrowable(error));
    }

    private static void assertOneReason(StatusRuntimeException error, Reason reason) {
        assertThat(details(error, ErrorInfo.class))
                .singleElement()
                .returns("gridpact", ErrorInfo::getDomain)
                .returns(reason.name(), ErrorInfo::getReason);
        assertThat(error.getStatus().getCode()).isEqualTo(RefusalStatus.codeOf(reason));
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, mode = EnumSource.Mode.EXCLUDE, names = "INTERNAL")
    void every_reason_arrives_with_its_code_and_details_and_is_read_back(Reason reason) {
        Refusal refusal = new Refusal(reason, "seller.meter_key_id", "not so", Map.of("remaining_wh", "7"));

        StatusRuntimeException error = errorWhere(new RefusedException(refusal));

        assertOneReason(error, reason);
        assertThat(RefusalStatus.refusalOf(error)).isEqualTo(refusal);
        assertThat(details(error, BadRequest.class)).hasSize(1);
        boolean retried = reason == Reason.PEER_UNAVAILABLE || reason == Reason.UNAVAILABLE;
        assertThat(details(error, RetryInfo.class)).hasSize(retried ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void every_reason_has_the_code_that_the_wire_contract_documents(Reason reason) throws IOException {
        String contract = java.nio.file.Files.readString(Path.of("src/main/proto/gridpact/directory/v1/reason.proto"));
        int at = contract.indexOf("REASON_" + reason.name() + " =");
        String comment = contract.substring(contract.lastIndexOf(';', at), at);

        assertThat(comment).contains(RefusalStatus.codeOf(reason).name() + ".");
        assertThat(io.gridpact.directory.v1.Reason.valueOf("REASON_" + reason.name())
                        .getNumber())
                .isEqualTo(reason.ordinal() + 1);
    }

    @Test
    void a_refusal_with_no_field_has_no_bad_request() {
        StatusRuntimeException error = errorWhere(new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));

        assertOneReason(error, Reason.NO_AGREEMENT);
        assertThat(details(error, BadRequest.class)).isEmpty();
    }

    @Test
    void further_details_travel_with_a_refusal() {
        SignedRefusal signed = SignedRefusal.newBuilder().build();
        server.confirms((_, response) ->
                response.onError(RefusalStatus.toException(Refusal.of(Reason.NO_MANDATE), Any.pack(signed))));

        StatusRuntimeException error = errorOf(ConfirmRequest.getDefaultInstance());

        assertOneReason(error, Reason.NO_MANDATE);
        assertThat(details(error, SignedRefusal.class)).containsExactly(signed);
    }

    @Test
    void a_status_from_another_service_of_ours_passes_unchanged() {
        StatusRuntimeException theirs = RefusalStatus.toException(Refusal.of(Reason.LIMIT_EXCEEDED, "", "of theirs"));
        var expected = statusOf(theirs);

        assertThat(statusOf(errorWhere(theirs))).isEqualTo(expected);
    }

    @Test
    void a_stored_thing_that_cannot_be_read_is_a_fault_too() {
        StatusRuntimeException error = errorWhere(
                new RefusedException(Refusal.of(Reason.INTERNAL, "envelope.payload_type", "not what was stored")));

        assertOneReason(error, Reason.INTERNAL);
        assertThat(error).hasMessageNotContaining("stored");
        assertThat(statusOf(error).getDetailsList()).noneMatch(detail -> detail.is(BadRequest.class));
    }

    @Test
    void a_fault_says_nothing_of_itself() {
        StatusRuntimeException error = errorWhere(new IllegalStateException("customer c-17 owes 3 kWh"));

        assertOneReason(error, Reason.INTERNAL);
        assertThat(statusOf(error).toString()).doesNotContain("c-17");
    }

    @Test
    void a_fault_in_the_middle_of_a_stream_says_nothing_of_itself() throws InterruptedException {
        var heard = new CompletableFuture<ConfirmManyResponse>();
        StreamObserver<ConfirmManyRequest> requests = TradeServiceGrpc.newStub(north())
                .confirmMany(new StreamObserver<>() {
                    @Override
                    public void onNext(ConfirmManyResponse answer) {
                        heard.complete(answer);
                    }

                    @Override
                    public void onError(Throwable error) {
                        heard.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ConfirmManyRequest.newBuilder().setNumber(-1).build());

        ExecutionException error = catchThrowableOfType(ExecutionException.class, heard::get);
        assertOneReason((StatusRuntimeException) Objects.requireNonNull(error.getCause()), Reason.INTERNAL);
    }

    @Test
    void a_database_that_is_away_is_a_reason_to_ask_again() {
        assertOneReason(
                errorWhere(new IllegalStateException(new SQLTransientConnectionException("away"))), Reason.UNAVAILABLE);
        assertOneReason(
                errorWhere(new IllegalStateException(new SQLException("shutting down", "57P01"))), Reason.UNAVAILABLE);
        assertOneReason(errorWhere(new IllegalStateException(new SQLException("duplicate", "23505"))), Reason.INTERNAL);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            UNAVAILABLE,        PEER_UNAVAILABLE
            DEADLINE_EXCEEDED,  PEER_UNAVAILABLE
            RESOURCE_EXHAUSTED, RESOURCE_EXHAUSTED
            UNAUTHENTICATED,    PERMISSION_DENIED
            UNIMPLEMENTED,      INVALID_REQUEST
            DATA_LOSS,          INTERNAL
            UNKNOWN,            INTERNAL
            """)
    void a_bare_status_leaves_with_a_reason(Status.Code bare, Reason reason) {
        server.confirms((_, response) -> response.onError(bare.toStatus().asRuntimeException()));

        assertOneReason(errorOf(ConfirmRequest.getDefaultInstance()), reason);
    }

    @Test
    void a_message_above_the_bound_is_refused_with_a_reason() {
        server.confirms(AServer.GLADLY);
        int bytes = MessageBounds.SMALL_BYTES + 1;
        ConfirmRequest large = ConfirmRequest.newBuilder()
                .setBuyerOpening(SealedOpening.newBuilder().setCiphertext(ByteString.copyFrom(new byte[bytes])))
                .build();

        assertOneReason(errorOf(large), Reason.RESOURCE_EXHAUSTED);
    }

    @Test
    void a_message_beyond_the_wall_is_cut_off_with_the_same_code() {
        ConfirmRequest huge = ConfirmRequest.newBuilder()
                .setBuyerOpening(SealedOpening.newBuilder()
                        .setCiphertext(ByteString.copyFrom(new byte[2 * ServerBounds.WALL_MESSAGE_BYTES])))
                .build();

        StatusRuntimeException error = errorOf(huge);

        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(RefusalStatus.refusalOf(error).reason()).isEqualTo(Reason.RESOURCE_EXHAUSTED);
    }

    @Test
    void a_method_that_nobody_serves_is_an_invalid_request() {
        assertOneReason(raw("gridpact.trade.v1.TradeService/Abolish", new byte[0]), Reason.INVALID_REQUEST);
        assertOneReason(raw("no.such.Service/Method", new byte[0]), Reason.INVALID_REQUEST);
    }

    @Test
    void bytes_that_are_no_message_are_closed_by_grpc_without_details() {
        StatusRuntimeException error = raw("gridpact.trade.v1.TradeService/Confirm", new byte[] {(byte) 0xff});

        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(statusOf(error).getDetailsList()).isEmpty();
    }

    private StatusRuntimeException raw(String method, byte[] request) {
        var descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(north(), descriptor, CallOptions.DEFAULT, request));
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
