package io.gridpact.deploy.client;

import com.google.protobuf.ByteString;
import io.gridpact.status.v1.AcceptReadingRequest;
import io.gridpact.status.v1.Adjustment;
import io.gridpact.status.v1.ListAdjustmentsRequest;
import io.gridpact.status.v1.ListAdjustmentsResponse;
import io.gridpact.status.v1.ListReadingsRequest;
import io.gridpact.status.v1.ListReadingsResponse;
import io.gridpact.status.v1.ReadingUnderReview;
import io.gridpact.status.v1.RejectReadingRequest;
import io.gridpact.status.v1.ReviewServiceGrpc;
import io.gridpact.status.v1.ReviewServiceGrpc.ReviewServiceBlockingStub;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A utility's operator: readings that were refused, and adjustments.
public final class ReviewClient {

    private static final int DEADLINE_SECONDS = 60;

    private final ReviewServiceBlockingStub stub;

    public ReviewClient(Channels channels, String utility) {
        this.stub = ReviewServiceGrpc.newBlockingStub(channels.operator(utility));
    }

    /// All that nobody has decided on, in the order in which they came.
    public List<ReadingUnderReview> underReview() {
        List<ReadingUnderReview> readings = new ArrayList<>();
        ByteString after = ByteString.EMPTY;
        do {
            ListReadingsResponse page = now().listReadings(
                            ListReadingsRequest.newBuilder().setAfter(after).build());
            readings.addAll(page.getReadingsList());
            after = page.getNext();
        } while (!after.isEmpty());
        return List.copyOf(readings);
    }

    /// @param digest in hex
    /// @return whether it is an adjustment
    public boolean accept(String digest, String reason) {
        return now().acceptReading(AcceptReadingRequest.newBuilder()
                        .setReadingDigest(bytes(digest))
                        .setReason(reason)
                        .build())
                .getAdjustment();
    }

    /// @param digest in hex
    public void reject(String digest, String reason) {
        now().rejectReading(RejectReadingRequest.newBuilder()
                .setReadingDigest(bytes(digest))
                .setReason(reason)
                .build());
    }

    /// @param from first window's start
    /// @param until windows that start before it
    /// @return in the order of windows
    public List<Adjustment> adjustments(Instant from, Instant until) {
        List<Adjustment> adjustments = new ArrayList<>();
        ListAdjustmentsRequest.Builder request = ListAdjustmentsRequest.newBuilder()
                .setFromMillis(from.toEpochMilli())
                .setUntilMillis(until.toEpochMilli());
        do {
            ListAdjustmentsResponse page = now().listAdjustments(request.build());
            adjustments.addAll(page.getAdjustmentsList());
            request.setAfter(page.getNext());
        } while (!request.getAfter().isEmpty());
        return List.copyOf(adjustments);
    }

    private static ByteString bytes(String digest) {
        return ByteString.copyFrom(HexFormat.of().parseHex(digest));
    }

    private ReviewServiceBlockingStub now() {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
