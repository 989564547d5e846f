package io.gridpact.utility.metering;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.status.v1.AcceptReadingRequest;
import io.gridpact.status.v1.AcceptReadingResponse;
import io.gridpact.status.v1.ListAdjustmentsRequest;
import io.gridpact.status.v1.ListAdjustmentsResponse;
import io.gridpact.status.v1.ListReadingsRequest;
import io.gridpact.status.v1.ListReadingsResponse;
import io.gridpact.status.v1.RejectReadingRequest;
import io.gridpact.status.v1.RejectReadingResponse;
import io.gridpact.status.v1.ReviewServiceGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.function.Supplier;

/// The operator's door to readings under review, and to adjustments.
@GrpcService
public class ReviewGrpc extends ReviewServiceGrpc.ReviewServiceImplBase {

    private final OperatorDoor door;
    private final ReviewReadings reviewReadings;
    private final ReadingAdjustments adjustments;

    ReviewGrpc(OperatorDoor door, ReviewReadings reviewReadings, ReadingAdjustments adjustments) {
        this.door = door;
        this.reviewReadings = reviewReadings;
        this.adjustments = adjustments;
    }

    @Override
    public void listReadings(ListReadingsRequest request, StreamObserver<ListReadingsResponse> response) {
        answer(response, "ListReadings", () -> {
            int size = ReviewWire.size(request.getPageSize());
            return ReviewWire.readings(reviewReadings.underReview(ReviewWire.mark(request.getAfter()), size), size);
        });
    }

    @Override
    public void acceptReading(AcceptReadingRequest request, StreamObserver<AcceptReadingResponse> response) {
        answer(response, "AcceptReading " + ReviewWire.named(request.getReadingDigest()), () -> {
            Digest digest = ReviewWire.digest(request.getReadingDigest());
            boolean adjustment = reviewReadings.accept(digest, ReviewWire.reason(request.getReason()));
            return AcceptReadingResponse.newBuilder().setAdjustment(adjustment).build();
        });
    }

    @Override
    public void rejectReading(RejectReadingRequest request, StreamObserver<RejectReadingResponse> response) {
        answer(response, "RejectReading " + ReviewWire.named(request.getReadingDigest()), () -> {
            Digest digest = ReviewWire.digest(request.getReadingDigest());
            reviewReadings.reject(digest, ReviewWire.reason(request.getReason()));
            return RejectReadingResponse.getDefaultInstance();
        });
    }

    @Override
    public void listAdjustments(ListAdjustmentsRequest request, StreamObserver<ListAdjustmentsResponse> response) {
        answer(response, "ListAdjustments", () -> {
            int size = ReviewWire.size(request.getPageSize());
            return ReviewWire.adjustments(
                    adjustments.of(
                            ReviewWire.from(request),
                            ReviewWire.until(request),
                            ReviewWire.mark(request.getAfter()),
                            size),
                    size);
        });
    }

    private <A> void answer(StreamObserver<A> response, String call, Supplier<A> work) {
        response.onNext(door.audited(Caller.current(), call, work));
        response.onCompleted();
    }
}
