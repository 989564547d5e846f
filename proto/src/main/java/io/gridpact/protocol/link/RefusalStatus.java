package io.gridpact.protocol.link;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Refusals as `google.rpc.Status` and back (PROTOCOL.md, section 13): one `ErrorInfo` of domain `gridpact` whose
/// reason is one of the closed list, a `BadRequest` where a field is named, a `RetryInfo` where asking again helps.
public final class RefusalStatus {

    /// The domain of our `ErrorInfo`.
    public static final String DOMAIN = "gridpact";

    /// What `RetryInfo` advises.
    public static final int RETRY_AFTER_SECONDS = 1;

    /// More details than this in a status from elsewhere are not looked at.
    private static final int MAX_DETAILS = 16;

    private RefusalStatus() {}

    /// The status code that each reason has, in one table.
    public static Status.Code codeOf(Reason reason) {
        return switch (reason) {
            case INVALID_ORDER, INVALID_REQUEST, INVALID_READING, INVALID_PROOF -> Status.Code.INVALID_ARGUMENT;
            case SIGNATURE_INVALID -> Status.Code.UNAUTHENTICATED;
            case NO_AGREEMENT, WINDOW_CLOSED -> Status.Code.FAILED_PRECONDITION;
            case UNKNOWN_CUSTOMER, UNKNOWN_METER, UNKNOWN_TRADE -> Status.Code.NOT_FOUND;
            case NO_MANDATE, PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case LIMIT_EXCEEDED, RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
            case ORDER_CONFLICT, EQUIVOCATION -> Status.Code.ALREADY_EXISTS;
            case PEER_UNAVAILABLE, UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case REVISION_CONFLICT -> Status.Code.ABORTED;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    /// @param details added after ours, for example a signed refusal
    public static com.google.rpc.Status toStatus(Refusal refusal, Any... details) {
        var status = com.google.rpc.Status.newBuilder()
                .setCode(codeOf(refusal.reason()).value())
                .setMessage(refusal.description())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(refusal.reason().name())
                        .putAllMetadata(refusal.metadata())
                        .build()));
        if (!refusal.field().isEmpty()) {
            status.addDetails(Any.pack(BadRequest.newBuilder()
                    .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField(refusal.field())
                            .setDescription(refusal.description()))
                    .build()));
        }
        if (mayBeRetried(refusal.reason())) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setSeconds(RETRY_AFTER_SECONDS))
                    .build()));
        }
        return status.addAllDetails(Arrays.asList(details)).build();
    }

    /// For `StreamObserver.onError`, or to throw.
    public static StatusRuntimeException toException(Refusal refusal, Any... details) {
        return toException(toStatus(refusal, details));
    }

    /// A status as it came from elsewhere, unchanged.
    public static StatusRuntimeException toException(com.google.rpc.Status status) {
        return StatusProto.toStatusRuntimeException(status);
    }

    /// The trailers that carry the status.
    public static Metadata trailersOf(StatusRuntimeException exception) {
        Metadata trailers = exception.getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }

    /// The status that came with this error, if it is one of ours: exactly one `ErrorInfo` of our domain, with a reason
    /// of the list and that reason's code.
    public static Optional<com.google.rpc.Status> statusOf(Throwable error) {
        var status = StatusProto.fromThrowable(error);
        return status == null ? Optional.empty() : Optional.of(status).filter(RefusalStatus::isOurs);
    }

    /// What a call was refused for, at the caller's side. An error that does not come from a service of ours is told
    /// apart by its code alone: what was not answered is `PEER_UNAVAILABLE`.
    public static Refusal refusalOf(Throwable error) {
        return statusOf(error).flatMap(RefusalStatus::refusalOf).orElseGet(() -> byCode(Status.fromThrowable(error)));
    }

    /// Reads a status as another party sent it, for example in an answer of a stream.
    ///
    /// @return empty unless it is one of ours
    public static Optional<Refusal> refusalOf(com.google.rpc.Status status) {
        List<ErrorInfo> infos = unpackAll(status, ErrorInfo.class);
        if (infos.size() != 1 || !infos.getFirst().getDomain().equals(DOMAIN)) {
            return Optional.empty();
        }
        ErrorInfo info = infos.getFirst();
        return reasonOf(info.getReason())
                .filter(reason -> codeOf(reason).value() == status.getCode())
                .map(reason -> new Refusal(reason, fieldOf(status), status.getMessage(), info.getMetadataMap()));
    }

    private static boolean isOurs(com.google.rpc.Status status) {
        return refusalOf(status).isPresent();
    }

    static Refusal byCode(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> Refusal.of(Reason.PEER_UNAVAILABLE);
            case RESOURCE_EXHAUSTED -> Refusal.of(Reason.RESOURCE_EXHAUSTED);
            case PERMISSION_DENIED, UNAUTHENTICATED -> Refusal.of(Reason.PERMISSION_DENIED);
            case INVALID_ARGUMENT, UNIMPLEMENTED, OUT_OF_RANGE -> Refusal.of(Reason.INVALID_REQUEST);
            case OK, UNKNOWN, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, INTERNAL, DATA_LOSS ->
                Refusal.of(Reason.INTERNAL);
        };
    }

    private static boolean mayBeRetried(Reason reason) {
        return reason == Reason.PEER_UNAVAILABLE || reason == Reason.UNAVAILABLE;
    }

    private static Optional<Reason> reasonOf(String name) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findAny();
    }

    private static String fieldOf(com.google.rpc.Status status) {
        return unpackAll(status, BadRequest.class).stream()
                .flatMap(bad -> bad.getFieldViolationsList().stream())
                .map(BadRequest.FieldViolation::getField)
                .findFirst()
                .orElse("");
    }

    private static <T extends com.google.protobuf.Message> List<T> unpackAll(
            com.google.rpc.Status status, Class<T> type) {
        List<T> found = new ArrayList<>();
        if (status.getDetailsCount() > MAX_DETAILS) {
            return found;
        }
        for (Any detail : status.getDetailsList()) {
            if (detail.is(type)) {
                try {
                    found.add(detail.unpack(type));
                } catch (InvalidProtocolBufferException e) {
                    return List.of();
                }
            }
        }
        return found;
    }
}
