package io.gridpact.utility.wire;

import static io.gridpact.status.v1.MeteringServiceGrpc.getSubmitReadingsMethod;
import static io.gridpact.status.v1.ReviewServiceGrpc.getAcceptReadingMethod;
import static io.gridpact.status.v1.ReviewServiceGrpc.getListAdjustmentsMethod;
import static io.gridpact.status.v1.ReviewServiceGrpc.getListReadingsMethod;
import static io.gridpact.status.v1.ReviewServiceGrpc.getRejectReadingMethod;
import static io.gridpact.utility.wire.PlatformRefusals.TOO_LARGE;
import static io.gridpact.utility.wire.Refused.when;
import static io.gridpact.utility.wire.RunningUtility.HEAD_END;
import static io.gridpact.utility.wire.RunningUtility.OPERATOR;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.status.v1.AcceptReadingRequest;
import io.gridpact.status.v1.ListAdjustmentsRequest;
import io.gridpact.status.v1.ListReadingsRequest;
import io.gridpact.status.v1.RejectReadingRequest;
import io.gridpact.status.v1.ReviewServiceGrpc;
import io.gridpact.status.v1.SubmitReadingsRequest;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.grpc.ServiceDescriptor;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What the operator is refused who reviews readings.
final class ReviewRefusals {

    /// What the service may be heard to say.
    static final Map<ServiceDescriptor, Set<Reason>> SAID = Map.of(
            ReviewServiceGrpc.getServiceDescriptor(),
            EnumSet.of(
                    Reason.INVALID_READING,
                    Reason.RESOURCE_EXHAUSTED,
                    Reason.PERMISSION_DENIED,
                    Reason.INVALID_REQUEST));

    private ReviewRefusals() {}

    static Stream<Refused> table() {
        return Stream.of(
                when(
                        getListReadingsMethod(),
                        OPERATOR,
                        "a page of 501",
                        Reason.INVALID_REQUEST,
                        "page_size",
                        () -> ListReadingsRequest.newBuilder().setPageSize(501).build()),
                when(
                        getListReadingsMethod(),
                        OPERATOR,
                        "a mark of no page",
                        Reason.INVALID_REQUEST,
                        "after",
                        () -> ListReadingsRequest.newBuilder()
                                .setAfter(ByteString.copyFromUtf8("page"))
                                .build()),
                when(
                        getAcceptReadingMethod(),
                        OPERATOR,
                        "a digest of nothing",
                        Reason.INVALID_REQUEST,
                        "reading_digest",
                        () -> accept(ByteString.copyFrom(new byte[32]), "why")),
                when(
                        getAcceptReadingMethod(),
                        OPERATOR,
                        "no reason",
                        Reason.INVALID_REQUEST,
                        "reason",
                        () -> accept(ByteString.copyFrom(new byte[32]), "")),
                when(
                        getAcceptReadingMethod(),
                        OPERATOR,
                        "a reading of a time to come",
                        Reason.INVALID_READING,
                        "end_millis",
                        () -> accept(refusedReading(), "it will be so")),
                when(
                        getRejectReadingMethod(),
                        OPERATOR,
                        "a digest of 31 bytes",
                        Reason.INVALID_REQUEST,
                        "reading_digest",
                        () -> RejectReadingRequest.newBuilder()
                                .setReadingDigest(ByteString.copyFrom(new byte[31]))
                                .setReason("why")
                                .build()),
                when(
                        getListAdjustmentsMethod(),
                        OPERATOR,
                        "windows before the calendar begins",
                        Reason.INVALID_REQUEST,
                        "from_millis",
                        () -> ListAdjustmentsRequest.newBuilder()
                                .setFromMillis(-1)
                                .build()),
                when(
                        getRejectReadingMethod(),
                        OPERATOR,
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> RejectReadingRequest.newBuilder()
                                .setReadingDigest(TOO_LARGE)
                                .build()),
                when(
                        getListReadingsMethod(),
                        HEAD_END,
                        "a look at what was refused",
                        Reason.PERMISSION_DENIED,
                        "",
                        ListReadingsRequest::getDefaultInstance));
    }

    private static AcceptReadingRequest accept(ByteString digest, String reason) {
        return AcceptReadingRequest.newBuilder()
                .setReadingDigest(digest)
                .setReason(reason)
                .build();
    }

    private static ByteString refusedReading() {
        Envelope reading = AShowing.reading(AnOrder.SELLER, Direction.INJECTION, ANetwork.WINDOW, 7_000, 1);
        Door.served(
                HEAD_END,
                getSubmitReadingsMethod(),
                SubmitReadingsRequest.newBuilder()
                        .addReadings(EnvelopeWire.toMessage(reading))
                        .build());
        return ByteString.copyFrom(reading.digest().bytes());
    }
}
